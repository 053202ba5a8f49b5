/* thread: which ticket does a mail belong to? The contract's four rules, in order, and who may write to it.
 *
 * 1. A token (signed address, own Message-ID) made for the sender, or for the ticket's customer or a watcher: in this
 * case the sender is a newcomer.
 * 2. A received Message-ID of a proven mail: only for those who are on the ticket or received that mail.
 * 3. The tag in the subject: only for those who are on the ticket.
 * 4. None.
 *
 * A mail is proven by the sender's own token, or where our host passes its From; where our host says that it failed, it
 * is a stranger's, whatever its address. A merged ticket leads to its target; one closed for longer than reopen_days is
 * followed by a new one. */
#ifndef CAREDESK_THREAD_H
#define CAREDESK_THREAD_H

#include "daemon/core/base/plan.h"
#include "daemon/core/base/tokens.h"

struct thread {
	uint64_t ticket;         /* 0: a new ticket */
	bool by_token;           /* by rule 1 */
	bool own_token;          /* the token was made for the sender */
	bool newcomer;           /* may write to the ticket, but is not on it */
	bool proven;             /* proven to be its sender's */
	bool passed;             /* … by our host's results, which count for any ticket */
	bool confirms;           /* the sender's own token belongs to the question whether to close … */
	bool feedback;           /* … or to the question how satisfied they are … */
	unsigned score;          /* … or to one of its buttons: 1 to 5 */
	bool failed;             /* our own host says that it is forged */
	uint64_t link;           /* a new ticket is to be linked to this one; 0: none */
	bool follows;            /* `link` is the sender's own ticket, closed too long ago */
	struct span why;         /* one line */
	struct span_list forged; /* tokens that are valid for no one involved, one line each */
};

void thread_find(struct work *w, struct thread *out);

/* Is the mail proven for that ticket? A token proves its own ticket only. */
bool thread_proves(const struct thread *thread, uint64_t ticket);
/* Does the mail answer a mail that the desk sent or received? If so, the history that it quotes is known here. */
bool thread_answers(const struct work *w, const struct thread *t);

/* Is that address the ticket's customer or a watcher? Case-blind. */
bool thread_member(const struct ticket *t, struct span addr);
/* The ticket into which a merged one went finally; itself if it is not merged. NULL: not among the facts. */
const struct ticket *thread_target(const struct work *w, uint64_t id);
/* The number in the subject's tag "[ACME #1042]"; 0: none. */
uint64_t thread_tagged(const struct conf *conf, const struct mail *mail);

#endif
