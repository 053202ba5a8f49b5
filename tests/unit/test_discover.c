#include "tests/unit/check.h"

#include "daemon/edge/discover.h"
#include "parsers/base/buf.h"

/* A name in DNS wire format. */
static void put_name(struct buf *b, const char *name)
{
	struct span rest = span_of(name), label;
	while (span_cut(&rest, '.', &label)) {
		buf_chr(b, (char)label.len);
		buf_add(b, label);
	}
	buf_chr(b, '\0');
}

static void put16(struct buf *b, unsigned n)
{
	buf_chr(b, (char)(n >> 8));
	buf_chr(b, (char)n);
}

static void put_srv(struct buf *b, unsigned priority, unsigned port, const char *host)
{
	struct buf data;
	buf_init(&data, BUF_MAX);
	put16(&data, priority);
	put16(&data, 1); /* weight */
	put16(&data, port);
	put_name(&data, host);
	put16(b, 0xC00C); /* the question's name */
	put16(b, 33);
	put16(b, 1);
	put16(b, 0);
	put16(b, 300);
	put16(b, (unsigned)data.len);
	buf_add(b, buf_span(&data));
	buf_clear(&data);
}

static void put_head(struct buf *b, unsigned answers)
{
	const unsigned head[] = {7, 0x8180, 1, answers, 0, 0};
	for (size_t i = 0; i < 6; i++)
		put16(b, head[i]);
	put_name(b, "_imaps._tcp.acme.test");
	put16(b, 33);
	put16(b, 1);
}

static void test_srv(void **state)
{
	struct arena a;
	struct buf b;
	struct candidate_list list = {0};
	(void)state;
	arena_init(&a);
	buf_init(&b, BUF_MAX);
	put_head(&b, 4);
	put_srv(&b, 20, 993, "later.acme.test");
	put_srv(&b, 10, 1993, "first.acme.test");
	put_srv(&b, 10, 993, "second.acme.test");
	put_srv(&b, 0, 0, ""); /* "not offered" */
	assert_true(discover_srv(&a, buf_span(&b), &list));
	assert_int_equal(list.count, 3);
	CHECK_SPAN(list.items[0].host, SPAN("first.acme.test"));
	assert_int_equal(list.items[0].port, 1993);
	CHECK_SPAN(list.items[1].host, SPAN("second.acme.test"));
	CHECK_SPAN(list.items[2].host, SPAN("later.acme.test"));
	buf_clear(&b);
	arena_clear(&a);
}

/* Truncated anywhere or with changed bytes: no crash, and no record that was not there. */
static void test_broken(void **state)
{
	struct arena a;
	struct buf b;
	(void)state;
	arena_init(&a);
	buf_init(&b, BUF_MAX);
	put_head(&b, 1);
	put_srv(&b, 10, 993, "imap.acme.test");
	for (size_t len = 0; len < b.len; len++) {
		struct candidate_list list = {0};
		struct span cut = check_exact(span_sub(buf_span(&b), 0, len));
		discover_srv(&a, cut, &list);
		assert_int_equal(list.count, 0);
		free((void *)(uintptr_t)cut.ptr);
	}
	buf_clear(&b);
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_srv), cmocka_unit_test(test_broken)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
