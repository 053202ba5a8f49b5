#include "daemon/desk/transact.h"

static int once(struct store *s, int (*work)(struct txn *t, void *ctx, struct err *err), void *ctx, struct err *err)
{
	struct txn *t;
	if (store_begin(s, TXN_WRITE, &t, err) != 0)
		return -1;
	if (work(t, ctx, err) != 0) {
		store_abort(t);
		return -1;
	}
	return store_commit(t, err);
}

int transact(struct store *s, int (*work)(struct txn *t, void *ctx, struct err *err), void *ctx, struct err *err)
{
	int result = -1;
	err->kind = ERR_RETRY;
	for (int i = 0; result != 0 && err->kind == ERR_RETRY && i < TRANSACT_TRIES; i++)
		result = once(s, work, ctx, err);
	return result;
}
