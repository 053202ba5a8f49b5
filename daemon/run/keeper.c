#include "daemon/run/keeper.h"

#include <stdio.h>
#include <sys/stat.h>

#include "daemon/desk/erase.h"
#include "daemon/desk/log.h"
#include "daemon/desk/transact.h"
#include "store/keep.h"

#define DAY 86400
#define SMALL ((off_t)1 << 30) /* a copy of it takes seconds */

struct step {
	struct keeper k; /* as this transaction leaves it */
	const struct conf *conf;
	int64_t now;
	bool ran; /* some tickets were looked at */
};

static bool keeps_all(const struct conf *conf)
{
	return !conf->keep.closed && !conf->keep.raw && !conf->keep.spam;
}

static int step_begin(struct txn *t, struct step *s, struct err *err)
{
	struct keep_state state;
	uint64_t today = (uint64_t)s->now / DAY;
	if (keep_state(t, &state, err) != 0)
		return -1;
	s->k = (struct keeper){.next = state.day == today ? 0 : 1, .day = today, .dirty = state.changed};
	return 0;
}

/* Notes in the same transaction that something was deleted, so that after a crash the next process rewrites the
 * file. */
static int work(struct txn *t, void *ctx, struct err *err)
{
	struct step *s = ctx;
	const struct keep_ages ages = {s->conf->keep.closed, s->conf->keep.spam, s->conf->keep.raw};
	const struct keep_state changed = {.changed = true};
	if (!s->k.next && step_begin(t, s, err) != 0)
		return -1;
	if (!s->k.next)
		return 0;
	s->ran = true;
	if (keep_some(t, &ages, s->now, &s->k.next, &s->k.changed, err) != 0)
		return -1;
	if (!s->k.changed || s->k.dirty)
		return 0;
	s->k.dirty = true;
	return keep_state_put(t, &changed, err);
}

static bool is_small(const struct conf *conf)
{
	char path[4096];
	struct stat st;
	snprintf(path, sizeof path, "%s/data.mdb", conf->store_path);
	return stat(path, &st) == 0 && st.st_size < SMALL;
}

static int keeper_done_work(struct txn *t, void *ctx, struct err *err)
{
	const struct step *s = ctx;
	const struct keep_state state = {.day = s->k.day};
	return keep_state_put(t, &state, err);
}

static int step_finish(struct step *step, struct store *s, struct err *err)
{
	struct log_line l;
	struct err bytes;
	if (step->k.changed) {
		log_start(&l, LOG_INFO, "keep");
		log_number(&l, "tickets", (int64_t)step->k.changed);
		log_end(&l);
	}
	if (step->k.dirty && is_small(step->conf) && erase_bytes(s, step->conf->store_path, &bytes) != 0)
		log_err(LOG_WARN, "keep", &bytes);
	return transact(s, keeper_done_work, step, err);
}

int keeper_step(struct keeper *k, const struct conf *conf, struct store *s, int64_t now, bool *more, struct err *err)
{
	struct step step = {.k = *k, .conf = conf, .now = now};
	*more = false;
	if (keeps_all(conf) || (!k->next && k->day == (uint64_t)now / DAY))
		return 0;
	bool begun = k->next > 0;
	if (transact(s, work, &step, err) != 0)
		return -1;
	bool passed = !step.k.next && (begun || step.ran);
	*k = step.k;
	*more = k->next > 0;
	return passed ? step_finish(&step, s, err) : 0;
}
