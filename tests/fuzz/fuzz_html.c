/* fuzz_html: cleans a mail's HTML. The result, parsed by gumbo, has only what is allowed (by a separate list, so that
 * both must agree); reading or cleaning it again doesn't change it. A tree made without gumbo equals gumbo's. The first
 * byte says which lines are cut away. */
#include "parsers/html.h"
#include "parsers/html_cut.h"
#include "tests/fuzz/fuzz.h"
#include "tests/same_tree.h"

#include <gumbo.h>
#include <string.h>

static const char *const tags[] = {
	"html", "head", "body",  "p",    "div", "h1",     "h2",    "h3",    "h4",    "h5",    "h6",      "ul",
	"ol",   "li",   "dl",    "dt",   "dd",  "pre",    "table", "thead", "tfoot", "tr",    "td",      "th",
	"hr",   "br",   "img",   "a",    "b",   "strong", "i",     "em",    "u",     "s",     "del",     "ins",
	"sub",  "sup",  "small", "code", "kbd", "samp",   "var",   "mark",  "span",  "tbody", "caption", "blockquote"};
static const char *const attributes[] = {"style",   "href",  "src",  "alt",    "width",       "height",      "colspan",
					 "rowspan", "start", "type", "border", "cellpadding", "cellspacing", "dir"};
static const char *const never[] = {"\\", "(", "/*", "position", "expression", "import", "behavior", "display", "@"};

static bool is_among(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void attribute_check(const GumboAttribute *attribute)
{
	struct span value = span_of(attribute->value);
	must(is_among(attribute->name, attributes, COUNT(attributes)));
	if (strcmp(attribute->name, "href") == 0)
		must(span_starts(value, SPAN("https://")) || span_starts(value, SPAN("http://")) ||
		     span_starts(value, SPAN("mailto:")) || span_starts(value, SPAN("tel:")));
	if (strcmp(attribute->name, "src") == 0)
		must(span_starts(value, SPAN("cid:")));
	for (size_t i = 0; strcmp(attribute->name, "style") == 0 && i < COUNT(never); i++)
		must(span_find(value, span_of(never[i])) < 0);
}

static void node_check(const GumboNode *node)
{
	must(node->type != GUMBO_NODE_COMMENT && node->type != GUMBO_NODE_CDATA && node->type != GUMBO_NODE_TEMPLATE);
	if (node->type != GUMBO_NODE_ELEMENT)
		return;
	const GumboElement *e = &node->v.element;
	must(is_among(gumbo_normalized_tagname(e->tag), tags, COUNT(tags)));
	must(e->tag_namespace == GUMBO_NAMESPACE_HTML);
	for (unsigned i = 0; i < e->attributes.length; i++)
		attribute_check(e->attributes.data[i]);
	for (unsigned i = 0; i < e->children.length; i++)
		node_check(e->children.data[i]);
}

static void tree_check(struct span html)
{
	GumboOutput *output = gumbo_parse_with_options(&kGumboDefaultOptions, html.len ? html.ptr : "", html.len);
	node_check(output->root);
	gumbo_destroy_output(&kGumboDefaultOptions, output);
}

static void clean_check(struct arena *a, struct span html)
{
	struct html_page page;
	struct fragment again;
	must(utf8_valid(html) && fragment_read(a, html, &again));
	tree_check(html);
	html_read(a, html, &page);
	must(span_eq(fragment_write(a, &page.fragment, NULL), html));
}

/* Keeps some of the lines, and compares them with the text. */
static void cut_check(struct arena *a, const struct html_page *page, unsigned seed)
{
	bool lines[8];
	struct span_list pictures = {0};
	struct span text = page->text, half = span_sub(text, 0, utf8_cut(text, text.len / 2).len);
	for (size_t i = 0; i < COUNT(lines); i++)
		lines[i] = seed >> i & 1;
	html_pictures(a, fragment_write(a, &page->fragment, NULL), &pictures);
	clean_check(a, html_cut(a, &page->fragment, lines, COUNT(lines), &pictures, text));
	clean_check(a, html_cut(a, &page->fragment, lines, COUNT(lines), &pictures, half));
	clean_check(a, html_keep(a, fragment_write(a, &page->fragment, NULL), half));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct html_page page;
	bool plain;
	if (!size)
		return 0;
	arena_init(&a);
	struct span in = utf8_clean(&a, span_make(data + 1, size - 1));
	must(same_tree(&a, in, &plain));
	html_read(&a, in, &page);
	clean_check(&a, fragment_write(&a, &page.fragment, NULL));
	cut_check(&a, &page, data[0]);
	arena_clear(&a);
	return 0;
}
