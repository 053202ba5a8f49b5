/* gather: reads everything that the store knows about one mail, in the transaction in which the plan will be
 * applied. */
#ifndef CAREDESK_GATHER_H
#define CAREDESK_GATHER_H

#include "daemon/core/base/facts.h"
#include "store/store.h"

/* *out lives in `a`. Writes nothing except the token keys, the first time (in a write transaction). Message texts are
 * read only for a proven agent; `vouched`: this is a held mail that its author has confirmed. */
int gather_mail(const struct conf *conf, struct txn *t, const struct mailbox_conf *mailbox, const struct mail *mail,
		bool vouched, int64_t now, struct arena *a, struct facts *out, struct err *err);
/* The same for several tickets, without their messages; tickets beyond a limit are left out. */
int gather_tickets(const struct conf *conf, struct txn *t, const struct id_list *tickets, int64_t now, struct arena *a,
		   struct facts *out, struct err *err);
/* The same for the clock: agents, keys, next ids, and one ticket with its messages (0: none). */
int gather_clock(const struct conf *conf, struct txn *t, uint64_t ticket, int64_t now, struct arena *a,
		 struct facts *out, struct err *err);

#endif
