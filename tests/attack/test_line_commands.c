/* Customers' lines that begin with "#" come back in agents' answers, wherever a client puts the quoted text and whether
 * it marks it or not. Only lines that the agent wrote are commands. */
#include "tests/unit/agents.h"

#define AS_ANN "Authentication-Results: mx.acme.test; dmarc=pass header.from=acme.test\nFrom: ann@acme.test\n"
#define OWN "Have you tried water?"
#define TEXTS (sizeof(texts) / sizeof(*texts))

/* The customer's text around the command. */
static const char *const texts[] = {
	"%s",
	"Hello,\n%s",
	"%s\nThe printer in the hall is broken again.",
	"Hello,\n\n%s\n\nBye, Jo",
	"The printer in the hall is broken again.\n\n%s",
	"#take %s",
	"%s\n%s",
	"Send me all of it, and do so before the end of this week please. %s",
	"Send me all of it, and do so before the end of this week please. %s and thank you for all that you do.",
};

static struct span lines_of(struct agents *g, struct span text, const char *before)
{
	struct buf out;
	struct span line;
	buf_init(&out, BUF_MAX);
	while (span_line(&text, &line)) {
		buf_str(&out, before);
		buf_add(&out, line);
		buf_chr(&out, '\n');
	}
	struct span marked = arena_dup(&g->a, buf_span(&out));
	buf_clear(&out);
	return marked;
}

/* Rewrapped, as clients do: words from the middle of a line may begin one, and commands always do. */
static struct span wrapped(struct agents *g, struct span text)
{
	struct buf out;
	struct span word;
	size_t column = 0;
	buf_init(&out, BUF_MAX);
	while (span_word(&text, &word)) {
		bool fits = column + word.len < 30 && word.ptr[0] != '#';
		buf_str(&out, !column ? "" : fits ? " " : "\n");
		column = fits ? column + word.len + 1 : word.len;
		buf_add(&out, word);
	}
	struct span anew = arena_dup(&g->a, buf_span(&out));
	buf_clear(&out);
	return anew;
}

static struct span over(struct agents *g, struct span relay, const char *own)
{
	struct span mark = SPAN("## Write your answer above this line ##");
	ptrdiff_t at = span_find(relay, mark);
	assert_true(at >= 0);
	return arena_printf(&g->a, "%.*s%s%.*s", (int)at, relay.ptr, own,
			    SPAN_ARG(span_from(relay, (size_t)at + mark.len)));
}

/* The ways in which a client or its user leaves the answered mail in the answer: `relay` is the desk's mail, `said` the
 * customer's text in it. */
static struct span answer(struct agents *g, size_t way, struct span relay, struct span said)
{
	struct arena *a = &g->a;
	ptrdiff_t cut = span_find(said, SPAN("\n"));
	struct span first = span_sub(said, 0, cut < 0 ? 0 : (size_t)cut),
		    last = span_from(said, cut < 0 ? 0 : (size_t)cut + 1);
	switch (way) {
	case 0:
		return arena_printf(a, OWN "\n\n%.*s", SPAN_ARG(relay));
	case 1:
		return arena_printf(a, OWN "\n\n%.*s\n", SPAN_ARG(said));
	case 2:
		return arena_printf(a, "%.*s\n\n" OWN "\n", SPAN_ARG(said));
	case 3:
		return arena_printf(a, "%.*s\n" OWN "\n", SPAN_ARG(relay));
	case 4:
		return arena_printf(a, OWN "\n\nOn Mon, Nov 2, 2026 ACME Support <support@acme.test> wrote:\n\n%.*s\n",
				    SPAN_ARG(said));
	case 5:
		return arena_printf(a,
				    OWN "\n\n-----Original Message-----\nFrom: ACME Support <support@acme.test>\n"
					"Sent: Monday\nTo: ann@acme.test\nSubject: [ACME #2] Printer\n\n%.*s",
				    SPAN_ARG(relay));
	case 6:
		return arena_printf(a, "%.*s\n" OWN "\n%.*s\n", SPAN_ARG(first), SPAN_ARG(last));
	case 7:
		return arena_printf(a, OWN "\n\n> %.*s\n%.*s\n", SPAN_ARG(first), SPAN_ARG(last));
	case 8:
		return over(g, relay, OWN);
	case 9:
		return arena_printf(a, OWN "\n\n%.*s", SPAN_ARG(lines_of(g, said, "    ")));
	case 10:
		return arena_printf(a, "%.*s\n" OWN "\n", SPAN_ARG(lines_of(g, said, "\t")));
	case 11:
		return arena_printf(a, OWN "\n\n%.*s", SPAN_ARG(lines_of(g, relay, "> ")));
	case 12:
		return arena_printf(a, "%.*s\n" OWN "\n", SPAN_ARG(lines_of(g, relay, "> ")));
	case 13:
		return arena_printf(a, OWN "\n\n%.*s", SPAN_ARG(lines_of(g, relay, "| ")));
	case 14:
		return said;
	case 15:
		return relay;
	case 16:
		return arena_printf(a, OWN "\n\n%.*s\n", SPAN_ARG(wrapped(g, said)));
	case 19:
		return arena_printf(a, "%.*s\n\n" OWN "\n", SPAN_ARG(wrapped(g, said)));
	case 20:
		return arena_printf(a, "%.*s\n", SPAN_ARG(wrapped(g, said)));
	case 17:
		return arena_printf(a, OWN "\n\n_____\nVon: ACME Support\nGesendet: Montag\n\n%.*s\n", SPAN_ARG(said));
	case 18:
		return arena_printf(a, OWN "\n-- \nAnn\n\n%.*s", SPAN_ARG(relay));
	default:
		return arena_printf(a,
				    OWN "\n\n---------- Forwarded message ---------\nFrom: Jo Doe <jo@example.org>\n"
					"Subject: Printer\n\n%.*s\n",
				    SPAN_ARG(said));
	}
}
#define WAYS ((size_t)22)

/* The ways in which a mail says what it answers. */
static const char *const heads[] = {
	AS_ANN "To: {{address agent 2 ann@acme.test}}\nIn-Reply-To: <%.*s>\nSubject: Re: [ACME #2] Printer\n\n%.*s",
	AS_ANN "To: {{address agent 2 ann@acme.test}}\nX-Id: %.*s\nSubject: Re: [ACME #2] Printer\n\n%.*s",
	AS_ANN "To: {{address agent 2 ann@acme.test}}\nReferences: <%.*s>\nSubject: Fwd: [ACME #2] Printer\n\n%.*s",
	AS_ANN "To: {{address agent 2 ann@acme.test}}\nIn-Reply-To: <%.*s>\nSubject: x\nContent-Type: text/plain; "
	       "charset=utf-8; format=flowed\n\n%.*s",
};

static bool was_carried_out(const struct plan *p)
{
	for (size_t i = 0; i < p->events.count; i++)
		if (span_starts(p->events.items[i].why, SPAN("#")))
			return true;
	return p->has_undo || p->agents.count > 1;
}

/* Tries one text of the customer in all ways of answering, each with the next head. Returns how many were tried. */
static size_t text_comes_back(const char *text, size_t which)
{
	size_t tried = 0;
	struct agents g;
	char said[400];
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	/* so that the second ticket is assigned to ann too */
	g.conf->categories[0].agents.count = 1;
	const char *command = agents_command(&g.a, which);
	snprintf(said, sizeof said, text, command, command);
	agents_customer(&g, "Printer", said);
	const struct outmail *relay = agents_mail(&g, "ann@acme.test", "assigned");
	assert_non_null(relay);
	struct span body = relay->body, id = relay->message_id;
	g.applies = false;
	for (size_t way = 0; way < WAYS; way++, tried++) {
		struct span answered = answer(&g, way, body, span_of(said));
		const char *head = heads[(way + which) % (sizeof(heads) / sizeof(*heads))];
		agents_take(&g, arena_str(&g.a, arena_printf(&g.a, head, SPAN_ARG(id), SPAN_ARG(answered))));
		if (was_carried_out(&g.plan))
			fail_msg("way %zu: carried out:\n%.*s", way, SPAN_ARG(answered));
	}
	agents_close(&g);
	return tried;
}

static void test_lines(void **state)
{
	size_t tried = 0;
	(void)state;
	struct arena a;
	arena_init(&a);
	for (size_t i = 0, step = check_step(); agents_command(&a, i / TEXTS); i += step)
		tried += text_comes_back(texts[i % TEXTS], i / TEXTS);
	arena_clear(&a);
	printf("%zu answers, nothing carried out\n", tried);
}

/* The agent's own commands are carried out, even if the mail has the customer's lines too. */
static void test_own_lines(void **state)
{
	(void)state;
	for (size_t way = 0; way < 2; way++) {
		struct agents g;
		agents_open(&g);
		agents_customer(&g, "Printer", "It does not print.");
		agents_customer(&g, "Printer", "Please\n#merge 1\nat once");
		g.conf->categories[0].agents.count = 1;
		const struct outmail *relay = agents_mail(&g, "bob@acme.test", "assigned");
		assert_non_null(relay);
		struct span text = way ? relay->body : SPAN("Please\n#merge 1\nat once\n");
		agents_take(&g,
			    arena_str(&g.a, arena_printf(&g.a,
							 "Authentication-Results: mx.acme.test; dmarc=pass "
							 "header.from=acme.test\nFrom: bob@acme.test\nTo: {{address "
							 "agent 2 bob@acme.test}}\nIn-Reply-To: <%.*s>\nSubject: Re: "
							 "[ACME #2] Printer\n\n#close\n" OWN "\n\n%.*s",
							 SPAN_ARG(relay->message_id), SPAN_ARG(text))));
		assert_int_equal(agents_ticket(&g, 2).status, STATUS_CLOSED);
		assert_int_equal(agents_ticket(&g, 1).status, STATUS_NEW);
		agents_close(&g);
	}
}

/* The same command from both: the agent's counts if the customer's line is in the mail as well. */
static void test_same_lines(void **state)
{
	static const struct {
		const char *text;
		bool obeyed;
	} rows[] = {
		{"#close\n" OWN "\n\n> Please\n> #close\n> at once\n", true},
		{"#close\n" OWN
		 "\n\nOn Mon, Nov 2, 2026 ACME Support <support@acme.test> wrote:\n\nPlease\n#close\nat once\n",
		 true},
		{"#close\n" OWN "\n", false},
		{OWN "\n\n#close\n", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct agents g;
		agents_open(&g);
		agents_customer(&g, "Printer", "Please\n#close\nat once");
		const struct outmail *relay = agents_mail(&g, "ann@acme.test", "assigned");
		agents_take(&g,
			    arena_str(&g.a, arena_printf(&g.a,
							 AS_ANN "To: {{address agent 1 ann@acme.test}}\nIn-Reply-To: "
								"<%.*s>\nSubject: Re: [ACME #1] Printer\n\n%s",
							 SPAN_ARG(relay->message_id), rows[i].text)));
		bool closed = agents_ticket(&g, 1).status == STATUS_CLOSED, refused = agents_event(&g.plan, "refused");
		if (closed != rows[i].obeyed || refused == closed)
			fail_msg("row %zu: closed %d, refused %d", i, closed, refused);
		agents_close(&g);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_own_lines),
		cmocka_unit_test(test_same_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
