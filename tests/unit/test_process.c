#include "tests/unit/check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/desk/log.h"
#include "daemon/desk/transact.h"
#include "daemon/run/process.h"
#include "parsers/base/monotonic.h"

static struct mailbox_conf mailboxes[] = {{.name = {"support", 7}}};
static const struct conf conf = {.mailboxes = mailboxes, .mailbox_count = 1, .smtp = {.connections = 3}};

static struct process running(void)
{
	return (struct process){
		.kind = PROCESS_MAILBOX, .pid = 1, .beat = open("/dev/null", O_RDONLY), .started = monotonic_ms()};
}

static void ends(void **state)
{
	static const struct {
		const char *name;
		int status;
		bool once;
		bool careful, finished;
		int code;
	} rows[] = {
		{"killed", W_EXITCODE(0, SIGSEGV), false, true, false, EX_TEMPFAIL},
		{"killed while draining", W_EXITCODE(0, SIGKILL), true, true, false, EX_TEMPFAIL},
		{"tempfail", W_EXITCODE(EX_TEMPFAIL, 0), false, false, false, EX_TEMPFAIL},
		{"sanitizer", W_EXITCODE(1, 0), false, true, false, 1},
		{"drained", W_EXITCODE(0, 0), true, false, true, 0},
		{"drained in part", W_EXITCODE(EX_TEMPFAIL, 0), true, false, true, EX_TEMPFAIL},
		{"left", W_EXITCODE(0, 0), false, false, false, 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct process p = running();
		process_ended(&p, &conf, rows[i].status, rows[i].once);
		if (p.careful != rows[i].careful || p.finished != rows[i].finished || p.code != rows[i].code || p.pid)
			fail_msg("%s: careful %d finished %d code %d", rows[i].name, p.careful, p.finished, p.code);
	}
}

static void pauses_grow_to_a_cap(void **state)
{
	struct process p = running();
	int64_t last = 0;
	(void)state;
	for (int i = 0; i < 40; i++) {
		p.beat = open("/dev/null", O_RDONLY);
		int64_t now = monotonic_ms();
		process_ended(&p, &conf, W_EXITCODE(0, SIGKILL), false);
		int64_t pause = p.start_at - now;
		assert_true(pause >= last && pause <= 60100);
		last = pause - 50; /* time passes in between */
	}
	assert_true(last > 50000);
}

static void a_sign_of_life_moves_the_deadline(void **state)
{
	struct process p = running();
	int ends_of[2];
	(void)state;
	assert_int_equal(pipe2(ends_of, O_NONBLOCK), 0);
	close(p.beat);
	p.beat = ends_of[0];
	struct child_env env = {.beat = ends_of[1]};
	child_expect(&env, 100);
	int64_t now = monotonic_ms();
	process_heard(&p);
	assert_true(p.deadline >= now + 100000 && p.deadline <= now + 200000);
	int64_t deadline = p.deadline;
	process_heard(&p);
	assert_int_equal(p.deadline, deadline);
	for (int i = 0; i < 100000; i++) /* nothing reads the pipe: writing never blocks */
		child_expect(&env, 1);
	close(ends_of[0]);
	close(ends_of[1]);
}

static void waits(void **state)
{
	int stop[2], wake[2];
	(void)state;
	assert_int_equal(pipe(stop) | pipe(wake), 0);
	struct child_env env = {.stop = stop[0], .beat = -1};
	assert_int_equal(child_wait(&env, wake[0], 1), CHILD_TIME);
	assert_int_equal(write(wake[1], "!", 1), 1);
	assert_int_equal(child_wait(&env, wake[0], 60000), CHILD_WOKEN);
	assert_false(child_stopping(&env));
	assert_int_equal(write(stop[1], "!", 1), 1);
	assert_int_equal(child_wait(&env, wake[0], 60000), CHILD_STOP);
	assert_int_equal(child_wait(&env, -1, 60000), CHILD_STOP);
	close(stop[0]);
	close(stop[1]);
	close(wake[0]);
	close(wake[1]);
}

static void names_and_numbers(void **state)
{
	struct arena a;
	struct process p = {.kind = PROCESS_MAILBOX};
	(void)state;
	arena_init(&a);
	assert_true(span_eq(process_name(&p, &conf, &a), SPAN("mailbox/support")));
	p = (struct process){.kind = PROCESS_SENDER, .index = 2};
	assert_true(span_eq(process_name(&p, &conf, &a), SPAN("sender/2")));
	assert_int_equal(process_count(&conf, PROCESS_MAILBOX), 1);
	assert_int_equal(process_count(&conf, PROCESS_CLOCK), 1);
	assert_int_equal(process_count(&conf, PROCESS_SENDER), 3);
	arena_clear(&a);
}

/* --- transact --- */

struct failing {
	int calls, fail; /* the first `fail` of them fail */
	enum err_kind kind;
};

static int fail_first(struct txn *t, void *ctx, struct err *err)
{
	struct failing *f = ctx;
	if (store_note_put(t, SPAN("n"), f->calls++ < f->fail ? SPAN("bad") : SPAN("good"), err) != 0)
		return -1;
	return f->calls <= f->fail ? err_set(err, f->kind, "again") : 0;
}

static void transactions_are_tried_again(void **state)
{
	static const struct {
		int fail;
		enum err_kind kind;
		int result, calls;
	} rows[] = {{0, ERR_RETRY, 0, 1},
		    {1, ERR_RETRY, 0, 2},
		    {TRANSACT_TRIES, ERR_RETRY, -1, TRANSACT_TRIES},
		    {1, ERR_CORRUPT, -1, 1}};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct failing f = {.fail = rows[i].fail, .kind = rows[i].kind};
		struct store *s;
		struct txn *t;
		struct err err;
		struct arena a;
		struct span note = SPAN_NONE;
		arena_init(&a);
		assert_int_equal(store_open_memory(&s, &err), 0);
		assert_int_equal(transact(s, fail_first, &f, &err), rows[i].result);
		assert_int_equal(f.calls, rows[i].calls);
		assert_int_equal(store_begin(s, TXN_READ, &t, &err), 0);
		int found = store_note(t, &a, SPAN("n"), &note, &err);
		assert_int_equal(found, rows[i].result);
		if (found == 0)
			assert_true(span_eq(note, SPAN("good")));
		store_abort(t);
		store_close(s);
		arena_clear(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends),
		cmocka_unit_test(pauses_grow_to_a_cap),
		cmocka_unit_test(a_sign_of_life_moves_the_deadline),
		cmocka_unit_test(waits),
		cmocka_unit_test(names_and_numbers),
		cmocka_unit_test(transactions_are_tried_again),
	};
	log_setup(LOG_ERROR, open("/dev/null", O_WRONLY));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
