/* Writers are killed at any moment of their work; the store stays intact, with every acknowledged commit.
 *
 * A writer reports each commit through a pipe and continues at once: when the report is read, it is somewhere in a
 * later transaction. How many reports are read before the kill is random. */
#include "tests/unit/stores.h"

#include "parsers/base/digest.h"

#include <signal.h>
#include <sys/wait.h>

#define ROUNDS 25 /* or KILLS from the environment */
#define BATCH 5   /* tickets per transaction */
#define RAW_MAX 40000
#define SMALL_MAP ((uint64_t)256 * 1024) /* so that growing it is part of the work */

struct writer {
	pid_t pid;
	int news; /* the highest ticket of each commit, 8 bytes */
};

static unsigned long rounds(void)
{
	const char *kills = getenv("KILLS");
	return kills ? strtoul(kills, NULL, 10) : ROUNDS;
}

static uint32_t dice(uint32_t sides)
{
	uint32_t n;
	digest_random(&n, sizeof(n));
	return n % sides;
}

/* --- the writer's process --- */

static int put_one(struct txn *t, struct span raw, uint64_t *id, struct err *err)
{
	struct ticket k = {.customer = SPAN("jo@example.org"), .agent = SPAN("carol"), .messages = 1, .events = 1};
	if (store_next_ticket(t, &k.id, err))
		return -1;
	struct message m = {.ticket = k.id, .seq = 1, .text = SPAN("text")};
	struct event e = {.ticket = k.id, .seq = 1, .kind = EVENT_CREATED};
	struct outmail o = {.id = k.id, .ticket = k.id, .next = (int64_t)k.id, .to = k.customer};
	*id = k.id;
	return store_ticket_put(t, &k, err) || store_message_put(t, &m, span_sub(raw, 0, dice(RAW_MAX)), err) ||
	       store_event_put(t, &e, err) || store_outmail_put(t, &o, err) ||
	       store_done_put(t, SPAN("support"), 1, k.id, err);
}

static int put_batch(struct store *s, struct span raw, uint64_t *id, struct err *err)
{
	struct txn *t;
	if (store_begin(s, TXN_WRITE, &t, err))
		return -1;
	for (int i = 0; i < BATCH; i++) {
		if (put_one(t, raw, id, err)) {
			store_abort(t);
			return -1;
		}
	}
	return store_commit(t, err);
}

static _Noreturn void write_for_ever(const char *folder, int news)
{
	struct store_options o = {.path = folder, .map_size = SMALL_MAP};
	static char bytes[RAW_MAX];
	struct store *s;
	struct err err;
	digest_random(bytes, sizeof(bytes));
	if (store_open(&o, &s, &err))
		_exit(1);
	for (;;) {
		uint64_t id;
		if (put_batch(s, span_make(bytes, sizeof(bytes)), &id, &err) == 0) {
			if (write(news, &id, sizeof(id)) != sizeof(id))
				_exit(0);
		} else if (err.kind != ERR_RETRY) {
			_exit(2);
		}
	}
}

static struct writer writer_start(const char *folder)
{
	struct writer w;
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	w.pid = fork();
	if (w.pid == 0) {
		close(ends[0]);
		write_for_ever(folder, ends[1]);
	}
	close(ends[1]);
	w.news = ends[0];
	return w;
}

/* --- the killer --- */

/* Waits for that many commits; returns the highest ticket reported. */
static uint64_t writer_read(const struct writer *w, unsigned commits)
{
	uint64_t id = 0;
	while (commits--)
		assert_int_equal(read(w->news, &id, sizeof(id)), sizeof(id));
	return id;
}

/* Kills the writer; returns the highest ticket that it reported before its end. */
static uint64_t writer_kill(const struct writer *w, uint64_t told)
{
	int status;
	uint64_t id;
	assert_int_equal(kill(w->pid, SIGKILL), 0);
	assert_int_equal(waitpid(w->pid, &status, 0), w->pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	while (read(w->news, &id, sizeof(id)) == sizeof(id))
		told = id;
	close(w->news);
	return told;
}

static void no_fault(void *ctx, const char *text)
{
	(void)ctx;
	fail_msg("verify: %s", text);
}

static void assert_whole(const char *folder, uint64_t told)
{
	struct stores f = {.store = stores_lmdb(folder, SMALL_MAP)};
	struct verify_report report = {0};
	uint64_t next = 0, cursor = 0;
	READING(&f)
	{
		MUST(store_verify(t, no_fault, NULL, &report, err));
		MUST(store_next_ticket(t, &next, err));
		MUST(store_cursor(t, SPAN("support"), 1, &cursor, err));
	}
	assert_true(next - 1 >= told);
	assert_int_equal(report.tickets, next - 1);
	assert_int_equal(report.tickets % BATCH, 0);
	assert_int_equal(report.messages, report.tickets);
	assert_int_equal(report.outmails, report.tickets);
	assert_int_equal(cursor, report.tickets);
	store_close(f.store);
}

static void test_one_writer(void **state)
{
	(void)state;
	char *folder = folder_new();
	for (unsigned i = 0; i < rounds(); i++) {
		struct writer w = writer_start(folder);
		uint64_t told = writer_read(&w, dice(20));
		assert_whole(folder, writer_kill(&w, told));
	}
	folder_remove(folder);
}

/* The surviving writer takes over the lock of the one that was killed. */
static void test_two_writers(void **state)
{
	(void)state;
	char *folder = folder_new();
	for (unsigned i = 0; i < rounds(); i++) {
		struct writer a = writer_start(folder), b = writer_start(folder);
		uint64_t told = writer_read(&a, 1 + dice(10));
		writer_kill(&a, told);
		told = writer_read(&b, 1 + dice(10));
		told = writer_read(&b, 1 + dice(3));
		assert_whole(folder, writer_kill(&b, told));
	}
	folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_writer),
		cmocka_unit_test(test_two_writers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
