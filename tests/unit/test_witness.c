#include "tests/unit/check.h"

#include "parsers/charset.h"
#include "parsers/witness.h"

#include "tests/unit/exact.h"

/* What the child says against what the raw header says: a From that is not clearly the same is doubted. */
static void test_from(void **state)
{
	static const struct {
		const char *head, *said;
		bool doubted;
	} rows[] = {
		{"From: ann@acme.test\n", "ann@acme.test", false},
		{"From: Ann Archer <ann@acme.test>\n", "ann@acme.test", false},
		{"From: \"Archer, Ann\" <ann@acme.test>\n", "ann@acme.test", false},
		{"From: \"a <b@c.test>\" <ann@acme.test>\n", "ann@acme.test", false},
		{"From: Ann (at work, <x@y.test>) <ann@acme.test>\n", "ann@acme.test", false},
		{"From: =?utf-8?q?Ann?= <ann@acme.test>\n", "ann@acme.test", false},
		{"From:\n Ann\n <ann@ACME.test>\n", "ann@acme.test", false},
		{"From: <ann@acme.test> (Ann)\n", "ann@acme.test", false},
		{"From: jo@example.org\n", "ann@acme.test", true},
		{"From: jo@example.org, ann@acme.test\n", "ann@acme.test", true},
		{"From: <jo@example.org> <ann@acme.test>\n", "ann@acme.test", true},
		{"From: ann@acme.test <jo@example.org>\n", "ann@acme.test", true},
		{"From: jo@example.org\nFrom: ann@acme.test\n", "ann@acme.test", true},
		{"From: team: ann@acme.test;\n", "ann@acme.test", true},
		{"From: \"ann@acme.test <jo@example.org>\n", "ann@acme.test", true},
		{"From: ann@acme.test (jo\n", "ann@acme.test", true},
		{"From: jo@example.org@ann@acme.test\n", "ann@acme.test", true},
		{"Sender: ann@acme.test\n", "ann@acme.test", true},
		{"Subject: x\n\nFrom: ann@acme.test\n", "ann@acme.test", true},
		{"", "ann@acme.test", true},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		struct mail mail = {0};
		struct span raw = exact_new(rows[i].head);
		arena_init(&a);
		LIST_ADD(&a, &mail.from)->addr = span_of(rows[i].said);
		witness_confirm(&a, raw, &mail);
		if (mail.from_doubted != rows[i].doubted)
			fail_msg("%s: %d", rows[i].head, mail.from_doubted);
		arena_clear(&a);
		exact_free(raw);
	}
}

/* A compromised child may say anything. */
static void test_a_lying_child(void **state)
{
	static const char head[] =
		"From: jo@example.org\nTo: support+abc@acme.test\nReferences: <cd.one.1@acme.test> <a@b.test>\n"
		"Authentication-Results: mx.acme.test; dmarc=fail header.from=example.org\n\n"
		"Authentication-Results: mx.acme.test; dmarc=pass header.from=acme.test\n"
		"support+body@acme.test <cd.body.1@acme.test>\n";
	struct arena a;
	struct mail mail = {0};
	(void)state;
	arena_init(&a);
	LIST_ADD(&a, &mail.from)->addr = SPAN("ann@acme.test");
	LIST_ADD(&a, &mail.to)->addr = SPAN("support+abc@acme.test");
	LIST_ADD(&a, &mail.to)->addr = SPAN("support+body@acme.test");
	LIST_ADD(&a, &mail.cc)->addr = SPAN("lee@example.org");
	LIST_ADD(&a, &mail.delivered)->addr = SPAN("support+made-up@acme.test");
	span_list_add(&a, &mail.refs, SPAN("cd.one.1@acme.test"));
	span_list_add(&a, &mail.refs, SPAN("cd.body.1@acme.test"));
	span_list_add(&a, &mail.refs, SPAN("CD.made-up.1@acme.test"));
	span_list_add(&a, &mail.refs, SPAN("unfolded@b.test"));
	struct authres *lie = LIST_ADD(&a, &mail.authres);
	lie->id = SPAN("mx.acme.test");
	*LIST_ADD(&a, &lie->results) = (struct authres_result){
		.method = SPAN("dmarc"), .result = SPAN("pass"), .header_from = SPAN("acme.test")};
	witness_confirm(&a, span_of(head), &mail);
	assert_true(mail.from_doubted);
	assert_int_equal(mail.to.count, 1);
	CHECK_SPAN(mail.to.items[0].addr, SPAN("support+abc@acme.test"));
	assert_int_equal(mail.cc.count, 1);
	assert_int_equal(mail.delivered.count, 0);
	assert_int_equal(mail.refs.count, 2);
	CHECK_SPAN(mail.refs.items[0], SPAN("cd.one.1@acme.test"));
	assert_int_equal(mail.authres.count, 1);
	CHECK_SPAN(mail.authres.items[0].results.items[0].result, SPAN("fail"));
	arena_clear(&a);
}

static void test_claims(void **state)
{
	static const struct {
		const char *head;
		bool want;
	} rows[] = {
		{"From: Ann <ANN@acme.test>\n", true},
		{"From: jo@example.org\nSender: ann@acme.test\n", true},
		{"From: jo@example.org\nFrom: ann@acme.test\n", true},
		{"From: jo@example.org, ann@acme.test\n", true},
		{"From:\n jo@example.org,\n\tann@acme.test\n", true},
		{"From: jo@example.org\nTo: ann@acme.test\n", false},
		{"From: jo@example.org\n\nFrom: ann@acme.test\n", false},
		{"", false},
	};
	struct arena a;
	struct span_list agents = {0};
	(void)state;
	arena_init(&a);
	span_list_add(&a, &agents, SPAN("bob@acme.test"));
	span_list_add(&a, &agents, SPAN("ann@acme.test"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span raw = exact_new(rows[i].head);
		if (witness_claims(raw, &agents) != rows[i].want)
			fail_msg("%s", rows[i].head);
		exact_free(raw);
	}
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_from),
		cmocka_unit_test(test_a_lying_child),
		cmocka_unit_test(test_claims),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
