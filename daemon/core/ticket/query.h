/* query: what a customer asks in the subject's brackets: the customers' rows of the command table. None makes a ticket;
 * each is answered, those not offered yet as such. */
#ifndef CAREDESK_QUERY_H
#define CAREDESK_QUERY_H

#include "daemon/core/base/commandtable.h"
#include "daemon/core/ticket/thread.h"

struct query {
	const struct command_def *def;
	uint64_t ticket;   /* the number asked for; 0: none */
	struct span words; /* all that stands after its name */
};

/* A query stands alone in the subject; [close] also in an answer to a ticket, and those with a number anywhere. */
bool query_find(const struct conf *conf, const struct mail *mail, bool is_answer, struct query *out);
/* Is it a query that is answered only after a confirmation: [export], [forget]? */
bool query_is_confirmed(const struct conf *conf, const struct mail *mail);
/* The ticket that it closes, where that is the sender's and could be closed, but nothing proves that they ask; else
 * 0. */
uint64_t query_unproven(const struct work *w, const struct query *query, const struct thread *thread);
/* Does it ask for nothing that can be done by it, and is the mail one as any other? A [solved] whose author nothing
 * proves, or about no article. */
bool query_is_void(const struct work *w, const struct query *query, const struct thread *thread);
/* Asks the ticket's customer whether to close it, as message `seq` wants. */
void query_ask(struct work *w, struct ticket *t, uint32_t seq);
/* The customer answers that question. False: not with a yes, or nothing waits for one any more. */
bool query_confirm(struct work *w, uint64_t ticket);
void query_answer(struct work *w, const struct query *query, const struct thread *thread);

#endif
