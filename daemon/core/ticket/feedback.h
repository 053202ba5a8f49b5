/* feedback: the one question what a customer thought of it, and what they say.
 *
 * Asked once for each ticket, as it is resolved or closed (desk.feedback), and once for each customer in
 * feedback_every. The question's signed address, its Message-ID and its five buttons are good for that customer alone;
 * the first number counts. */
#ifndef CAREDESK_FEEDBACK_H
#define CAREDESK_FEEDBACK_H

#include "daemon/core/ticket/thread.h"

/* Asks about the tickets of the plan that have become what the configuration says. */
void feedback_ask(struct work *w);

/* "4", "4/5", "★★★★", "5 - thank you": *score 1 to 5, *words what else was written, a part of `own`. False: no number.
 */
bool feedback_read(struct span own, unsigned *score, struct span *words);

/* What the mail says on the question that it answers, or by the button that made it; false: nothing. */
bool feedback_given(struct work *w, const struct thread *thread, const struct ticket *t, unsigned *score,
		    struct span *words);
/* The question was answered already, and here is another number. */
bool feedback_again(struct work *w, const struct thread *thread, const struct ticket *t);
/* Is the mail made by a button that is not the sender's, or of no use any more, with nothing written by hand? */
bool feedback_void(struct work *w, const struct thread *thread);
/* It is on the ticket, and whom it concerns is told. t: the plan's own. */
void feedback_take(struct work *w, struct ticket *t, unsigned score, struct span words);

#endif
