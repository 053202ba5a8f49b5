/* vacation: out-of-office answers, by their words in many languages, and the day until which they say so. */
#ifndef CAREDESK_VACATION_H
#define CAREDESK_VACATION_H

#include "parsers/base/arena.h"

#define VACATION_MAX_TEXT 4000 /* bytes that are looked at */

/* Does a subject begin as such answers do: "Automatic reply: …", "Abwesenheitsnotiz"? */
bool vacation_subject(struct arena *a, struct span subject);
/* Does the text of an answer that is known to be automatic speak of absence? */
bool vacation_text(struct arena *a, struct span text);

/* The day (00:00 UTC) of the first "until 5 May", "zurück am 05.12.", "jusqu'au 3 janvier 2027" …; 0 when there is none.
 * A date without a year is the next one from `sent` on (seconds since 1970; without it, such dates do not count). */
int64_t vacation_until(struct arena *a, struct span text, int64_t sent);

#endif
