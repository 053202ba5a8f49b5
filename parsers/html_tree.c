#include "parsers/html_tree.h"

#include "parsers/base/ascii.h"
#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"

#include <gumbo.h>

#define MAX_OPEN 200      /* nested elements */
#define MAX_ATTRIBUTES 60 /* per element */
#define MAX_NAME 16       /* bytes of the longest element name that gumbo knows */

/* How an element is inserted into the tree. */
enum kind {
	KIND_ODD, /* left to gumbo */
	KIND_HTML,
	KIND_HEAD,
	KIND_BODY,
	KIND_META,  /* belongs in the head, no content */
	KIND_STYLE, /* its content is raw text */
	KIND_SCRIPT,
	KIND_TITLE, /* raw text with entities */
	KIND_BLOCK,
	KIND_HEADING,
	KIND_ITEM,
	KIND_TERM,
	KIND_PRE,
	KIND_RULE,
	KIND_VOID,
	KIND_LINK,
	KIND_INLINE, /* includes formatting elements, which gumbo reopens if they are not closed: here they all are */
	KIND_TABLE,
	KIND_SECTION,
	KIND_ROW,
	KIND_CELL,
	KIND_COLUMNS,
	KIND_COLUMN,
	KINDS
};

static const uint8_t kinds[GUMBO_TAG_LAST + 1] = {
	[GUMBO_TAG_HTML] = KIND_HTML,        [GUMBO_TAG_HEAD] = KIND_HEAD,     [GUMBO_TAG_BODY] = KIND_BODY,
	[GUMBO_TAG_META] = KIND_META,        [GUMBO_TAG_LINK] = KIND_META,     [GUMBO_TAG_BASE] = KIND_META,
	[GUMBO_TAG_STYLE] = KIND_STYLE,      [GUMBO_TAG_SCRIPT] = KIND_SCRIPT, [GUMBO_TAG_TITLE] = KIND_TITLE,
	[GUMBO_TAG_DIV] = KIND_BLOCK,        [GUMBO_TAG_P] = KIND_BLOCK,       [GUMBO_TAG_BLOCKQUOTE] = KIND_BLOCK,
	[GUMBO_TAG_CENTER] = KIND_BLOCK,     [GUMBO_TAG_UL] = KIND_BLOCK,      [GUMBO_TAG_OL] = KIND_BLOCK,
	[GUMBO_TAG_DL] = KIND_BLOCK,         [GUMBO_TAG_ADDRESS] = KIND_BLOCK, [GUMBO_TAG_ARTICLE] = KIND_BLOCK,
	[GUMBO_TAG_ASIDE] = KIND_BLOCK,      [GUMBO_TAG_FIGURE] = KIND_BLOCK,  [GUMBO_TAG_FIGCAPTION] = KIND_BLOCK,
	[GUMBO_TAG_FOOTER] = KIND_BLOCK,     [GUMBO_TAG_HEADER] = KIND_BLOCK,  [GUMBO_TAG_NAV] = KIND_BLOCK,
	[GUMBO_TAG_SECTION] = KIND_BLOCK,    [GUMBO_TAG_H1] = KIND_HEADING,    [GUMBO_TAG_H2] = KIND_HEADING,
	[GUMBO_TAG_H3] = KIND_HEADING,       [GUMBO_TAG_H4] = KIND_HEADING,    [GUMBO_TAG_H5] = KIND_HEADING,
	[GUMBO_TAG_H6] = KIND_HEADING,       [GUMBO_TAG_LI] = KIND_ITEM,       [GUMBO_TAG_DT] = KIND_TERM,
	[GUMBO_TAG_DD] = KIND_TERM,          [GUMBO_TAG_PRE] = KIND_PRE,       [GUMBO_TAG_HR] = KIND_RULE,
	[GUMBO_TAG_BR] = KIND_VOID,          [GUMBO_TAG_IMG] = KIND_VOID,      [GUMBO_TAG_WBR] = KIND_VOID,
	[GUMBO_TAG_A] = KIND_LINK,           [GUMBO_TAG_B] = KIND_INLINE,      [GUMBO_TAG_BIG] = KIND_INLINE,
	[GUMBO_TAG_CODE] = KIND_INLINE,      [GUMBO_TAG_EM] = KIND_INLINE,     [GUMBO_TAG_FONT] = KIND_INLINE,
	[GUMBO_TAG_I] = KIND_INLINE,         [GUMBO_TAG_S] = KIND_INLINE,      [GUMBO_TAG_SMALL] = KIND_INLINE,
	[GUMBO_TAG_STRIKE] = KIND_INLINE,    [GUMBO_TAG_STRONG] = KIND_INLINE, [GUMBO_TAG_TT] = KIND_INLINE,
	[GUMBO_TAG_U] = KIND_INLINE,         [GUMBO_TAG_SPAN] = KIND_INLINE,   [GUMBO_TAG_SUB] = KIND_INLINE,
	[GUMBO_TAG_SUP] = KIND_INLINE,       [GUMBO_TAG_KBD] = KIND_INLINE,    [GUMBO_TAG_SAMP] = KIND_INLINE,
	[GUMBO_TAG_VAR] = KIND_INLINE,       [GUMBO_TAG_DEL] = KIND_INLINE,    [GUMBO_TAG_INS] = KIND_INLINE,
	[GUMBO_TAG_MARK] = KIND_INLINE,      [GUMBO_TAG_Q] = KIND_INLINE,      [GUMBO_TAG_CITE] = KIND_INLINE,
	[GUMBO_TAG_ABBR] = KIND_INLINE,      [GUMBO_TAG_LABEL] = KIND_INLINE,  [GUMBO_TAG_TIME] = KIND_INLINE,
	[GUMBO_TAG_UNKNOWN] = KIND_INLINE,   [GUMBO_TAG_MAP] = KIND_INLINE,    [GUMBO_TAG_NOSCRIPT] = KIND_INLINE,
	[GUMBO_TAG_AREA] = KIND_VOID,        [GUMBO_TAG_INPUT] = KIND_VOID,    [GUMBO_TAG_TABLE] = KIND_TABLE,
	[GUMBO_TAG_TBODY] = KIND_SECTION,    [GUMBO_TAG_THEAD] = KIND_SECTION, [GUMBO_TAG_TFOOT] = KIND_SECTION,
	[GUMBO_TAG_TR] = KIND_ROW,           [GUMBO_TAG_TD] = KIND_CELL,       [GUMBO_TAG_TH] = KIND_CELL,
	[GUMBO_TAG_COLGROUP] = KIND_COLUMNS, [GUMBO_TAG_COL] = KIND_COLUMN,
};

enum stage { BEFORE_HTML, BEFORE_HEAD, IN_HEAD, AFTER_HEAD, IN_BODY };

/* What the doctype says of tables in paragraphs. */
enum mode { MODE_QUIRKS, MODE_STANDARD, MODE_UNKNOWN };

struct tag {
	GumboTag tag;
	struct span source; /* including the brackets */
	GumboVector attributes;
};

struct open {
	GumboNode *node;
	bool paragraph, link; /* is a p or an a open, within this cell? */
};

struct builder {
	struct arena *a;
	struct span rest; /* not read yet */
	enum stage stage;
	enum mode mode;
	bool has_doctype;
	struct open open[MAX_OPEN];
	size_t depth;
	struct buf text; /* not in the tree yet */
	bool text_shown; /* contains more than white space */
};

/* --- nodes --- */

static void vector_add(struct arena *a, GumboVector *v, void *item)
{
	if (v->length == v->capacity) {
		unsigned more = v->capacity ? 2 * v->capacity : 4;
		void **data = arena_alloc(a, more * sizeof(*data));
		if (v->length)
			memcpy(data, v->data, v->length * sizeof(*data));
		v->data = data;
		v->capacity = more;
	}
	v->data[v->length++] = item;
}

static GumboNode *node_add(struct builder *b, GumboNodeType type)
{
	GumboNode *node = ARENA_NEW(b->a, GumboNode);
	node->type = type;
	if (b->depth) {
		node->parent = b->open[b->depth - 1].node;
		node->index_within_parent = node->parent->v.element.children.length;
		vector_add(b->a, &node->parent->v.element.children, node);
	}
	return node;
}

/* Turns the pending text into a node. */
static void text_end(struct builder *b)
{
	if (!b->text.len)
		return;
	GumboNode *node = node_add(b, b->text_shown ? GUMBO_NODE_TEXT : GUMBO_NODE_WHITESPACE);
	node->v.text.text = arena_str(b->a, buf_span(&b->text));
	buf_reset(&b->text);
	b->text_shown = false;
}

static GumboNode *element_add(struct builder *b, const struct tag *t)
{
	text_end(b);
	GumboNode *node = node_add(b, GUMBO_NODE_ELEMENT);
	node->v.element.tag = t->tag;
	node->v.element.attributes = t->attributes;
	node->v.element.original_tag = (GumboStringPiece){t->source.ptr, t->source.len};
	return node;
}

static enum kind tag_kind(GumboTag tag)
{
	return (enum kind)kinds[tag];
}

static GumboTag top(const struct builder *b)
{
	return b->depth ? b->open[b->depth - 1].node->v.element.tag : GUMBO_TAG_LAST;
}

static enum kind top_kind(const struct builder *b)
{
	return tag_kind(top(b));
}

static bool tree_open(struct builder *b, const struct tag *t)
{
	if (b->depth == MAX_OPEN)
		return false;
	const struct open *outer = b->depth ? &b->open[b->depth - 1] : NULL;
	struct open inner = {.paragraph = outer && outer->paragraph, .link = outer && outer->link};
	enum kind kind = tag_kind(t->tag);
	if (kind == KIND_TABLE || kind == KIND_CELL)
		inner.paragraph = false;
	if (kind == KIND_CELL)
		inner.link = false;
	inner.paragraph = inner.paragraph || t->tag == GUMBO_TAG_P;
	inner.link = inner.link || t->tag == GUMBO_TAG_A;
	inner.node = element_add(b, t);
	b->open[b->depth++] = inner;
	return true;
}

static bool implied_open(struct builder *b, GumboTag tag)
{
	return tree_open(b, &(struct tag){.tag = tag});
}

static void tree_close(struct builder *b)
{
	text_end(b);
	b->depth--;
}

/* --- nesting --- */

static bool is_table_part(enum kind kind)
{
	return kind == KIND_TABLE || kind == KIND_SECTION || kind == KIND_ROW || kind == KIND_COLUMNS;
}

/* Is its end tag implied by that of the surrounding element? */
static bool ends_itself(GumboTag tag)
{
	return tag == GUMBO_TAG_P || tag_kind(tag) == KIND_ITEM || tag_kind(tag) == KIND_TERM;
}

/* Outward from the cell to the table; 0: not part of a table. */
static int table_rank(GumboTag tag)
{
	static const uint8_t ranks[KINDS] = {
		[KIND_CELL] = 1, [KIND_ROW] = 2, [KIND_SECTION] = 3, [KIND_COLUMNS] = 3, [KIND_TABLE] = 4};
	return ranks[tag_kind(tag)];
}

/* Closes the parts of the table inside that rank. */
static bool parts_close(struct builder *b, int outer)
{
	while (ends_itself(top(b)) || (table_rank(top(b)) && table_rank(top(b)) < outer))
		tree_close(b);
	return table_rank(top(b)) > 0;
}

/* Inserts the implied html, head and body elements, up to that stage. */
static void frame_enter(struct builder *b, enum stage stage)
{
	static const GumboTag implied[] = {GUMBO_TAG_HTML, GUMBO_TAG_HEAD, GUMBO_TAG_HEAD, GUMBO_TAG_BODY};
	for (; b->stage < stage; b->stage++) {
		if (b->stage == IN_HEAD)
			tree_close(b);
		else
			implied_open(b, implied[b->stage]);
	}
}

/* --- text --- */

static bool is_html_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t';
}

static size_t blanks_length(struct span s)
{
	size_t len = 0;
	while (len < s.len && is_html_blank(s.ptr[len]))
		len++;
	return len;
}

static bool tree_text_put(struct builder *b, struct span s)
{
	size_t blank = blanks_length(s);
	if (b->stage < IN_BODY) {
		if (b->stage >= IN_HEAD)
			buf_add(&b->text, span_sub(s, 0, blank));
		s = span_from(s, blank);
		blank = 0;
		if (!s.len)
			return true;
		frame_enter(b, IN_BODY);
	}
	if (blank < s.len) {
		if (is_table_part(top_kind(b)))
			return false;
		b->text_shown = true;
	}
	buf_add(&b->text, s);
	return true;
}

/* --- entities --- */

/* All of ISO 8859-1 (those are recognised without a semicolon, too) and others that are frequent in mails; sorted. */
static const struct {
	const char *name;
	uint32_t c;
} entities[] = {
	{"AElig", 0xC6},   {"AMP", '&'},       {"Aacute", 0xC1},  {"Acirc", 0xC2},   {"Agrave", 0xC0},
	{"Aring", 0xC5},   {"Atilde", 0xC3},   {"Auml", 0xC4},    {"COPY", 0xA9},    {"Ccedil", 0xC7},
	{"ETH", 0xD0},     {"Eacute", 0xC9},   {"Ecirc", 0xCA},   {"Egrave", 0xC8},  {"Euml", 0xCB},
	{"GT", '>'},       {"Iacute", 0xCD},   {"Icirc", 0xCE},   {"Igrave", 0xCC},  {"Iuml", 0xCF},
	{"LT", '<'},       {"Ntilde", 0xD1},   {"OElig", 0x152},  {"Oacute", 0xD3},  {"Ocirc", 0xD4},
	{"Ograve", 0xD2},  {"Oslash", 0xD8},   {"Otilde", 0xD5},  {"Ouml", 0xD6},    {"QUOT", '"'},
	{"REG", 0xAE},     {"Scaron", 0x160},  {"THORN", 0xDE},   {"Uacute", 0xDA},  {"Ucirc", 0xDB},
	{"Ugrave", 0xD9},  {"Uuml", 0xDC},     {"Yacute", 0xDD},  {"Zcaron", 0x17D}, {"aacute", 0xE1},
	{"acirc", 0xE2},   {"acute", 0xB4},    {"aelig", 0xE6},   {"agrave", 0xE0},  {"amp", '&'},
	{"apos", '\''},    {"aring", 0xE5},    {"atilde", 0xE3},  {"auml", 0xE4},    {"bdquo", 0x201E},
	{"brvbar", 0xA6},  {"bull", 0x2022},   {"ccedil", 0xE7},  {"cedil", 0xB8},   {"cent", 0xA2},
	{"copy", 0xA9},    {"curren", 0xA4},   {"deg", 0xB0},     {"divide", 0xF7},  {"eacute", 0xE9},
	{"ecirc", 0xEA},   {"egrave", 0xE8},   {"emsp", 0x2003},  {"ensp", 0x2002},  {"eth", 0xF0},
	{"euml", 0xEB},    {"euro", 0x20AC},   {"frac12", 0xBD},  {"frac14", 0xBC},  {"frac34", 0xBE},
	{"gt", '>'},       {"hellip", 0x2026}, {"iacute", 0xED},  {"icirc", 0xEE},   {"iexcl", 0xA1},
	{"igrave", 0xEC},  {"iquest", 0xBF},   {"iuml", 0xEF},    {"laquo", 0xAB},   {"larr", 0x2190},
	{"ldquo", 0x201C}, {"lsaquo", 0x2039}, {"lsquo", 0x2018}, {"lt", '<'},       {"macr", 0xAF},
	{"mdash", 0x2014}, {"micro", 0xB5},    {"middot", 0xB7},  {"nbsp", 0xA0},    {"ndash", 0x2013},
	{"not", 0xAC},     {"ntilde", 0xF1},   {"oacute", 0xF3},  {"ocirc", 0xF4},   {"oelig", 0x153},
	{"ograve", 0xF2},  {"ordf", 0xAA},     {"ordm", 0xBA},    {"oslash", 0xF8},  {"otilde", 0xF5},
	{"ouml", 0xF6},    {"para", 0xB6},     {"plusmn", 0xB1},  {"pound", 0xA3},   {"quot", '"'},
	{"raquo", 0xBB},   {"rarr", 0x2192},   {"rdquo", 0x201D}, {"reg", 0xAE},     {"rsaquo", 0x203A},
	{"rsquo", 0x2019}, {"sbquo", 0x201A},  {"scaron", 0x161}, {"sect", 0xA7},    {"shy", 0xAD},
	{"sup1", 0xB9},    {"sup2", 0xB2},     {"sup3", 0xB3},    {"szlig", 0xDF},   {"thinsp", 0x2009},
	{"thorn", 0xFE},   {"times", 0xD7},    {"trade", 0x2122}, {"uacute", 0xFA},  {"ucirc", 0xFB},
	{"ugrave", 0xF9},  {"uml", 0xA8},      {"uuml", 0xFC},    {"yacute", 0xFD},  {"yen", 0xA5},
	{"yuml", 0xFF},    {"zcaron", 0x17E},  {"zwj", 0x200D},   {"zwnj", 0x200C},
};

/* 0: unknown. */
static uint32_t entity_named(struct span name)
{
	size_t low = 0, high = sizeof(entities) / sizeof(*entities);
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = span_cmp(name, span_of(entities[middle].name));
		if (order == 0)
			return entities[middle].c;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}

/* A character that the parser does not replace by another one. */
static bool is_sound(uint32_t c)
{
	bool control = c < ' ' || (c >= 0x7F && c <= 0x9F), surrogate = c >= 0xD800 && c <= 0xDFFF;
	bool none = c > 0x10FFFF || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE;
	return !control && !surrogate && !none;
}

/* "123;" or "x7B;" of "&#123;". Returns the bytes consumed; 0: leave it to gumbo. */
static size_t number_reference_read(struct span s, uint32_t *c)
{
	bool hex = s.len && (s.ptr[0] == 'x' || s.ptr[0] == 'X');
	size_t begin = hex, i = begin;
	uint32_t value = 0;
	for (; i < s.len && i < begin + 6; i++) {
		int digit = ascii_hex(s.ptr[i]);
		if (digit < 0 || (!hex && digit > 9))
			break;
		value = value * (hex ? 16 : 10) + (uint32_t)digit;
	}
	*c = value;
	return i > begin && i < s.len && s.ptr[i] == ';' && is_sound(value) ? i + 1 : 0;
}

/* Something that begins with '&'. Returns the bytes consumed; 0: leave it to gumbo. */
static size_t reference_read(struct span s, bool in_value, uint32_t *c)
{
	size_t len = 1;
	*c = '&';
	if (s.len > 1 && s.ptr[1] == '#') {
		len = number_reference_read(span_from(s, 2), c);
		return len ? len + 2 : 0;
	}
	while (len < s.len && (ascii_is_letter(s.ptr[len]) || ascii_is_digit(s.ptr[len])))
		len++;
	struct span name = span_sub(s, 1, len - 1);
	if (len < s.len && s.ptr[len] == ';' && name.len) {
		*c = entity_named(name);
		return *c ? len + 1 : 0;
	}
	/* without a semicolon it is a plain '&' if no name matches, and in an attribute also before '=' */
	bool literal = name.len < 2 || (in_value && ((len < s.len && s.ptr[len] == '=') || !entity_named(name)));
	return literal ? 1 : 0;
}

static bool text_read(struct builder *b, struct span s)
{
	while (s.len) {
		ptrdiff_t at = span_chr(s, '&');
		size_t before = at < 0 ? s.len : (size_t)at;
		if (before && !tree_text_put(b, span_sub(s, 0, before)))
			return false;
		s = span_from(s, before);
		if (!s.len)
			return true;
		char bytes[4];
		uint32_t c;
		size_t len = reference_read(s, false, &c);
		if (!len || !tree_text_put(b, span_make(bytes, utf8_put(c, bytes))))
			return false;
		s = span_from(s, len);
	}
	return true;
}

/* --- tags --- */

static bool ends_name(char c)
{
	return is_html_blank(c) || c == '/' || c == '>';
}

/* The attribute value with entities decoded, which never makes it longer. NULL: leave it to gumbo. */
static const char *value_read(struct arena *a, struct span s)
{
	if (!s.len)
		return "";
	char *out = arena_str(a, s);
	size_t len = 0;
	for (const char *at = memchr(s.ptr, '&', s.len); at; at = memchr(s.ptr, '&', s.len)) {
		size_t before = (size_t)(at - s.ptr);
		uint32_t c;
		memmove(out + len, s.ptr, before);
		len += before;
		s = span_from(s, before);
		size_t taken = reference_read(s, true, &c);
		if (!taken)
			return NULL;
		len += utf8_put(c, out + len);
		s = span_from(s, taken);
		if (!s.len)
			break;
	}
	if (s.len)
		memmove(out + len, s.ptr, s.len);
	out[len + s.len] = '\0';
	return out;
}

/* Of duplicates, the first one counts. */
static bool attribute_add(struct arena *a, GumboVector *list, struct span name, const char *value)
{
	struct span lower = arena_lower(a, name);
	for (unsigned i = 0; i < list->length; i++)
		if (strcmp(((const GumboAttribute *)list->data[i])->name, lower.ptr) == 0)
			return true;
	GumboAttribute *one = ARENA_NEW(a, GumboAttribute);
	one->name = lower.ptr;
	one->value = value;
	vector_add(a, list, one);
	return list->length <= MAX_ATTRIBUTES;
}

static void html_blanks_skip(struct span *s)
{
	*s = span_from(*s, blanks_length(*s));
}

/* Removes the value after the '=' from the front. */
static bool value_cut(struct span *s, struct span *value)
{
	size_t len = 0;
	html_blanks_skip(s);
	if (s->len && (s->ptr[0] == '"' || s->ptr[0] == '\'')) {
		const char *end = memchr(s->ptr + 1, s->ptr[0], s->len - 1);
		len = end ? (size_t)(end - s->ptr) : 0;
		*value = span_sub(*s, 1, len ? len - 1 : 0);
		*s = span_from(*s, len + 1);
		return end != NULL;
	}
	while (len < s->len && !is_html_blank(s->ptr[len]) && s->ptr[len] != '>')
		len++;
	*value = span_sub(*s, 0, len);
	*s = span_from(*s, len);
	return true;
}

/* Removes one attribute from the front. */
static bool tree_attribute_read(struct arena *a, struct span *s, GumboVector *list)
{
	size_t len = 0;
	struct span name, value = SPAN_NONE;
	while (len < s->len && !ends_name(s->ptr[len]) && s->ptr[len] != '=')
		if (strchr("\"'<", s->ptr[len++]))
			return false;
	name = span_sub(*s, 0, len);
	*s = span_from(*s, len);
	html_blanks_skip(s);
	if (s->len && s->ptr[0] == '=') {
		*s = span_from(*s, 1);
		if (!value_cut(s, &value))
			return false;
	}
	const char *read = name.len ? value_read(a, value) : NULL;
	return read && attribute_add(a, list, name, read);
}

/* Removes the attributes and the '>' from the front. */
static bool tree_attributes_read(struct arena *a, struct span *s, GumboVector *list)
{
	while (s->len) {
		char c = s->ptr[0];
		if (c == '>') {
			*s = span_from(*s, 1);
			return true;
		}
		if (is_html_blank(c) || c == '/')
			*s = span_from(*s, 1);
		else if (!tree_attribute_read(a, s, list))
			return false;
	}
	return false;
}

/* Removes the element name from the front. */
static GumboTag name_cut(struct span *s)
{
	char name[MAX_NAME];
	size_t len = 0;
	for (; len < s->len && !ends_name(s->ptr[len]); len++)
		if (len < MAX_NAME)
			name[len] = ascii_lower(s->ptr[len]);
	*s = span_from(*s, len);
	return len <= MAX_NAME ? gumbo_tagn_enum(name, (unsigned)len) : GUMBO_TAG_UNKNOWN;
}

/* --- start tags --- */

/* A block closes the open paragraph. */
static bool paragraph_end(struct builder *b)
{
	if (!b->depth || !b->open[b->depth - 1].paragraph)
		return true;
	if (top(b) != GUMBO_TAG_P)
		return false;
	tree_close(b);
	return true;
}

static bool start_odd(struct builder *b, const struct tag *t)
{
	(void)b;
	(void)t;
	return false;
}

static bool start_block(struct builder *b, const struct tag *t)
{
	return !is_table_part(top_kind(b)) && paragraph_end(b) && tree_open(b, t);
}

static bool start_heading(struct builder *b, const struct tag *t)
{
	return !is_table_part(top_kind(b)) && paragraph_end(b) && top_kind(b) != KIND_HEADING && tree_open(b, t);
}

/* Closes the previous item of the list, unless other elements are open inside it. */
static bool start_listed(struct builder *b, const struct tag *t)
{
	enum kind kind = tag_kind(t->tag);
	size_t i = b->depth;
	while (i > 0 && tag_kind(b->open[i - 1].node->v.element.tag) != kind) {
		GumboTag tag = b->open[i - 1].node->v.element.tag;
		bool passed = tag == GUMBO_TAG_P || tag == GUMBO_TAG_DIV || tag == GUMBO_TAG_ADDRESS ||
			      (tag_kind(tag) == KIND_INLINE && tag != GUMBO_TAG_NOSCRIPT) || tag_kind(tag) == KIND_LINK;
		i = passed ? i - 1 : 0;
	}
	while (i > 0 && b->depth >= i) {
		if (!ends_itself(top(b)))
			return false;
		tree_close(b);
	}
	return start_block(b, t);
}

static bool start_pre(struct builder *b, const struct tag *t)
{
	if (!start_block(b, t))
		return false;
	if (span_starts(b->rest, SPAN("\n")))
		b->rest = span_from(b->rest, 1);
	return !span_starts(b->rest, SPAN("&")); /* may be a line end, which would be dropped */
}

static bool start_void(struct builder *b, const struct tag *t)
{
	if (is_table_part(top_kind(b)) || (tag_kind(t->tag) == KIND_RULE && !paragraph_end(b)))
		return false;
	element_add(b, t);
	return true;
}

static bool start_inline(struct builder *b, const struct tag *t)
{
	return !is_table_part(top_kind(b)) && tree_open(b, t);
}

static bool start_link(struct builder *b, const struct tag *t)
{
	return !b->open[b->depth - 1].link && start_inline(b, t);
}

/* It closes a paragraph unless the document has no doctype. */
static bool start_table(struct builder *b, const struct tag *t)
{
	if (b->open[b->depth - 1].paragraph && b->mode != MODE_QUIRKS && (b->mode == MODE_UNKNOWN || !paragraph_end(b)))
		return false;
	return start_inline(b, t);
}

static bool start_section(struct builder *b, const struct tag *t)
{
	return parts_close(b, table_rank(GUMBO_TAG_TABLE)) && tree_open(b, t);
}

static bool start_row(struct builder *b, const struct tag *t)
{
	if (!parts_close(b, table_rank(GUMBO_TAG_TBODY)))
		return false;
	if (top_kind(b) == KIND_COLUMNS)
		tree_close(b);
	if (top_kind(b) == KIND_TABLE && !implied_open(b, GUMBO_TAG_TBODY))
		return false;
	return tree_open(b, t);
}

static bool start_cell(struct builder *b, const struct tag *t)
{
	if (!parts_close(b, table_rank(GUMBO_TAG_TR)))
		return false;
	if (top_kind(b) != KIND_ROW && !start_row(b, &(struct tag){.tag = GUMBO_TAG_TR}))
		return false;
	return tree_open(b, t);
}

static bool start_columns(struct builder *b, const struct tag *t)
{
	return top_kind(b) == KIND_TABLE && tree_open(b, t);
}

static bool start_column(struct builder *b, const struct tag *t)
{
	if (top_kind(b) == KIND_TABLE && !implied_open(b, GUMBO_TAG_COLGROUP))
		return false;
	if (top_kind(b) != KIND_COLUMNS)
		return false;
	element_add(b, t);
	return true;
}

/* Bytes before the end tag of a style or title; -1: it is missing, or has attributes. */
static ptrdiff_t raw_length(struct span s, struct span end)
{
	ptrdiff_t at = span_ifind(s, end);
	struct span behind = span_from(s, at < 0 ? 0 : (size_t)at + end.len);
	return at >= 0 && span_starts(behind, SPAN(">")) ? at : -1;
}

static bool start_raw(struct builder *b, const struct tag *t)
{
	enum kind kind = tag_kind(t->tag);
	struct span end = kind == KIND_TITLE    ? SPAN("</title")
			  : kind == KIND_SCRIPT ? SPAN("</script")
						: SPAN("</style");
	ptrdiff_t len = raw_length(b->rest, end);
	if (len < 0 || is_table_part(top_kind(b)) || !tree_open(b, t))
		return false;
	struct span content = span_sub(b->rest, 0, (size_t)len);
	if (kind == KIND_SCRIPT && span_find(content, SPAN("<!--")) >= 0)
		return false;
	enum stage stage = b->stage;
	b->stage = IN_BODY; /* keeps leading white space */
	bool fine = kind == KIND_TITLE ? text_read(b, content) : tree_text_put(b, content);
	b->stage = stage;
	tree_close(b);
	b->rest = span_from(b->rest, (size_t)len + end.len + 1);
	return fine;
}

static bool (*const starts[KINDS])(struct builder *b, const struct tag *t) = {
	[KIND_ODD] = start_odd,         [KIND_HTML] = start_odd,      [KIND_HEAD] = start_odd,
	[KIND_BODY] = start_odd,        [KIND_META] = start_void,     [KIND_STYLE] = start_raw,
	[KIND_SCRIPT] = start_raw,      [KIND_TITLE] = start_raw,     [KIND_BLOCK] = start_block,
	[KIND_HEADING] = start_heading, [KIND_ITEM] = start_listed,   [KIND_TERM] = start_listed,
	[KIND_PRE] = start_pre,         [KIND_RULE] = start_void,     [KIND_VOID] = start_void,
	[KIND_LINK] = start_link,       [KIND_INLINE] = start_inline, [KIND_TABLE] = start_table,
	[KIND_SECTION] = start_section, [KIND_ROW] = start_row,       [KIND_CELL] = start_cell,
	[KIND_COLUMNS] = start_columns, [KIND_COLUMN] = start_column,
};

/* Adds the attributes that the element does not have yet. */
static bool attributes_merge(struct builder *b, const struct tag *t, GumboNode *node)
{
	bool fine = true;
	for (unsigned i = 0; i < t->attributes.length && fine; i++) {
		const GumboAttribute *one = t->attributes.data[i];
		fine = attribute_add(b->a, &node->v.element.attributes, span_of(one->name), one->value);
	}
	return fine;
}

/* A second html, head or body. */
static bool start_frame_again(struct builder *b, const struct tag *t)
{
	enum kind kind = tag_kind(t->tag);
	if (is_table_part(top_kind(b)))
		return false;
	if (b->stage == BEFORE_HEAD)
		frame_enter(b, IN_HEAD);
	return kind == KIND_HEAD || attributes_merge(b, t, b->open[kind == KIND_BODY].node);
}

static bool start_frame(struct builder *b, const struct tag *t)
{
	static const enum stage from[] = {
		[KIND_HTML] = BEFORE_HTML, [KIND_HEAD] = BEFORE_HEAD, [KIND_BODY] = AFTER_HEAD};
	enum stage stage = from[tag_kind(t->tag)];
	frame_enter(b, stage);
	if (b->stage != stage)
		return start_frame_again(b, t);
	b->stage++;
	return tree_open(b, t);
}

static bool tag_start(struct builder *b, const struct tag *t)
{
	enum kind kind = tag_kind(t->tag);
	bool of_head = kind == KIND_META || kind == KIND_STYLE || kind == KIND_SCRIPT || kind == KIND_TITLE;
	if (kind == KIND_HTML || kind == KIND_HEAD || kind == KIND_BODY)
		return start_frame(b, t);
	if (b->stage < IN_BODY && (t->tag == GUMBO_TAG_NOSCRIPT || (of_head && b->stage == AFTER_HEAD)))
		return false;
	frame_enter(b, of_head ? IN_HEAD : IN_BODY);
	return starts[kind](b, t);
}

/* --- end tags --- */

static bool tag_end_frame(struct builder *b, enum kind kind)
{
	if (kind == KIND_HEAD && b->stage == IN_HEAD) {
		tree_close(b);
		b->stage = AFTER_HEAD;
		return true;
	}
	/* what follows the body's end tag is still part of the body */
	return b->stage == IN_BODY && !is_table_part(top_kind(b));
}

/* An end tag of an element that is not open, within the cell, has no effect. */
static bool is_stray(const struct builder *b, GumboTag tag)
{
	enum kind kind = tag_kind(tag), open = KIND_ODD;
	for (size_t i = b->depth; i-- > 0 && open != KIND_CELL && !is_table_part(open);) {
		open = tag_kind(b->open[i].node->v.element.tag);
		if (b->open[i].node->v.element.tag == tag || (open == kind && kind == KIND_HEADING))
			return false;
	}
	return tag != GUMBO_TAG_P && !is_table_part(top_kind(b));
}

static bool tree_tag_end(struct builder *b, GumboTag tag)
{
	enum kind kind = tag_kind(tag);
	bool block = kind == KIND_BLOCK || kind == KIND_HEADING || kind == KIND_ITEM || kind == KIND_TERM ||
		     kind == KIND_PRE;
	if (kind == KIND_HTML || kind == KIND_HEAD || kind == KIND_BODY)
		return tag_end_frame(b, kind);
	if (kind == KIND_ODD || b->stage < IN_BODY)
		return false;
	if ((block || kind == KIND_INLINE || kind == KIND_LINK) && is_stray(b, tag))
		return true;
	if (table_rank(tag) > 0 && !parts_close(b, table_rank(tag)))
		return false;
	while (block && top(b) != tag && ends_itself(top(b)))
		tree_close(b);
	if (top(b) != tag)
		return false;
	tree_close(b);
	return true;
}

/* --- the document --- */

static bool tree_tag_read(struct builder *b)
{
	bool ends = b->rest.ptr[1] == '/';
	struct span source = b->rest, s = span_from(source, ends ? 2 : 1);
	struct tag t = {.tag = name_cut(&s)};
	if (ends)
		html_blanks_skip(&s);
	if ((ends && !span_starts(s, SPAN(">"))) || !tree_attributes_read(b->a, &s, &t.attributes))
		return false;
	t.source = span_sub(source, 0, source.len - s.len);
	b->rest = s;
	return ends ? tree_tag_end(b, t.tag) : tag_start(b, &t);
}

/* "<!--" up to "-->". */
static bool comment_read(struct builder *b)
{
	struct span s = span_from(b->rest, 4);
	ptrdiff_t end = span_find(s, SPAN("-->"));
	if (end < 0 || span_starts(s, SPAN(">")) || span_starts(s, SPAN("->")) ||
	    span_find(span_sub(s, 0, (size_t)end), SPAN("--!>")) >= 0)
		return false;
	text_end(b);
	b->rest = span_from(s, (size_t)end + 3);
	return true;
}

/* The first doctype; any other one is ignored. */
static bool doctype_read(struct builder *b, struct span s)
{
	struct span name = span_trim(span_from(s, sizeof("<!doctype") - 1));
	if (b->stage > BEFORE_HTML)
		return !is_table_part(top_kind(b));
	if (!b->has_doctype)
		b->mode = span_ieq(name, SPAN("html")) ? MODE_STANDARD : MODE_UNKNOWN;
	b->has_doctype = true;
	return true;
}

/* "<!DOCTYPE …>", and what counts as a comment: "<![if …]>", "<?xml …>". */
static bool tree_declaration_read(struct builder *b)
{
	ptrdiff_t end = span_chr(b->rest, '>');
	struct span s = span_sub(b->rest, 0, end < 0 ? 0 : (size_t)end);
	b->rest = span_from(b->rest, s.len + 1);
	if (span_istarts(s, SPAN("<!doctype")))
		return doctype_read(b, s);
	text_end(b);
	return s.len > 0;
}

static bool markup_read(struct builder *b)
{
	char c = b->rest.len > 1 ? b->rest.ptr[1] : '\0';
	if (ascii_is_letter(c) || (c == '/' && b->rest.len > 2 && ascii_is_letter(b->rest.ptr[2])))
		return tree_tag_read(b);
	if (span_starts(b->rest, SPAN("<!--")))
		return comment_read(b);
	if (c == '!' || c == '?')
		return tree_declaration_read(b);
	b->rest = span_from(b->rest, 1);
	return c != '/' && tree_text_put(b, SPAN("<"));
}

static bool document_read(struct builder *b)
{
	while (b->rest.len) {
		const char *at = memchr(b->rest.ptr, '<', b->rest.len);
		size_t before = at ? (size_t)(at - b->rest.ptr) : b->rest.len;
		struct span text = span_sub(b->rest, 0, before);
		b->rest = span_from(b->rest, before);
		if (!text_read(b, text) || (b->rest.len && !markup_read(b)))
			return false;
	}
	frame_enter(b, IN_BODY);
	text_end(b);
	return true;
}

/* Has it no characters that gumbo replaces by others? */
static bool is_sound_text(struct span s)
{
	while (s.len) {
		bool bad = false;
		s = span_from(s, ascii_printable(s.ptr, s.len));
		if (s.len && is_html_blank(s.ptr[0]))
			s = span_from(s, 1);
		else if (s.len && (!is_sound(utf8_take(&s, &bad)) || bad))
			return false;
	}
	return true;
}

const GumboNode *html_tree(struct arena *a, struct span html)
{
	struct builder b = {.a = a, .rest = html};
	if (!is_sound_text(html))
		return NULL;
	buf_init(&b.text, BUF_MAX);
	bool plain = document_read(&b);
	buf_clear(&b.text);
	return plain ? b.open[0].node : NULL;
}
