/* The words that select tickets, parsed alone and applied to a store. */
#include "tests/unit/agents.h"

#include "daemon/core/base/filter.h"

static enum filter_result read_words(struct agents *g, const char *text, struct ticket_filter *f)
{
	struct span rest = span_of(text), word;
	enum filter_result result = FILTER_TAKEN;
	*f = (struct ticket_filter){0};
	while (result == FILTER_TAKEN && span_word(&rest, &word))
		result = filter_word(f, g->conf, &g->a, word, g->now);
	return result;
}

static void test_words(void **state)
{
	static const struct {
		const char *words;
		enum filter_result want;
	} rows[] = {
		{"", FILTER_TAKEN},
		{"open open", FILTER_TAKEN},
		{"open pending", FILTER_TWO},
		{"high urgent", FILTER_TWO},
		{"billing invoice", FILTER_TAKEN},
		{"billing general", FILTER_TWO},
		{"ann bob", FILTER_TWO},
		{"ann ANN@acme.test a.archer@acme.test", FILTER_TAKEN},
		{"jo@example.org customer:Jo@Example.org", FILTER_TAKEN},
		{"jo@example.org customer:lee@example.org", FILTER_TWO},
		{"customer:", FILTER_NO_ADDRESS},
		{"older:", FILTER_NO_TIME},
		{"older:soon", FILTER_NO_TIME},
		{"older:1d12h", FILTER_TAKEN},
		{"vip red", FILTER_TAKEN},
		{"overdue", FILTER_TAKEN},
		{"due:4h sort:due", FILTER_TAKEN},
		{"due:soon", FILTER_NO_TIME},
		{"sort:agent", FILTER_NO_SORT},
	};
	struct agents g;
	(void)state;
	agents_open(&g);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct ticket_filter f;
		if (read_words(&g, rows[i].words, &f) != rows[i].want)
			fail_msg("%s", rows[i].words);
	}
	agents_close(&g);
}

/* Three tickets: 1 jo's, general, closed; 2 jo's, billing, urgent, tagged; 3 lee's, unassigned, a day newer. */
static void test_tickets(void **state)
{
	static const struct {
		const char *words;
		uint64_t want[4];
	} rows[] = {
		{"", {2, 3}},
		{"all", {1, 2, 3}},
		{"closed", {1}},
		{"billing", {2}},
		{"INVOICE urgent", {2}},
		{"low", {0}},
		{"carol", {2}},
		{"unassigned", {3}},
		{"customer:jo@example.org", {2}},
		{"jo@example.org all", {1, 2}},
		{"vip", {2}},
		{"vip red", {0}},
		{"older:12h", {2}},
		{"older:12h all", {1, 2}},
		{"older:2d all", {0}},
		{"due:2d", {2}},
		{"due:1h", {0}},
		{"overdue", {0}},
		{"sort:due", {2, 3}},
		{"all sort:due", {2, 1, 3}},
		{"all sort:priority", {2, 1, 3}},
		{"all sort:updated", {1, 2, 3}},
	};
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "One", "x");
	agents_customer(&g, "[billing] [urgent] Two", "x");
	agents_take(&g, "From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nSubject: x\n\n#close\n");
	agents_take(
		&g,
		"From: carol@acme.test\nTo: {{address agent 2 carol@acme.test}}\nSubject: x\n\n#tag vip\n#due 3d\n");
	g.now += 86400;
	agents_take(&g, "From: lee@example.org\nTo: support@acme.test\nSubject: Three\n\nx\n");
	agents_take(&g, "From: bob@acme.test\nTo: {{address agent 3 bob@acme.test}}\nSubject: x\n\n#unassign\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct ticket_filter f;
		struct ticket_list list;
		struct txn *t = agents_begin(&g);
		size_t wanted = 0;
		assert_int_equal(read_words(&g, rows[i].words, &f), FILTER_TAKEN);
		filter_hide(&f);
		AGENTS_MUST(store_tickets(t, &g.a, &f, &list, err));
		agents_commit(t);
		while (wanted < 4 && rows[i].want[wanted])
			wanted++;
		bool same = list.count == wanted;
		for (size_t k = 0; same && k < wanted; k++)
			same = list.items[k].id == rows[i].want[k];
		if (!same)
			fail_msg("%s: %zu tickets", rows[i].words, list.count);
	}
	agents_close(&g);
}

/* Which words are searched for, and which are filters. */
static void test_searches(void **state)
{
	static const struct {
		const char *text;
		enum filter_result want;
		const char *words, *filters;
	} rows[] = {
		{"", FILTER_TAKEN, "", ""},
		{"printer coffee", FILTER_TAKEN, "printer, coffee", ""},
		{"refund closed billing", FILTER_TAKEN, "refund", "closed, billing"},
		{"invoice", FILTER_TAKEN, "invoice", ""}, /* a category's tag is a word */
		{"jo@example.org ann", FILTER_TAKEN, "jo@example.org", "ann"},
		{"\"billing\" urgent", FILTER_TAKEN, "billing", "urgent"},
		{"\"third floor\" customer:jo@example.org", FILTER_TAKEN, "third floor", "customer:jo@example.org"},
		{"\"third floor", FILTER_TAKEN, "third floor", ""},
		{"tag:vip older:2d overdue x", FILTER_TAKEN, "x", "tag:vip, older:2d, overdue"},
		{"tag: customer: older:", FILTER_TAKEN, "tag:, customer:, older:", ""},
		{"x older:soon", FILTER_NO_TIME, "x", ""},
		{"x open closed", FILTER_TWO, "x", "open"},
		{"print*", FILTER_TAKEN, "print*", ""},
	};
	struct agents g;
	(void)state;
	agents_open(&g);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct filter_search s;
		struct span fault = SPAN_NONE;
		assert_int_equal(filter_search(g.conf, &g.a, span_of(rows[i].text), g.now, &s, &fault), rows[i].want);
		CHECK_SPAN(span_list_join(&g.a, &s.words), span_of(rows[i].words));
		CHECK_SPAN(span_list_join(&g.a, &s.filters), span_of(rows[i].filters));
		assert_true(s.filter.all);
	}
	agents_close(&g);
}

/* Snoozed tickets are hidden unless the words ask for them. */
static void test_snoozed(void **state)
{
	static const struct {
		const char *words;
		size_t want;
	} rows[] = {{"", 1}, {"sort:due", 1}, {"snoozed", 1}, {"new", 2}, {"all", 2}, {"overdue", 0}};
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "One", "x");
	agents_customer(&g, "Two", "x");
	agents_take(&g, "From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nSubject: x\n\n#snooze 3d\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct ticket_filter f;
		struct ticket_list list;
		struct txn *t = agents_begin(&g);
		assert_int_equal(read_words(&g, rows[i].words, &f), FILTER_TAKEN);
		filter_hide(&f);
		AGENTS_MUST(store_tickets(t, &g.a, &f, &list, err));
		agents_commit(t);
		if (list.count != rows[i].want || (i == 2 && list.items[0].id != 1))
			fail_msg("%s: %zu tickets", rows[i].words, list.count);
	}
	agents_close(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_tickets),
		cmocka_unit_test(test_searches),
		cmocka_unit_test(test_snoozed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
