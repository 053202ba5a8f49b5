#include "tests/unit/check.h"

#include "parsers/mime.h"
#include "parsers/reader.h"

#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HEAD "From: Jo <jo@example.org>\nSubject: Hello\n"

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct reader *reader_make(nursery_parse *parse, int limit)
{
	struct reader *r = NULL;
	struct err err;
	if (reader_new_with(parse, limit, &r, &err) < 0)
		fail_msg("%s", err.text);
	return r;
}

static void check_good(struct reader *r)
{
	struct arena a;
	struct mail m;
	struct err err;
	arena_init(&a);
	struct span raw = check_exact(SPAN(HEAD "\nHello there.\n"));
	if (reader_read(r, &a, raw, &m, &err) < 0)
		fail_msg("%s", err.text);
	free((void *)(uintptr_t)raw.ptr); /* the mail doesn't point into it */
	CHECK_SPAN(m.damage, SPAN(""));
	assert_false(m.headers_only);
	CHECK_SPAN(m.sender.addr, SPAN("jo@example.org"));
	CHECK_SPAN(span_trim(m.text), SPAN("Hello there."));
	arena_clear(&a);
}

/* More mails than one child reads. */
static void test_good(void **state)
{
	struct reader *r = reader_make(mail_parse, READER_SECONDS);
	(void)state;
	for (int i = 0; i < 600; i++)
		check_good(r);
	reader_free(r);
	reader_free(NULL);
}

static void test_charsets(void **state)
{
	static const struct {
		struct span raw, want;
	} rows[] = {
		{SPAN("From: a@x.test\nSubject: =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=\n\n"), SPAN("日本")},
		{SPAN("From: a@x.test\nSubject: =?big5?B?pKQ=?=\n\n"), SPAN("中")},
		{SPAN("From: a@x.test\nSubject: =?no-such-charset?q?=E9?=\n\n"), SPAN("é")},
		{SPAN("From: a@x.test\nSubject: =?armscii-8?q?=B2?=\n\n"), SPAN("Ա")},
		{SPAN("From: a@x.test\nSubject: =?ibm1047?b?yIWTk5Y=?=\n\n"), SPAN("Hello")},
		{SPAN("From: a@x.test\nSubject: =?tcvn?q?Ti=D5ng?=\n\n"), SPAN("Tiếng")},
	};
	struct reader *r = reader_make(mail_parse, READER_SECONDS);
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		struct mail m;
		struct err err;
		arena_init(&a);
		assert_int_equal(reader_read(r, &a, rows[i].raw, &m, &err), 0);
		CHECK_SPAN(m.damage, SPAN(""));
		CHECK_SPAN(m.subject.text, rows[i].want);
		arena_clear(&a);
	}
	reader_free(r);
}

/* Headers alone are read in all charsets, too. */
static void test_headers_charset(void **state)
{
	struct reader *r = reader_make(mail_parse, READER_SECONDS);
	struct arena a;
	struct mail m;
	struct err err;
	(void)state;
	arena_init(&a);
	struct span raw = SPAN("From: a@x.test\nSubject: =?armscii-8?q?=B2?=\n\n");
	assert_int_equal(reader_headers(r, &a, raw, 99999999, &m, &err), 0);
	CHECK_SPAN(m.subject.text, SPAN("Ա"));
	arena_clear(&a);
	reader_free(r);
}

/* Parsers that misbehave as a mail might make ours. */
static int parse_crash(struct charsets *c, struct arena *a, struct span raw, struct mail *out, struct err *err)
{
	if (span_find(raw, SPAN("crash")) >= 0)
		abort();
	return mail_parse(c, a, raw, out, err);
}

/* Waits without computing; NULL: forever. Few other calls are allowed in the sandbox. */
static void rest(const struct timespec *span)
{
	static unsigned never;
	do
		syscall(SYS_futex, &never, FUTEX_WAIT_PRIVATE, 0, span, NULL, 0);
	while (!span);
}

/* Computes for longer than until it is set aside, then waits: to its reader that is the same. */
static int parse_hang(struct charsets *c, struct arena *a, struct span raw, struct mail *out, struct err *err)
{
	double end = seconds() + 0.1;
	while (span_find(raw, SPAN("hang")) >= 0)
		if (seconds() > end)
			rest(NULL);
	return mail_parse(c, a, raw, out, err);
}

static int recurse(volatile char *below, size_t depth)
{
	volatile char here[1024];
	here[0] = below[0];
	return depth ? recurse(here, depth - 1) + here[0] : 0;
}
static int parse_overflow(struct charsets *c, struct arena *a, struct span raw, struct mail *out, struct err *err)
{
	char start = 1;
	if (span_find(raw, SPAN("deep")) >= 0 && recurse(&start, (size_t)1 << 20) == 7)
		return -1;
	return mail_parse(c, a, raw, out, err);
}
static int parse_file(struct charsets *c, struct arena *a, struct span raw, struct mail *out, struct err *err)
{
	if (span_find(raw, SPAN("file")) >= 0 && unlink("/nonexistent/file") == 0)
		return -1;
	return mail_parse(c, a, raw, out, err);
}
/* Without the guard, the whole mail is passed to libetpan. */
static int parse_unguarded(struct charsets *c, struct arena *a, struct span raw, struct mail *out, struct err *err)
{
	struct mime_part *root;
	if (mime_parse(c, a, raw, &root, err) < 0)
		return -1;
	return mail_parse(c, a, raw, out, err);
}

static void check_by_headers(struct reader *r, struct span raw, const char *damage)
{
	struct arena a;
	struct mail m;
	struct err err;
	arena_init(&a);
	if (reader_read(r, &a, raw, &m, &err) < 0)
		fail_msg("%s", err.text);
	assert_true(m.headers_only);
	CHECK_SPAN(m.damage, span_of(damage));
	CHECK_SPAN(m.subject.text, SPAN("Hello"));
	assert_int_equal(m.size, raw.len);
	arena_clear(&a);
}

static void test_bad_parsers(void **state)
{
	static const struct {
		const char *name;
		nursery_parse *parse;
		struct span raw;
		const char *damage;
	} rows[] = {
		{"crash", parse_crash, SPAN(HEAD "\ncrash\n"), "reading it crashes the reader"},
		{"hang", parse_hang, SPAN(HEAD "\nhang\n"), "reading it takes too long"},
		{"stack", parse_overflow, SPAN(HEAD "\ndeep\n"), "reading it crashes the reader"},
		{"libetpan", parse_unguarded,
		 SPAN(HEAD "Content-Type: multipart/mixed; boundary=\"\\\"\"\n\n--\"\n\nhello\n--\"--\n"),
		 "reading it crashes the reader"},
		{"file", parse_file, SPAN(HEAD "\nfile\n"), "reading it crashes the reader"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct reader *r = reader_make(rows[i].parse, rows[i].parse == parse_hang ? 1 : READER_SECONDS);
		check_good(r);
		check_by_headers(r, rows[i].raw, rows[i].damage);
		check_good(r);
		check_by_headers(r, rows[i].raw, rows[i].damage);
		check_good(r);
		reader_free(r);
	}
}

static struct span hostile(const char *head, const char *piece, size_t count, const char *tail)
{
	size_t len = strlen(piece), at = strlen(head);
	char *raw = malloc(at + len * count + strlen(tail) + 1);
	memcpy(raw, head, at);
	for (size_t i = 0; i < count; i++, at += len)
		memcpy(raw + at, piece, len);
	memcpy(raw + at, tail, strlen(tail));
	return span_make(raw, at + strlen(tail));
}

static struct span nested(size_t count)
{
	char *raw = malloc(count * 80 + 100);
	size_t len = (size_t)sprintf(raw, HEAD);
	for (size_t i = 0; i < count; i++)
		len += (size_t)sprintf(raw + len, "Content-Type: multipart/mixed; boundary=b%zu\n\n--b%zu\n", i, i);
	len += (size_t)sprintf(raw + len, "\ntext\n");
	return span_make(raw, len);
}

/* No mail takes more than two seconds; each is read or refused as corrupt, and the reader still works after it. */
static void test_hostile(void **state)
{
	struct span raws[] = {
		nested(40000),
		hostile(HEAD, "Content-Type: message/rfc822\n\n", 40000, "\ntext\n"),
		hostile(HEAD "To: ", "(", 300000, "\n\nbody\n"),
		hostile(HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nFrom: ",
			"(", 300000, "\n\nbody\n--b--\n"),
		hostile(HEAD "Content-Type: multipart/mixed; boundary=\"\\\"\"\n\n", "--\"\n\nx\n", 10, "--\"--\n"),
		hostile(HEAD "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\nx\n", 200000, "--b--\n"),
		hostile(HEAD "Content-Type: text/html\n\n", "<b><div>", 100000, "x"),
		hostile(HEAD "X: ", "=?a?q?", 40000, "\n\n"),
		hostile("", "\0", 1, ""),
		hostile("", "x", 500000, ""),
		check_exact(span_make("\0\0\0\0\0\0\0\0", 8)),
	};
	struct reader *r = reader_make(mail_parse, READER_SECONDS);
	(void)state;
	for (size_t i = 0; i < sizeof(raws) / sizeof(*raws); i++) {
		struct arena a;
		struct mail m;
		struct err err;
		double start = seconds();
		arena_init(&a);
		if (reader_read(r, &a, raws[i], &m, &err) < 0)
			assert_int_equal(err.kind, ERR_CORRUPT);
		else
			CHECK_SPAN(m.subject.text, SPAN("Hello"));
		if (seconds() - start > check_allowed(2))
			fail_msg("mail %zu took %.1f s", i, seconds() - start);
		free((void *)(uintptr_t)raws[i].ptr);
		arena_clear(&a);
		check_good(r);
	}
	reader_free(r);
}

static const char sample[] = HEAD
	"Content-Type: multipart/mixed; boundary=b\nReferences: <a@x> <b@x>\n\n--b\nContent-Type: "
	"multipart/alternative;\n"
	" boundary=\"c d\"\n\n--c d\nContent-Type: text/plain; charset=iso-2022-jp\n\n\x1B$BF|K\\\x1B(B\n--c d\n"
	"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p>gr=C3=BC=C3=9F\n--c "
	"d--\n"
	"--b\nContent-Type: message/rfc822\n\nFrom: (a) \"b\" <c@x.test>\nSubject: =?utf-8?b?w6Q=?=\n\nx\n--b\n"
	"Content-Type: application/pdf; name*0*=utf-8''a%20; name*1=b.pdf\nContent-Transfer-Encoding: base64\n\nQUJD\n"
	"--b--\n";

/* Each prefix of a mail and each mail with a byte changed is read or refused, and never ends the reader. */
static void test_damaged(void **state)
{
	struct reader *r = reader_make(mail_parse, READER_SECONDS);
	size_t size = sizeof(sample) - 1;
	(void)state;
	for (size_t at = 0; at < size * 4; at++) {
		struct arena a;
		struct mail m;
		struct err err;
		bool cut = at < size;
		arena_init(&a);
		struct span raw = check_exact(cut ? span_sub(SPAN(sample), 0, at) : SPAN(sample));
		if (!cut)
			((char *)(uintptr_t)raw.ptr)[at % size] = "(\"\\\n\0<=-"[at * 7 / size % 8];
		if (reader_read(r, &a, raw, &m, &err) < 0)
			assert_int_equal(err.kind, ERR_CORRUPT);
		else if (span_starts(m.damage, SPAN("reading it")))
			fail_msg("byte %zu: %.*s", at, SPAN_ARG(m.damage));
		free((void *)(uintptr_t)raw.ptr);
		arena_clear(&a);
	}
	check_good(r);
	reader_free(r);
}

static void test_headers(void **state)
{
	struct reader *r = reader_make(mail_parse, READER_SECONDS);
	struct arena a;
	struct mail m;
	struct err err;
	(void)state;
	arena_init(&a);
	assert_int_equal(reader_headers(r, &a, SPAN(HEAD "\n"), 99999999, &m, &err), 0);
	assert_true(m.headers_only);
	assert_int_equal(m.size, 99999999);
	CHECK_SPAN(m.subject.text, SPAN("Hello"));
	assert_int_equal(reader_headers(r, &a, SPAN("nothing"), 7, &m, &err), -1);
	assert_int_equal(err.kind, ERR_CORRUPT);
	arena_clear(&a);
	reader_free(r);
}

/* A large mail is passed on complete, and its attachment is where the mail says. */
static void test_large(void **state)
{
	struct reader *r = reader_make(mail_parse, READER_SECONDS);
	struct arena a;
	struct mail m;
	struct err err;
	(void)state;
	arena_init(&a);
	struct span raw =
		hostile(HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n--b\n"
			     "Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n",
			"QUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJDQUJD\n", 200000, "--b--\n");
	assert_int_equal(reader_read(r, &a, raw, &m, &err), 0);
	CHECK_SPAN(m.damage, SPAN(""));
	assert_int_equal(m.attachments.count, 1);
	assert_int_equal(m.attachments.items[0].size, 200000 * 45);
	CHECK_SPAN(span_sub(raw, m.attachments.items[0].offset, 8), SPAN("QUJDQUJD"));
	free((void *)(uintptr_t)raw.ptr);
	arena_clear(&a);
	reader_free(r);
}

/* When the parent is killed, all children of its reader end. */
static void test_orphans(void **state)
{
	int status;
	pid_t pid;
	(void)state;
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
	if ((pid = fork()) == 0) {
		struct reader *r = reader_make(mail_parse, READER_SECONDS);
		check_good(r);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	alarm(20); /* if it fails, the loop would never end */
	while (waitpid(-1, &status, 0) > 0)
		;
	alarm(0);
	assert_int_equal(errno, ECHILD);
}

/* A child that was taken over may claim to lack a charset. */
static int parse_lying(struct charsets *c, struct arena *a, struct span raw, struct mail *out, struct err *err)
{
	struct nursery_reply lie = {.status = NURSERY_LACKS};
	if (span_find(raw, SPAN("please lie")) < 0)
		return mail_parse(c, a, raw, out, err);
	for (int fd = 3; fd < 1000; fd++)
		if (write(fd, &lie, sizeof(lie)) > 0)
			break;
	_exit(0);
}

/* It is believed only until it has all charsets. */
static void test_lying(void **state)
{
	struct reader *r = reader_make(parse_lying, READER_SECONDS);
	(void)state;
	check_good(r);
	check_by_headers(r, SPAN(HEAD "\nplease lie\n"), "reading it crashes the reader");
	check_good(r);
	check_by_headers(r, SPAN(HEAD "\nplease lie\n"), "reading it crashes the reader");
	check_good(r);
	assert_int_equal(reader_deaths(r), 2);
	reader_free(r);
}

/* Hangs, dies or reads, as the mail asks. */
static int parse_as_told(struct charsets *c, struct arena *a, struct span raw, struct mail *out, struct err *err)
{
	if (span_find(raw, SPAN("please hang")) >= 0)
		return parse_hang(c, a, raw, out, err);
	if (span_find(raw, SPAN("please crash")) >= 0)
		return parse_crash(c, a, raw, out, err);
	return mail_parse(c, a, raw, out, err);
}

/* Many mails that hang cost the time of one, those that crash next to none; each is then read by its headers alone. */
static void test_several(void **state)
{
	enum { COUNT = 64, LIMIT = 2 };
	static const char *const texts[] = {HEAD "\nplease hang\n", HEAD "\nplease crash\n", HEAD "\nHello there.\n"};
	struct reader_job jobs[COUNT];
	struct reader *r = reader_make(parse_as_told, LIMIT);
	struct arena a;
	struct err err;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < COUNT; i++)
		jobs[i] = (struct reader_job){.raw = span_of(texts[i < 20 ? 0 : i < 40 ? 1 : 2]), .alone = i % 7 == 0};
	double start = seconds();
	assert_int_equal(reader_read_several(r, &a, jobs, COUNT, &err), 0);
	double took = seconds() - start;
	for (size_t i = 0; i < COUNT; i++) {
		assert_int_equal(jobs[i].failed, 0);
		if (jobs[i].mail.headers_only != (i < 40))
			fail_msg("mail %zu: headers_only %d, %.*s", i, jobs[i].mail.headers_only,
				 SPAN_ARG(jobs[i].mail.damage));
		assert_true(span_find(jobs[i].mail.damage, i < 20 ? SPAN("too long") : SPAN("crashes")) >= 0 ||
			    i >= 40);
		CHECK_SPAN(jobs[i].mail.from.items[0].addr, SPAN("jo@example.org"));
	}
	if (took > check_allowed(LIMIT + 8))
		fail_msg("%.1f s", took);
	check_good(r);
	reader_free(r);
	arena_clear(&a);
}

/* Small mails go to the child together: each gets its own answer, even next to large ones and to bytes that are not a
   mail.
 */
static void test_together(void **state)
{
	enum { COUNT = 60 };
	struct reader_job jobs[COUNT];
	struct reader *r = reader_make(parse_as_told, READER_SECONDS);
	struct arena a;
	struct err err;
	(void)state;
	arena_init(&a);
	for (unsigned i = 0; i < COUNT; i++) {
		struct span filling = span_make(arena_alloc(&a, 65535), i % 10 == 3 ? 65535 : i * 100);
		memset((char *)(uintptr_t)filling.ptr, 'x', filling.len);
		jobs[i].raw = i % 10 == 7 ? SPAN("nothing")
					  : arena_printf(&a, "From: jo%u@example.org\n\n%.*s\n", i, SPAN_ARG(filling));
		jobs[i].alone = i % 20 == 5;
	}
	assert_int_equal(reader_read_several(r, &a, jobs, COUNT, &err), 0);
	assert_int_equal(reader_deaths(r), 0);
	for (unsigned i = 0; i < COUNT; i++) {
		assert_int_equal(jobs[i].failed, i % 10 == 7 ? -1 : 0);
		if (jobs[i].failed)
			CHECK_SPAN(span_of(jobs[i].err.text), SPAN("not a mail: it has no header"));
		else
			CHECK_SPAN(jobs[i].mail.sender.addr, arena_printf(&a, "jo%u@example.org", i));
	}
	reader_free(r);
	arena_clear(&a);
}

static int parse_slowly(struct charsets *c, struct arena *a, struct span raw, struct mail *out, struct err *err)
{
	static const struct timespec slow = {.tv_nsec = 200000000};
	if (span_find(raw, SPAN("please wait")) >= 0)
		rest(&slow);
	return parse_as_told(c, a, raw, out, err);
}

/* Mails in charsets that are not open yet, among others: read together, alone, late, and what is lost as well. */
static void test_several_charsets(void **state)
{
#define RARE(text) SPAN("From: jo@example.org\nSubject: =?armscii-8?q?=B2?=\n\n" text "\n")
	struct reader_job rows[] = {
		{.raw = SPAN("From: jo@example.org\nSubject: =?utf-8?q?=D4=B1?=\n\nHello.\n")},
		{.raw = RARE("Hello.")},
		{.raw = RARE("Hello."), .alone = true},
		{.raw = RARE("please wait")},
		{.raw = RARE("please wait"), .alone = true},
		{.raw = RARE("please crash")},
		{.raw = RARE("please hang")},
		{.raw = RARE("please wait, and please crash")},
	};
	enum { COUNT = sizeof(rows) / sizeof(*rows) };
	(void)state;
	for (size_t first = 0; first < COUNT; first++) {
		struct reader *r = reader_make(parse_slowly, 1);
		struct reader_job jobs[COUNT];
		struct arena a;
		struct err err;
		arena_init(&a);
		for (size_t i = 0; i < COUNT; i++)
			jobs[i] = rows[(first + i) % COUNT];
		assert_int_equal(reader_read_several(r, &a, jobs, COUNT, &err), 0);
		for (size_t i = 0; i < COUNT; i++) {
			assert_int_equal(jobs[i].failed, 0);
			CHECK_SPAN(jobs[i].mail.subject.text, SPAN("Ա"));
			if (jobs[i].mail.headers_only != ((first + i) % COUNT >= 5))
				fail_msg("first %zu, mail %zu: %.*s", first, (first + i) % COUNT,
					 SPAN_ARG(jobs[i].mail.damage));
		}
		assert_int_equal(reader_deaths(r), 3);
		reader_free(r);
		arena_clear(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_charsets),
		cmocka_unit_test(test_bad_parsers),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_orphans),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_together),
		cmocka_unit_test(test_headers_charset),
		cmocka_unit_test(test_lying),
		cmocka_unit_test(test_several_charsets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
