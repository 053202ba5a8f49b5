/* gather: what the store knows that bears on one mail, read in the transaction in which the plan will be applied. */
#ifndef CAREDESK_GATHER_H
#define CAREDESK_GATHER_H

#include "daemon/core/base/facts.h"
#include "store/store.h"

/* *out lives in `a`. Writes nothing but the token keys, the first time (in a write transaction). Texts are read for a
 * proven agent alone; `vouched`: it is a held mail whose author has vouched for it. */
int gather_mail(const struct conf *conf, struct txn *t, const struct mailbox_conf *mailbox, const struct mail *mail,
		bool vouched, int64_t now, struct arena *a, struct facts *out, struct err *err);
/* The same for what concerns several tickets; those beyond a bound are left out. Without their texts. */
int gather_tickets(const struct conf *conf, struct txn *t, const struct id_list *tickets, int64_t now, struct arena *a,
		   struct facts *out, struct err *err);
/* The same for what the clock brings: agents, keys, next ids, and that one ticket (0: none). */
int gather_clock(const struct conf *conf, struct txn *t, uint64_t ticket, int64_t now, struct arena *a,
		 struct facts *out, struct err *err);

#endif
