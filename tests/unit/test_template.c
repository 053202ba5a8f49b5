#include "tests/unit/check.h"

#include "templates/shipped.h"
#include "templates/template.h"

#include <stdio.h>

static void known_of(struct arena *a, const char *variables, struct span_list *out)
{
	struct span rest = span_of(variables), word;
	while (span_word(&rest, &word))
		span_list_add(a, out, word);
}

static struct template *parse(const char *text)
{
	struct template *t = NULL;
	struct err err = {0};
	struct span bytes = check_exact(span_of(text));
	if (template_parse(bytes, "x.txt", NULL, &t, &err))
		fail_msg("%s: %s", text, err.text);
	free((void *)bytes.ptr);
	return t;
}

/* name Jo, text two lines, empty, yes; list of two with item, the second without extra. */
static void fill(struct arena *a, struct vars *v)
{
	struct vars *item;
	vars_text(a, v, "name", SPAN("Jo {{text}}"));
	vars_text(a, v, "text", SPAN("one\r\ntwo\n"));
	vars_text(a, v, "empty", SPAN_NONE);
	vars_flag(a, v, "yes", true);
	vars_flag(a, v, "no", false);
	item = vars_item(a, v, "list");
	vars_text(a, item, "item", SPAN("A"));
	vars_text(a, item, "extra", SPAN("+"));
	item = vars_item(a, v, "list");
	vars_text(a, item, "item", SPAN("B"));
}

static void test_render(void **state)
{
	static const struct {
		const char *text, *subject, *body;
	} rows[] = {
		{"Subject: s\n\nbody\n", "s", "body\n"},
		{"Subject: s\r\n\r\nbody\r\n", "s", "body\n"},
		{"Subject:\n\n", "", "\n"},
		{"Subject: {{text}}\n\n", "one two", "\n"},
		{"Subject: s\n\n{{name}} {{ name }}", "s", "Jo {{text}} Jo {{text}}\n"},
		{"Subject: s\n\n{{text}}.\n", "s", "one\ntwo.\n"},
		{"Subject: s\n\n{{#no}}\na\n{{/no}}\n\n{{#yes}}\n\nb\n{{/yes}}", "s", "b\n"},
		{"Subject: s\n\n[{{empty}}{{unset}}]", "s", "[]\n"},
		{"Subject: s\n\n{{#yes}}a{{/yes}}{{#no}}b{{/no}}{{^no}}c{{/no}}{{^yes}}d{{/yes}}", "s", "ac\n"},
		{"Subject: s\n\n{{#name}}a{{/name}}{{#empty}}b{{/empty}}{{^unset}}c{{/unset}}", "s", "ac\n"},
		{"Subject: s\n\n{{#list}}{{item}}{{extra}}{{/list}}{{^list}}none{{/list}}", "s", "A+B\n"},
		{"Subject: s\n\n{{#list}}\n{{item}}\n{{/list}}\nend\n", "s", "A\nB\nend\n"},
		{"Subject: s\n\na\n  {{! a comment }}  \nb {{! c }}\n", "s", "a\nb\n"},
		{"Subject: s\n\nx {{#yes}}\ny\n{{/yes}} z\n", "s", "x \ny\n z\n"},
		{"Subject: s\n\n{{#list}}{{#yes}}{{item}}{{/yes}}{{/list}}", "s", "AB\n"},
		{"Subject: s\n\n{{list}}{ {} }", "s", "{ {} }\n"},
		{"subject: a {{#yes}}b{{/yes}}\n\nc\n\n\n", "a b", "c\n"},
	};
	struct arena a;
	struct vars v = {0};
	(void)state;
	arena_init(&a);
	fill(&a, &v);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct span subject, body;
		struct template *t = parse(rows[i].text);
		template_render(t, &v, &a, &subject, &body);
		CHECK_SPAN(subject, span_of(rows[i].subject));
		CHECK_SPAN(body, span_of(rows[i].body));
		template_free(t);
	}
	arena_clear(&a);
}

static void test_errors(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"", "x.txt:1: error: an empty line and a body must follow"},
		{"Subject: s\n", "x.txt:2: error: an empty line and a body must follow"},
		{"\nbody", "x.txt:1: error: there is no header `Subject:`"},
		{"Subject: s\nBcc: x\n\n", "x.txt:2: error: the only header is Subject:, once; not `Bcc: x`"},
		{"Subject: s\nSubject: s\n\n", "x.txt:2: error: the only header is Subject:, once"},
		{"Subject: {{#name}}\n\n{{/name}}", "x.txt:1: error: section is not closed: `name`"},
		{"Subject: s\n\n{{#name}}\n{{text}}\n", "x.txt:3: error: section is not closed: `name`"},
		{"Subject: s\n\n{{#name}}{{/text}}\n", "x.txt:3: error: closes a section that is not open: `text`"},
		{"Subject: s\n\n{{/name}}\n", "x.txt:3: error: closes a section that is not open: `name`"},
		{"Subject: s\n\n\n{{nmae}}\n", "x.txt:4: error: unknown variable `nmae`; did you mean `name`?"},
		{"Subject: s\n\n{{name\n", "x.txt:3: error: a tag is not closed"},
		{"Subject: s\n\n{{}}\n", "x.txt:3: error: not a name of a variable: ``"},
		{"Subject: s\n\n{{>name}}\n", "x.txt:3: error: not a name of a variable: `>name`"},
		{"Subject: s\n\n\xff\n", "x.txt:1: error: this is not UTF-8"},
		{"Subject: s\n\n{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}"
		 "{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}",
		 "x.txt:3: error: too many sections within each other"},
	};
	struct arena a;
	struct span_list known = {0};
	(void)state;
	arena_init(&a);
	known_of(&a, "name text", &known);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct template *t = NULL;
		struct err err = {0};
		struct span bytes = check_exact(span_of(rows[i].text));
		assert_int_equal(template_parse(bytes, "x.txt", &known, &t, &err), -1);
		assert_int_equal(err.kind, ERR_CONFIG);
		if (!span_starts(span_of(err.text), span_of(rows[i].want)))
			fail_msg("got %s\nwant %s", err.text, rows[i].want);
		assert_null(t);
		free((void *)bytes.ptr);
	}
	arena_clear(&a);
}

/* No value adds a line to the subject. */
static void test_injection(void **state)
{
	static const char *const values[] = {"a\nBcc: x", "a\rBcc: x", "a\r\n\r\nBcc: x",
					     "a\xe2\x80\xa8"
					     "Bcc: x"};
	struct arena a;
	(void)state;
	arena_init(&a);
	struct template *t = parse("Subject: [{{name}}] x\n\nbody\n");
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct vars v = {0};
		struct span subject, body;
		vars_text(&a, &v, "name", span_of(values[i]));
		template_render(t, &v, &a, &subject, &body);
		CHECK_SPAN(subject, SPAN("[a Bcc: x] x"));
		CHECK_SPAN(body, SPAN("body\n"));
	}
	template_free(t);
	arena_clear(&a);
}

static void test_bounds(void **state)
{
	struct arena a;
	struct vars v = {0};
	struct span subject, body, big;
	(void)state;
	arena_init(&a);
	big.len = (size_t)5 << 20;
	big.ptr = memset(arena_alloc(&a, big.len), 'x', big.len);
	vars_text(&a, &v, "text", big);
	struct template *t = parse("Subject: {{text}}\n\n{{text}}{{text}}\n");
	template_render(t, &v, &a, &subject, &body);
	assert_true(subject.len > 0 && subject.len <= 998);
	assert_true(body.len > (size_t)3 << 20 && body.len <= (size_t)4 << 20);
	template_free(t);
	arena_clear(&a);
}

static bool has_text(const char *language, const char *name)
{
	for (size_t i = 0; i < shipped_text_count; i++)
		if (strcmp(shipped_texts[i].language, language) == 0 && strcmp(shipped_texts[i].name, name) == 0)
			return true;
	return false;
}

static void test_shipped_complete(void **state)
{
	static const char *const languages[] = {"en", "de", "fr"};
	(void)state;
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		for (size_t k = 0; k < template_kind_count; k++)
			if (!has_text(languages[i], template_kinds[k].name))
				fail_msg("there is no %s/%s.txt", languages[i], template_kinds[k].name);
	assert_int_equal(shipped_text_count, 3 * template_kind_count);
}

/* A name that is also a section gets one element that has all variables. */
static void fill_all(struct arena *a, struct vars *v, const struct span_list *known, const char *lists)
{
	struct span_list list_names = {0};
	known_of(a, lists, &list_names);
	for (size_t i = 0; i < known->count; i++) {
		const char *name = arena_str(a, known->items[i]);
		if (!span_in(&list_names, known->items[i]))
			vars_text(a, v, name, arena_printf(a, "<%s>", name));
	}
	for (size_t i = 0; i < list_names.count; i++)
		if (span_in(known, list_names.items[i])) {
			struct vars *item = vars_item(a, v, arena_str(a, list_names.items[i]));
			for (size_t j = 0; j < known->count; j++)
				vars_text(a, item, arena_str(a, known->items[j]), known->items[j]);
		}
}

static void check_shipped(const struct shipped_text *text, const struct template_kind *kind, bool all)
{
	struct arena a;
	struct span_list known = {0};
	struct vars v = {0};
	struct template *t;
	struct err err;
	struct span subject, body;
	arena_init(&a);
	known_of(&a, kind->variables, &known);
	const char *source = arena_printf(&a, "%s/%s.txt", text->language, text->name).ptr;
	if (template_parse(span_of(text->text), source, &known, &t, &err))
		fail_msg("%s", err.text);
	if (all)
		fill_all(&a, &v, &known, "commands attachments tickets categories done sent errors asked figures");
	template_render(t, &v, &a, &subject, &body);
	if (span_find(body, SPAN("{{")) >= 0 || span_find(subject, SPAN("{{")) >= 0)
		fail_msg("%s: a tag is left", source);
	if (all && (subject.len < 5 || body.len < 5))
		fail_msg("%s: nothing is said", source);
	template_free(t);
	arena_clear(&a);
}

/* Every text of every language, with everything set and with nothing. */
static void test_shipped_render(void **state)
{
	(void)state;
	for (size_t i = 0; i < shipped_text_count; i++)
		for (size_t k = 0; k < template_kind_count; k++)
			if (strcmp(shipped_texts[i].name, template_kinds[k].name) == 0) {
				check_shipped(&shipped_texts[i], &template_kinds[k], true);
				check_shipped(&shipped_texts[i], &template_kinds[k], false);
			}
}

/* No automatic mail repeats the text of the mail that caused it. */
static void test_no_text_repeated(void **state)
{
	static const char *const carriers = "reply assigned customer_message note receipt";
	struct arena a;
	struct span_list may = {0};
	(void)state;
	arena_init(&a);
	known_of(&a, carriers, &may);
	for (size_t k = 0; k < template_kind_count; k++) {
		struct span_list known = {0};
		known_of(&a, template_kinds[k].variables, &known);
		assert_int_equal(span_in(&known, SPAN("text")), span_in(&may, span_of(template_kinds[k].name)));
	}
	arena_clear(&a);
}

/* docs/templates.md names every mail and every variable. */
static void test_manual(void **state)
{
	char *manual = NULL;
	size_t size = 0;
	struct arena a;
	FILE *in = fopen("docs/templates.md", "r");
	(void)state;
	arena_init(&a);
	assert_non_null(in);
	assert_true(getdelim(&manual, &size, '\0', in) > 0);
	fclose(in);
	for (size_t k = 0; k < template_kind_count; k++) {
		struct span_list words = {0};
		known_of(&a, template_kinds[k].variables, &words);
		span_list_add(&a, &words, span_of(template_kinds[k].name));
		for (size_t i = 0; i < words.count; i++)
			if (!strstr(manual, arena_printf(&a, "`%.*s`", SPAN_ARG(words.items[i])).ptr))
				fail_msg("`%.*s` is not in docs/templates.md", SPAN_ARG(words.items[i]));
	}
	free(manual);
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_render),           cmocka_unit_test(test_errors),
		cmocka_unit_test(test_injection),        cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_shipped_complete), cmocka_unit_test(test_shipped_render),
		cmocka_unit_test(test_no_text_repeated), cmocka_unit_test(test_manual),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
