/* unproven: a mail from an agent's address without proof. It is kept as a note with a warning and its commands are not
 * carried out; the real agent is asked by mail whether they wrote it, and the answer to that question is the proof. */
#ifndef CAREDESK_UNPROVEN_H
#define CAREDESK_UNPROVEN_H

#include "daemon/core/base/plan.h"
#include "daemon/core/base/proof.h"

/* Keeps the mail on that ticket (0: on a new one made to hold it) and asks. Completes the plan. */
void unproven_keep(struct work *w, const struct proof *p, uint64_t ticket);
/* Takes the agent's answer to the question. An explicit yes (the word alone, #yes, the link) with the proof that
 * agent_proof requires sets plan->release; anything else refuses: the mail stays a note, and the manager is told.
 * Completes the plan. */
void unproven_answer(struct work *w, const struct proof *p);

/* Was the ticket made only to hold an unproven mail? */
bool unproven_is_holder(const struct ticket *t);

/* Adds w->mail as the ticket's next message. If it is a held mail being released (facts.proven), the holding message
 * itself is used, or, on another ticket, a copy. Valid until the next message is added. */
struct message *unproven_message(struct work *w, struct ticket *t, enum message_kind kind);
/* To be called after a released mail is decided: ends its holding, whatever became of it, unless it is held again
 * (crossed.h), and closes a ticket that was made only to hold it. */
void unproven_finish(struct work *w, const struct proof *p);

#endif
