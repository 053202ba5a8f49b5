#include "parsers/html.h"

#include "parsers/base/ascii.h"
#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"
#include "parsers/html_clean.h"
#include "parsers/html_style.h"
#include "parsers/html_tree.h"
#include "parsers/mail.h"
#include "parsers/words.h"

#include <gumbo.h>
#include <string.h>

#define MAX_INPUT ((size_t)2 << 20)
#define MAX_DEPTH 400       /* nested elements; gumbo's work grows with the square of the depth */
#define MAX_WORK 500000     /* elements that unclosed formatting adds to the tree */
#define MAX_ATTRIBUTES 1000 /* of one element; gumbo compares every pair */
#define MAX_URL 1000        /* bytes; a longer link is not shown */
#define MAX_STYLE 1000      /* bytes of a style attribute that are read */
#define MAX_QUOTE 20        /* quote levels that are marked */
#define QUOTED_HEAD "-----Original Message-----"
#define PICTURE "\xEF\xBF\xBC" /* U+FFFC, in place of a picture */
#define BACK_WHITE 0xffffffu
#define BACK_UNKNOWN 0xff000000u
#define RULE "________________________________"

struct writer {
	struct buf out;
	uint32_t line;                     /* line number of the last text written, from 0 */
	struct fragment_builder *fragment; /* built together with the text; NULL: text only */
	struct span source;                /* all of the HTML */
	uint32_t back;                     /* background colour of the text, or BACK_UNKNOWN */
	unsigned breaks;                   /* line ends owed before the next text; dropped at the start of the output */
	bool space;                        /* a blank is owed */
	bool preformatted;
	bool style_known, is_styled; /* see is_styled, once it has been determined */
	bool hidden_too;             /* hidden text is written as well */
	size_t quote, indent;
	size_t quoted;    /* quote depth of the last text written; limits the marks of empty lines */
	bool bullet_open; /* so far the line has nothing but its bullet */
};

static void write_prefix(struct writer *w)
{
	for (size_t i = 0; i < w->quote && i < MAX_QUOTE; i++)
		buf_str(&w->out, "> ");
	for (size_t i = 1; i < w->indent && i < MAX_QUOTE; i++)
		buf_str(&w->out, "  ");
}

static void write_owed(struct writer *w)
{
	if (w->out.len == 0) {
		w->breaks = 0;
		w->space = false;
		write_prefix(w);
		return;
	}
	if (w->breaks == 0) {
		if (w->space)
			buf_chr(&w->out, ' ');
		w->space = false;
		return;
	}
	buf_chr(&w->out, '\n');
	w->line += w->breaks;
	for (unsigned i = 1; i < w->breaks; i++) {
		for (size_t q = 0; q < w->quote && q < w->quoted && q < MAX_QUOTE; q++)
			buf_str(&w->out, q ? " >" : ">");
		buf_chr(&w->out, '\n');
	}
	w->breaks = 0;
	w->space = false;
	write_prefix(w);
}

static void write_text(struct writer *w, struct span s)
{
	if (s.len == 0)
		return;
	write_owed(w);
	buf_add(&w->out, s);
	w->quoted = w->quote;
	w->bullet_open = false;
}

static void break_lines(struct writer *w, unsigned breaks)
{
	if (w->bullet_open)
		return;
	if (w->breaks < breaks)
		w->breaks = breaks;
}

static void line_break(struct writer *w)
{
	if (w->breaks < 2)
		w->breaks++;
}

/* Length of one white-space character at the front (U+00A0 and the invisible fillers of newsletters included), or 0. */
static size_t blank_length(struct span s)
{
	static const struct span blanks[] = {
		{" ", 1},        {"\n", 1},           {"\t", 1},           {"\r", 1},           {"\f", 1},
		{"\xC2\xA0", 2}, {"\xE2\x80\x8B", 3}, {"\xE2\x80\x8C", 3}, {"\xE2\x80\x8D", 3}, {"\xEF\xBB\xBF", 3},
		{"\xC2\xAD", 2}, {"\xCD\x8F", 2}};
	if ((signed char)s.ptr[0] > ' ') /* ASCII other than a blank */
		return 0;
	for (size_t i = 0; i < sizeof(blanks) / sizeof(*blanks); i++)
		if (span_starts(s, blanks[i]))
			return blanks[i].len;
	return 0;
}

static bool is_visible_blank(struct span s)
{
	return (unsigned char)s.ptr[0] < 0x80 || span_starts(s, SPAN("\xC2\xA0"));
}

/* Length of the words at the front that have single spaces between them. */
static size_t words_length(struct span s)
{
	size_t len = 1;
	for (;;) {
		while (len < s.len && (signed char)s.ptr[len] > ' ')
			len++;
		bool spaced = len < s.len && s.ptr[len] == ' ';
		struct span next = span_from(s, len + spaced);
		if (!next.len || blank_length(next))
			return len;
		len += spaced + 1;
	}
}

static void flow_text(struct writer *w, struct span s)
{
	while (s.len) {
		size_t blank = blank_length(s);
		if (blank) {
			w->space = w->space || is_visible_blank(s);
			s = span_from(s, blank);
			continue;
		}
		size_t len = words_length(s);
		write_text(w, span_sub(s, 0, len));
		s = span_from(s, len);
	}
}

static void raw_text(struct writer *w, struct span s)
{
	struct span line;
	while (s.len) {
		bool ended = span_chr(s, '\n') >= 0;
		const char *begin = s.ptr;
		size_t before = w->out.len;
		span_cut(&s, '\n', &line);
		write_text(w, span_rtrim(line));
		if (w->fragment)
			fragment_text(w->fragment, span_make(begin, line.len + ended),
				      w->out.len > before ? w->line : w->line + (before ? w->breaks : 0));
		if (ended)
			line_break(w);
	}
}

/* Names are in lower case in the tree. */
static const GumboAttribute *attribute_find(const GumboElement *e, const char *name)
{
	for (unsigned i = 0; i < e->attributes.length; i++) {
		const GumboAttribute *one = e->attributes.data[i];
		if (one->name[0] == name[0] && strcmp(one->name, name) == 0)
			return one;
	}
	return NULL;
}

static struct span attribute(const GumboElement *e, const char *name)
{
	const GumboAttribute *found = attribute_find(e, name);
	return found ? span_of(found->value) : SPAN_NONE;
}

/* Is the word among the attribute's blank-separated words? Webmail prefixes the names in quoted mail with "x_". */
static bool attribute_has(const GumboElement *e, const char *name, struct span want)
{
	struct span rest = attribute(e, name), word;
	if (rest.len < want.len)
		return false;
	while (span_word(&rest, &word)) {
		if (span_istarts(word, SPAN("x_")))
			word = span_from(word, 2);
		if (span_ieq(word, want))
			return true;
	}
	return false;
}

/* Has it any of the attributes by which clients name their blocks? Most elements have none. */
static bool has_names(const GumboElement *e)
{
	static const char *const names[] = {"class", "id", "name", "data-marker"};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (attribute_find(e, names[i]))
			return true;
	return false;
}

/* The style attribute in lower case, without blanks. */
static struct span style_of(const GumboElement *e, char out[MAX_STYLE])
{
	struct span style = span_sub(attribute(e, "style"), 0, MAX_STYLE);
	size_t len = 0;
	for (size_t i = 0; i < style.len; i++) {
		char c = style.ptr[i];
		if (c != ' ' && c != '\n' && c != '\t' && c != '\r')
			out[len++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return (struct span){out, len};
}

/* What a style says about whether and how its element is seen. Of a property that is set twice, the first value. */
struct style_look {
	struct span colour, back, back_all, size, opacity, max_height, max_width;
	bool has_picture, is_hidden, keeps_lines;
};

static void declaration_look(struct span one, struct style_look *out)
{
	static const struct span hidden[] = {
		{"display:none", 12}, {"visibility:hidden", 17}, {"mso-hide:all", 12}, {"color:transparent", 17}};
	const struct {
		struct span name;
		struct span *value;
	} values[] = {{SPAN("color"), &out->colour},        {SPAN("background-color"), &out->back},
		      {SPAN("background"), &out->back_all}, {SPAN("font-size"), &out->size},
		      {SPAN("opacity"), &out->opacity},     {SPAN("max-height"), &out->max_height},
		      {SPAN("max-width"), &out->max_width}};
	ptrdiff_t colon = span_chr(one, ':');
	struct span name = span_sub(one, 0, colon < 0 ? 0 : (size_t)colon);
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		if (span_eq(name, values[i].name) && !values[i].value->ptr)
			*values[i].value = span_from(one, (size_t)colon + 1);
	for (size_t i = 0; i < sizeof(hidden) / sizeof(*hidden); i++)
		out->is_hidden = out->is_hidden || span_starts(one, hidden[i]);
	out->has_picture = out->has_picture || span_eq(name, SPAN("background-image"));
	out->keeps_lines = out->keeps_lines || span_starts(one, SPAN("white-space:pre"));
}

static void style_look(struct span style, struct style_look *out)
{
	struct span one;
	*out = (struct style_look){0};
	while (span_cut(&style, ';', &one))
		declaration_look(one, out);
}

/* "0", "0px", "0.0" but not "0.9". */
static bool is_zero(struct span value)
{
	size_t zeros = 0;
	while (zeros < value.len && (value.ptr[zeros] == '0' || value.ptr[zeros] == '.'))
		zeros++;
	return zeros > 0 && (zeros == value.len || value.ptr[zeros] < '0' || value.ptr[zeros] > '9');
}

/* Does any descendant set its own font size? Then a size of 0 on this element only closes gaps. */
static bool has_size(const GumboElement *e, unsigned depth)
{
	char store[MAX_STYLE];
	struct style_look look;
	for (unsigned i = 0; i < e->children.length && depth < MAX_DEPTH; i++) {
		const GumboNode *child = e->children.data[i];
		if (child->type != GUMBO_NODE_ELEMENT)
			continue;
		style_look(style_of(&child->v.element, store), &look);
		if (look.size.ptr && !is_zero(look.size))
			return true;
		if (has_size(&child->v.element, depth + 1))
			return true;
	}
	return false;
}

/* Is, or may, its text be the same colour as its background? */
static bool is_unseen(const GumboElement *e, const struct style_look *style, uint32_t back)
{
	struct span colour = style->colour.len ? style->colour : attribute(e, "color");
	uint32_t rgb;
	return colour.len && style_colour(colour, &rgb) && style_alike(rgb, back == BACK_UNKNOWN ? BACK_WHITE : back);
}

/* May a style sheet set a background colour? */
static bool is_styled(struct writer *w)
{
	if (!w->style_known)
		w->is_styled =
			span_ifind(w->source, SPAN("<style")) >= 0 && span_ifind(w->source, SPAN("background")) >= 0;
	w->style_known = true;
	return w->is_styled;
}

static bool is_hidden(const GumboElement *e, const struct style_look *style)
{
	if (style->is_hidden || is_zero(style->opacity) || is_zero(style->max_height) || is_zero(style->max_width))
		return true;
	return attribute_find(e, "hidden") || (is_zero(style->size) && !has_size(e, 0));
}

/* Elements whose content is no text to read. */
static const bool skipped[GUMBO_TAG_LAST + 1] = {
	[GUMBO_TAG_HEAD] = true,     [GUMBO_TAG_STYLE] = true,  [GUMBO_TAG_SCRIPT] = true, [GUMBO_TAG_TEMPLATE] = true,
	[GUMBO_TAG_TITLE] = true,    [GUMBO_TAG_OBJECT] = true, [GUMBO_TAG_SVG] = true,    [GUMBO_TAG_MATH] = true,
	[GUMBO_TAG_TEXTAREA] = true, [GUMBO_TAG_SELECT] = true, [GUMBO_TAG_IFRAME] = true, [GUMBO_TAG_NOSCRIPT] = true,
	[GUMBO_TAG_AUDIO] = true,    [GUMBO_TAG_VIDEO] = true,  [GUMBO_TAG_CANVAS] = true, [GUMBO_TAG_MAP] = true,
};

/* A quote, as opposed to plain indentation, for which mail clients use the same element. */
static bool is_quote(const GumboElement *e, struct span style)
{
	if (e->tag != GUMBO_TAG_BLOCKQUOTE)
		return has_names(e) &&
		       (attribute_has(e, "class", SPAN("yahoo_quoted")) ||
			attribute_has(e, "class", SPAN("zmail_extra")) ||
			attribute_has(e, "class", SPAN("ms-outlook-mobile-reference-message")) ||
			attribute_has(e, "name", SPAN("quote")) || attribute_has(e, "name", SPAN("quoted-content")) ||
			attribute_has(e, "data-marker", SPAN("__QUOTED_TEXT__")));
	bool indentation = span_find(style, SPAN("border:none")) >= 0 && span_find(style, SPAN("padding:0")) >= 0 &&
			   !attribute_has(e, "type", SPAN("cite")) && !attribute_has(e, "class", SPAN("gmail_quote"));
	return !indentation;
}

/* Does any of the attributes by which clients name their blocks contain that? */
static bool is_named(const GumboElement *e, struct span part)
{
	static const char *const names[] = {"class", "id", "name"};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_ifind(attribute(e, names[i]), part) >= 0)
			return true;
	return false;
}

/* Is it an element with that name, unknown to HTML? */
static bool is_called(const GumboElement *e, struct span name)
{
	GumboStringPiece tag = e->original_tag;
	if (e->tag != GUMBO_TAG_UNKNOWN || !tag.data)
		return false;
	gumbo_tag_from_original_text(&tag);
	return span_ieq(span_make(tag.data, tag.length), name);
}

/* Nearly all clients have "signature" in its name; a block that only introduces the signature is not part of it. */
static bool is_signature(const GumboElement *e)
{
	if (is_called(e, SPAN("signature")))
		return true;
	if (!has_names(e))
		return false;
	if (is_named(e, SPAN("signature")))
		return !is_named(e, SPAN("signature_prefix")) && !is_named(e, SPAN("signature_block-empty"));
	return attribute_has(e, "class", SPAN("bloop_sign")) || is_named(e, SPAN("zm-_id_-sgn")) ||
	       attribute_has(e, "data-marker", SPAN("__SIG_POST__")) ||
	       attribute_has(e, "data-marker", SPAN("__SIG_PRE__"));
}

static bool has_text(const GumboElement *e, unsigned depth)
{
	for (unsigned i = 0; i < e->children.length && depth < MAX_DEPTH; i++) {
		const GumboNode *child = e->children.data[i];
		if (child->type == GUMBO_NODE_TEXT && span_trim(span_of(child->v.text.text)).len > 0)
			return true;
		if (child->type == GUMBO_NODE_ELEMENT && has_text(&child->v.element, depth + 1))
			return true;
	}
	return false;
}

static bool after_dashes(const struct writer *w)
{
	return span_ends(span_rtrim(buf_span(&w->out)), SPAN("\n--"));
}

static bool is_reply_head(const GumboElement *e)
{
	return attribute_has(e, "id", SPAN("divrplyfwdmsg")) || attribute_has(e, "id", SPAN("zwchr"));
}

/* A paragraph to which Outlook's style sheet gives no margin. */
static bool is_tight(const GumboElement *e)
{
	return e->tag == GUMBO_TAG_P &&
	       (attribute_has(e, "class", SPAN("msonormal")) || attribute_has(e, "class", SPAN("msoplaintext")));
}

/* Line ends before and after an element: 1 gives it its own line, 2 makes it a paragraph. */
static unsigned breaks_of(const GumboElement *e)
{
	static const uint8_t breaks[GUMBO_TAG_LAST + 1] = {
		[GUMBO_TAG_P] = 2,          [GUMBO_TAG_DIV] = 1,     [GUMBO_TAG_H1] = 2,       [GUMBO_TAG_H2] = 2,
		[GUMBO_TAG_H3] = 2,         [GUMBO_TAG_H4] = 2,      [GUMBO_TAG_H5] = 2,       [GUMBO_TAG_H6] = 2,
		[GUMBO_TAG_UL] = 1,         [GUMBO_TAG_OL] = 1,      [GUMBO_TAG_LI] = 1,       [GUMBO_TAG_DL] = 1,
		[GUMBO_TAG_DT] = 1,         [GUMBO_TAG_DD] = 1,      [GUMBO_TAG_TABLE] = 1,    [GUMBO_TAG_TR] = 1,
		[GUMBO_TAG_BLOCKQUOTE] = 1, [GUMBO_TAG_PRE] = 2,     [GUMBO_TAG_SECTION] = 1,  [GUMBO_TAG_ARTICLE] = 1,
		[GUMBO_TAG_HEADER] = 1,     [GUMBO_TAG_FOOTER] = 1,  [GUMBO_TAG_CENTER] = 1,   [GUMBO_TAG_FORM] = 1,
		[GUMBO_TAG_ADDRESS] = 1,    [GUMBO_TAG_CAPTION] = 1, [GUMBO_TAG_FIELDSET] = 1, [GUMBO_TAG_HR] = 1,
		[GUMBO_TAG_MAIN] = 1,       [GUMBO_TAG_NAV] = 1,     [GUMBO_TAG_ASIDE] = 1,    [GUMBO_TAG_FIGURE] = 1,
		[GUMBO_TAG_FIGCAPTION] = 1, [GUMBO_TAG_DETAILS] = 1, [GUMBO_TAG_SUMMARY] = 1};
	return is_tight(e) ? 1 : breaks[e->tag];
}

static void node_walk(struct writer *w, const GumboNode *node, unsigned depth);

static void walk_children(struct writer *w, const GumboElement *e, unsigned depth)
{
	unsigned number = 1;
	for (unsigned i = 0; i < e->children.length && !w->out.over; i++) {
		const GumboNode *child = e->children.data[i];
		bool item = child->type == GUMBO_NODE_ELEMENT && child->v.element.tag == GUMBO_TAG_LI;
		if (item && e->tag == GUMBO_TAG_OL) {
			break_lines(w, 1);
			write_owed(w);
			buf_printf(&w->out, "%u.", number++);
		} else if (item) {
			break_lines(w, 1);
			write_text(w, SPAN("*"));
		}
		w->space = w->space || item;
		w->bullet_open = w->bullet_open || item;
		node_walk(w, child, depth);
		w->bullet_open = w->bullet_open && !item;
	}
}

static bool is_web(struct span url)
{
	return span_istarts(url, SPAN("http://")) || span_istarts(url, SPAN("https://"));
}

/* Does the text itself show where the link goes? */
static bool says_url(struct span text, struct span url)
{
	ptrdiff_t slash = span_find(url, SPAN("//"));
	struct span bare = slash < 0 ? url : span_from(url, (size_t)slash + 2);
	while (bare.len && bare.ptr[bare.len - 1] == '/')
		bare.len--;
	return span_ifind(text, bare) >= 0;
}

static void write_link(struct writer *w, const GumboElement *e, size_t before)
{
	struct span url = span_trim(attribute(e, "href"));
	struct span text = span_from(buf_span(&w->out), before);
	bool mail = span_istarts(url, SPAN("mailto:"));
	if (mail)
		url = span_from(url, 7);
	bool shown = (is_web(url) || mail) && url.len <= MAX_URL && span_trim(text).len > 0 && !says_url(text, url);
	for (size_t i = 0; i < url.len && shown; i++)
		shown = (unsigned char)url.ptr[i] > ' ' && url.ptr[i] != '<' && url.ptr[i] != '>';
	if (!shown)
		return;
	buf_str(&w->out, " <");
	buf_add(&w->out, url);
	buf_chr(&w->out, '>');
}

static void write_image(struct writer *w, const GumboElement *e)
{
	struct span alt = span_trim(attribute(e, "alt"));
	if (w->fragment && span_istarts(span_trim(attribute(e, "src")), SPAN("cid:")))
		write_text(w, SPAN(PICTURE));
	if (alt.len == 0 || alt.len > 200 || span_chr(alt, '.') >= 0)
		return;
	write_text(w, SPAN("["));
	flow_text(w, alt);
	buf_chr(&w->out, ']');
}

static void write_alone(struct writer *w, struct span line)
{
	break_lines(w, 1);
	write_text(w, line);
	break_lines(w, 1);
}

/* Marks the start of a quoted mail, both in the text and in the fragment. */
static void write_head(struct writer *w)
{
	struct html_attributes none = {0};
	write_alone(w, SPAN(QUOTED_HEAD));
	if (!w->fragment)
		return;
	fragment_open(w->fragment, SPAN("div"), &none, w->line);
	fragment_text(w->fragment, SPAN(QUOTED_HEAD), w->line);
	fragment_close(w->fragment, w->line);
}

/* Writes what precedes an element's content, or takes its place (a line break, a rule, a picture). */
static void element_start(struct writer *w, const GumboElement *e)
{
	if (is_reply_head(e))
		write_head(w);
	else if ((e->attributes.length || e->tag == GUMBO_TAG_UNKNOWN) && is_signature(e) && !after_dashes(w) &&
		 has_text(e, 0))
		write_alone(w, SPAN("-- "));
	if (e->tag == GUMBO_TAG_BR)
		line_break(w);
	else if (e->tag == GUMBO_TAG_HR && !is_reply_head(e))
		write_alone(w, SPAN(RULE));
	else if (e->tag == GUMBO_TAG_IMG)
		write_image(w, e);
	else if ((e->tag == GUMBO_TAG_TD || e->tag == GUMBO_TAG_TH) && w->breaks == 0 && w->out.len)
		w->space = true;
}

/* How an element appears, judging by its style and names. */
struct look {
	bool is_hidden, is_quote, keeps_lines;
	bool is_pale;  /* its text would be invisible without the background */
	uint32_t back; /* as in struct writer */
};

static uint32_t back_of(const struct writer *w, const GumboElement *e, const struct style_look *style)
{
	struct span value = style->back.len ? style->back : style->back_all;
	uint32_t rgb = BACK_UNKNOWN;
	if (!value.len)
		value = attribute(e, "bgcolor");
	if (style->has_picture || attribute_find(e, "background"))
		return BACK_UNKNOWN;
	if (!value.len || span_ieq(value, SPAN("transparent")) || span_ieq(value, SPAN("none")) ||
	    span_ieq(value, SPAN("inherit")))
		return w->back;
	bool plain = style_colour(value, &rgb) && (e->tag != GUMBO_TAG_BODY || style_alike(rgb, BACK_WHITE));
	return plain ? rgb : BACK_UNKNOWN;
}

static struct look element_look(struct writer *w, const GumboElement *e)
{
	char store[MAX_STYLE];
	struct style_look seen;
	struct look look = {.back = w->back, .keeps_lines = e->tag == GUMBO_TAG_PRE};
	if (e->attributes.length == 0) {
		look.is_quote = e->tag == GUMBO_TAG_BLOCKQUOTE;
		return look;
	}
	struct span style = style_of(e, store);
	style_look(style, &seen);
	look.back = back_of(w, e, &seen);
	look.is_pale = is_unseen(e, &seen, look.back);
	look.is_quote = is_quote(e, style);
	look.keeps_lines = look.keeps_lines || seen.keeps_lines;
	look.is_hidden = is_hidden(e, &seen) || (look.is_pale && look.back != BACK_UNKNOWN && !is_styled(w));
	return look;
}

/* --- the fragment --- */

/* The line number of the next text. */
static uint32_t next_line(const struct writer *w)
{
	return w->out.len ? w->line + w->breaks : 0;
}

static void attributes_take(struct writer *w, const GumboElement *e, bool pale, struct html_attributes *out)
{
	struct span *style = &out->values[ATTRIBUTE_STYLE];
	*out = (struct html_attributes){0};
	for (unsigned i = 0; i < e->attributes.length && i < MAX_ATTRIBUTES; i++) {
		const GumboAttribute *attribute = e->attributes.data[i];
		enum html_attribute which = html_attribute_named(span_of(attribute->name));
		if (which < ATTRIBUTE_COUNT && attribute->attr_namespace == GUMBO_ATTR_NAMESPACE_NONE)
			out->values[which] = span_of(attribute->value);
	}
	if (is_tight(e))
		*style = arena_printf(w->fragment->a, "margin:0;%.*s", SPAN_ARG(*style));
	if (pale)
		*style = arena_printf(w->fragment->a, "%.*s;color:black", SPAN_ARG(*style));
}

static void element_open(struct writer *w, const GumboElement *e, bool pale, uint32_t back, uint32_t line)
{
	struct html_attributes attributes;
	if (!w->fragment)
		return;
	attributes_take(w, e, pale, &attributes);
	fragment_open(w->fragment, span_of(gumbo_normalized_tagname(e->tag)), &attributes, line);
	/* a background that was left out is no longer behind anything */
	if (w->back != back && !fragment_has_back(w->fragment))
		w->back = BACK_UNKNOWN;
}

static void element_close(struct writer *w)
{
	if (w->fragment)
		fragment_close(w->fragment, w->line);
}

/* --- the walk --- */

static void walk_element(struct writer *w, const GumboElement *e, unsigned depth)
{
	struct writer saved = *w;
	struct look look = element_look(w, e);
	if (skipped[e->tag] || e->tag_namespace != GUMBO_NAMESPACE_HTML || (!w->hidden_too && look.is_hidden))
		return;
	unsigned breaks = breaks_of(e);
	break_lines(w, look.is_quote ? 1 : breaks);
	w->back = look.back;
	w->quote += look.is_quote;
	w->indent += e->tag == GUMBO_TAG_UL || e->tag == GUMBO_TAG_OL;
	w->preformatted = w->preformatted || look.keeps_lines;
	size_t begin = w->out.len;
	uint32_t line = next_line(w);
	element_start(w, e);
	element_open(w, e, look.is_pale, saved.back, w->out.len > begin ? w->line : line);
	size_t before = w->out.len;
	walk_children(w, e, depth);
	element_close(w);
	if (e->tag == GUMBO_TAG_A)
		write_link(w, e, before);
	w->back = saved.back;
	w->quote = saved.quote;
	w->indent = saved.indent;
	w->preformatted = saved.preformatted;
	if (breaks && w->out.len == before && w->space && e->tag == GUMBO_TAG_P)
		line_break(w); /* a paragraph holding only a hard blank is an empty line */
	break_lines(w, breaks);
}

static void walk_text(struct writer *w, struct span text)
{
	size_t begin = w->out.len;
	if (w->preformatted) {
		raw_text(w, text);
		return;
	}
	flow_text(w, text);
	if (w->fragment)
		fragment_text(w->fragment, text, w->out.len > begin ? w->line : next_line(w));
}

static void node_walk(struct writer *w, const GumboNode *node, unsigned depth)
{
	if (depth > MAX_DEPTH + 100 || w->out.over)
		return;
	if (node->type == GUMBO_NODE_ELEMENT)
		walk_element(w, &node->v.element, depth + 1);
	else if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA)
		walk_text(w, span_of(node->v.text.text));
}

static struct span tag_name(struct span s)
{
	size_t len = 0;
	while (len < s.len && (ascii_is_letter(s.ptr[len]) || (s.ptr[len] >= '0' && s.ptr[len] <= '9')))
		len++;
	return len && ascii_is_letter(s.ptr[0]) ? span_sub(s, 0, len) : SPAN_NONE;
}

/* Index of the name in the list, or -1. */
static ptrdiff_t name_find(struct span name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_ieq(name, span_of(names[i])))
			return (ptrdiff_t)i;
	return -1;
}

/* Elements whose end tag is optional or does not exist. */
static const char *const flat[] = {"br", "img",   "hr",    "meta", "link", "input", "p",    "li",   "td",     "tr",
				   "th", "tbody", "thead", "dt",   "dd",   "col",   "base", "area", "option", "wbr"};
/* Formatting elements: the parser reopens them in every later paragraph until they are closed. */
static const char *const formats[] = {"a",    "b", "big",   "code",   "em",     "font", "i",
				      "nobr", "s", "small", "strike", "strong", "tt",   "u"};
#define FORMATS (sizeof(formats) / sizeof(*formats))

/* A rough estimate of gumbo's work, from the tags alone. */
struct estimate {
	struct span open[MAX_DEPTH];
	size_t depth;
	size_t formats[FORMATS], formatted;
	size_t work;
};

static void estimate_open(struct estimate *e, struct span name)
{
	ptrdiff_t format = name_find(name, formats, FORMATS);
	e->work += e->formatted > 3 ? e->formatted : 0;
	if (format >= 0) {
		e->formats[format]++;
		e->formatted++;
	} else if (name_find(name, flat, sizeof(flat) / sizeof(*flat)) < 0) {
		e->open[e->depth++] = name;
	}
}

static void estimate_close(struct estimate *e, struct span name)
{
	ptrdiff_t format = name_find(name, formats, FORMATS);
	if (format >= 0 && e->formats[format] > 0) {
		e->formats[format]--;
		e->formatted--;
	}
	for (size_t i = e->depth; format < 0 && i-- > 0;)
		if (span_ieq(e->open[i], name)) {
			e->depth = i;
			return;
		}
}

/* Length of the tag at the front, up to its '>'; *attributes: number of separators outside attribute values, an upper
 * bound on the number of attributes. */
static size_t tag_length(struct span s, size_t *attributes)
{
	size_t i = 0;
	*attributes = 0;
	for (; i < s.len && s.ptr[i] != '>'; i++) {
		char c = s.ptr[i];
		*attributes += c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '/' || c == '\f';
		if ((c != '"' && c != '\'') || i == 0 || s.ptr[i - 1] != '=')
			continue;
		const char *end = memchr(s.ptr + i + 1, c, s.len - i - 1);
		if (!end)
			return s.len;
		i = (size_t)(end - s.ptr);
	}
	return i;
}

/* Would gumbo recurse too deeply, or take too long? */
static bool is_hard(struct span html)
{
	struct estimate e = {0};
	for (const char *at; html.len && (at = memchr(html.ptr, '<', html.len)) != NULL;) {
		html = span_from(html, (size_t)(at - html.ptr) + 1);
		bool closes = span_starts(html, SPAN("/"));
		struct span name = tag_name(closes ? span_from(html, 1) : html);
		if (name.len == 0)
			continue;
		size_t attributes;
		html = span_from(html, tag_length(html, &attributes));
		if (closes)
			estimate_close(&e, name);
		else
			estimate_open(&e, name);
		if (attributes > MAX_ATTRIBUTES || e.depth == MAX_DEPTH || e.formatted > MAX_DEPTH || e.work > MAX_WORK)
			return true;
	}
	return false;
}

/* For HTML that is too hard: the text between tags, with a line break for each tag. */
static struct span strip_tags(struct arena *a, struct span html)
{
	char *out = arena_alloc(a, html.len + 1);
	size_t len = 0;
	bool in_tag = false;
	for (size_t i = 0; i < html.len; i++) {
		if (html.ptr[i] == '<') {
			in_tag = true;
			if (len && out[len - 1] != '\n')
				out[len++] = '\n';
		} else if (in_tag) {
			in_tag = html.ptr[i] != '>';
		} else {
			out[len++] = html.ptr[i];
		}
	}
	return span_trim((struct span){out, len});
}

/* Elements that carry more than paragraphs and line ends. */
static const bool rich_tags[GUMBO_TAG_LAST + 1] = {
	[GUMBO_TAG_A] = true,     [GUMBO_TAG_B] = true,      [GUMBO_TAG_STRONG] = true, [GUMBO_TAG_I] = true,
	[GUMBO_TAG_EM] = true,    [GUMBO_TAG_U] = true,      [GUMBO_TAG_S] = true,      [GUMBO_TAG_STRIKE] = true,
	[GUMBO_TAG_DEL] = true,   [GUMBO_TAG_INS] = true,    [GUMBO_TAG_H1] = true,     [GUMBO_TAG_H2] = true,
	[GUMBO_TAG_H3] = true,    [GUMBO_TAG_H4] = true,     [GUMBO_TAG_H5] = true,     [GUMBO_TAG_H6] = true,
	[GUMBO_TAG_UL] = true,    [GUMBO_TAG_OL] = true,     [GUMBO_TAG_DL] = true,     [GUMBO_TAG_TABLE] = true,
	[GUMBO_TAG_IMG] = true,   [GUMBO_TAG_PRE] = true,    [GUMBO_TAG_CODE] = true,   [GUMBO_TAG_TT] = true,
	[GUMBO_TAG_KBD] = true,   [GUMBO_TAG_SAMP] = true,   [GUMBO_TAG_VAR] = true,    [GUMBO_TAG_MARK] = true,
	[GUMBO_TAG_FONT] = true,  [GUMBO_TAG_CENTER] = true, [GUMBO_TAG_SUB] = true,    [GUMBO_TAG_SUP] = true,
	[GUMBO_TAG_SMALL] = true, [GUMBO_TAG_HR] = true};

/* … and words in their styles and attributes. */
static bool has_rich_style(struct span tag)
{
	static const struct span words[] = {{"color", 5},
					    {"background", 10},
					    {"font-weight", 11},
					    {"font-style", 10},
					    {"text-decoration", 15},
					    {"text-align", 10},
					    {"border", 6},
					    {"rtl", 3}};
	for (; tag.len; tag = span_from(tag, 1)) {
		char c = tag.ptr[0];
		bool begins = c == 'c' || c == 'b' || c == 'f' || c == 't' || c == 'r';
		for (size_t i = 0; begins && i < sizeof(words) / sizeof(*words); i++)
			if (span_starts(tag, words[i]))
				return true;
	}
	return false;
}

/* Of a style that is kept, what remains is more than the usual. */
static bool style_says_more(struct arena *a, struct span text)
{
	static const enum style_property shown[] = {
		STYLE_COLOR,  STYLE_BACKGROUND, STYLE_WEIGHT,       STYLE_SLANT,         STYLE_DECORATION, STYLE_ALIGN,
		STYLE_BORDER, STYLE_BORDER_TOP, STYLE_BORDER_RIGHT, STYLE_BORDER_BOTTOM, STYLE_BORDER_LEFT};
	struct style style = {0};
	style_read(a, text, &style);
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++) {
		struct span value = style.values[shown[i]];
		if (value.len && !span_eq(value, SPAN("normal")) && !span_eq(value, SPAN("left")))
			return true;
	}
	return false;
}

/* Do the attributes say more than black on white, from left to right? *usual: the last style that does not. */
static bool attributes_say_more(struct arena *a, struct span attributes, struct span *usual)
{
	static const char quoted[] = " style=";
	ptrdiff_t at = span_ifind(attributes, span_of(quoted));
	struct span rest = span_from(attributes, (size_t)at + sizeof(quoted) - 1), style;
	char quote = at < 0 || !rest.len ? '\0' : rest.ptr[0];
	if ((quote != '"' && quote != '\'') || span_chr(span_from(rest, 1), quote) < 0)
		return true;
	rest = span_from(rest, 1);
	span_cut(&rest, quote, &style);
	if (has_rich_style(span_sub(attributes, 0, (size_t)at)) || has_rich_style(rest))
		return true;
	if (usual->len && span_eq(style, *usual))
		return false;
	*usual = style;
	return span_chr(style, '&') >= 0 || style_says_more(a, style);
}

/* Elements of the page's frame, which no fragment has. */
static bool is_frame(GumboTag tag)
{
	return tag == GUMBO_TAG_HTML || tag == GUMBO_TAG_HEAD || tag == GUMBO_TAG_BODY || tag == GUMBO_TAG_META ||
	       tag == GUMBO_TAG_LINK || tag == GUMBO_TAG_BASE || tag == GUMBO_TAG_STYLE;
}

/* An indented quote always does: its style is what indents it. */
static bool tag_is_rich(struct arena *a, GumboTag tag, struct span attributes, struct span *usual)
{
	if (rich_tags[tag])
		return true;
	if (is_frame(tag) || !has_rich_style(attributes))
		return false;
	return tag == GUMBO_TAG_BLOCKQUOTE || attributes_say_more(a, attributes, usual);
}

bool html_is_rich(struct arena *a, struct span html)
{
	struct span usual = SPAN_NONE;
	for (const char *at; html.len && (at = memchr(html.ptr, '<', html.len)) != NULL;) {
		size_t separators;
		html = span_from(html, (size_t)(at - html.ptr) + 1);
		struct span name = tag_name(html),
			    tag = span_sub(html, 0, name.len ? tag_length(html, &separators) : 0);
		if (name.len &&
		    tag_is_rich(a, gumbo_tagn_enum(name.ptr, (unsigned)name.len), span_from(tag, name.len), &usual))
			return true;
		html = span_from(html, tag.len);
	}
	return false;
}

/* gumbo allocates from an arena: nothing is freed piece by piece, nor by recursion over the tree. */
static void *tree_alloc(void *arena, size_t size)
{
	return arena_alloc(arena, size);
}

static void tree_release(void *arena, void *pointer)
{
	(void)arena;
	(void)pointer;
}

static const GumboNode *gumbo_tree(struct arena *tree, struct span html)
{
	GumboOptions options = kGumboDefaultOptions;
	options.max_errors = 0;
	options.allocator = tree_alloc;
	options.deallocator = tree_release;
	options.userdata = tree;
	return gumbo_parse_with_options(&options, html.len ? html.ptr : "", html.len)->root;
}

/* NULL: gumbo would take too long. */
static const GumboNode *tree_parse(struct arena *tree, struct span html)
{
	const GumboNode *plain = html_tree(tree, html);
	if (plain)
		return plain;
	return is_hard(html) ? NULL : gumbo_tree(tree, html);
}

/* --- picture marks --- */

/* The line without its marks: where a blank precedes a mark, the blank after it is removed too. */
static struct span line_unmark(struct arena *a, struct span line)
{
	struct buf out;
	ptrdiff_t at;
	buf_init(&out, BUF_MAX);
	while ((at = span_find(line, SPAN(PICTURE))) >= 0) {
		buf_add(&out, span_sub(line, 0, (size_t)at));
		line = span_from(line, (size_t)at + sizeof(PICTURE) - 1);
		bool blank = out.len == 0 || out.ptr[out.len - 1] == ' ';
		if (blank && span_starts(line, SPAN(" ")))
			line = span_from(line, 1);
	}
	buf_add(&out, line);
	line = arena_dup(a, span_rtrim(buf_span(&out)));
	buf_clear(&out);
	return line;
}

/* Empty, or quote marks alone. */
static bool is_blank_line(struct span line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.ptr[i] != '>' && line.ptr[i] != ' ')
			return false;
	return true;
}

/* The text without its picture marks: a line that held nothing else is removed, along with the empty line after it. */
static struct span without_pictures(struct arena *a, struct span text)
{
	struct buf out;
	struct span line;
	bool empty = true, dropped = false;
	if (span_find(text, SPAN(PICTURE)) < 0)
		return text;
	buf_init(&out, BUF_MAX);
	while (span_cut(&text, '\n', &line)) {
		bool marked = span_find(line, SPAN(PICTURE)) >= 0;
		line = marked ? line_unmark(a, line) : line;
		if (is_blank_line(line) && (marked || (dropped && empty))) {
			dropped = true;
			continue;
		}
		empty = is_blank_line(line);
		dropped = false;
		buf_add(&out, line);
		buf_chr(&out, '\n');
	}
	text = arena_dup(a, span_trim(buf_span(&out)));
	buf_clear(&out);
	return text;
}

/* --- text and fragment --- */

/* The hidden text included: better than no text at all. */
static struct span hidden_text(struct arena *a, const GumboNode *root, struct buf *out)
{
	struct writer w = {.out = *out, .hidden_too = true, .back = BACK_WHITE};
	buf_reset(&w.out);
	node_walk(&w, root, 0);
	*out = w.out;
	return arena_dup(a, span_trim(buf_span(out)));
}

struct span html_text(struct arena *a, struct span html)
{
	struct arena tree;
	struct span text;
	html = utf8_cut(html, MAX_INPUT);
	arena_init(&tree);
	const GumboNode *root = tree_parse(&tree, html);
	struct writer w = {.source = html, .back = BACK_WHITE};
	buf_init(&w.out, MAIL_MAX_TEXT * 2);
	if (root)
		node_walk(&w, root, 0);
	text = root ? arena_dup(a, span_trim(buf_span(&w.out))) : strip_tags(a, html);
	if (root && !text.len)
		text = hidden_text(a, root, &w.out);
	buf_clear(&w.out);
	arena_clear(&tree);
	return text;
}

void html_read(struct arena *a, struct span html, struct html_page *out)
{
	*out = (struct html_page){0};
	const GumboNode *root = html.len > MAX_INPUT ? NULL : tree_parse(a, html);
	if (!root) {
		out->text = html_text(a, html);
		return;
	}
	struct fragment_builder *builder = ARENA_NEW(a, struct fragment_builder);
	fragment_begin(builder, a);
	struct writer w = {.source = html, .back = BACK_WHITE, .fragment = builder};
	buf_init(&w.out, MAIL_MAX_TEXT * 2);
	node_walk(&w, root, 0);
	out->marked = arena_dup(a, span_trim(buf_span(&w.out)));
	out->text = without_pictures(a, out->marked);
	if (!out->text.len)
		out->text = hidden_text(a, root, &w.out);
	if (!builder->over && !w.out.over)
		out->fragment = builder->out;
	buf_clear(&w.out);
}
