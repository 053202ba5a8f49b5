/* Strangers put commands into their subjects, in every spelling that a parser might accept; agents then answer, forward
 * and merge as usual. Nothing in a stranger's subject is ever carried out. */
#include "tests/unit/agents.h"

#include "daemon/edge/wire.h"
#include "parsers/subject.h"

#define WRAPPERS (sizeof(wrappers) / sizeof(*wrappers))
#define PLACES (sizeof(places) / sizeof(*places))

/* %s is the command. Encoded ones are decoded before the subject is used. */
static const char *const wrappers[] = {
	"[%s]",
	"[ %s ]",
	"[%s  ]",
	"[  %s]",
	"[#%s]",
	"[# %s]",
	"[ #%s]",
	"[ #%s ]",
	"[##%s]",
	"[\xC2\xA0%s]",
	"[%s\xC2\xA0]",
	"[\xC2\xA0#%s]",
	"[\t%s]",
	"[%s\t]",
	"[\xE2\x80\x8B%s]",
	"[%s\xE2\x80\x8B]",
	"[\xEF\xBB\xBF%s]",
	"[\xC2\xAD%s]",
	"[\xE2\x80\x8F%s]",
	"[\xE3\x80\x80%s]",
	"[\xE2\x80\xAF#%s]",
	"[[%s]]",
	"[[%s]",
	"[%s]]",
	"[%s][%s]",
	"[x][%s]",
	"[%s] [x]",
	"[Fwd: [%s]]",
	"[Re: %s]",
	"[%s,]",
	"[%s;]",
	"[%s.]",
	"[%s!]",
	"[/%s]",
	"[!%s]",
	"[@%s]",
	"[ACME #1] [%s]",
	"[ACME #1][%s]",
	"[%s] [ACME #1]",
	"[ACME #1 %s]",
	"[ACME %s]",
	"[acme #2] [%s]",
	"(%s) [%s]",
	"<[%s]>",
	"\"[%s]\"",
	"'[%s]'",
	"=?utf-8?q?=5B?= %s ]",
	"=?utf-8?q?=5Bclose=5D?= [%s]",
	"=?utf-8?b?W2Nsb3NlXQ==?= [%s]",
	"=?us-ascii?q?[?= %s =?us-ascii?q?]?=",
	"\xEF\xBC\xBB%s\xEF\xBC\xBD",
	"\xE3\x80\x90%s\xE3\x80\x91",
	"\xE3\x80\x94%s\xE3\x80\x95",
	"\xE2\x9F\xA6%s\xE2\x9F\xA7",
	"\xEF\xBC\xBB#%s\xEF\xBC\xBD",
	"\xEF\xBC\xBB %s \xEF\xBC\xBD",
	"[%s\xEF\xBC\xBD",
	"\xEF\xBC\xBB%s]",
	"#%s",
	" #%s ",
	"[\n %s]",
	"[%s\n ]",
	"[\r\n %s]",
	"[%s] Re:",
	"Fwd: [%s]",
	"AW: [%s]",
	"Re[2]: [%s]",
	"WG: [#%s]",
	"TR: [%s]",
	"\xE5\x9B\x9E\xE5\xA4\x8D\xEF\xBC\x9A[%s]",
};
static const char *const places[] = {"%s", "Hello %s", "%s please", "Hello %s and thanks"};

#define AS_ANN "Authentication-Results: mx.acme.test; dmarc=pass header.from=acme.test\nFrom: ann@acme.test\n"

/* Whether a command other than `but` was carried out: its event's `why` names it. */
static bool was_carried_out(const struct plan *p, const char *but)
{
	for (size_t i = 0; i < p->events.count; i++) {
		struct span why = p->events.items[i].why;
		if (span_starts(why, SPAN("#")) && !(but && span_starts(why, span_of(but))))
			return true;
	}
	return p->has_undo && !but;
}

static void attempt(struct agents *g, uint64_t ticket, const char *subject, const char *how, const char *format,
		    const char *but)
{
	struct span mail = arena_printf(&g->a, format, (unsigned long long)ticket, subject);
	agents_take(g, arena_str(&g->a, mail));
	if (was_carried_out(&g->plan, but))
		fail_msg("%s, \"%s\": carried out", how, subject);
}

static const struct {
	const char *how, *format, *but;
	bool by_mail; /* the number is the stranger's mail's, not its ticket's */
} ways[] = {
	{"reply",
	 AS_ANN "To: {{address agent %llu ann@acme.test}}\nSubject: Re: [ACME #2] %s\n\nHave you tried water?\n", NULL,
	 false},
	{"reply without a prefix",
	 AS_ANN "To: {{address agent %llu ann@acme.test}}\nSubject: %s\n\nHave you tried water?\n", NULL, false},
	{"reply by id",
	 AS_ANN "To: support@acme.test\nIn-Reply-To: <{{id agent %llu ann@acme.test}}>\nSubject: %s\n\nHave you tried "
		"water?\n",
	 NULL, false},
	{"reply to a stranger's id",
	 AS_ANN "To: support@acme.test\nReferences: <m%llu@example.org>\nSubject: %s\n\nHave you tried water?\n", NULL,
	 true},
	{"forward", AS_ANN "To: {{address agent %llu ann@acme.test}}\nSubject: Fwd: %s\n\nPlease see below.\n", NULL,
	 false},
	{"forward as new",
	 AS_ANN "To: support+x%llu@acme.test\nSubject: WG: %s\n\n#fwd kim@example.org\nPlease help.\n", "#fwd", false},
	{"forward in a language that nobody knows",
	 AS_ANN "To: support+x%llu@acme.test\nSubject: Zzyx: %s\n\nPlease help.\n", NULL, false},
	{"forward without a prefix",
	 AS_ANN "To: support+x%llu@acme.test\nSubject: %s\n\nPlease help.\n\n---------- Forwarded message "
		"---------\nFrom: Jo Doe <jo@example.org>\n\nPlease help.\n",
	 NULL, false},
	{"forward as an attachment",
	 AS_ANN "To: support+x%llu@acme.test\nSubject: %s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
		"boundary=b\n\n--b\n\nPlease help.\n--b\nContent-Type: message/rfc822\n\nFrom: jo@example.org\n"
		"Subject: x\n\nPlease help.\n--b--\n",
	 NULL, false},
	{"merge", AS_ANN "To: {{address agent %llu ann@acme.test}}\nSubject: Re: %s\n\n#merge 1\n", "#merge", false},
};

/* The mail's subject as its recipient reads it. */
static struct subject subject_sent(struct agents *g, const struct outmail *mail)
{
	struct buf bytes;
	struct mail read;
	struct outmail bare = *mail;
	size_t found;
	bare.body = SPAN("The subject counts.\n");
	bare.html = SPAN_NONE;
	bare.parts = (struct outmail_part_list){0};
	buf_init(&bytes, BUF_MAX);
	AGENTS_MUST(wire_mail(&bare, NULL, "0", &bytes, &found, err));
	AGENTS_MUST(mail_parse(agents_charsets(), &g->a, arena_dup(&g->a, buf_span(&bytes)), &read, err));
	buf_clear(&bytes);
	return read.subject;
}

/* The desk's own mails have no brackets except the ticket's tag, so no client can send others back. */
static void outgoing_is_harmless(struct agents *g)
{
	for (size_t i = 0; i < g->plan.mails.count; i++) {
		struct subject s = subject_sent(g, &g->plan.mails.items[i]);
		uint64_t id;
		for (size_t b = 0; b < s.brackets.count; b++)
			if (!subject_ticket(s.brackets.items[b].text, g->conf->tag, &id) || id != g->plan.ticket)
				fail_msg("sent: %.*s", SPAN_ARG(s.text));
	}
}

/* Tries one spelling with every command, in one place after the other: makes the stranger's ticket, then does all that
 * an agent may do with it. */
static size_t spelling(size_t wrapper)
{
	size_t tried = 0, ticket = 1;
	const char *command;
	struct agents g;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	for (size_t c = 0; (command = agents_command(&g.a, c)); c++) {
		char inside[200], subject[400];
		snprintf(inside, sizeof inside, wrappers[wrapper], command + 1, command + 1);
		snprintf(subject, sizeof subject, places[(wrapper + c) % PLACES], inside);
		g.applies = true;
		agents_customer(&g, subject, "Please help.");
		unsigned mail = g.mails;
		ticket++;
		outgoing_is_harmless(&g);
		g.applies = false;
		for (size_t w = 0; w < sizeof(ways) / sizeof(*ways); w++, tried++)
			attempt(&g, ways[w].by_mail ? mail : ticket, subject, ways[w].how, ways[w].format, ways[w].but);
	}
	agents_close(&g);
	return tried;
}

static void test_subjects(void **state)
{
	size_t tried = 0;
	(void)state;
	for (size_t i = 0, step = check_step(); i < WRAPPERS; i += step)
		tried += spelling(i);
	printf("%zu spellings: %zu tried, none carried out\n", WRAPPERS, tried);
}

/* The only command that counts in a reply's subject: the desk's own link, for that agent, ticket and command. */
static void test_links(void **state)
{
	static const struct {
		const char *to, *subject;
		bool obeyed;
	} rows[] = {
		{"{{address command 1 ann@acme.test=close}}", "[ACME #1] [close]", true},
		{"{{address command 1 ann@acme.test=close}}", "Re: [ACME #1] [close]", true},
		{"{{address command 1 ann@acme.test=close}}", "[ACME #1] [CLOSE]", true},
		{"{{address command 1 ann@acme.test=close}}", "[ACME #1] [spam]", false},
		{"{{address command 1 ann@acme.test=close}}", "[ACME #1] [close] [spam]", true},
		{"{{address command 1 ann@acme.test=close}}", "[ACME #1]", false},
		{"{{address command 1 ann@acme.test=close}}", "[ACME #2] [close]", false},
		{"{{address command 2 ann@acme.test=close}}", "[ACME #1] [close]", false},
		{"{{address command 1 bob@acme.test=close}}", "[ACME #1] [close]", false},
		{"{{address command-expired 1 ann@acme.test=close}}", "[ACME #1] [close]", false},
		{"{{address command-flipped 1 ann@acme.test=close}}", "[ACME #1] [close]", false},
		{"{{address agent 1 ann@acme.test=close}}", "[ACME #1] [close]", false},
		{"{{address agent 1 ann@acme.test}}", "[ACME #1] [close]", false},
		{"{{address customer 1 ann@acme.test}}", "[ACME #1] [close]", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct agents g;
		agents_open(&g);
		agents_customer(&g, "Printer", "It does not print.");
		agents_customer(&g, "Scanner", "It does not scan.");
		agents_take(&g, arena_str(&g.a, arena_printf(&g.a, AS_ANN "To: %s\nSubject: %s\n\n", rows[i].to,
							     rows[i].subject)));
		bool closed = agents_ticket(&g, 1).status == STATUS_CLOSED;
		if (closed != rows[i].obeyed || agents_ticket(&g, 1).status == STATUS_SPAM ||
		    agents_ticket(&g, 2).status != STATUS_NEW)
			fail_msg("%s, %s: %s", rows[i].to, rows[i].subject, closed ? "closed" : "not closed");
		agents_close(&g);
	}
}

/* In a fresh mail the subject is the agent's own. */
static void test_fresh(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	agents_take(&g, AS_ANN "To: support@acme.test\nSubject: [ACME #1] [close]\n\n");
	assert_int_equal(agents_ticket(&g, 1).status, STATUS_CLOSED);
	agents_close(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_subjects),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
