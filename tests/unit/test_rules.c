#include "tests/unit/desk.h"

#include "daemon/core/ticket/rules.h"
#include "parsers/subject.h"

static const struct {
	const char *name, *subject, *from, *text, *header, *mailbox;
	const char *category;
	enum priority priority;
	const char *tags, *left; /* tags joined with ' '; left: the rest of the subject */
	bool spam, drop_list;
} rows[] = {
	{"nothing", "Hello", "", "", "", "support", "general", PRIORITY_NORMAL, "", "Hello", false, false},
	{"the mailbox's", "Hello", "", "", "", "billing", "billing", PRIORITY_NORMAL, "", "Hello", false, false},
	{"tag", "[billing] Hello", "", "", "", "support", "billing", PRIORITY_NORMAL, "", "Hello", false, false},
	{"tag's other name, any case", "Re: [PAYMENT] Hello", "", "", "", "support", "billing", PRIORITY_NORMAL, "",
	 "Hello", false, false},
	{"the first of two categories", "[vpn] [billing] x", "", "", "", "support", "network", PRIORITY_HIGH, "",
	 "[billing] x", false, false},
	{"priority before the category's", "[low][network] x", "", "", "", "support", "network", PRIORITY_LOW, "", "x",
	 false, false},
	{"unknown tag", "[kitchen] x", "", "", "", "support", "general", PRIORITY_NORMAL, "", "[kitchen] x", false,
	 false},
	{"a ticket's tag", "Re: [ACME #12] x", "", "", "", "support", "general", PRIORITY_NORMAL, "", "x", false,
	 false},
	{"rule", "A REFUND now", "", "", "", "support", "billing", PRIORITY_HIGH, "refund", "A REFUND now", false,
	 false},
	{"tag before rule", "[sales] refund", "", "", "", "support", "sales", PRIORITY_HIGH, "refund", "refund", false,
	 false},
	{"two rules", "refund", "x@vip.example.org", "", "", "support", "billing", PRIORITY_URGENT, "vip refund",
	 "refund", false, false},
	{"body and mailbox", "x", "", "our site is down", "", "support", "network", PRIORITY_URGENT, "", "x", false,
	 false},
	{"body, other mailbox", "x", "", "our site is down", "", "billing", "billing", PRIORITY_NORMAL, "", "x", false,
	 false},
	{"header", "x", "", "", "order 5", "support", "orders", PRIORITY_NORMAL, "", "x", false, false},
	{"header, other value", "x", "", "", "my order", "support", "general", PRIORITY_NORMAL, "", "x", false, false},
	{"spam", "casino", "", "", "", "support", "general", PRIORITY_NORMAL, "", "casino", true, false},
	{"only a tag", "[billing]", "", "", "", "support", "billing", PRIORITY_NORMAL, "", "", false, false},
};

static void set_up(struct desk *d, size_t i)
{
	desk_init(d);
	subject_parse(&d->a, span_of(rows[i].subject), &d->mail.subject);
	if (rows[i].from[0])
		d->mail.sender.addr = span_of(rows[i].from);
	d->mail.text = span_of(rows[i].text);
	if (rows[i].header[0])
		*LIST_ADD(&d->a, &d->mail.headers) =
			(struct header){.name = SPAN("x-shop"), .value = span_of(rows[i].header)};
	d->facts.mailbox = conf_mailbox(d->conf, span_of(rows[i].mailbox));
}

static struct span joined(struct arena *a, const struct span_list *list)
{
	struct span all = SPAN_NONE;
	for (size_t i = 0; i < list->count; i++)
		all = arena_printf(a, "%.*s%s%.*s", SPAN_ARG(all), i ? " " : "", SPAN_ARG(list->items[i]));
	return all;
}

static void sorts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct desk d;
		struct sorted s;
		set_up(&d, i);
		rules_sort(&d.w, &s);
		if (!span_eq(s.category, span_of(rows[i].category)) || s.priority != rows[i].priority)
			fail_msg("%s: %.*s, %s", rows[i].name, SPAN_ARG(s.category), priority_name(s.priority));
		if (!span_eq(joined(&d.a, &s.tags), span_of(rows[i].tags)) ||
		    !span_eq(s.subject, span_of(rows[i].left)))
			fail_msg("%s: tags, subject \"%.*s\"", rows[i].name, SPAN_ARG(s.subject));
		assert_int_equal(s.spam.len > 0, rows[i].spam);
		assert_int_equal(s.drop_list, rows[i].drop_list);
		assert_true(s.why.len > 0);
		desk_clear(&d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(sorts)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
