#include "tests/unit/check.h"

#include "parsers/mime.h"

/* The tree, with brackets around a multipart's parts or a message's content; for a leaf its type, "*" if encoded, and
 * its body. */
static const struct {
	const char *name;
	struct span bytes;
	const char *want;
} rows[] = {
	{"leaf", SPAN("Content-Type: text/plain\n\nhi"), ":hi"},
	{"multipart",
	 SPAN("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\nContent-Type: Text/HTML\n\ntwo\n--b--\n"),
	 "[:one text/html:two]"},
	{"nested",
	 SPAN("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; "
	      "boundary=\"c\"\n\n--c\n"
	      "Content-Type: text/plain\nContent-Transfer-Encoding: Base64\n\nAAAA\n--c--\n--b--\n"),
	 "[multipart/alternative[text/plain*:AAAA]]"},
	{"message",
	 SPAN("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nSubject: x\n"
	      "Content-Type: text/html\n\ninner\n--b--\n"),
	 "[message/rfc822(text/html:inner)]"},
	{"digest", SPAN("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\ninner\n--b--\n"),
	 "[message/rfc822(:inner)]"},
	{"crlf", SPAN("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nA: 1\r\n\r\none\r\n--b--\r\n"),
	 "[:one]"},
	{"no end", SPAN("Content-Type: multipart/mixed; boundary=b\n\n--b\nA: 1\n\none"), "[:one]"},
};

static struct span tree_text(struct arena *a, const struct mime_part *p)
{
	struct span text = SPAN("");
	for (; p; p = p->next) {
		struct span children = tree_text(a, p->child);
		const char *form = p->kind == MIME_LEAF ? "" : p->kind == MIME_MULTIPART ? "[]" : "()";
		text = arena_printf(a, "%.*s%s%.*s%s", SPAN_ARG(text), text.len ? " " : "", SPAN_ARG(p->type.main),
				    p->transfer == TRANSFER_BASE64 ? "*" : "");
		if (p->kind == MIME_LEAF)
			text = arena_printf(a, "%.*s:%.*s", SPAN_ARG(text), SPAN_ARG(span_trim(p->body)));
		else
			text = arena_printf(a, "%.*s%c%.*s%c", SPAN_ARG(text), form[0], SPAN_ARG(children), form[1]);
	}
	return text;
}

static void test_parse(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		struct mime_part *root;
		struct err err;
		arena_init(&a);
		struct span bytes = check_exact(rows[i].bytes);
		if (mime_parse(*state, &a, bytes, &root, &err) < 0)
			fail_msg("%s: %s", rows[i].name, err.text);
		struct span got = tree_text(&a, root);
		if (!span_eq(got, span_of(rows[i].want)))
			fail_msg("%s: got \"%.*s\"", rows[i].name, SPAN_ARG(got));
		free((void *)(uintptr_t)bytes.ptr);
		arena_clear(&a);
	}
}

static void test_fields(void **state)
{
	struct arena a;
	struct mime_part *root;
	struct err err;
	arena_init(&a);
	struct span bytes =
		SPAN("Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png; name=x\n"
		     "Content-Disposition: ATTACHMENT;\n filename=\"y z.png\"\nContent-ID: <c>\n\nPNG\n--b--\n");
	assert_int_equal(mime_parse(*state, &a, bytes, &root, &err), 0);
	assert_int_equal(root->fields.count, 0);
	const struct mime_part *part = root->child;
	CHECK_SPAN(part->disposition.main, SPAN("attachment"));
	CHECK_SPAN(param_get(&part->disposition, SPAN("filename")), SPAN("y z.png"));
	CHECK_SPAN(param_get(&part->type, SPAN("name")), SPAN("x"));
	assert_int_equal(part->fields.count, 3);
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_parse), cmocka_unit_test(test_fields)};
	return cmocka_run_group_tests(tests, check_charsets, check_charsets_free);
}
