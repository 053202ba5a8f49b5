#include "tests/unit/agents.h"

#include "daemon/core/agent/own_part.h"
#include "daemon/core/agent/reply.h"

static void test_tokens(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	const char *token = arena_str(&g.a, agents_token(&g, SPAN("agent"), 1, SPAN("ann@acme.test")));
	struct {
		const char *text, *want;
	} rows[] = {
		{"no token here", "no token here"},
		{"support+%s@acme.test", "support@acme.test"},
		{"<mailto:support+%s@acme.test?subject=x>", "<mailto:support@acme.test?subject=x>"},
		{"<cd.%s.7@acme.test>", "<cd..7@acme.test>"},
		{"%s", ""},
		{"%s%s", ""},
		{"x%sx", "xx"},
		{"jo+news@example.org", "jo+news@example.org"},
		{"", ""},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf text;
		struct span rest = span_of(rows[i].text);
		ptrdiff_t at;
		buf_init(&text, 10000);
		while ((at = span_find(rest, SPAN("%s"))) >= 0) {
			buf_add(&text, span_sub(rest, 0, (size_t)at));
			buf_str(&text, token);
			rest = span_from(rest, (size_t)at + 2);
		}
		buf_add(&text, rest);
		struct span exact = check_exact(buf_span(&text));
		CHECK_SPAN(reply_without_tokens(&g.a, exact), span_of(rows[i].want));
		free((void *)(uintptr_t)exact.ptr);
		buf_clear(&text);
	}
	/* broken over two lines, at any place */
	for (size_t cut = 16; cut < TOKEN_LENGTH; cut++) {
		struct span text = arena_printf(&g.a, "> support+%.*s\n> %s@acme.test", (int)cut, token, token + cut);
		struct span clean = reply_without_tokens(&g.a, text);
		assert_true(span_starts(clean, SPAN("> support\n")));
	}
	agents_close(&g);
}

static struct span cleaned(struct agents *g, const char *text)
{
	struct mail *mail = ARENA_NEW(&g->a, struct mail);
	struct facts facts = {.keys = g->keys};
	struct plan plan = {0};
	struct command_calls o = {.agent = conf_agent(g->conf, SPAN("ann"))};
	*mail = agents_parse(
		g, arena_str(&g->a, arena_printf(&g->a, "From: ann@acme.test\nTo: x@y.test\nSubject: x\n\n%s", text)));
	struct own_part own;
	own_part_read(g->conf, mail, &facts, &g->a, &own);
	*mail = own_part_mail(mail, &own);
	struct work w = {g->conf, mail, &facts, AGENTS_NOW, &g->a, &plan};
	return reply_text(&w, &o);
}

static void test_text(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"Yes.\n", "Yes."},
		{"Write to ann@acme.test.\n", "Write to support@acme.test."},
		{"Write to ANN@ACME.TEST or <a.archer@acme.test>\n",
		 "Write to support@acme.test or <support@acme.test>"},
		{"joann@acme.test and ann@acme.testing stay\n", "joann@acme.test and ann@acme.testing stay"},
		{"Yes.\n\nAnn Archer\nACME Support\n", "Yes."},
		{"Yes.\n\nAnn Archer  \n  ACME Support\n\n", "Yes."},
		{"Yes.\n\nAnn Archer\n", "Yes.\n\nAnn Archer"},
		{"ACME Support\n", "ACME Support"},
		{"Ann Archer\nACME Support\n", ""},
		{"#close\n", ""},
		{"> quoted alone\n", ""},
		{"\n\n", ""},
	};
	struct agents g;
	(void)state;
	agents_open(&g);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		CHECK_SPAN(cleaned(&g, rows[i].text), span_of(rows[i].want));
	agents_close(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_tokens), cmocka_unit_test(test_text)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
