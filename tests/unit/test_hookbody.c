/* The body of a webhook's call for each kind of event: it has texts only if configured, and always fits its limit. */
#include "tests/unit/check.h"

#include "daemon/desk/hookbody.h"
#include "parsers/base/utf8.h"

#define NOW ((int64_t)1793606400)

struct desk {
	struct arena a;
	struct ticket ticket;
	struct message message;
};

static void desk_make(struct desk *d)
{
	arena_init(&d->a);
	d->ticket = (struct ticket){.id = 1042,
				    .subject = SPAN("secret subject"),
				    .status = STATUS_PENDING,
				    .category = SPAN("billing"),
				    .agent = SPAN("carol"),
				    .customer = SPAN("jo@example.org"),
				    .customer_name = SPAN("Secret Miller"),
				    .created = NOW - 60,
				    .updated = NOW};
	d->message = (struct message){.ticket = 1042,
				      .seq = 3,
				      .kind = MESSAGE_CUSTOMER,
				      .from = SPAN("jo@example.org"),
				      .from_name = SPAN("Secret Miller"),
				      .subject = SPAN("Re: secret subject"),
				      .text = SPAN("secret words"),
				      .folded = SPAN("> secret history"),
				      .html = SPAN("<p>secret words"),
				      .message_id = SPAN("secret.id@mail.example.org"),
				      .date = NOW};
	*LIST_ADD(&d->a, &d->message.attachments) =
		(struct attachment){.name = SPAN("secret.pdf"), .type = SPAN("application/pdf"), .size = 12};
}

static const char *body_of(struct desk *d, const struct event *e, bool texts)
{
	struct hookbody b = {.event = e, .ticket = &d->ticket, .texts = texts};
	if (hookbody_message(e))
		b.message = &d->message;
	return arena_str(&d->a, hookbody_make(&d->a, &b));
}

static const struct {
	struct event event;
	const char *begins; /* start of the body */
	const char *has;    /* contained in the event */
	bool message;
} rows[] = {
	{{.seq = 1, .kind = EVENT_CREATED, .actor = SPAN("jo@example.org"), .what = SPAN("secret subject")},
	 "{\"type\":\"ticket.created\",\"timestamp\":\"2026-11-02T08:00:00Z\",\"data\":{\"ticket\":{\"id\":1042,",
	 "\"event\":{\"seq\":1,\"event\":\"created\",\"actor\":\"jo@example.org\"}",
	 true},
	{{.seq = 4, .kind = EVENT_ASSIGNED, .actor = SPAN("desk"), .from = SPAN("bob"), .to = SPAN("carol")},
	 "{\"type\":\"ticket.assigned\",",
	 "{\"seq\":4,\"event\":\"assigned\",\"actor\":\"desk\",\"from\":\"bob\",\"to\":\"carol\"}",
	 false},
	{{.seq = 4, .kind = EVENT_ASSIGNED, .actor = SPAN("admin"), .from = SPAN("bob")},
	 "{\"type\":\"ticket.assigned\",",
	 "\"from\":\"bob\",\"to\":null}",
	 false},
	{{.seq = 5, .kind = EVENT_STATUS, .actor = SPAN("clock"), .from = SPAN("pending"), .to = SPAN("resolved")},
	 "{\"type\":\"ticket.status\",",
	 "\"from\":\"pending\",\"to\":\"resolved\",\"merged_into\":null}",
	 false},
	{{.seq = 6, .kind = EVENT_MERGED, .actor = SPAN("bob"), .number = 1040},
	 "{\"type\":\"ticket.status\",",
	 "\"event\":\"merged\",\"actor\":\"bob\",\"from\":null,\"to\":\"merged\",\"merged_into\":1040}",
	 false},
	{{.seq = 7, .kind = EVENT_UNDONE, .actor = SPAN("bob"), .what = SPAN("status")},
	 "{\"type\":\"ticket.status\",",
	 "\"event\":\"undone\",\"actor\":\"bob\",\"from\":null,\"to\":\"pending\",\"merged_into\":null}",
	 false},
	{{.seq = 8,
	  .kind = EVENT_MESSAGE,
	  .actor = SPAN("jo@example.org"),
	  .what = SPAN("secret subject"),
	  .number = 3},
	 "{\"type\":\"ticket.message\",",
	 "\"event\":{\"seq\":8,\"event\":\"message\",\"actor\":\"jo@example.org\"}",
	 true},
	{{.seq = 9,
	  .kind = EVENT_FEEDBACK,
	  .actor = SPAN("jo@example.org"),
	  .what = SPAN("secret praise"),
	  .number = 5},
	 "{\"type\":\"ticket.feedback\",",
	 "\"score\":5,\"words\":",
	 false},
	{{.seq = 9, .kind = EVENT_OVERDUE, .actor = SPAN("clock"), .what = SPAN("first"), .number = NOW},
	 "{\"type\":\"ticket.overdue\",",
	 "\"goal\":\"first\",\"since\":\"2026-11-02T08:00:00Z\"}",
	 false},
};

static void test_each_event(void **state)
{
	struct desk d;
	(void)state;
	desk_make(&d);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct event e = rows[i].event;
		e.ticket = 1042;
		e.time = NOW;
		e.why = SPAN("secret reason");
		e.via = SPAN("secret@mail.example.org");
		const char *body = body_of(&d, &e, false), *whole = body_of(&d, &e, true);
		if (strncmp(body, rows[i].begins, strlen(rows[i].begins)) != 0 || !strstr(body, rows[i].has))
			fail_msg("row %zu: %s", i, body);
		if (strcasestr(body, "secret") || !strstr(body, "\"subject\":null"))
			fail_msg("row %zu tells words: %s", i, body);
		if (!strstr(whole, "\"subject\":\"secret subject\"") || strstr(whole, "Miller") ||
		    strstr(whole, "secret reason") || strstr(whole, "secret history"))
			fail_msg("row %zu: %s", i, whole);
		assert_int_equal(strstr(body, "\"message\":{") != NULL, rows[i].message);
		assert_int_equal(strstr(whole, "\"text\":\"secret words\",\"cut\":false") != NULL, rows[i].message);
		assert_int_equal(strstr(whole, "secret praise") != NULL, e.kind == EVENT_FEEDBACK);
	}
	arena_clear(&d.a);
}

/* Characters of every size in JSON, and very long lists. */
static void test_it_always_fits(void **state)
{
	static const char *const units[] = {"a", "\x01", "\"", "\xc3\xbc", "\xff", "\xf0\x9f\x98\x80", "\xe2\x80"};
	const struct event e = {.ticket = 1042, .seq = 8, .time = NOW, .kind = EVENT_MESSAGE, .number = 3};
	(void)state;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		struct desk d;
		struct buf words;
		desk_make(&d);
		buf_init(&words, BUF_MAX);
		while (words.len < 100000)
			buf_str(&words, units[i]);
		struct span many = buf_span(&words), address = span_sub(many, 0, 250);
		d.ticket.subject = d.message.subject = d.message.text = d.message.message_id = many;
		for (int k = 0; k < 200; k++) {
			span_list_add(&d.a, &d.ticket.watchers, address);
			span_list_add(&d.a, &d.ticket.tags, address);
			*LIST_ADD(&d.a, &d.message.attachments) =
				(struct attachment){.name = address, .type = SPAN("text/plain"), .size = 1};
		}
		const char *whole = body_of(&d, &e, true), *less = body_of(&d, &e, false);
		if (strlen(whole) > HOOKBODY_MAX || strlen(less) > HOOKBODY_MAX)
			fail_msg("unit %zu: %zu and %zu bytes", i, strlen(whole), strlen(less));
		assert_true(utf8_valid(span_of(whole)) && whole[strlen(whole) - 1] == '}');
		buf_clear(&words);
		arena_clear(&d.a);
	}
}

static void test_ids(void **state)
{
	const struct event e = {.ticket = 1042, .seq = 8, .time = NOW};
	struct event others[] = {e, e, e};
	struct arena a;
	(void)state;
	arena_init(&a);
	struct span id = hookbody_id(&a, SPAN("support@acme.test"), &e);
	assert_true(span_starts(id, SPAN("msg_")) && id.len == 4 + 30 && span_chr(id, '.') < 0);
	CHECK_SPAN(hookbody_id(&a, SPAN("support@acme.test"), &e), id);
	others[0].ticket++, others[1].seq++, others[2].time++;
	for (size_t i = 0; i < 3; i++)
		assert_false(span_eq(hookbody_id(&a, SPAN("support@acme.test"), &others[i]), id));
	assert_false(span_eq(hookbody_id(&a, SPAN("support@other.test"), &e), id));
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_event),
		cmocka_unit_test(test_it_always_fits),
		cmocka_unit_test(test_ids),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
