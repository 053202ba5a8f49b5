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

/* HTML without its attributes. */
static struct span check_without_style(struct arena *a, struct span html)
{
	char *out = arena_alloc(a, html.len + 1);
	size_t len = 0;
	bool in_tag = false, in_name = false;
	for (size_t i = 0; i < html.len; i++) {
		char c = html.ptr[i];
		in_tag = c == '<' || (in_tag && c != '>');
		in_name = c == '<' || (in_name && c != ' ');
		if (!in_tag || in_name)
			out[len++] = c;
	}
	return span_make(out, len);
}

static struct template *parse(const char *text)
{
	struct template *t = NULL;
	struct err err = {0};
	struct span bytes = check_exact(span_of(text));
	if (template_parse(bytes, "x.txt", TEMPLATE_TEXT, NULL, NULL, &t, &err))
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
		{"{{! what it is for\nuses: x\n}}\nSubject: s\n\nbody\n", "s", "body\n"},
		{"{{! one line }}\r\nSubject: s\r\n\r\nbody\r\n", "s", "body\n"},
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
		{"{{! what it is for\n\nSubject: s\n\nbody\n", "x.txt:1: error: a tag is not closed"},
		{"{{! a }}\n{{! b }}\nSubject: s\n\nbody\n", "x.txt:2: error: the only header is Subject:, once"},
		{"{{! a\n}}\nSubject: s\n\n{{nmae}}\n",
		 "x.txt:5: error: unknown variable `nmae`; did you mean `name`?"},
		{"Subject: s\nBcc: x\n\n", "x.txt:2: error: the only header is Subject:, once; not `Bcc: x`"},
		{"Subject: s\nSubject: s\n\n", "x.txt:2: error: the only header is Subject:, once"},
		{"Subject: {{#name}}\n\n{{/name}}", "x.txt:1: error: section is not closed: `name`"},
		{"Subject: s\n\n{{#name}}\n{{text}}\n", "x.txt:3: error: section is not closed: `name`"},
		{"Subject: s\n\n{{#name}}{{/text}}\n", "x.txt:3: error: closes a section that is not open: `text`"},
		{"Subject: s\n\n{{/name}}\n", "x.txt:3: error: closes a section that is not open: `name`"},
		{"Subject: s\n\n\n{{nmae}}\n", "x.txt:4: error: unknown variable `nmae`; did you mean `name`?"},
		{"Subject: s\n\n{{name\n", "x.txt:3: error: a tag is not closed"},
		{"Subject: s\n\n{{}}\n", "x.txt:3: error: not a variable name: ``"},
		{"Subject: s\n\n{{>name}}\n", "x.txt:3: error: there is no part `name`"},
		{"Subject: s\n\n\xff\n", "x.txt:1: error: this is not UTF-8"},
		{"Subject: s\n\n{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}"
		 "{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}{{#name}}",
		 "x.txt:3: error: sections are nested too deeply"},
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
		assert_int_equal(template_parse(bytes, "x.txt", TEMPLATE_TEXT, &known, NULL, &t, &err), -1);
		assert_int_equal(err.kind, ERR_CONFIG);
		if (!span_starts(span_of(err.text), span_of(rows[i].want)))
			fail_msg("got %s\nwant %s", err.text, rows[i].want);
		assert_null(t);
		free((void *)bytes.ptr);
	}
	arena_clear(&a);
}

/* No value can add a line to the subject. */
static void test_injection(void **state)
{
	static const char *const values[] = {"a\nBcc: x", "a\rBcc: x", "a\r\n\r\nBcc: x", "a\u2028Bcc: x"};
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

static const struct shipped_text *shipped_find(const char *language, struct span name, const char *ending)
{
	for (size_t i = 0; i < shipped_text_count; i++) {
		struct span file = span_of(shipped_texts[i].file);
		if (strcmp(shipped_texts[i].language, language) == 0 && span_starts(file, name) &&
		    span_eq(span_from(file, name.len), span_of(ending)))
			return &shipped_texts[i];
	}
	return NULL;
}

/* Finds partials as the configuration does: the language's, or else the English ones. */
static bool part_find(void *ctx, struct span name, bool html, struct template_part *out)
{
	const char *languages[] = {ctx, "en"};
	for (size_t i = 0; i < 4; i++) {
		const char *ending = i % 2 == 0 ? ".html" : ".txt";
		const struct shipped_text *text = i % 2 || html ? shipped_find(languages[i / 2], name, ending) : NULL;
		if (!text)
			continue;
		*out = (struct template_part){span_of(text->text), text->file, i % 2 == 0};
		return true;
	}
	return false;
}

static void test_shipped_complete(void **state)
{
	static const char *const languages[] = {"en", "de", "fr"};
	(void)state;
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++) {
		for (size_t k = 0; k < template_kind_count; k++)
			if (!shipped_find(languages[i], span_of(template_kinds[k].name), ".txt"))
				fail_msg("there is no %s/%s.txt", languages[i], template_kinds[k].name);
	}
	assert_non_null(shipped_find("en", SPAN("layout"), ".html"));
}

/* In French, no client may break a line before such a mark. */
static void test_french_spaces(void **state)
{
	static const char *const torn[] = {" :", " ;", " ?", " !", " »", "« "};
	(void)state;
	for (size_t i = 0; i < shipped_text_count; i++)
		for (size_t k = 0; k < sizeof(torn) / sizeof(torn[0]); k++)
			if (span_eq(span_of(shipped_texts[i].language), SPAN("fr")) &&
			    span_ends(span_of(shipped_texts[i].file), SPAN(".txt")) &&
			    span_find(span_of(shipped_texts[i].text), span_of(torn[k])) >= 0)
				fail_msg("fr/%s: no no-break space in \"%s\"", shipped_texts[i].file, torn[k]);
}

/* Sets all variables; a section gets one element that has all of them too. */
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

#define LISTS "commands attachments tickets categories done sent errors asked figures history"

/* Checks that every <x> has its </x>, properly nested, and that the text between has no "<". */
static void check_nested(struct span html, const char *source)
{
	struct span open[64], name;
	size_t depth = 0;
	ptrdiff_t at;
	for (; (at = span_chr(html, '<')) >= 0; html = span_from(html, name.len)) {
		html = span_from(html, (size_t)at + 1);
		bool ends = span_starts(html, SPAN("/"));
		struct span rest = span_from(html, ends);
		for (name = SPAN_NONE;
		     name.len < rest.len && strchr("abcdefghijklmnopqrstuvwxyz123456", rest.ptr[name.len]);)
			name = span_sub(rest, 0, name.len + 1);
		if (span_starts(rest, SPAN("!")) || span_eq(name, SPAN("meta")) || span_eq(name, SPAN("br")) ||
		    span_eq(name, SPAN("hr")) || span_eq(name, SPAN("img")))
			continue;
		if (!name.len || (ends && (!depth || !span_eq(open[--depth], name))) || depth == 64)
			fail_msg("%s: the tags are not nested at <%.*s", source, 60, html.ptr);
		if (!ends)
			open[depth++] = name;
	}
	if (depth)
		fail_msg("%s: <%.*s> is not closed", source, SPAN_ARG(open[depth - 1]));
}

static struct template *parse_shipped(const struct shipped_text *text, enum template_form form, const char *known)
{
	struct arena a;
	struct span_list names = {0};
	struct template *t;
	struct err err;
	arena_init(&a);
	known_of(&a, known, &names);
	struct template_parts parts = {part_find, (void *)(uintptr_t)text->language, &names};
	if (template_parse(span_of(text->text), text->file, form, &names, &parts, &t, &err))
		fail_msg("%s: %s", text->language, err.text);
	arena_clear(&a);
	return t;
}

static void check_shipped(const char *language, const struct template_kind *kind, bool all)
{
	struct arena a;
	struct span_list known = {0};
	struct vars v = {0};
	struct span subject, body, name = span_of(kind->name);
	const struct shipped_text *text = shipped_find(language, name, ".txt"),
				  *page = shipped_find(language, name, ".html");
	struct template *t = parse_shipped(text, TEMPLATE_TEXT, kind->variables);
	struct template *h = parse_shipped(page ? page : text, page ? TEMPLATE_HTML : TEMPLATE_MADE, kind->variables);
	struct template *layout =
		parse_shipped(shipped_find("en", SPAN("layout"), ".html"), TEMPLATE_HTML, template_layout_variables);
	arena_init(&a);
	known_of(&a, kind->variables, &known);
	if (all)
		fill_all(&a, &v, &known, LISTS);
	template_render(t, &v, &a, &subject, &body);
	struct span html = template_page(h, layout, &v, &a);
	if (span_find(body, SPAN("{{")) >= 0 || span_find(subject, SPAN("{{")) >= 0 || span_find(html, SPAN("{{")) >= 0)
		fail_msg("%s/%s: a tag is left", language, text->file);
	if (all && (subject.len < 5 || body.len < 5))
		fail_msg("%s/%s: nothing is said", language, text->file);
	check_nested(html, text->file);
	if (html.len > 20000)
		fail_msg("%s/%s: %zu bytes of HTML", language, text->file, html.len);
	template_free(t);
	template_free(h);
	template_free(layout);
	arena_clear(&a);
}

/* Renders every template in every language as text and HTML, with all variables set and with none. Values are "<name>",
 * so that missing escaping shows. */
static void test_shipped_render(void **state)
{
	static const char *const languages[] = {"en", "de", "fr"};
	(void)state;
	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < template_kind_count; k++) {
			check_shipped(languages[i], &template_kinds[k], true);
			check_shipped(languages[i], &template_kinds[k], false);
		}
}

static struct template *parse_form(const char *text, enum template_form form, const struct template_parts *parts)
{
	struct template *t = NULL;
	struct err err = {0};
	if (template_parse(span_of(text), "x", form, NULL, parts, &t, &err))
		fail_msg("%s: %s", text, err.text);
	return t;
}

static bool own_part_find(void *ctx, struct span name, bool html, struct template_part *out)
{
	(void)ctx;
	*out = (struct template_part){SPAN("-- {{name}}\n"), "part", false};
	if (span_eq(name, SPAN("both")) && html)
		*out = (struct template_part){SPAN("<i>{{name}}</i>\n"), "part", true};
	if (span_eq(name, SPAN("round")))
		out->bytes = SPAN("{{>round}}");
	return !span_eq(name, SPAN("none"));
}

static void test_parts(void **state)
{
	static const struct {
		const char *text, *body, *made;
	} rows[] = {
		{"a\n{{>one}}\nb", "a\n-- Jo\nb\n", "<p>a<br>-- Jo<br>b</p>"},
		{"a\n\n{{>both}}\nb", "a\n\n-- Jo\nb\n", "<p>a</p><i>Jo</i><p>b</p>"},
		{"{{#no}}{{>one}}{{/no}}c", "c\n", "<p>c</p>"},
	};
	const struct template_parts parts = {own_part_find, NULL, &(struct span_list){0}};
	struct arena a;
	struct vars v = {0};
	struct template *t, *layout = parse_form("{{body}}", TEMPLATE_HTML, NULL);
	struct err err;
	(void)state;
	arena_init(&a);
	vars_text(&a, &v, "name", SPAN("Jo"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span subject, body;
		const char *text = arena_printf(&a, "Subject: s\n\n%s", rows[i].text).ptr;
		t = parse_form(text, TEMPLATE_TEXT, &parts);
		template_render(t, &v, &a, &subject, &body);
		CHECK_SPAN(body, span_of(rows[i].body));
		template_free(t);
		t = parse_form(text, TEMPLATE_MADE, &parts);
		struct span html = arena_without(&a, template_page(t, layout, &v, &a), '\n');
		html = check_without_style(&a, html);
		CHECK_SPAN(html, span_of(rows[i].made));
		template_free(t);
	}
	template_free(layout);
	assert_int_equal(template_parse(SPAN("Subject: s\n\n{{>round}}"), "x", TEMPLATE_TEXT, NULL, &parts, &t, &err),
			 -1);
	assert_int_equal(template_parse(SPAN("Subject: s\n\n{{>none}}"), "x", TEMPLATE_TEXT, NULL, &parts, &t, &err),
			 -1);
	assert_string_equal(err.text, "x:3: error: there is no part `none`");
	arena_clear(&a);
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

/* docs/templates.md has every variable that several templates use; those of one template are explained in its header
 * comment. */
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
		const struct shipped_text *text = shipped_find("en", span_of(template_kinds[k].name), ".txt");
		struct span head = span_sub(span_of(text->text), 0, (size_t)span_find(span_of(text->text), SPAN("}}")));
		assert_true(span_starts(head, SPAN("{{! ")) && span_find(head, SPAN("\nuses: ")) > 0);
		known_of(&a, template_kinds[k].variables, &words);
		for (size_t i = 0; i < words.count; i++)
			if (!strstr(manual, arena_printf(&a, "`%.*s`", SPAN_ARG(words.items[i])).ptr) &&
			    span_find(head, words.items[i]) < 0)
				fail_msg("%s: `%.*s` is not explained", text->file, SPAN_ARG(words.items[i]));
	}
	free(manual);
	arena_clear(&a);
}

/* A person's own words are marked, so that their colours are removed in dark mode. */
static void test_words(void **state)
{
	struct template *t, *layout;
	struct vars vars = {0};
	struct arena a;
	struct err err;
	(void)state;
	arena_init(&a);
	assert_int_equal(
		template_parse(SPAN("Subject: x\n\n{{one}}{{two}}\n"), "t.txt", TEMPLATE_MADE, NULL, NULL, &t, &err),
		0);
	assert_int_equal(template_parse(SPAN("{{body}}"), "l.html", TEMPLATE_HTML, NULL, NULL, &layout, &err), 0);
	vars_words(&a, &vars, "one", SPAN("black"), SPAN("<p style=\"color:#000000\">black</p>"));
	vars_words(&a, &vars, "two", SPAN("plain"), SPAN_NONE);
	struct span page = template_page(t, layout, &vars, &a);
	assert_true(span_find(page, SPAN("<div class=\"caredesk-own\" style=\"margin:0 0 14px\"><p "
					 "style=\"color:#000000\">black</p></div>")) >= 0);
	assert_true(span_find(page, SPAN(">plain</p>")) > 0);
	template_free(t);
	template_free(layout);
	arena_clear(&a);
}

/* The header comments of the English templates agree with the table of kinds. */
static void test_kinds(void **state)
{
	static const struct {
		const char *name, *has, *lacks;
	} rows[] = {
		{"acknowledge", "follows proposed id is_new desk articles mailto", "text command_words"},
		{"faq", "titles title none articles desk", "id"},
		{"reply", "history who quoted text id", "commands"},
		{"customer_message", "answered only text unverified commands", "score"},
		{"warning", "mailbox_down mailbox_up asked line", "text"},
	};
	struct arena a;
	size_t found = 0;
	(void)state;
	arena_init(&a);
	for (size_t k = 0; k < template_kind_count; k++)
		for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
			struct span_list known = {0}, has = {0}, lacks = {0};
			if (strcmp(template_kinds[k].name, rows[i].name) != 0)
				continue;
			found++;
			known_of(&a, template_kinds[k].variables, &known);
			known_of(&a, rows[i].has, &has);
			known_of(&a, rows[i].lacks, &lacks);
			for (size_t n = 0; n < has.count; n++)
				assert_true(span_in(&known, has.items[n]));
			for (size_t n = 0; n < lacks.count; n++)
				assert_false(span_in(&known, lacks.items[n]));
		}
	assert_int_equal(found, sizeof(rows) / sizeof(*rows));
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_render),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_injection),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_shipped_complete),
		cmocka_unit_test(test_french_spaces),
		cmocka_unit_test(test_shipped_render),
		cmocka_unit_test(test_no_text_repeated),
		cmocka_unit_test(test_manual),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_kinds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
