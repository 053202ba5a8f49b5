/* confirm: what is done only after somebody has answered a mail of the desk's: an unknown address's first mails become
 * tickets (registration = "confirm"), a customer's data are sent (`[export]`) or deleted (`[forget]`).
 *
 * The mail that asks has a token for that very wish; an address may also be confirmed by the code that is in it. What
 * is confirmed is carried out by daemon/desk/confirmed.c. */
#ifndef CAREDESK_CONFIRM_H
#define CAREDESK_CONFIRM_H

#include "daemon/core/base/plan.h"

#define CONFIRM_WRONG 5         /* wrong codes, then only the token counts */
#define CONFIRM_HELD 20         /* mails that are held for one address … */
#define CONFIRM_HELD_DOMAIN 200 /* … for a domain, within the hour … */
#define CONFIRM_HELD_ALL 2000   /* … and for all */
#define CONFIRM_CODE 8          /* letters */

/* Does it hang on what is pending whether the mail is taken, or does it answer a question? Then the facts have that. */
bool confirm_concerns(const struct conf *conf, const struct mail *mail);
/* Whom the token of the question is made for. */
struct span confirm_recipient(struct arena *a, enum pending_kind kind, struct span addr);

/* The mail answers such a question: then the plan says what is to be done. False: it does not, or not with a yes. */
bool confirm_answered(struct work *w);
/* Asks the writer of the mail. */
void confirm_ask(struct work *w, enum pending_kind kind);
/* The mail of an address that is not known: held until it is confirmed. */
void confirm_hold(struct work *w);

#endif
