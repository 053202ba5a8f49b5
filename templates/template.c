#include "templates/template.h"

#include "parsers/base/buf.h"
#include "parsers/base/nearest.h"
#include "parsers/base/utf8.h"
#include "templates/markup.h"
#include "templates/nesting.h"

#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 16 /* nesting of sections and parts */
#define MAX_BODY ((size_t)4 << 20)
#define USUAL_BODY ((size_t)4 << 10) /* initial allocation */
#define USUAL_PAGE ((size_t)15 << 10)
#define MAX_SUBJECT 900 /* bytes, before it is encoded and folded */

enum node_kind { NODE_TEXT, NODE_VARIABLE, NODE_SECTION, NODE_INVERTED, NODE_PART };

struct node;
struct node_list {
	struct node *items;
	size_t count, cap;
};
struct node {
	enum node_kind kind;
	bool is_html;     /* a part that is HTML */
	struct span text; /* literal text, or the name */
	struct node_list children;
};

struct template
{
	struct arena arena;
	enum template_form form;
	struct node_list subject, body;
};

/* ---- values ---- */

static struct var *var_find(const struct vars *v, struct span name)
{
	for (size_t i = 0; i < v->own.count; i++)
		if (span_eq(v->own.items[i].name, name))
			return &v->own.items[i];
	return NULL;
}

static struct var *var_make(struct arena *a, struct vars *v, const char *name)
{
	struct var *var = var_find(v, span_of(name));
	if (!var) {
		var = LIST_ADD(a, &v->own);
		var->name = span_of(name);
	}
	return var;
}

void vars_text(struct arena *a, struct vars *v, const char *name, struct span text)
{
	struct var *var = var_make(a, v, name);
	*var = (struct var){.name = var->name, .text = text};
}

void vars_block(struct arena *a, struct vars *v, const char *name, struct span text, struct span html)
{
	struct var *var = var_make(a, v, name);
	*var = (struct var){.name = var->name, .text = text, .html = html, .is_block = true};
}

void vars_words(struct arena *a, struct vars *v, const char *name, struct span text, struct span html)
{
	vars_block(a, v, name, text, html);
	var_make(a, v, name)->is_words = true;
}

void vars_flag(struct arena *a, struct vars *v, const char *name, bool on)
{
	vars_text(a, v, name, on ? SPAN("yes") : SPAN_NONE);
}

struct vars *vars_item(struct arena *a, struct vars *v, const char *name)
{
	struct var *var = var_make(a, v, name);
	var->is_list = true;
	return LIST_ADD(a, &var->list);
}

/* ---- parsing ---- */

struct tag {
	char mark; /* '#', '^', '/', '>', '!' or 0: a variable */
	struct span name;
	size_t start, end; /* of the tag, braces included */
	size_t from, to;   /* what it replaces: the whole line if it is alone there */
};

struct parser {
	struct arena *arena;
	struct span text;
	size_t at, end; /* the part of text that is being parsed */
	const char *source;
	bool html; /* HTML parts are allowed here */
	const struct span_list *known;
	const struct template_parts *parts;
	struct nesting *nesting; /* NULL: the text is not HTML */
	struct err *err;
};

static int fail(struct parser *p, size_t at, const char *what, struct span name, struct span meant)
{
	unsigned line = 1;
	for (size_t i = 0; i < at; i++)
		line += p->text.ptr[i] == '\n';
	return err_set(p->err, ERR_CONFIG, "%s:%u: error: %s `%.*s`%s%.*s%s", p->source, line, what, SPAN_ARG(name),
		       meant.len ? "; did you mean `" : "", SPAN_ARG(meant), meant.len ? "`?" : "");
}

static bool name_ok(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!((name.ptr[i] >= 'a' && name.ptr[i] <= 'z') || name.ptr[i] == '_'))
			return false;
	return name.len > 0;
}

static bool template_is_blank(struct span s)
{
	return span_trim(s).len == 0;
}

/* As in Mustache, a tag other than a variable that is alone on its line removes the line. */
static void tag_widen(const struct parser *p, struct tag *tag)
{
	tag->from = tag->start;
	tag->to = tag->end;
	if (tag->mark == 0)
		return;
	ptrdiff_t before = span_rchr(span_sub(p->text, 0, tag->start), '\n');
	ptrdiff_t after = span_chr(span_from(p->text, tag->end), '\n');
	size_t line = (size_t)(before + 1);
	size_t next = after < 0 ? p->end : tag->end + (size_t)after + 1;
	if (line < p->at || next > p->end)
		return;
	if (!template_is_blank(span_sub(p->text, line, tag->start - line)) ||
	    !template_is_blank(span_sub(p->text, tag->end, next - tag->end)))
		return;
	tag->from = line;
	tag->to = next;
}

static int tag_check(struct parser *p, const struct tag *tag)
{
	if (tag->mark == '!')
		return 0;
	if (!name_ok(tag->name))
		return fail(p, tag->start, "not a variable name:", tag->name, SPAN_NONE);
	if (p->known && tag->mark != '>' && !span_in(p->known, tag->name))
		return fail(p, tag->start, "unknown variable", tag->name, nearest_word(tag->name, p->known));
	return 0;
}

/* The next tag from p->at on; *found is false when there is none. */
static int tag_next(struct parser *p, struct tag *tag, bool *found)
{
	struct span rest = span_sub(p->text, p->at, p->end - p->at);
	ptrdiff_t open = span_find(rest, SPAN("{{"));
	*found = open >= 0;
	if (!*found)
		return 0;
	ptrdiff_t close = span_find(span_from(rest, (size_t)open), SPAN("}}"));
	tag->start = p->at + (size_t)open;
	if (close < 0)
		return fail(p, tag->start, "a tag is not closed:", span_sub(p->text, tag->start, 20), SPAN_NONE);
	tag->end = tag->start + (size_t)close + 2;
	struct span inside = span_sub(p->text, tag->start + 2, (size_t)close - 2);
	tag->mark = inside.len && strchr("#^/>!", inside.ptr[0]) ? inside.ptr[0] : 0;
	tag->name = span_trim(tag->mark ? span_from(inside, 1) : inside);
	tag_widen(p, tag);
	return tag_check(p, tag);
}

/* Reports a fault in the HTML, which may be in another file than the one where it shows. */
static int fail_nesting(struct parser *p, const struct nesting_fault *fault)
{
	struct parser there = *p;
	if (fault->source) {
		there.text = fault->whole;
		there.source = fault->source;
	}
	return fail(&there, fault->source ? fault->at : p->end, fault->what, fault->name, SPAN_NONE);
}

static int add_text(struct parser *p, struct node_list *out, size_t end)
{
	struct nesting_fault fault;
	if (end <= p->at)
		return 0;
	*LIST_ADD(p->arena, out) = (struct node){.kind = NODE_TEXT, .text = span_sub(p->text, p->at, end - p->at)};
	if (p->nesting && !nesting_text(p->nesting, p->text, p->source, p->at, end, &fault))
		return fail_nesting(p, &fault);
	return 0;
}

static int parse_nodes(struct parser *p, const struct tag *section, unsigned depth, struct node_list *out);

/* A copy with LF line ends. */
static struct span copy_lines(struct arena *a, struct span bytes)
{
	char *out = arena_alloc(a, bytes.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < bytes.len; i++)
		if (bytes.ptr[i] != '\r')
			out[len++] = bytes.ptr[i];
	return span_make(out, len);
}

/* Parses an HTML part that must be complete in itself. */
static int parse_html(struct parser *p, unsigned depth, struct node_list *out)
{
	struct nesting nesting = {0};
	struct nesting_mark none = {0};
	struct nesting_fault fault;
	p->nesting = &nesting;
	if (parse_nodes(p, NULL, depth + 1, out))
		return -1;
	return nesting_leave(&nesting, &none, &fault) ? 0 : fail_nesting(p, &fault);
}

static int parse_section(struct parser *p, const struct tag *tag, unsigned depth, struct node_list *out)
{
	struct nesting_fault fault;
	if (!p->nesting)
		return parse_nodes(p, tag, depth + 1, out);
	struct nesting_mark mark = nesting_enter(p->nesting);
	if (parse_nodes(p, tag, depth + 1, out))
		return -1;
	return nesting_leave(p->nesting, &mark, &fault) ? 0 : fail_nesting(p, &fault);
}

/* Parses a part as if its text were in place of the tag. */
static int parse_part(struct parser *p, const struct tag *tag, unsigned depth, struct node *node)
{
	struct template_part part = {0};
	struct parser inner = *p;
	if (!p->parts || !p->parts->find(p->parts->ctx, tag->name, p->html, &part))
		return fail(p, tag->start, "there is no part", tag->name,
			    p->parts ? nearest_word(tag->name, p->parts->names) : SPAN_NONE);
	inner.text = copy_lines(p->arena, part.bytes);
	inner.source = part.source;
	inner.at = 0;
	inner.end = inner.text.len;
	node->kind = NODE_PART;
	node->is_html = part.is_html;
	if (!utf8_valid(inner.text))
		return fail(&inner, 0, "this is not UTF-8:", span_of(part.source), SPAN_NONE);
	if (part.is_html && !p->nesting)
		return parse_html(&inner, depth, &node->children);
	inner.nesting = part.is_html ? p->nesting : NULL;
	return parse_nodes(&inner, NULL, depth + 1, &node->children);
}

static int parse_tag(struct parser *p, const struct tag *tag, unsigned depth, struct node_list *out)
{
	if (tag->mark == '!')
		return 0;
	struct node *node = LIST_ADD(p->arena, out);
	node->text = tag->name;
	if (tag->mark == 0) {
		node->kind = NODE_VARIABLE;
		if (p->nesting && !nesting_value(p->nesting))
			return fail(p, tag->start, "within a tag a value must be in quotes; not", tag->name, SPAN_NONE);
		return 0;
	}
	node->kind = tag->mark == '#' ? NODE_SECTION : NODE_INVERTED;
	if (depth >= MAX_DEPTH)
		return fail(p, tag->start, "sections are nested too deeply at", tag->name, SPAN_NONE);
	if (tag->mark == '>')
		return parse_part(p, tag, depth, node);
	return parse_section(p, tag, depth, &node->children);
}

/* Parses up to the tag that closes `section`; NULL: to the end. */
static int parse_nodes(struct parser *p, const struct tag *section, unsigned depth, struct node_list *out)
{
	struct tag tag = {0};
	bool found = false;
	for (;;) {
		if (tag_next(p, &tag, &found))
			return -1;
		if (!found)
			break;
		if (add_text(p, out, tag.from))
			return -1;
		p->at = tag.to;
		if (tag.mark == '/') {
			if (section && span_eq(section->name, tag.name))
				return 0;
			return fail(p, tag.start, "closes a section that is not open:", tag.name, SPAN_NONE);
		}
		if (parse_tag(p, &tag, depth, out))
			return -1;
	}
	if (section)
		return fail(p, section->start, "section is not closed:", section->name, SPAN_NONE);
	int rc = add_text(p, out, p->end);
	p->at = p->end;
	return rc;
}

/* Skips a comment before the headers; *end: after its last line. */
static int parse_head(struct parser *p, size_t *end)
{
	struct tag tag;
	bool found = false;
	p->at = *end = 0;
	p->end = p->text.len;
	if (!span_starts(p->text, SPAN("{{!")))
		return 0;
	if (tag_next(p, &tag, &found))
		return -1;
	*end = tag.to;
	return 0;
}

/* The header lines up to the first empty line; *body is set to what follows it. */
static int parse_headers(struct parser *p, struct template *t, size_t *body)
{
	size_t head = 0;
	if (parse_head(p, &head))
		return -1;
	struct span rest = span_from(p->text, head), line;
	bool has_subject = false;
	for (;;) {
		size_t start = p->text.len - rest.len;
		if (!span_line(&rest, &line))
			return fail(p, p->text.len, "an empty line and a body must follow the header", SPAN("Subject"),
				    SPAN_NONE);
		*body = p->text.len - rest.len;
		if (line.len == 0)
			break;
		if (!span_istarts(line, SPAN("Subject:")) || has_subject)
			return fail(p, start, "the only header is Subject:, once; not", line, SPAN_NONE);
		has_subject = true;
		p->at = start + strlen("Subject:");
		p->end = start + line.len;
		if (parse_nodes(p, NULL, 0, &t->subject))
			return -1;
	}
	return has_subject ? 0 : fail(p, 0, "there is no header", SPAN("Subject:"), SPAN_NONE);
}

static int parse_file(struct parser *p, struct template *t)
{
	size_t body = 0;
	if (!utf8_valid(p->text))
		return fail(p, 0, "this is not UTF-8:", span_of(p->source), SPAN_NONE);
	if (t->form != TEMPLATE_HTML && parse_headers(p, t, &body))
		return -1;
	p->at = body;
	p->end = p->text.len;
	return t->form == TEMPLATE_HTML ? parse_html(p, 0, &t->body) : parse_nodes(p, NULL, 0, &t->body);
}

int template_parse(struct span bytes, const char *source, enum template_form form, const struct span_list *known,
		   const struct template_parts *parts, struct template **out, struct err *err)
{
	struct template *t = calloc(1, sizeof(*t));
	if (!t)
		abort();
	arena_init(&t->arena);
	t->form = form;
	struct parser p = {.arena = &t->arena,
			   .source = source,
			   .html = form != TEMPLATE_TEXT,
			   .known = known,
			   .parts = parts,
			   .err = err};
	p.text = copy_lines(&t->arena, bytes);
	if (parse_file(&p, t)) {
		template_free(t);
		return -1;
	}
	*out = t;
	return 0;
}

void template_free(struct template *t)
{
	if (!t)
		return;
	arena_clear(&t->arena);
	free(t);
}

static bool nodes_use(const struct node_list *nodes, struct span name)
{
	for (size_t i = 0; i < nodes->count; i++) {
		const struct node *node = &nodes->items[i];
		if ((node->kind == NODE_VARIABLE && span_eq(node->text, name)) || nodes_use(&node->children, name))
			return true;
	}
	return false;
}

bool template_uses(const struct template *t, struct span name)
{
	return nodes_use(&t->body, name);
}

/* ---- rendering ---- */

struct scope {
	const struct vars *vars;
	const struct scope *outer;
	enum template_form form; /* the form being rendered */
};

static const struct var *scope_find(const struct scope *s, struct span name)
{
	for (; s; s = s->outer) {
		const struct var *var = var_find(s->vars, name);
		if (var)
			return var;
	}
	return NULL;
}

static bool var_is_true(const struct var *var)
{
	return var && (var->is_list ? var->list.count : var->text.len + var->html.len) > 0;
}

/* Writes with LF line ends, without a final one, as much as there is room for. */
static void render_text(struct span value, struct buf *out)
{
	struct span line;
	bool first = true;
	value = utf8_cut(value, out->max - out->len);
	while (span_line(&value, &line)) {
		if (!first)
			buf_chr(out, '\n');
		buf_add(out, line);
		first = false;
	}
}

static void render_block(const struct var *var, struct buf *out)
{
	bool wrapped = var->html.len && var->is_words;
	buf_str(out, wrapped ? "<div class=\"caredesk-own\" style=\"margin:0 0 14px\">" : "");
	if (var->html.len)
		markup_html(out, var->html);
	else
		markup_text(out, var->text);
	buf_str(out, wrapped ? "</div>" : "");
}

static void render_value(const struct var *var, enum template_form form, struct buf *out)
{
	bool is_block = var->is_block || var->html.len;
	if (form == TEMPLATE_TEXT)
		render_text(var->text, out);
	else if (form == TEMPLATE_HTML && is_block)
		render_block(var, out);
	else if (form == TEMPLATE_HTML)
		markup_value(out, var->text);
	else {
		buf_chr(out, is_block ? MARKUP_HTML : MARKUP_VALUE);
		if (is_block)
			render_block(var, out);
		else
			buf_add(out, markup_unmarked(var->text));
		buf_chr(out, MARKUP_END);
	}
}

static void render_nodes(const struct node_list *nodes, const struct scope *scope, struct buf *out);

static void render_section(const struct node *node, const struct scope *scope, struct buf *out)
{
	const struct var *var = scope_find(scope, node->text);
	if (!var_is_true(var))
		return;
	if (!var->is_list) {
		render_nodes(&node->children, scope, out);
		return;
	}
	for (size_t i = 0; i < var->list.count; i++) {
		struct scope inner = {&var->list.items[i], scope, scope->form};
		render_nodes(&node->children, &inner, out);
	}
}

/* In HTML, a text part is converted; in a text to be converted, an HTML part is marked. */
static void render_part(const struct node *node, const struct scope *scope, struct buf *out)
{
	struct scope inner = *scope;
	struct buf text;
	if (scope->form == TEMPLATE_HTML && !node->is_html) {
		buf_init(&text, MAX_BODY);
		buf_room(&text, USUAL_BODY);
		inner.form = TEMPLATE_MADE;
		render_nodes(&node->children, &inner, &text);
		markup_marked(out, buf_span(&text));
		out->over = out->over || text.over;
		buf_clear(&text);
	} else if (scope->form == TEMPLATE_MADE && node->is_html) {
		inner.form = TEMPLATE_HTML;
		buf_chr(out, MARKUP_HTML);
		render_nodes(&node->children, &inner, out);
		buf_str(out, (char[]){MARKUP_END, '\n', 0});
	} else
		render_nodes(&node->children, scope, out);
}

/* An omitted section must not leave two empty lines. */
static struct span without_gap(struct span text, const struct buf *out)
{
	while (span_ends(buf_span(out), SPAN("\n\n")) && span_starts(text, SPAN("\n")))
		text = span_from(text, 1);
	return text;
}

static void render_node(const struct node *node, const struct scope *scope, struct buf *out)
{
	const struct var *var;
	switch (node->kind) {
	case NODE_TEXT:
		buf_add(out, without_gap(node->text, out));
		break;
	case NODE_VARIABLE:
		var = scope_find(scope, node->text);
		if (var && !var->is_list)
			render_value(var, scope->form, out);
		break;
	case NODE_SECTION:
		render_section(node, scope, out);
		break;
	case NODE_INVERTED:
		if (!var_is_true(scope_find(scope, node->text)))
			render_nodes(&node->children, scope, out);
		break;
	case NODE_PART:
		render_part(node, scope, out);
		break;
	}
}

static void render_nodes(const struct node_list *nodes, const struct scope *scope, struct buf *out)
{
	for (size_t i = 0; i < nodes->count && !out->over; i++)
		render_node(&nodes->items[i], scope, out);
}

/* Removes the empty lines that sections left at the beginning. */
static struct span without_top(struct span body)
{
	while (body.len > 1 && body.ptr[0] == '\n')
		body = span_from(body, 1);
	return body;
}

void template_render(const struct template *t, const struct vars *v, struct arena *a, struct span *subject,
		     struct span *body)
{
	struct scope scope = {v, NULL, TEMPLATE_TEXT};
	struct buf out;
	buf_init(&out, MAX_BODY);
	buf_room(&out, USUAL_BODY);
	render_nodes(&t->subject, &scope, &out);
	*subject = utf8_cut(utf8_line(a, buf_span(&out)), MAX_SUBJECT);
	buf_reset(&out);
	render_nodes(&t->body, &scope, &out);
	out.len = span_rtrim(buf_span(&out)).len;
	buf_chr(&out, '\n');
	*body = arena_dup(a, without_top(buf_span(&out)));
	buf_clear(&out);
}

static void render_html(const struct template *t, const struct vars *v, const struct scope *outer, struct buf *out)
{
	struct scope scope = {v, outer, t->form};
	struct buf text;
	if (t->form == TEMPLATE_HTML) {
		render_nodes(&t->body, &scope, out);
		return;
	}
	buf_init(&text, MAX_BODY);
	buf_room(&text, USUAL_BODY);
	render_nodes(&t->body, &scope, &text);
	markup_marked(out, buf_span(&text));
	out->over = out->over || text.over;
	buf_clear(&text);
}

struct span template_page(const struct template *t, const struct template *layout, const struct vars *v,
			  struct arena *a)
{
	struct scope scope = {v, NULL, TEMPLATE_HTML};
	struct vars body = {0};
	struct buf content, page;
	buf_init(&content, MAX_BODY);
	buf_init(&page, MAX_BODY);
	buf_room(&content, USUAL_PAGE);
	buf_room(&page, USUAL_PAGE);
	render_html(t, v, NULL, &content);
	vars_block(a, &body, "body", SPAN_NONE, buf_span(&content));
	render_html(layout, &body, &scope, &page);
	struct span html = content.over || page.over ? SPAN_NONE : arena_dup(a, buf_span(&page));
	buf_clear(&content);
	buf_clear(&page);
	return html;
}
