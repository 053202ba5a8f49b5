#include "daemon/desk/erase.h"

#include "daemon/desk/transact.h"
#include "parsers/base/addrspec.h"
#include "store/search.h"

int erase_check(const struct conf *conf, struct arena *a, struct span addr, struct err *err)
{
	if (!addrspec_is(a, addr, ADDRSPEC_SEEN))
		return err_set(err, ERR_REFUSED, "%.*s: not a mail address", SPAN_ARG(addr));
	if (conf_own_address(conf, addr))
		return err_set(err, ERR_REFUSED, "%.*s: this desk's own address", SPAN_ARG(addr));
	if (conf_agent_address(conf, addr))
		return err_set(err, ERR_REFUSED, "%.*s: an agent's address", SPAN_ARG(addr));
	return 0;
}

struct erasing {
	struct arena *a;
	struct span addr, actor;
	int64_t now;
	struct forgetting f, next; /* as of the last commit; as of this transaction */
	bool more;
};

static int begin_work(struct txn *t, void *ctx, struct err *err)
{
	struct erasing *e = ctx;
	return forget_begin(t, e->a, e->addr, e->actor, e->now, &e->f, err);
}

static int some_work(struct txn *t, void *ctx, struct err *err)
{
	struct erasing *e = ctx;
	e->next = e->f;
	return forget_some(t, e->a, &e->next, &e->more, err);
}

static int end_work(struct txn *t, void *ctx, struct err *err)
{
	struct erasing *e = ctx;
	return forget_end(t, e->a, &e->f, err);
}

int erase_bytes(struct store *s, const char *store_path, struct err *err)
{
	return search_erase(store_path, err) ? -1 : store_compact(s, err);
}

int erase_person(struct store *s, const char *store_path, struct span addr, struct span actor, int64_t now,
		 struct arena *a, void (*progress)(const struct forgetting *f), struct forgetting *done,
		 struct err *err)
{
	struct erasing e = {.a = a, .addr = addr, .actor = actor, .now = now, .more = true};
	if (transact(s, begin_work, &e, err) != 0)
		return -1;
	while (e.more) {
		if (transact(s, some_work, &e, err) != 0)
			return -1;
		e.f = e.next;
		if (progress)
			progress(&e.f);
	}
	if (transact(s, end_work, &e, err) != 0)
		return -1;
	*done = e.f;
	return erase_bytes(s, store_path, err);
}
