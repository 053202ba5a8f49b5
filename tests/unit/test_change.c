#include "tests/unit/desk.h"

#include "daemon/cli/setting.h"
#include "daemon/core/ticket/change.h"
#include "daemon/core/ticket/timers.h"

/* Ticket 1 is assigned to ann, watched by lee and bob, tagged a and b, and has a due time; ticket 2 exists too. */
static struct ticket *begin(struct desk *d)
{
	desk_init(d);
	struct ticket *f = desk_ticket(d, 1);
	span_list_add(&d->a, &f->tags, SPAN("a"));
	span_list_add(&d->a, &f->tags, SPAN("b"));
	span_list_add(&d->a, &f->watchers, SPAN("lee@example.org"));
	span_list_add(&d->a, &f->agent_watchers, SPAN("bob"));
	f->due = DESK_NOW + 3 * 86400;
	desk_ticket(d, 2);
	d->w.mail = NULL;
	return plan_ticket(&d->w, 1);
}

/* "priority normal>high; …": the plan's events of ticket 1, except mails. */
static struct span events_of(const struct desk *d, struct arena *a)
{
	struct span_list words = {0};
	for (size_t i = 0; i < d->plan.events.count; i++) {
		const struct event *e = &d->plan.events.items[i];
		if (e->kind == EVENT_MAIL)
			continue;
		assert_true(span_eq(e->actor, SPAN("admin")) && span_eq(e->why, SPAN("caredesk set")));
		span_list_add(a, &words,
			      e->what.len ? arena_printf(a, "%s %.*s", event_name(e->kind), SPAN_ARG(e->what))
					  : arena_printf(a, "%s %.*s>%.*s", event_name(e->kind), SPAN_ARG(e->from),
							 SPAN_ARG(e->to)));
	}
	return span_list_join(a, &words);
}

static struct span mails_of(const struct desk *d, struct arena *a)
{
	struct span_list words = {0};
	for (size_t i = 0; i < d->plan.mails.count; i++) {
		const struct outmail *m = &d->plan.mails.items[i];
		span_list_add(a, &words, arena_printf(a, "%.*s to %.*s", SPAN_ARG(m->template), SPAN_ARG(m->to)));
	}
	return span_list_join(a, &words);
}

static void test_set(void **state)
{
	static const struct {
		const char *set, *events, *mails; /* two settings are separated by a blank */
	} rows[] = {
		{"status=open", "", ""},
		{"status=pending", "status open>pending", ""},
		{"status=pending 3d", "status open>pending, until >", ""},
		{"status=resolved", "status open>resolved", "resolved to jo@example.org"},
		{"status=closed", "status open>closed", "closed to jo@example.org"},
		{"status=spam", "status open>spam", ""},
		{"priority=high", "priority normal>high", ""},
		{"priority=normal", "", ""},
		{"category=invoice", "category general>billing", ""},
		{"category=general", "", ""},
		{"agent=bob", "assigned ann>bob", "warning to ann@acme.test, assigned to bob@acme.test"},
		{"agent=b.builder@acme.test", "assigned ann>bob",
		 "warning to ann@acme.test, assigned to bob@acme.test"},
		{"agent=ann", "", ""},
		{"agent=none", "assigned ann>", "warning to ann@acme.test"},
		{"agent=", "assigned ann>", "warning to ann@acme.test"},
		{"subject=Toner", "subject Printer>Toner", ""},
		{"subject=Printer", "", ""},
		{"customer=Kim@EXAMPLE.org", "customer jo@example.org>Kim@example.org", ""},
		{"customer=jo@example.org", "", ""},
		{"tags=a,b", "", ""},
		{"tags=b, c", "untagged a, tagged c", ""},
		{"tags=", "untagged a, b", ""},
		{"watchers=lee@example.org", "", ""},
		{"watchers=kim@Example.org", "unwatched lee@example.org, watcher kim@example.org", ""},
		{"watchers=", "unwatched lee@example.org", ""},
		{"due=3d", "", ""},
		{"due=2d", "due >", ""},
		{"snooze=2d", "snoozed >", ""},
		{"STATUS=closed", "status open>closed", "closed to jo@example.org"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct desk d;
		struct err err = {0};
		struct ticket *t = begin(&d);
		if (setting_apply(&d.w, t, span_of(rows[i].set), &err))
			fail_msg("%s: %s", rows[i].set, err.text);
		assert_int_equal(d.plan.mails.count, 0);
		change_tell(&d.w, t, CHANGE_TELL_ALL);
		struct span events = events_of(&d, &d.a), mails = mails_of(&d, &d.a);
		if (!span_eq(events, span_of(rows[i].events)) || !span_eq(mails, span_of(rows[i].mails)))
			fail_msg("%s: events \"%.*s\", mails \"%.*s\"", rows[i].set, SPAN_ARG(events), SPAN_ARG(mails));
		desk_clear(&d);
	}
}

static void test_refused(void **state)
{
	static const struct {
		const char *set, *text;
		enum err_kind kind;
		bool merged; /* the ticket is merged */
	} rows[] = {
		{"status", "status: not KEY=VALUE", ERR_CONFIG, false},
		{"=open", "=open: not KEY=VALUE", ERR_CONFIG, false},
		{"colour=red",
		 "colour: no such key; there are status, priority, category, agent, subject, customer, tags, watchers, "
		 "due, snooze",
		 ERR_CONFIG, false},
		{"status=shut", "shut: status must be open, pending, pending 3d, resolved, closed or spam", ERR_CONFIG,
		 false},
		{"status=new", "new: status must be open, pending, pending 3d, resolved, closed or spam", ERR_CONFIG,
		 false},
		{"status=merged", "merged: status must be open, pending, pending 3d, resolved, closed or spam",
		 ERR_CONFIG, false},
		{"status=open 3d", "open 3d: status must be open, pending, pending 3d, resolved, closed or spam",
		 ERR_CONFIG, false},
		{"status=open", "the ticket is merged: its status can't be changed.", ERR_REFUSED, true},
		{"priority=huge", "huge: priority must be low, normal, high or urgent", ERR_CONFIG, false},
		{"category=nosuch", "nosuch: there is no such category", ERR_CONFIG, false},
		{"category=", ": there is no such category", ERR_CONFIG, false},
		{"agent=nobody", "nobody: there is no such agent", ERR_CONFIG, false},
		{"subject=", "the subject can't be empty.", ERR_CONFIG, false},
		{"customer=", "\"\" is not a mail address.", ERR_CONFIG, false},
		{"customer=a\"b@-.", "\"a\"b@-.\" is not a mail address.", ERR_CONFIG, false},
		{"customer=jo", "\"jo\" is not a mail address.", ERR_CONFIG, false},
		{"customer=support@acme.test", "support@acme.test is this desk's own address.", ERR_CONFIG, false},
		{"customer=support+x@acme.test", "support+x@acme.test is this desk's own address.", ERR_CONFIG, false},
		{"customer=bob@acme.test", "bob@acme.test is an agent's address.", ERR_CONFIG, false},
		{"watchers=lee", "\"lee\" is not a mail address.", ERR_CONFIG, false},
		{"watchers=help@acme.test", "help@acme.test is this desk's own address.", ERR_CONFIG, false},
		{"due=soon", "soon: not a time in the future, such as 3d or 2026-12-01", ERR_CONFIG, false},
		{"snooze=2020-01-01", "2020-01-01: not a time in the future, such as 3d or 2026-12-01", ERR_CONFIG,
		 false},
		{"status=pending soon", "soon: not a time in the future, such as 3d or 2026-12-01", ERR_CONFIG, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct desk d;
		struct err err = {0};
		struct ticket *t = begin(&d);
		t->status = rows[i].merged ? STATUS_MERGED : STATUS_OPEN;
		if (setting_apply(&d.w, t, span_of(rows[i].set), &err) == 0)
			fail_msg("%s is taken", rows[i].set);
		CHECK_SPAN(span_trim(span_of(err.text)), span_of(rows[i].text));
		assert_int_equal(err.kind, rows[i].kind);
		desk_clear(&d);
	}
}

/* The caller chooses who is notified; only the final state counts. */
static void test_tell(void **state)
{
	static const struct {
		const char *first, *second;
		enum change_tell whom;
		const char *mails;
	} rows[] = {
		{"status=resolved", "agent=bob", CHANGE_TELL_NOBODY, ""},
		{"status=resolved", "agent=bob", CHANGE_TELL_AGENTS,
		 "warning to ann@acme.test, assigned to bob@acme.test"},
		{"status=resolved", "agent=bob", CHANGE_TELL_ALL,
		 "warning to ann@acme.test, assigned to bob@acme.test, resolved to jo@example.org"},
		{"status=resolved", "status=open", CHANGE_TELL_ALL, ""},
		{"agent=bob", "agent=ann", CHANGE_TELL_ALL, ""},
		{"status=closed", "customer=kim@example.org", CHANGE_TELL_ALL, "closed to kim@example.org"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct desk d;
		struct err err = {0};
		struct ticket *t = begin(&d);
		assert_int_equal(setting_apply(&d.w, t, span_of(rows[i].first), &err), 0);
		assert_int_equal(setting_apply(&d.w, t, span_of(rows[i].second), &err), 0);
		change_tell(&d.w, t, rows[i].whom);
		struct span mails = mails_of(&d, &d.a);
		if (!span_eq(mails, span_of(rows[i].mails)))
			fail_msg("%zu: \"%.*s\"", i, SPAN_ARG(mails));
		desk_clear(&d);
	}
}

/* An agent assigned by `caredesk set` gets the conversation, as after #assign. */
static void test_conversation(void **state)
{
	struct desk d;
	struct err err = {0};
	(void)state;
	struct ticket *t = begin(&d);
	struct ticket_facts *f = &d.facts.tickets.items[0];
	*LIST_ADD(&d.a, &f->messages) = (struct message){.ticket = 1,
							 .seq = 1,
							 .kind = MESSAGE_CUSTOMER,
							 .from = SPAN("jo@example.org"),
							 .text = SPAN("It prints blank pages.")};
	*LIST_ADD(&d.a, &f->messages) = (struct message){.ticket = 1,
							 .seq = 2,
							 .kind = MESSAGE_NOTE,
							 .from = SPAN("ann@acme.test"),
							 .text = SPAN("Perhaps the toner.")};
	t->messages = 2;
	assert_int_equal(setting_apply(&d.w, t, SPAN("agent=bob"), &err), 0);
	change_tell(&d.w, t, CHANGE_TELL_ALL);
	const struct outmail *m = &d.plan.mails.items[1];
	CHECK_SPAN(m->to, SPAN("bob@acme.test"));
	assert_true(span_find(m->body, SPAN("It prints blank pages.")) >= 0);
	assert_true(span_find(m->body, SPAN("Perhaps the toner.")) >= 0);
	desk_clear(&d);
}

/* A link or merge is recorded on both tickets; repeating a link makes no event. */
static void test_two_tickets(void **state)
{
	struct desk d;
	struct change_fault fault;
	(void)state;
	struct ticket *t = begin(&d);
	const struct change link = {.kind = CHANGE_LINK, .ticket = 2}, merge = {.kind = CHANGE_MERGE, .ticket = 2};
	change_apply(&d.w, t, &link, SPAN("ann"), SPAN_NONE);
	change_apply(&d.w, t, &link, SPAN("ann"), SPAN_NONE);
	assert_int_equal(d.plan.events.count, 2);
	assert_true(change_check(&d.w, t, &merge, &fault));
	change_apply(&d.w, t, &merge, SPAN("ann"), SPAN_NONE);
	assert_int_equal(d.plan.events.count, 4);
	assert_int_equal(plan_peek(&d.w, 2)->status, STATUS_MERGED);
	assert_false(change_check(&d.w, t, &merge, &fault));
	assert_int_equal(fault.kind, CHANGE_MERGED_ALREADY);
	CHECK_SPAN(change_fault_text(&d.a, SPAN("en"), &fault), SPAN("ticket 2 has already been merged into 1."));
	assert_true(change_check(&d.w, t, &link, &fault));
	assert_false(change_check(&d.w, t, &(struct change){.kind = CHANGE_LINK, .ticket = 1}, &fault));
	assert_int_equal(fault.kind, CHANGE_SAME_TICKET);
	assert_false(change_check(&d.w, t, &(struct change){.kind = CHANGE_LINK, .ticket = 99}, &fault));
	assert_int_equal(fault.kind, CHANGE_NO_TICKET);
	desk_clear(&d);
}

/* A one-sided link and a newcomer are each recorded once, on that ticket alone. */
static void test_known_already(void **state)
{
	struct desk d;
	(void)state;
	struct ticket *t = begin(&d);
	struct span who = SPAN("new@example.org");
	const struct change link = {.kind = CHANGE_LINK_ONE, .ticket = 99},
			    newcomer = {.kind = CHANGE_NEWCOMER, .words = {&who, 1, 1}};
	size_t before = d.plan.events.count;
	for (int i = 0; i < 2; i++) {
		change_apply(&d.w, t, &link, SPAN("desk"), SPAN_NONE);
		change_apply(&d.w, t, &newcomer, who, SPAN_NONE);
	}
	assert_int_equal(d.plan.events.count, before + 2);
	assert_int_equal(d.plan.events.items[before].kind, EVENT_LINKED);
	assert_int_equal(d.plan.events.items[before + 1].kind, EVENT_NEWCOMER);
	assert_int_equal(d.plan.tickets.count, 1);
	desk_clear(&d);
}

/* Restores only what was changed, and is refused if it has been changed again since. */
static void test_restore(void **state)
{
	struct desk d;
	struct change_fault fault = {0};
	(void)state;
	struct ticket *t = begin(&d);
	const struct ticket before = *t;
	change_apply(&d.w, t, &(struct change){.kind = CHANGE_PRIORITY, .priority = PRIORITY_URGENT}, SPAN("ann"),
		     SPAN_NONE);
	const struct ticket after = *t;
	const struct change restore = {.kind = CHANGE_RESTORE, .before = &before, .after = &after};
	t->subject = SPAN("Another one");
	assert_true(change_check(&d.w, t, &restore, &fault));
	t->priority = PRIORITY_LOW;
	assert_false(change_check(&d.w, t, &restore, &fault));
	CHECK_SPAN(change_fault_text(&d.a, SPAN("en"), &fault), SPAN("ticket 1 has been changed since: priority."));
	t->priority = after.priority;
	change_apply(&d.w, t, &restore, SPAN("ann"), SPAN_NONE);
	assert_int_equal(t->priority, before.priority);
	CHECK_SPAN(t->subject, SPAN("Another one"));
	CHECK_SPAN(d.plan.events.items[d.plan.events.count - 1].what, SPAN("priority"));
	desk_clear(&d);
}

/* The clock's wake-up is a change like any other. */
static void test_woken(void **state)
{
	struct desk d;
	(void)state;
	begin(&d);
	d.plan = (struct plan){0};
	struct ticket *f = &d.facts.tickets.items[0].ticket;
	f->status = STATUS_PENDING;
	f->wake = DESK_NOW;
	f->due = 0;
	d.w.mail = NULL;
	assert_true(timers_ticket(&d.w, 1));
	assert_int_equal(d.plan.tickets.items[0]->status, STATUS_OPEN);
	assert_int_equal(d.plan.tickets.items[0]->wake, 0);
	assert_int_equal(d.plan.tickets.items[0]->timers.count, 0);
	assert_int_equal(d.plan.events.items[0].kind, EVENT_STATUS);
	assert_int_equal(d.plan.events.items[1].kind, EVENT_WOKEN);
	CHECK_SPAN(d.plan.events.items[1].actor, SPAN("clock"));
	desk_clear(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),           cmocka_unit_test(test_refused),     cmocka_unit_test(test_tell),
		cmocka_unit_test(test_conversation),  cmocka_unit_test(test_two_tickets), cmocka_unit_test(test_woken),
		cmocka_unit_test(test_known_already), cmocka_unit_test(test_restore),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
