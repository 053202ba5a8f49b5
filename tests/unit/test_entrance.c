#include "tests/unit/check.h"

#include "daemon/cli/entrance.h"

static const struct {
	const char *address, *aliases[2];
} mailboxes[] = {
	{"sales@acme.test", {0}},
	{"presales@acme.test", {"before@acme.test", "s@acme.test"}},
	{"help@acme.test", {0}},
};

static const struct {
	const char *mail, *want;
} rows[] = {
	{"To: sales@acme.test\n\n", "sales@acme.test"},
	{"To: presales@acme.test\n\n", "presales@acme.test"},
	{"To: sales@acme.test.example.org, help@acme.test\n\n", "help@acme.test"},
	{"Subject: x\nTo: \"Help\" <HELP@acme.test>\n\n", "help@acme.test"},
	{"Cc: Jo <jo@example.org>,\n\tHelp <help@acme.test>\n\n", "help@acme.test"},
	{"Delivered-To: help+c4x2@acme.test\nTo: sales@acme.test\n\n", "help@acme.test"},
	{"To: before@acme.test\n\n", "presales@acme.test"},
	{"X-Original-To:<s@acme.test>\n\n", "presales@acme.test"},
	{"From: help@acme.test\nTo: jo@example.org\n\n", "sales@acme.test"},
	{"Subject: a\n\nTo: help@acme.test\n", "sales@acme.test"},
	{"", "sales@acme.test"},
};

static void test_which_mailbox(void **state)
{
	struct mailbox_conf boxes[3] = {0};
	struct conf conf = {.mailboxes = boxes, .mailbox_count = 3};
	struct arena a;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < 3; i++) {
		boxes[i].address = span_of(mailboxes[i].address);
		for (size_t k = 0; k < 2 && mailboxes[i].aliases[k]; k++)
			span_list_add(&a, &boxes[i].aliases, span_of(mailboxes[i].aliases[k]));
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span raw = check_exact(span_of(rows[i].mail));
		struct span got = entrance_mailbox(&conf, raw)->address;
		if (!span_eq(got, span_of(rows[i].want)))
			fail_msg("%s: %.*s", rows[i].mail, SPAN_ARG(got));
		free((void *)(uintptr_t)raw.ptr);
	}
	arena_clear(&a);
}

static void test_no_mailbox(void **state)
{
	struct conf conf = {0};
	(void)state;
	assert_int_equal(entrance_mailbox(&conf, SPAN("To: help@acme.test\n\n"))->address.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_which_mailbox), cmocka_unit_test(test_no_mailbox)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
