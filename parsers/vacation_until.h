/* vacation_until: the dates in absence notices, in many languages. */
#ifndef CAREDESK_VACATION_UNTIL_H
#define CAREDESK_VACATION_UNTIL_H

#include "parsers/base/arena.h"

/* The day (00:00 UTC) of the first "until 5 May", "zurück am 05.12.", "jusqu'au 3 janvier 2027" …; 0 if there is none.
 * A date without a year is the next one from `sent` on (seconds since 1970; if 0, such dates do not count). */
int64_t vacation_until(struct arena *a, struct span text, int64_t sent);

/* Does a folded text consist only of dates and the words around them: "until 5 May", "(1.12. - 5.12.)"? */
bool vacation_days(struct span text);

#endif
