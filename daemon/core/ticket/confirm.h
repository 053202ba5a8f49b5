/* confirm: what is done only after a mail of the desk's was answered: an unknown address's first mails become tickets
 * (registration = "confirm"), a customer's data are sent (`[export]`) or deleted (`[forget]`).
 *
 * The question carries a token for that very request; an address may also be confirmed by the code in the question.
 * daemon/desk/confirmed.c carries out what was confirmed. */
#ifndef CAREDESK_CONFIRM_H
#define CAREDESK_CONFIRM_H

#include "daemon/core/base/plan.h"

#define CONFIRM_WRONG 5         /* wrong codes, after which only the token counts */
#define CONFIRM_HELD 20         /* mails held for one address … */
#define CONFIRM_HELD_DOMAIN 200 /* … for a domain, within an hour … */
#define CONFIRM_HELD_ALL 2000   /* … and in total, within an hour */
#define CONFIRM_CODE 8          /* letters */

/* Do the facts need the sender's pending requests: because the mail may be held, or because it answers a question? */
bool confirm_concerns(const struct conf *conf, const struct mail *mail);
/* The recipient name for which the question's token is made. */
struct span confirm_recipient(struct arena *a, enum pending_kind kind, struct span addr);

/* Carries out the mail's answer to such a question, in the plan. False: it answers none, or not with a yes. */
bool confirm_answered(struct work *w);
/* Asks the mail's sender to confirm the request. */
void confirm_ask(struct work *w, enum pending_kind kind);
/* Holds the mail of an unknown address until that is confirmed. */
void confirm_hold(struct work *w);

#endif
