#include "daemon/run/indexer.h"

#include <sched.h>
#include <sys/resource.h>
#include <sysexits.h>

#include "daemon/desk/clock.h"
#include "daemon/desk/log.h"
#include "store/search.h"

#define LOOK_MS 1000
#define WORK_SECONDS 900 /* for one step; the last one of a big index packs it */
#define LOOK_ANYWAY 60   /* seconds: even without changes something may have to be rebuilt */
#define PAUSE_MS 10000   /* after an error */
#define NICE 19          /* if the kernel does not allow SCHED_IDLE */

struct indexer {
	const struct child_env *env;
	struct store *store;
	uint64_t change; /* the last change that it has followed */
	int64_t looked;  /* when it last looked */
	bool building;
};

static int has_changed(struct indexer *x, bool *out, struct err *err)
{
	struct txn *t;
	uint64_t change;
	if (store_begin(x->store, TXN_READ, &t, err) != 0)
		return -1;
	int result = store_change(t, &change, err);
	store_abort(t);
	*out = result == 0 && (change != x->change || clock_now() - x->looked >= LOOK_ANYWAY);
	x->change = change;
	return result;
}

static void log_built(struct indexer *x, const struct search_step *step)
{
	struct log_line l;
	if (step->building == x->building && !(step->building && !step->more))
		return;
	x->building = step->building && step->more;
	if (x->building)
		log_start(&l, LOG_INFO, "index-building");
	else
		log_start(&l, LOG_INFO, "index-ready");
	log_number(&l, "tickets", (int64_t)step->total);
	log_end(&l);
}

/* *more: there is more to do now. */
static int indexer_look(struct indexer *x, bool *more, struct err *err)
{
	struct search_step step = {.more = false};
	bool changed;
	if (has_changed(x, &changed, err) != 0)
		return -1;
	if (!changed && !*more)
		return 0;
	x->looked = clock_now();
	if (search_step(x->env->conf->store_path, x->store, clock_now(), &step, err) != 0)
		return -1;
	log_built(x, &step);
	*more = step.more;
	return 0;
}

static void indexer_loop(struct indexer *x)
{
	struct err err;
	bool stop = false, more = true;
	while (!stop) {
		int64_t pause = 0;
		child_expect(x->env, WORK_SECONDS);
		if (indexer_look(x, &more, &err) == 0) {
			child_progress(x->env);
			pause = more ? 0 : LOOK_MS;
		} else {
			/* a command may be using the index */
			pause = err.kind == ERR_RETRY ? LOOK_MS : PAUSE_MS;
			log_err(err.kind == ERR_RETRY ? LOG_DEBUG : LOG_ERROR, "index", &err);
			more = true;
		}
		store_rest(x->store);
		stop = child_wait(x->env, -1, pause) == CHILD_STOP;
	}
}

/* Mails go first: the index gets the processor time that is left. */
static void indexer_stand_back(void)
{
	const struct sched_param none = {.sched_priority = 0};
	if (sched_setscheduler(0, SCHED_IDLE, &none) != 0)
		setpriority(PRIO_PROCESS, 0, NICE);
}

int indexer_run(const struct child_env *env)
{
	struct indexer x = {.env = env};
	struct store_options o = {
		.path = env->conf->store_path, .map_size = env->conf->store_map_size, .read_only = true};
	struct err err;
	indexer_stand_back();
	if (store_open(&o, &x.store, &err) != 0) {
		log_err(LOG_ERROR, "index", &err);
		return EX_TEMPFAIL;
	}
	indexer_loop(&x);
	store_close(x.store);
	return EX_OK;
}
