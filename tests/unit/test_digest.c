/* Digests: each is sent once, at its hour, to the people concerned, with its charts. */
#include "tests/unit/check.h"

#include "daemon/core/base/figures.h"
#include "daemon/desk/digest.h"
#include "daemon/edge/wire.h"

#define HOUR ((int64_t)3600)
#define DAY ((int64_t)86400)
#define MONDAY ((int64_t)1793602800) /* 2026-11-02 08:00 in Berlin */

static const char config[] =
	"desk = { name = \"ACME\"; tag = \"ACME\"; address = \"support@acme.test\"; timezone = \"Europe/Berlin\"; };\n"
	"store = { path = \"store\"; };\noutgoing = { maildir = \"out\"; };\n"
	"agents = ( { name = \"bob\"; email = \"bob@acme.test\"; language = \"de\"; },\n"
	"           { name = \"carol\"; email = \"carol@acme.test\"; } );\n"
	"categories = ( { name = \"general\"; agents = [ \"bob\", \"carol\" ]; } );\n"
	"digests = ( { to = \"boss@acme.test\"; every = \"week\"; on = \"mon 08:00\"; },\n"
	"            { to = \"agents\"; every = \"day\"; on = \"17:30\"; } );\n";

struct trial {
	struct arena a;
	struct conf *conf;
	struct store *store;
	struct txn *t;
};

static void must(int rc, const struct err *err)
{
	if (rc)
		fail_msg("%s", err->text);
}

static void begin(struct trial *x)
{
	char path[] = "/tmp/caredesk-digest-XXXXXX";
	struct conf_errors errors;
	struct err err;
	bool missing;
	int fd = mkstemp(path);
	assert_int_equal(write(fd, config, sizeof config - 1), (int)sizeof config - 1);
	close(fd);
	*x = (struct trial){0};
	arena_init(&x->a);
	conf_errors_init(&errors);
	int rc = conf_load(path, &x->conf, &errors, &missing);
	unlink(path);
	if (rc)
		fail_msg("%.*s", SPAN_ARG(errors.lines.items[0]));
	conf_errors_clear(&errors);
	must(store_open_memory(&x->store, &err), &err);
	must(store_begin(x->store, TXN_WRITE, &x->t, &err), &err);
}

static void end(struct trial *x)
{
	store_abort(x->t);
	store_close(x->store);
	conf_free(x->conf);
	arena_clear(&x->a);
}

static void put_ticket(struct trial *x, uint64_t id, int64_t created, const char *agent)
{
	struct err err;
	struct ticket t = {.id = id,
			   .subject = SPAN("Printer"),
			   .status = STATUS_OPEN,
			   .category = SPAN("general"),
			   .agent = span_of(agent),
			   .customer = SPAN("jo@example.org"),
			   .created = created,
			   .updated = created,
			   .due = created + HOUR};
	t.figures = (struct figures){.counted = true, .created_day = figures_day(x->conf, created), .created_hour = 9};
	must(store_ticket_put(x->t, &t, &err), &err);
}

/* Turns the clock; returns the number of mails it made, which are in *out. */
static size_t turn(struct trial *x, int64_t now, struct outmail_list *out)
{
	struct outmail_list before, after;
	struct err err;
	int64_t next;
	must(store_outbox(x->t, &x->a, &before, &err), &err);
	must(digest_turn(x->conf, x->t, now, &x->a, &next, &err), &err);
	assert_true(next > now && next <= now + 7 * DAY);
	must(store_outbox(x->t, &x->a, &after, &err), &err);
	*out = (struct outmail_list){0};
	for (size_t i = before.count; i < after.count; i++)
		*LIST_ADD(&x->a, out) = after.items[i];
	return out->count;
}

static void each_at_its_hour_and_once(void **state)
{
	struct outmail_list mails;
	struct trial x;
	(void)state;
	begin(&x);
	put_ticket(&x, 1, MONDAY - 3 * DAY, "bob");
	assert_int_equal(turn(&x, MONDAY - DAY, &mails), 0); /* the first turn */
	assert_int_equal(turn(&x, MONDAY - DAY + HOUR, &mails), 0);
	assert_int_equal(turn(&x, MONDAY - DAY + 9 * HOUR + 1799, &mails), 0);
	assert_int_equal(turn(&x, MONDAY - DAY + 9 * HOUR + 1800, &mails),
			 1); /* 17:30: only bob has something to read */
	CHECK_SPAN(mails.items[0].to, SPAN("bob@acme.test"));
	assert_int_equal(turn(&x, MONDAY - DAY + 10 * HOUR, &mails), 0);
	assert_int_equal(turn(&x, MONDAY - 1, &mails), 0);
	assert_int_equal(turn(&x, MONDAY, &mails), 1);
	CHECK_SPAN(mails.items[0].to, SPAN("boss@acme.test"));
	assert_int_equal(turn(&x, MONDAY + 1, &mails), 0);
	assert_int_equal(turn(&x, MONDAY - HOUR, &mails), 0); /* the clock was set back */
	assert_int_equal(turn(&x, MONDAY, &mails), 0);
	assert_int_equal(turn(&x, MONDAY + 21 * DAY + HOUR, &mails),
			 2); /* off for three weeks: only the last of each digest */
	end(&x);
}

static void nothing_to_say_is_no_mail(void **state)
{
	struct outmail_list mails;
	struct trial x;
	(void)state;
	begin(&x);
	assert_int_equal(turn(&x, MONDAY - DAY, &mails), 0);
	assert_int_equal(turn(&x, MONDAY + 30 * DAY, &mails), 0);
	end(&x);
}

static void what_stands_in_them(void **state)
{
	struct outmail_list mails;
	struct wire_part parts[8];
	struct buf bytes;
	struct trial x;
	struct err err;
	size_t tokens;
	(void)state;
	begin(&x);
	put_ticket(&x, 1, MONDAY - 3 * DAY, "bob");
	put_ticket(&x, 2, MONDAY - 2 * DAY, "");
	turn(&x, MONDAY - DAY, &mails);
	assert_int_equal(turn(&x, MONDAY, &mails), 2); /* yesterday's for agents, too */
	const struct outmail *m = &mails.items[0];
	CHECK_SPAN(m->to, SPAN("boss@acme.test"));
	assert_true(span_find(m->subject, SPAN("26 October 2026 to 1 November 2026")) > 0);
	assert_true(span_find(m->body, SPAN("Tickets in: 2")) >= 0);
	assert_true(span_find(m->body, SPAN("- bob: 1, overdue: 1\n- nobody: 1, overdue: 1\n")) > 0);
	assert_true(span_find(m->body, SPAN("26 Oct 2026 – 1 Nov 2026: 2 in, 0 closed, 2 open\n")) > 0);
	if (getenv("SHOW"))
		printf("%.*s\n-----\n%.*s\n", SPAN_ARG(m->body), SPAN_ARG(m->html));
	assert_true(span_find(m->body, SPAN("#1 Printer")) > 0);
	assert_true(span_find(m->body, SPAN("#2 Printer")) > 0);
	assert_true(m->parts.count >= 2);
	for (size_t i = 0; i < m->parts.count; i++) {
		const struct outmail_part *p = &m->parts.items[i];
		assert_true(p->attachment.is_inline && span_starts(p->bytes, SPAN("\x89PNG")));
		assert_true(span_find(m->html, arena_printf(&x.a, "<img src=\"cid:%.*s\"",
							    SPAN_ARG(p->attachment.content_id))) > 0);
		parts[i].raw = p->bytes;
	}
	buf_init(&bytes, BUF_MAX);
	must(wire_mail(m, parts, "test", &bytes, &tokens, &err), &err);
	assert_true(span_find(buf_span(&bytes), SPAN("multipart/related")) > 0);
	assert_true(span_find(buf_span(&bytes), SPAN("Content-Type: image/png")) > 0);
	assert_true(bytes.len < 200000);
	buf_clear(&bytes);
	CHECK_SPAN(mails.items[1].to, SPAN("bob@acme.test"));
	CHECK_SPAN(mails.items[1].language, SPAN("de"));
	assert_true(span_find(mails.items[1].body, SPAN("#1 Printer")) > 0);
	assert_true(span_find(mails.items[1].body, SPAN("#2 Printer")) < 0);
	end(&x);
}

/* An agent's digest has only their own figures, charts and tickets, sorted by whose turn it is. */
static void what_an_agent_gets(void **state)
{
	struct ticket t = {.id = 7,
			   .subject = SPAN("Paper"),
			   .status = STATUS_RESOLVED,
			   .category = SPAN("general"),
			   .agent = SPAN("carol"),
			   .customer = SPAN("eve@example.org"),
			   .created = MONDAY - 4 * DAY,
			   .updated = MONDAY - DAY + HOUR,
			   .thanked = MONDAY - DAY + HOUR};
	struct outmail_list mails;
	struct trial x;
	struct err err;
	(void)state;
	begin(&x);
	uint32_t day = figures_day(x.conf, t.created);
	t.figures = (struct figures){.counted = true,
				     .created_day = day,
				     .first_day = day,
				     .first_took = 1200,
				     .first_goal = GOAL_KEPT,
				     .resolved_day = day + 1,
				     .rated_day = day + 2,
				     .rating = 4};
	must(store_ticket_put(x.t, &t, &err), &err);
	t = (struct ticket){.id = 8,
			    .subject = SPAN("Ink"),
			    .status = STATUS_PENDING,
			    .category = SPAN("general"),
			    .agent = SPAN("carol"),
			    .customer = SPAN("jo@example.org"),
			    .created = MONDAY - DAY,
			    .updated = MONDAY - DAY,
			    .pending_since = MONDAY - 2 * HOUR};
	must(store_ticket_put(x.t, &t, &err), &err);
	put_ticket(&x, 9, MONDAY - 3 * DAY, "bob");
	turn(&x, MONDAY - 2 * DAY, &mails);
	assert_int_equal(turn(&x, MONDAY + 10 * HOUR, &mails), 3); /* the manager, bob, carol */
	const struct outmail *m = &mails.items[2];
	CHECK_SPAN(m->to, SPAN("carol@acme.test"));
	if (getenv("SHOW"))
		printf("%.*s\n", SPAN_ARG(m->body));
	static const char *const lines[] = {"Time to the first answer\n≤ 30",
					    "1 in time\n",
					    "What customers thought\n★★★★: 1\n",
					    "== Waiting for the customer (1) ==\n\n#8 Ink\n",
					    "waiting since Monday 2 November 2026, 06:00 CET",
					    "== Thank-yous (1) ==\n\n#7 Paper\n    eve@example.org\n"};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (span_find(m->body, span_of(lines[i])) < 0)
			fail_msg("missing: %s", lines[i]);
	assert_true(span_find(m->body, SPAN("#9")) < 0 && span_find(m->body, SPAN("bob")) < 0);
	assert_int_equal((int)m->parts.count, 3); /* in and out, answer times, ratings */
	end(&x);
}

/* A thank-you is mentioned once, in the digest of the period in which it came. */
static void a_thank_you_alone_is_something_to_say(void **state)
{
	struct ticket t = {.id = 7,
			   .subject = SPAN("Paper"),
			   .status = STATUS_CLOSED,
			   .category = SPAN("general"),
			   .agent = SPAN("carol"),
			   .customer = SPAN("eve@example.org"),
			   .created = MONDAY - 90 * DAY,
			   .updated = MONDAY - DAY,
			   .thanked = MONDAY - DAY};
	struct outmail_list mails;
	struct trial x;
	struct err err;
	(void)state;
	begin(&x);
	must(store_ticket_put(x.t, &t, &err), &err);
	turn(&x, MONDAY - 2 * DAY, &mails);
	assert_int_equal(turn(&x, MONDAY - DAY + 10 * HOUR, &mails), 0);
	turn(&x, MONDAY + HOUR, &mails); /* the manager's, weekly */
	assert_int_equal(turn(&x, MONDAY + 10 * HOUR, &mails), 1);
	CHECK_SPAN(mails.items[0].to, SPAN("carol@acme.test"));
	assert_true(span_find(mails.items[0].body, SPAN("#7 Paper")) > 0);
	assert_int_equal(turn(&x, MONDAY + DAY + 10 * HOUR, &mails), 0);
	end(&x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(each_at_its_hour_and_once),
					   cmocka_unit_test(nothing_to_say_is_no_mail),
					   cmocka_unit_test(what_stands_in_them), cmocka_unit_test(what_an_agent_gets),
					   cmocka_unit_test(a_thank_you_alone_is_something_to_say)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
