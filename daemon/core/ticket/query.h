/* query: what customers ask in brackets in the subject: the customers' rows of the command table. None makes a ticket;
 * each is answered, even if only to say that it is not available yet. */
#ifndef CAREDESK_QUERY_H
#define CAREDESK_QUERY_H

#include "daemon/core/base/commandtable.h"
#include "daemon/core/ticket/thread.h"

struct query {
	const struct command_def *def;
	uint64_t ticket;   /* the number asked for; 0: none */
	struct span words; /* everything after its name */
};

/* A query must be alone in the subject; [close] may also be in an answer on a ticket, and queries with a number
 * anywhere. */
bool query_find(const struct conf *conf, const struct mail *mail, bool is_answer, struct query *out);
/* Is it a query that needs a confirmation: [export], [forget]? */
bool query_is_confirmed(const struct conf *conf, const struct mail *mail);
/* The ticket to be closed, where it is the sender's and could be closed, but the mail is unproven; otherwise 0. */
uint64_t query_unproven(const struct work *w, const struct query *query, const struct thread *thread);
/* Is the query to be ignored and the mail taken as any other? So for an unproven [solved], or one that names no
 * article. */
bool query_is_void(const struct work *w, const struct query *query, const struct thread *thread);
/* Asks the ticket's customer whether to close it, as message `seq` requested. */
void query_ask(struct work *w, struct ticket *t, uint32_t seq);
/* Takes the customer's answer to that question. False: it is not a yes, or no question is open any more. */
bool query_confirm(struct work *w, uint64_t ticket);
/* Answers the query, in the plan. */
void query_answer(struct work *w, const struct query *query, const struct thread *thread);

#endif
