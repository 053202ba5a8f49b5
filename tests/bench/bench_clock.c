/* What a turn of the clock costs.
 *
 * bench_clock FOLDER: among 1,000,000 tickets with timers (BENCH_TICKETS) an idle turn is compared with one among
 * 1,000; then 10,000 timers that are due at once are worked off, each with an event and a mail, with fsync. FOLDER must
 * be empty or missing. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "daemon/desk/tick.h"

#define NOW ((int64_t)1793610000) /* Monday, 2026-11-02 09:00 UTC */
#define FEW 1000
#define DUE 10000
#define TURNS 2000
#define BATCH 5000

static struct conf *conf;

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(int rc, const struct err *err)
{
	if (rc == 0)
		return;
	fprintf(stderr, "bench_clock: %s\n", err->text);
	exit(1);
}

static struct store *open_store(const char *folder, const char *name, bool sync)
{
	char path[500];
	struct store *s;
	struct err err;
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	struct store_options o = {.path = path, .map_size = (uint64_t)8 << 30, .no_sync = !sync};
	must(store_open(&o, &s, &err), &err);
	return s;
}

static struct txn *begin(struct store *s)
{
	struct txn *t;
	struct err err;
	must(store_begin(s, TXN_WRITE, &t, &err), &err);
	return t;
}

static void put(struct txn *t, struct arena *a, uint64_t id, int64_t at)
{
	struct err err;
	struct ticket k = {.id = id,
			   .subject = SPAN("The lamp flickers"),
			   .status = STATUS_OPEN,
			   .priority = PRIORITY_NORMAL,
			   .category = SPAN("general"),
			   .agent = id % 2 ? SPAN("ann") : SPAN("bob"),
			   .customer = arena_printf(a, "c%" PRIu64 "@example.net", id % 5000),
			   .created = at - 4 * 3600,
			   .updated = at - 4 * 3600,
			   .first_due = at};
	*LIST_ADD(a, &k.timers) = (struct timer){TIMER_LATE_FIRST, at};
	*LIST_ADD(a, &k.timers) = (struct timer){TIMER_LATE_RESOLVE, at + 7 * 86400};
	must(store_ticket_put(t, &k, &err), &err);
}

/* Adds tickets whose timers are due from `at` on, one per second (spread) or all at once. */
static void fill(struct store *s, uint64_t count, int64_t at, bool spread)
{
	struct arena a;
	struct err err;
	arena_init(&a);
	for (uint64_t id = 1; id <= count;) {
		struct txn *t = begin(s);
		for (int i = 0; i < BATCH && id <= count; i++, id++)
			put(t, &a, id, spread ? at + (int64_t)id : at);
		must(store_commit(t, &err), &err);
		arena_clear(&a);
	}
}

static void turn(struct store *s, struct arena *a, int64_t now, struct tick *out)
{
	struct err err;
	struct txn *t = begin(s);
	must(tick(conf, t, now, a, out, &err), &err);
	must(store_commit(t, &err), &err);
}

static void settle(struct store *s, int64_t now)
{
	struct arena a;
	struct tick out = {.more = true};
	arena_init(&a);
	while (out.more) {
		turn(s, &a, now, &out);
		arena_clear(&a);
	}
}

/* Microseconds for an idle turn: the best of five rounds. */
static double idle(struct store *s)
{
	double best = 1e9;
	struct arena a;
	struct tick out;
	arena_init(&a);
	for (int round = 0; round < 5; round++) {
		double start = seconds();
		for (int i = 0; i < TURNS / 5; i++) {
			turn(s, &a, NOW, &out);
			if (out.more || out.done.count)
				exit(2);
			arena_clear(&a);
		}
		double each = (seconds() - start) / (TURNS / 5) * 1e6;
		best = each < best ? each : best;
	}
	return best;
}

static double idle_among(const char *folder, const char *name, uint64_t count)
{
	struct store *s = open_store(folder, name, false);
	fill(s, count, NOW + 30 * 86400, true);
	settle(s, NOW);
	double each = idle(s);
	store_close(s);
	return each;
}

static double due_at_once(const char *folder)
{
	struct store *s = open_store(folder, "due", true);
	fill(s, DUE, NOW + 4 * 3600, false);
	settle(s, NOW);
	double start = seconds();
	settle(s, NOW + 4 * 3600 + 120);
	double took = seconds() - start;
	store_close(s);
	return DUE / took;
}

int main(int argc, char **argv)
{
	struct conf_errors errors;
	bool missing;
	uint64_t many = getenv("BENCH_TICKETS") ? strtoull(getenv("BENCH_TICKETS"), NULL, 10) : 1000000;
	conf_errors_init(&errors);
	if (argc != 2 || conf_load("tests/golden/levels.conf", &conf, &errors, &missing)) {
		fprintf(stderr, "bench_clock FOLDER, from the source folder\n");
		return 1;
	}
	mkdir(argv[1], 0700);
	double few = idle_among(argv[1], "few", FEW), lots = idle_among(argv[1], "many", many);
	printf("an idle turn of the clock, %" PRIu64 " tickets with timers to %d   %5.2f x   %.1f µs, %.1f µs\n", many,
	       FEW, lots / few, lots, few);
	printf("timers due at once, %d: each an event and a mail   %.0f a second\n", DUE, due_at_once(argv[1]));
	return 0;
}
