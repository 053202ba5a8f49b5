/* vacation_until: the days that absence notices name, in many languages. */
#ifndef CAREDESK_VACATION_UNTIL_H
#define CAREDESK_VACATION_UNTIL_H

#include "parsers/base/arena.h"

/* The day (00:00 UTC) of the first "until 5 May", "zurück am 05.12.", "jusqu'au 3 janvier 2027" …; 0 when there is
 * none. A date without a year is the next one from `sent` on (seconds since 1970; without it, such dates do not
 * count). */
int64_t vacation_until(struct arena *a, struct span text, int64_t sent);

/* Is a folded text nothing but days and the words around them: "until 5 May", "(1.12. - 5.12.)"? */
bool vacation_days(struct span text);

#endif
