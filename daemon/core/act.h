/* act: an agent's commands change the plan. What could still refuse is asked first (act_check); act_apply then cannot
 * fail, so that all of a mail's commands are done or none. */
#ifndef CAREDESK_ACT_H
#define CAREDESK_ACT_H

#include "daemon/core/order.h"
#include "daemon/core/phrase.h"

struct acting {
	struct work *w;
	const struct orders *o;
	struct ticket *t;      /* the plan's copy of the ticket they are about; NULL: none */
	struct span why;       /* what every event says: which proof */
	struct span_list done; /* lines for the receipt, in the agent's language */
};

/* Adds a fault for everything in the orders that the tickets' state forbids. with_text: an answer goes out too. */
void act_check(struct work *w, struct orders *o, bool with_text);
/* Carries out every order about a ticket or the agent himself. */
void act_apply(struct acting *x);

/* The newest message of the customer's side that plan or facts know, NULL when there is none. */
const struct message *act_last_message(const struct work *w, uint64_t ticket);
/* The ticket's agent is told, where he is another one than before and not the mail's author. */
void act_tell_assigned(struct work *w, struct ticket *t);
/* For the commands of other files: "#close; proven by …", one line more for the receipt, "a, b, c". */
struct span act_why(const struct acting *x, enum command_id id);
void act_say(struct acting *x, enum phrase id, struct span one, struct span two);
struct span act_join(struct arena *a, const struct span_list *list);

#endif
