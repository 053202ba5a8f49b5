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
};

static bool keeps_all(const struct conf *conf)
{
	return !conf->keep.closed && !conf->keep.raw && !conf->keep.spam;
}

static int begin(struct txn *t, struct step *s, struct err *err)
{
	uint64_t today = (uint64_t)s->now / DAY;
	if (keep_day(t, &s->k.day, err) != 0)
		return -1;
	s->k.next = s->k.day == today ? 0 : 1;
	s->k.day = today;
	s->k.changed = 0;
	return 0;
}

static int work(struct txn *t, void *ctx, struct err *err)
{
	struct step *s = ctx;
	const struct keep_ages ages = {s->conf->keep.closed, s->conf->keep.spam, s->conf->keep.raw};
	if (!s->k.next && begin(t, s, err) != 0)
		return -1;
	if (!s->k.next)
		return 0;
	if (keep_some(t, &ages, s->now, &s->k.next, &s->k.changed, err) != 0)
		return -1;
	return s->k.next ? 0 : keep_day_put(t, s->k.day, err);
}

static bool is_small(const struct conf *conf)
{
	char path[4096];
	struct stat st;
	snprintf(path, sizeof path, "%s/data.mdb", conf->store_path);
	return stat(path, &st) == 0 && st.st_size < SMALL;
}

static void finish(const struct keeper *k, const struct conf *conf, struct store *s)
{
	struct log_line l;
	struct err err;
	log_start(&l, LOG_INFO, "keep");
	log_number(&l, "tickets", (int64_t)k->changed);
	log_end(&l);
	if (is_small(conf) && erase_bytes(s, conf->store_path, &err) != 0)
		log_err(LOG_WARN, "keep", &err);
}

int keeper_step(struct keeper *k, const struct conf *conf, struct store *s, int64_t now, bool *more, struct err *err)
{
	struct step step = {*k, conf, now};
	uint64_t before = k->changed;
	*more = false;
	if (keeps_all(conf) || (!k->next && k->day == (uint64_t)now / DAY))
		return 0;
	if (transact(s, work, &step, err) != 0)
		return -1;
	*k = step.k;
	*more = k->next > 0;
	if (!*more && k->changed && k->changed >= before) {
		finish(k, conf, s);
		k->changed = 0;
	}
	return 0;
}
