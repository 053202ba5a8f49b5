/* query: what a customer asks in the subject's brackets: [status], [status #N], [close], [close #N], [help]. None makes a
 * ticket; each is answered. [faq …], [export] and [forget] are known and answered as not offered. */
#ifndef CAREDESK_QUERY_H
#define CAREDESK_QUERY_H

#include "daemon/core/thread.h"

enum query_kind { QUERY_STATUS, QUERY_CLOSE, QUERY_HELP, QUERY_LATER };
struct query {
	enum query_kind kind;
	uint64_t ticket;  /* the number asked for; 0: none */
	struct span word; /* as written */
};

/* [status], [help], [faq …], [export] and [forget] stand alone in the subject; [close] stands alone or in an answer to a
 * ticket; those with a number stand anywhere. */
bool query_find(const struct conf *conf, const struct mail *mail, bool is_answer, struct query *out);
void query_answer(struct work *w, const struct query *query, const struct thread *thread);

#endif
