#include "tests/unit/check.h"

#include "parsers/guard.h"
#include "parsers/mime.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static void multipart(struct arena *a, struct charsets *c, const char *boundary, struct param_value *type)
{
	param_parse(c, a, arena_printf(a, "multipart/mixed; boundary=%s", boundary), type);
}

static const struct {
	const char *name, *boundary, *body, *damage;
	bool refused;
} rows[] = {
	{"fine", "b", "--b\n\ntext\n--b--\n", "", false},
	{"a lone quote", "\"\\\"\"", "--\"\n\ntext\n--\"--\n", "the boundary is unusable and was changed", false},
	{"a lone quote that nothing begins with", "\"\\\"\"", "text\n", "the boundary is unusable", false},
	{"empty", "\"\"", "--\n\ntext\n----\n", "the boundary is unusable", false},
	{"other case", "BB", "--bb\n\ntext\n--bb--\n", "", false},
	{"quotes in the delimiters", "bb", "--\"bb\"\n\ntext\n--\"bb\"--\n", "", false},
	{"another boundary", "b", "--other\nContent-Type: text/plain\n\ntext\n--other--\n", "", false},
	{"not closed", "b", "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\ntext\n", "", false},
	{"a part's boundary that is nowhere", "b", "--b\nContent-Type: multipart/mixed; boundary=c\n\ntext\n--b--\n",
	 "the boundary of a part is unusable", false},
	{"a part's boundary", "b", "--b\nContent-Type: multipart/mixed; boundary=\"\\\"\"\n\n--\"\n\nx\n--b--\n",
	 "the boundary of a part is unusable", false},
	{"comments", "b", "--b\nContent-Type: message/rfc822\n\nFrom: ((((((((((((((((((((((((((((((x\n\nx\n--b--\n",
	 "comments in a header are nested too deep", false},
	{"text that quotes a header", "b", "--b\n\nContent-Type: multipart/mixed; boundary=\"\\\"\"\n\nx\n--b--\n", "",
	 false},
};

static void test_mends(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		struct guarded got;
		struct param_value type;
		arena_init(&a);
		multipart(&a, *state, rows[i].boundary, &type);
		struct span body = check_exact(span_of(rows[i].body));
		guard_body(*state, &a, &type, body, &got);
		if (got.refused != rows[i].refused || !span_eq(got.damage, span_of(rows[i].damage)))
			fail_msg("%s: got \"%.*s\"", rows[i].name, SPAN_ARG(got.damage));
		assert_true(got.bytes.len >= got.head + body.len);
		free((void *)(uintptr_t)body.ptr);
		arena_clear(&a);
	}
}

static struct span repeated(const char *piece, size_t count)
{
	size_t len = strlen(piece);
	char *out = malloc(len * count);
	for (size_t i = 0; i < count; i++)
		memcpy(out + i * len, piece, len);
	return span_make(out, len * count);
}

static void check_refused(struct charsets *c, const char *piece, size_t count, const char *damage)
{
	struct arena a;
	struct guarded got;
	struct param_value type;
	struct span body = repeated(piece, count);
	arena_init(&a);
	multipart(&a, c, "b", &type);
	guard_body(c, &a, &type, body, &got);
	assert_true(got.refused);
	CHECK_SPAN(got.damage, span_of(damage));
	free((void *)(uintptr_t)body.ptr);
	arena_clear(&a);
}

static void test_refuses(void **state)
{
	check_refused(*state, "--b\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=b\n\n",
		      40000, "parts are nested too deep");
	check_refused(*state, "--b\n\nx\n", 200000, "there are too many parts");
}

static void test_bytes(void **state)
{
	struct arena a;
	struct guarded got;
	struct param_value type;
	arena_init(&a);
	multipart(&a, *state, "b", &type);
	guard_body(*state, &a, &type, SPAN("--b\r\ra\0b\r--b--\r"), &got);
	CHECK_SPAN(span_from(got.bytes, got.head), SPAN("--b\n\na b\n--b--\n"));
	arena_clear(&a);
}

/* Lets a child process parse the bytes with libetpan; returns the signal that killed it, or 0. */
static int fate(struct charsets *c, struct span bytes)
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		struct rlimit core = {0, 0};
		struct arena a;
		struct mime_part *root;
		struct err err;
		setrlimit(RLIMIT_CORE, &core);
		close(2);
		arena_init(&a);
		(void)mime_parse(c, &a, bytes, &root, &err);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

/* The mail that the guard exists for: libetpan crashes on it without the guard, and reads it with the guard. */
static void test_crash(void **state)
{
	static const char raw[] = "Content-Type: multipart/mixed; boundary=\"\\\"\"\n\n--\"\n\nhello\n--\"--\n";
	struct arena a;
	struct guarded got;
	struct param_value type;
	arena_init(&a);
	multipart(&a, *state, "\"\\\"\"", &type);
	guard_body(*state, &a, &type, SPAN("--\"\n\nhello\n--\"--\n"), &got);
	assert_int_not_equal(fate(*state, SPAN(raw)), 0);
	assert_int_equal(fate(*state, got.bytes), 0);
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mends),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_crash),
	};
	return cmocka_run_group_tests(tests, check_charsets, check_charsets_free);
}
