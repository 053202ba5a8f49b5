/* feedback: the one question how satisfied a customer is, and the answers.
 *
 * It is asked once for each ticket, when it is resolved or closed (desk.feedback), and once per customer in
 * feedback_every. The question's signed address, its Message-ID and its five buttons are valid for that customer only;
 * the first score counts. */
#ifndef CAREDESK_FEEDBACK_H
#define CAREDESK_FEEDBACK_H

#include "daemon/core/ticket/thread.h"

/* Asks about the plan's tickets that have just reached the configured status. */
void feedback_ask(struct work *w);

/* "4", "4/5", "★★★★", "5 - thank you": *score is 1 to 5, *words what else was written, a part of `own`. False: no
 * score. */
bool feedback_read(struct span own, unsigned *score, struct span *words);

/* The score and words in a mail that answers the question or was made by its button; false: none. */
bool feedback_given(struct work *w, const struct thread *thread, const struct ticket *t, unsigned *score,
		    struct span *words);
/* Is this another score for a question that was answered already? */
bool feedback_again(struct work *w, const struct thread *thread, const struct ticket *t);
/* Was the mail made by a button that is not the sender's or no longer valid, with nothing written by hand? */
bool feedback_void(struct work *w, const struct thread *thread);
/* Records the score on the ticket (the plan's own copy) and tells the agent, and the manager of a low one. */
void feedback_take(struct work *w, struct ticket *t, unsigned score, struct span words);

#endif
