#include "templates/nesting.h"

#include <string.h>

/* Does the list contain the word, ignoring case? */
static bool is_one_of(const char *words, struct span word)
{
	struct span rest = span_of(words), one;
	while (span_word(&rest, &one))
		if (span_ieq(one, word))
			return true;
	return false;
}

static bool is_void(struct span tag)
{
	return is_one_of("area br col hr img meta wbr", tag);
}

/* May its end tag be omitted? */
static bool ends_by_itself(struct span tag)
{
	return is_one_of("p li td th tr tbody thead tfoot dt dd html body head", tag);
}

static bool is_foreign(struct span tag)
{
	return is_one_of(
		"script iframe frame frameset object embed applet form input button textarea select option link "
		"base audio video source track svg math canvas noscript template",
		tag);
}

static bool is_space_of_tag(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool is_tag_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_tag_name(char c)
{
	return is_tag_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '_';
}

/* --- elements --- */

static void open_put(struct nesting *n, struct span whole, const char *source)
{
	n->open[n->count++] = (struct nesting_element){n->tag, whole, source, n->at};
}

static bool is_open(const struct nesting *n, struct span tag)
{
	for (size_t i = n->floor; i < n->count; i++)
		if (span_ieq(n->open[i].name, tag))
			return true;
	return false;
}

/* NULL, or what is wrong with the end tag of n->tag. */
static const char *close_take(struct nesting *n)
{
	size_t left = n->count;
	if (!is_open(n, n->tag))
		return "an end tag without its element:";
	while (!span_ieq(n->open[left - 1].name, n->tag) && ends_by_itself(n->open[left - 1].name))
		left--;
	if (!span_ieq(n->open[left - 1].name, n->tag))
		return "another element is still open at the end of";
	n->count = left - 1;
	return NULL;
}

/* NULL, or what is wrong with the start tag that ends here. */
static const char *open_take(struct nesting *n, struct span whole, const char *source)
{
	bool paragraph = n->count > n->floor && span_ieq(n->open[n->count - 1].name, SPAN("p"));
	if (is_foreign(n->tag))
		return "a mail can't have the element";
	if (is_void(n->tag))
		return NULL;
	if (paragraph && is_one_of("p div table ul ol blockquote hr pre h1 h2 h3", n->tag))
		n->count--;
	if (n->count == NESTING_DEPTH)
		return "elements are nested too deeply at";
	open_put(n, whole, source);
	return NULL;
}

/* --- attributes --- */

static const char *value_fault(const struct nesting *n, struct span value)
{
	value = span_trim(value);
	bool remote = span_istarts(value, SPAN("http:")) || span_istarts(value, SPAN("https:")) ||
		      span_starts(value, SPAN("//")) || span_istarts(value, SPAN("ftp:"));
	bool runs = span_istarts(value, SPAN("javascript:")) || span_istarts(value, SPAN("vbscript:")) ||
		    span_istarts(value, SPAN("data:"));
	if (is_one_of("src srcset background poster", n->attribute) && remote)
		return "a mail must not load anything from elsewhere, as here in";
	if (is_one_of("href src action background", n->attribute) && runs)
		return "an address must not run anything, as here in";
	if (span_ieq(n->attribute, SPAN("style")) &&
	    (span_ifind(value, SPAN("url(")) >= 0 || span_ifind(value, SPAN("expression(")) >= 0))
		return "a mail must not load anything from elsewhere, as here in";
	if (span_ieq(n->attribute, SPAN("http-equiv")) && span_ieq(value, SPAN("refresh")))
		return "a mail must not redirect to another page, as here by";
	return NULL;
}

static const char *name_fault(const struct nesting *n)
{
	return span_istarts(n->attribute, SPAN("on")) ? "a mail must not run anything, as here by" : NULL;
}

/* --- the text, letter by letter --- */

struct piece {
	struct span whole;
	const char *source;
	size_t at, end;
	size_t from; /* where the current name, or this part of a value, began */
};

static struct span piece_taken(const struct piece *p)
{
	return span_sub(p->whole, p->from, p->at - p->from);
}

static void state_begin(struct nesting *n, struct piece *p, enum nesting_state state)
{
	n->state = state;
	p->from = p->at + 1;
}

/* Handles the ">" that ends a tag. */
static const char *tag_end(struct nesting *n, const struct piece *p)
{
	const char *what = NULL;
	bool closes = n->tag.len && n->tag.ptr[0] == '/';
	n->state = NESTING_TEXT;
	n->attribute = SPAN_NONE;
	if (closes) {
		n->tag = span_from(n->tag, 1);
		return is_void(n->tag) ? NULL : close_take(n);
	}
	what = open_take(n, p->whole, p->source);
	if (!what && span_ieq(n->tag, SPAN("style")))
		n->state = NESTING_STYLE;
	return what;
}

static const char *nesting_text_take(struct nesting *n, struct piece *p, char c)
{
	struct span rest = span_sub(p->whole, p->at, p->end - p->at);
	if (c != '<' || rest.len < 2)
		return NULL;
	n->at = p->at;
	if (span_starts(rest, SPAN("<!"))) {
		n->quote = span_starts(rest, SPAN("<!--")) ? '-' : 0;
		n->state = NESTING_COMMENT;
	} else if (is_tag_letter(rest.ptr[1]) || rest.ptr[1] == '/')
		state_begin(n, p, NESTING_TAG);
	return NULL;
}

static const char *nesting_tag_take(struct nesting *n, struct piece *p, char c)
{
	if (is_tag_name(c) || (c == '/' && p->at == p->from))
		return NULL;
	n->tag = piece_taken(p);
	n->state = NESTING_INSIDE;
	return c == '>' ? tag_end(n, p) : NULL;
}

static const char *nesting_inside_take(struct nesting *n, struct piece *p, char c)
{
	if (c == '>')
		return tag_end(n, p);
	if (!is_tag_name(c))
		return NULL;
	n->state = NESTING_NAME;
	p->from = p->at;
	return NULL;
}

static const char *nesting_name_take(struct nesting *n, struct piece *p, char c)
{
	if (is_tag_name(c))
		return NULL;
	n->attribute = piece_taken(p);
	n->state = NESTING_INSIDE;
	const char *what = name_fault(n);
	struct span rest = span_sub(p->whole, p->at, p->end - p->at);
	if (what || c != '=')
		return what ? what : nesting_inside_take(n, p, c);
	n->quote = rest.len > 1 ? rest.ptr[1] : 0;
	bool quoted = n->quote == '"' || n->quote == '\'';
	p->at += quoted;
	state_begin(n, p, quoted ? NESTING_QUOTED : NESTING_BARE);
	return NULL;
}

static const char *nesting_value_take(struct nesting *n, struct piece *p, char c)
{
	bool ends = n->state == NESTING_QUOTED ? c == n->quote : is_space_of_tag(c) || c == '>';
	if (!ends)
		return NULL;
	bool tag = n->state == NESTING_BARE && c == '>';
	n->state = NESTING_INSIDE;
	const char *what = value_fault(n, piece_taken(p));
	return what || !tag ? what : tag_end(n, p);
}

static const char *nesting_comment_take(struct nesting *n, struct piece *p, char c)
{
	if (c == '>' && (n->quote != '-' || span_ends(span_sub(p->whole, 0, p->at), SPAN("--"))))
		n->state = NESTING_TEXT;
	return NULL;
}

static const char *nesting_style_take(struct nesting *n, struct piece *p, char c)
{
	struct span rest = span_sub(p->whole, p->at, p->end - p->at);
	if (c == '<')
		return nesting_text_take(n, p, c);
	if (span_istarts(rest, SPAN("@import")) || span_istarts(rest, SPAN("url(")))
		return "a mail must not load anything from elsewhere, as here in";
	return NULL;
}

static const char *nesting_take(struct nesting *n, struct piece *p)
{
	static const char *(*const how[])(struct nesting * n, struct piece * p, char c) = {
		[NESTING_TEXT] = nesting_text_take,       [NESTING_TAG] = nesting_tag_take,
		[NESTING_INSIDE] = nesting_inside_take,   [NESTING_NAME] = nesting_name_take,
		[NESTING_BARE] = nesting_value_take,      [NESTING_QUOTED] = nesting_value_take,
		[NESTING_COMMENT] = nesting_comment_take, [NESTING_STYLE] = nesting_style_take,
	};
	return how[n->state](n, p, p->whole.ptr[p->at]);
}

/* A name ends with its piece, because it can't contain a value; an attribute's value may continue. */
static bool piece_end(struct nesting *n, const struct piece *p, struct nesting_fault *fault)
{
	const char *what = NULL;
	if (n->state == NESTING_QUOTED)
		what = value_fault(n, piece_taken(p));
	else if (n->state == NESTING_TAG)
		n->tag = piece_taken(p);
	if (n->state == NESTING_TAG || n->state == NESTING_NAME || n->state == NESTING_BARE)
		n->state = NESTING_INSIDE;
	if (what)
		*fault = (struct nesting_fault){what, n->attribute, p->whole, p->source, p->from};
	return !what;
}

bool nesting_text(struct nesting *n, struct span whole, const char *source, size_t at, size_t end,
		  struct nesting_fault *fault)
{
	struct piece p = {whole, source, at, end, at};
	for (; p.at < end; p.at++) {
		const char *what = nesting_take(n, &p);
		if (!what)
			continue;
		*fault = (struct nesting_fault){what, n->attribute.len ? n->attribute : n->tag, whole, source, p.at};
		return false;
	}
	return piece_end(n, &p, fault);
}

bool nesting_value(const struct nesting *n)
{
	return n->state == NESTING_TEXT || n->state == NESTING_QUOTED || n->state == NESTING_COMMENT ||
	       n->state == NESTING_STYLE;
}

struct nesting_mark nesting_enter(struct nesting *n)
{
	struct nesting_mark mark = {n->state, n->count, n->floor};
	n->floor = n->count;
	return mark;
}

bool nesting_leave(struct nesting *n, const struct nesting_mark *mark, struct nesting_fault *fault)
{
	while (n->count > mark->count && ends_by_itself(n->open[n->count - 1].name))
		n->count--;
	if (n->count > mark->count || n->state != mark->state) {
		bool open = n->count > mark->count;
		const struct nesting_element *e = &n->open[open ? n->count - 1 : 0];
		*fault = open ? (struct nesting_fault){"an element is not closed:", e->name, e->whole, e->source, e->at}
			      : (struct nesting_fault){.what = "a tag or comment is not closed, the last one being",
						       .name = n->tag};
		return false;
	}
	n->floor = mark->floor;
	return true;
}
