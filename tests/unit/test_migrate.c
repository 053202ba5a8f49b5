#include "tests/unit/check.h"

#include "store/migrate.h"

#include "daemon/core/outgoing/sentence.h"

/* The event texts of version 1, and what they become. */
static const struct {
	const char *event, *detail;
	enum event_kind kind;
	const char *what, *from, *to;
	uint64_t number;
} rows[] = {
	{"created", "Printer", EVENT_CREATED, "Printer", "", "", 0},
	{"created", "message 2 of ticket 7", EVENT_CREATED, "message 2 of ticket 7", "", "", 0},
	{"status", "new to open", EVENT_STATUS, "", "new", "open", 0},
	{"priority", "normal to high", EVENT_PRIORITY, "", "normal", "high", 0},
	{"category", "billing", EVENT_CATEGORY, "billing", "", "", 0},
	{"customer", "jo@example.org", EVENT_CUSTOMER, "jo@example.org", "", "", 0},
	{"customer", "jo@example.org to lee@example.org", EVENT_CUSTOMER, "", "jo@example.org", "lee@example.org", 0},
	{"subject", "How to print", EVENT_SUBJECT, "", "", "How to print", 0},
	{"assigned", "bob", EVENT_ASSIGNED, "", "", "bob", 0},
	{"assigned", "nobody", EVENT_ASSIGNED, "", "", "", 0},
	{"waiting", "unassigned", EVENT_WAITING, "", "", "", 0},
	{"sorted", "general, normal", EVENT_SORTED, "general", "", "normal", 0},
	{"mail", "acknowledge to jo@example.org", EVENT_MAIL, "acknowledge", "", "jo@example.org", 0},
	{"mail sent", "reply to jo@example.org", EVENT_MAIL_SENT, "reply", "", "jo@example.org", 0},
	{"linked", "12", EVENT_LINKED, "", "", "", 12},
	{"linked", "twelve", EVENT_LINKED, "twelve", "", "", 0},
	{"merged", "into 5", EVENT_MERGED, "", "", "", 5},
	{"merged", "4 came in", EVENT_ABSORBED, "", "", "", 4},
	{"split", "message 3 is ticket 12", EVENT_SPLIT, "3", "", "", 12},
	{"wake", "2026-12-01 09:00", EVENT_UNTIL, "2026-12-01 09:00", "", "", 0},
	{"watching", "lee@example.org", EVENT_WATCHER, "lee@example.org", "", "", 0},
	{"tags", "a, b", EVENT_TAGGED, "a, b", "", "", 0},
	{"unproven", "claims to be from bob; kept as note 4, obeyed in nothing", EVENT_UNPROVEN, "bob", "", "", 4},
	{"vouched", "note 2", EVENT_VOUCHED, "", "", "", 2},
	{"bounce", "mail to jo@example.org came back for good: 5.1.1 no such user", EVENT_BOUNCE, "jo@example.org",
	 "permanent", "5.1.1 no such user", 0},
	{"bounce", "mail to somebody is delayed or came back: 4.4.1", EVENT_BOUNCE, "somebody", "temporary", "4.4.1",
	 0},
	{"bounce", "odd", EVENT_BOUNCE, "odd", "", "", 0},
	{"security", "a token", EVENT_SECURITY, "a token", "", "", 0},
	{"of long ago", "something", EVENT_OTHER, "of long ago: something", "", "", 0},
	{"", "", EVENT_OTHER, ": ", "", "", 0},
};

static void test_events(void **state)
{
	struct arena a;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct event_one one = {.ticket = 1,
					.seq = 2,
					.time = 3,
					.actor = SPAN("desk"),
					.event = span_of(rows[i].event),
					.detail = span_of(rows[i].detail),
					.why = SPAN("so"),
					.via = SPAN("a@b")};
		struct event e;
		migrate_event(&a, &one, &e);
		if (e.kind != rows[i].kind || e.number != rows[i].number)
			fail_msg("%s, %s: %s %llu", rows[i].event, rows[i].detail, event_name(e.kind),
				 (unsigned long long)e.number);
		CHECK_SPAN(e.what, span_of(rows[i].what));
		CHECK_SPAN(e.from, span_of(rows[i].from));
		CHECK_SPAN(e.to, span_of(rows[i].to));
		CHECK_SPAN(e.why, SPAN("so"));
		CHECK_SPAN(e.via, SPAN("a@b"));
		assert_int_equal(e.seq, 2);
	}
	arena_clear(&a);
}

/* Every kind has a sentence in every language, and a name that maps back to it. */
static void test_sentences(void **state)
{
	static const char *const languages[] = {"en", "de", "fr"};
	struct arena a;
	(void)state;
	arena_init(&a);
	for (int k = 0; k < EVENT_COUNT; k++) {
		struct event e = {.kind = (enum event_kind)k,
				  .what = SPAN("what"),
				  .from = SPAN("from"),
				  .to = SPAN("to"),
				  .number = 1796135400};
		enum event_kind back;
		if (!event_name(e.kind)[0]) /* an unused number */
			continue;
		assert_true(event_from(span_of(event_name(e.kind)), &back));
		assert_int_equal(back, e.kind);
		sentence_detail(&a, &zone_utc, &e);
		for (size_t l = 0; l < 3; l++) {
			struct span s = sentence_event(&a, &zone_utc, span_of(languages[l]), &e);
			if (!s.len || span_chr(s, '{') >= 0 || span_chr(s, '}') >= 0)
				fail_msg("%s in %s: %.*s", event_name(e.kind), languages[l], SPAN_ARG(s));
		}
	}
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_events), cmocka_unit_test(test_sentences)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
