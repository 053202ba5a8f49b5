#include "daemon/run/ticker.h"

#include <sysexits.h>

#include "daemon/desk/clock.h"
#include "daemon/desk/confirmed.h"
#include "daemon/desk/digest.h"
#include "daemon/desk/log.h"
#include "daemon/desk/recount.h"
#include "daemon/desk/tick.h"
#include "daemon/desk/transact.h"
#include "daemon/run/bell.h"
#include "daemon/run/keeper.h"
#include "daemon/run/webhooks.h"

#define LOOK_SECONDS 10 /* between two looks, at most: nothing announces what mails have changed */
#define WORK_SECONDS 60
#define LATE_SECONDS 3600    /* something was due so long ago: the desk was off … */
#define CATCH_UP_SECONDS 120 /* … and mails that came meanwhile are taken in first */
#define SWEEP_LIMIT 1000
#define COUNT_LIMIT 500 /* tickets of an older store, per turn */

struct ticker {
	const struct child_env *env;
	struct arena arena;
	struct tick tick;
	struct keeper keeper;
	struct reader *reader; /* NULL until a held mail is to be read */
	bool counted;          /* all tickets have their figures */
	int64_t digest;        /* when the next digest is due; 0: not looked at yet, or there are none */
	bool counted_then;     /* … once this turn is on disk */
	int64_t digest_then;
};

static int tick_work(struct txn *t, void *ctx, struct err *err)
{
	struct ticker *k = ctx;
	int64_t now = clock_now();
	if (store_sweep(t, now, SWEEP_LIMIT, err) != 0)
		return -1;
	k->digest_then = k->digest;
	k->counted_then = k->counted;
	if (k->env->conf->digest_count && k->digest <= now &&
	    digest_turn(k->env->conf, t, now, &k->arena, &k->digest_then, err) != 0)
		return -1;
	if (!k->counted && recount(k->env->conf, t, COUNT_LIMIT, &k->counted_then, err) != 0)
		return -1;
	return tick(k->env->conf, t, now, &k->arena, &k->tick, err);
}

static int64_t ticker_until_next(const struct ticker *k)
{
	int64_t wait = LOOK_SECONDS, now = clock_now();
	if (k->digest && k->digest - now < wait)
		wait = k->digest > now ? k->digest - now : 1;
	if (k->tick.next && k->tick.next - now < wait)
		wait = k->tick.next > now ? k->tick.next - now : 1;
	return wait;
}

/* Was the desk off? Answers to what is overdue may be waiting in a mailbox. */
static int ticker_was_off(struct ticker *k, struct store *s, bool *out, struct err *err)
{
	struct timer_due_list due;
	struct txn *t;
	int64_t next;
	if (store_begin(s, TXN_READ, &t, err) != 0)
		return -1;
	int rc = store_timers_due(t, &k->arena, clock_now() - LATE_SECONDS, 1, &due, &next, err);
	store_abort(t);
	*out = rc == 0 && due.count > 0;
	return rc;
}

static int ticker_loop(struct ticker *k, struct store *s, struct err *err)
{
	bool stop = false, keeps, waits, was_off = false;
	if (!k->env->once && ticker_was_off(k, s, &was_off, err) != 0)
		return -1;
	if (was_off) {
		child_expect(k->env, CATCH_UP_SECONDS + WORK_SECONDS);
		stop = child_wait(k->env, -1, CATCH_UP_SECONDS * 1000) == CHILD_STOP;
	}
	while (!stop) {
		child_expect(k->env, WORK_SECONDS);
		if (transact(s, tick_work, k, err) != 0 ||
		    confirmed_step(k->env->conf, s, &k->reader, clock_now(), &waits, err) != 0 ||
		    keeper_step(&k->keeper, k->env->conf, s, clock_now(), &keeps, err) != 0)
			return -1;
		k->digest = k->digest_then;
		k->counted = k->counted_then;
		arena_clear(&k->arena);
		bell_ring(k->env->conf->store_path, "sender");
		bool more = k->tick.more || !k->counted || keeps || waits;
		if (!more && k->env->once)
			return 0;
		store_rest(s);
		stop = child_wait(k->env, -1, more ? 1 : ticker_until_next(k) * 1000) == CHILD_STOP;
	}
	return 0;
}

int ticker_run(const struct child_env *env)
{
	struct ticker k = {.env = env};
	struct store_options o = {
		.path = env->conf->store_path, .map_size = env->conf->store_map_size, .hooks = conf_hooks(env->conf)};
	struct store *s = NULL;
	struct err err;
	arena_init(&k.arena);
	int result = store_open(&o, &s, &err);
	if (result == 0)
		result = webhooks_sweep(env->conf, s, &err);
	if (result == 0)
		result = ticker_loop(&k, s, &err);
	if (result != 0)
		log_err(LOG_ERROR, "clock", &err);
	store_close(s);
	reader_free(k.reader);
	arena_clear(&k.arena);
	return result == 0 ? EX_OK : EX_TEMPFAIL;
}
