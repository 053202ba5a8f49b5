#include "tests/unit/check.h"

#include "store/code.h"
#include "store/forget.h"
#include "store/redact.h"

/* The person to redact: jo@example.org, called Jolanthe Miller and JM. */
static struct redaction jo(struct arena *a)
{
	struct redaction r = {.addr = SPAN("jo@example.org"), .instead = SPAN("nobody@x.test")};
	redact_name(a, &r, SPAN("  Miller, Jolanthe "));
	redact_name(a, &r, SPAN("JM"));
	return r;
}

static const struct {
	const char *text, *want;
} rows[] = {
	{"", ""},
	{"@", "@"},
	{"jo@example.org", "nobody@x.test"},
	{"<Jo@EXAMPLE.org>, jo@example.org.", "<nobody@x.test>, nobody@x.test."},
	{"mailto:jo@example.org?x", "mailto:nobody@x.test?x"},
	{"email=jo@example.org&", "email=nobody@x.test&"},
	{"banjo@example.org x.jo@example.org a+jo@example.org", "banjo@example.org x.jo@example.org a+jo@example.org"},
	{"jo@example.org.uk jo@example.organic jo@example.org-x",
	 "jo@example.org.uk jo@example.organic jo@example.org-x"},
	{"a@b jo@example.org@jo@example.org", "a@b nobody@x.test@nobody@x.test"},
	{"Dear Jolanthe,", "Dear […],"},
	{"MILLER, JOLANTHE wrote", "[…] wrote"},
	{"a miller's Jolanthes", "a miller's Jolanthes"},
	{"Müller Miller Millers", "Müller […] Millers"},
	{"JM", "JM"},
};

static void test_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena a;
		arena_init(&a);
		struct redaction r = jo(&a);
		struct span text = check_exact(span_of(rows[i].text));
		CHECK_SPAN(redact_text(&a, &r, text), span_of(rows[i].want));
		free((void *)(uintptr_t)text.ptr);
		arena_clear(&a);
	}
}

static void test_quotes(void **state)
{
	struct arena a;
	(void)state;
	arena_init(&a);
	struct redaction r = jo(&a);
	CHECK_SPAN(redact_quoting(&a, &r, SPAN("Hello\n> one\n  > two\nyes\n>three\nBye Miller")),
		   SPAN("Hello\n> […]\nyes\n> […]\nBye […]\n"));
	arena_clear(&a);
}

static size_t ask(const char *record, const struct protobuf_table *t)
{
	size_t texts = 0;
	bool list;
	for (size_t i = 0; i < t->count; i++) {
		const char *name = t->fields[i].name;
		enum protobuf_kind kind = protobuf_kind(t, i, &list);
		if (kind == PROTOBUF_STRUCT)
			texts += ask(record, t->fields[i].sub);
		if (kind != PROTOBUF_SPAN)
			continue;
		texts++;
		if (!forget_knows(record, name))
			fail_msg("%s.%s: store/forget.c is to say whether forgetting a person keeps it", record, name);
	}
	return texts;
}

/* A text field added to a record must be considered here. */
static void test_every_field(void **state)
{
	(void)state;
	assert_true(ask("ticket", &code_ticket) > 10);
	assert_true(ask("message", &code_message) > 12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_every_field),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
