/* unproven: a mail from an agent's address without proof. It is kept as a note with a warning, its commands are not
 * carried out; the real agent is asked by mail whether they wrote it, and their answer to that question is the proof.
 */
#ifndef CAREDESK_UNPROVEN_H
#define CAREDESK_UNPROVEN_H

#include "daemon/core/base/plan.h"
#include "daemon/core/base/proof.h"

/* Keeps it on that ticket (0: a new one is made to hold it) and asks. Completes the plan. */
void unproven_keep(struct work *w, const struct proof *p, uint64_t ticket);
/* The agent answers the question. An explicit yes (a word alone, #yes, the link) with what agent_proof asks sets
 * plan->release; anything else refuses: the mail stays a note, and the manager is told. Completes the plan. */
void unproven_answer(struct work *w, const struct proof *p);

/* Was the ticket made only to hold such a mail? */
bool unproven_is_holder(const struct ticket *t);

/* w->mail as the ticket's next message; where it is a held mail that is released (facts.proven), the message that holds
 * it becomes that one, or, on another ticket, is released there and copied. Valid until the next message. */
struct message *unproven_message(struct work *w, struct ticket *t, enum message_kind kind);
/* At the end of a released mail's decision: it is held no longer, whatever it came to, unless it is held again
 * (crossed.h); a ticket that was made only to hold it is closed. */
void unproven_finish(struct work *w, const struct proof *p);

#endif
