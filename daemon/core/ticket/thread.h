/* thread: which ticket is it? The contract's four rules, in order, with who may.
 *
 * 1. a token (signed address, own Message-ID) made for the sender, or for somebody of the ticket's customers and
 *    watchers: then the sender is a newcomer;
 * 2. a received Message-ID, of a mail that came with proof: only for who is on the ticket, or got that mail;
 * 3. the tag in the subject: only for who is on the ticket;
 * 4. none.
 * Proven is the mail by the sender's own token, or where our host passes its From; where our host says that this
 * failed, it is a stranger's, whatever address it bears. A merged ticket hands on; one closed for longer than
 * reopen_days is followed by a new one. */
#ifndef CAREDESK_THREAD_H
#define CAREDESK_THREAD_H

#include "daemon/core/base/plan.h"
#include "daemon/core/base/tokens.h"

struct thread {
	uint64_t ticket;         /* 0: a new one */
	bool by_token;           /* rule 1 */
	bool own_token;          /* the token was made for the sender */
	bool newcomer;           /* may write here, but is not on the ticket */
	bool proven;             /* the mail is its sender's */
	bool passed;             /* so says our host, whatever the ticket */
	bool confirms;           /* the own token is that of a question whether a wish is the customer's */
	bool feedback;           /* the own token is that of the question what they thought of it … */
	unsigned score;          /* … or of one of its buttons: 1 to 5 */
	bool failed;             /* our own host says that it is not */
	uint64_t link;           /* a new ticket is to be linked to this one; 0: none */
	bool follows;            /* link is the sender's own, closed too long ago */
	struct span why;         /* one line */
	struct span_list forged; /* tokens that hold for nobody, one line each */
};

void thread_find(struct work *w, struct thread *out);

/* Is the mail proven for that ticket? A token speaks for its own one alone. */
bool thread_proves(const struct thread *thread, uint64_t ticket);
/* Does the mail answer one of the desk's, or one that it received? Then the history that it quotes is known here. */
bool thread_answers(const struct work *w, const struct thread *t);

/* Is that address the ticket's customer or a watcher? Case-blind. */
bool thread_member(const struct ticket *t, struct span addr);
/* Where a merged ticket went to in the end; itself when it is not merged. NULL: not among the facts. */
const struct ticket *thread_target(const struct work *w, uint64_t id);
/* The number in the subject's tag "[ACME #1042]", 0 when none. */
uint64_t thread_tagged(const struct conf *conf, const struct mail *mail);

#endif
