#include "tests/unit/check.h"

#include "daemon/core/outgoing/pictures.h"

static struct outmail_part part(const char *id, bool in_html)
{
	return (struct outmail_part){
		.ticket = 1,
		.seq = 2,
		.attachment = {.name = span_of(id), .content_id = span_of(id), .in_html = in_html, .is_inline = true}};
}

/* A picture shown twice is one part; one that isn't shown is an attachment; each mail has its own Content-IDs. */
static void test_place(void **state)
{
	struct arena a;
	struct conf conf = {.logo = SPAN("GIF8"), .logo_type = "image/gif"};
	struct work w = {.a = &a, .conf = &conf};
	struct outmail_part parts[] = {part("one@x", true), part("two@x", true), part("three@x", false)};
	(void)state;
	arena_init(&a);
	for (uint64_t id = 7; id < 9; id++) {
		struct outmail m = {.id = id, .ticket = 1, .from = SPAN("support@acme.test"), .parts = {parts, 3, 3}};
		m.html = SPAN(
			"<p><img src=\"cid:logo@caredesk\">a<img src=\"cid:two@x\" alt=\"\">b<img src=\"cid:two@x\">"
			"<img src=\"cid:three@x\"></p>");
		pictures_place(&w, &m);
		CHECK_SPAN(
			m.html,
			arena_printf(
				&a,
				"<p><img src=\"cid:p4.%d.1@acme.test\">a<img src=\"cid:p2.%d.1@acme.test\" alt=\"\">b"
				"<img src=\"cid:p2.%d.1@acme.test\"><img src=\"cid:three@x\"></p>",
				(int)id, (int)id, (int)id));
		assert_int_equal(m.parts.count, 4);
		assert_false(m.parts.items[0].attachment.is_inline || m.parts.items[2].attachment.is_inline);
		assert_true(m.parts.items[1].attachment.is_inline && m.parts.items[3].attachment.is_inline);
		CHECK_SPAN(m.parts.items[1].attachment.content_id, arena_printf(&a, "p2.%d.1@acme.test", (int)id));
		assert_int_equal(m.parts.items[3].ticket, 0);
	}
	arena_clear(&a);
}

static void test_dropped(void **state)
{
	struct arena a;
	(void)state;
	arena_init(&a);
	CHECK_SPAN(pictures_dropped(&a, SPAN("<p>a<img src=\"cid:x@y\" alt=\"z\">b</p>")), SPAN("<p>ab</p>"));
	CHECK_SPAN(pictures_dropped(&a, SPAN("<p>a</p>")), SPAN("<p>a</p>"));
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_place), cmocka_unit_test(test_dropped)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
