#include "parsers/html_clean.h"

#include "parsers/base/ascii.h"
#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"
#include "parsers/html_style.h"
#include "parsers/mail.h"

#define MAX_HREF 2000
#define MAX_ALT 200
#define MAX_ID 250
#define MAX_SHOWN 80 /* bytes of a picture's address that are shown */
#define TINY 3       /* pixels: pictures this small are tracking pixels or spacers */
#define PICTURE_STYLE "max-width:100%;height:auto"

/* --- the list --- */

enum element {
	E_P,
	E_DIV,
	E_H1,
	E_H2,
	E_H3,
	E_H4,
	E_H5,
	E_H6,
	E_UL,
	E_OL,
	E_LI,
	E_DL,
	E_DT,
	E_DD,
	E_BLOCKQUOTE,
	E_PRE,
	E_TABLE,
	E_CAPTION,
	E_THEAD,
	E_TBODY,
	E_TFOOT,
	E_TR,
	E_TD,
	E_TH,
	E_HR,
	E_BR,
	E_IMG,
	E_A,
	E_B,
	E_STRONG,
	E_I,
	E_EM,
	E_U,
	E_S,
	E_DEL,
	E_INS,
	E_SUB,
	E_SUP,
	E_SMALL,
	E_CODE,
	E_KBD,
	E_SAMP,
	E_VAR,
	E_MARK,
	E_SPAN,
	E_COUNT,
	E_NONE = E_COUNT
};
_Static_assert(E_COUNT <= FRAGMENT_ELEMENTS, "the builder counts them");

enum { BLOCK = 1, VOID = 2, FORMAT = 4, HEADING = 8, CELLS = 16 /* holds only parts of a table */ };

static const struct {
	struct span name;
	int is;
} elements[E_COUNT] = {
	[E_P] = {SPAN_INIT("p"), BLOCK},
	[E_DIV] = {SPAN_INIT("div"), BLOCK},
	[E_H1] = {SPAN_INIT("h1"), BLOCK | HEADING},
	[E_H2] = {SPAN_INIT("h2"), BLOCK | HEADING},
	[E_H3] = {SPAN_INIT("h3"), BLOCK | HEADING},
	[E_H4] = {SPAN_INIT("h4"), BLOCK | HEADING},
	[E_H5] = {SPAN_INIT("h5"), BLOCK | HEADING},
	[E_H6] = {SPAN_INIT("h6"), BLOCK | HEADING},
	[E_UL] = {SPAN_INIT("ul"), BLOCK},
	[E_OL] = {SPAN_INIT("ol"), BLOCK},
	[E_LI] = {SPAN_INIT("li"), BLOCK},
	[E_DL] = {SPAN_INIT("dl"), BLOCK},
	[E_DT] = {SPAN_INIT("dt"), BLOCK},
	[E_DD] = {SPAN_INIT("dd"), BLOCK},
	[E_BLOCKQUOTE] = {SPAN_INIT("blockquote"), BLOCK},
	[E_PRE] = {SPAN_INIT("pre"), BLOCK},
	[E_TABLE] = {SPAN_INIT("table"), BLOCK | CELLS},
	[E_CAPTION] = {SPAN_INIT("caption"), BLOCK},
	[E_THEAD] = {SPAN_INIT("thead"), BLOCK | CELLS},
	[E_TBODY] = {SPAN_INIT("tbody"), BLOCK | CELLS},
	[E_TFOOT] = {SPAN_INIT("tfoot"), BLOCK | CELLS},
	[E_TR] = {SPAN_INIT("tr"), BLOCK | CELLS},
	[E_TD] = {SPAN_INIT("td"), BLOCK},
	[E_TH] = {SPAN_INIT("th"), BLOCK},
	[E_HR] = {SPAN_INIT("hr"), BLOCK | VOID},
	[E_BR] = {SPAN_INIT("br"), VOID},
	[E_IMG] = {SPAN_INIT("img"), VOID},
	[E_A] = {SPAN_INIT("a"), FORMAT},
	[E_B] = {SPAN_INIT("b"), FORMAT},
	[E_STRONG] = {SPAN_INIT("strong"), FORMAT},
	[E_I] = {SPAN_INIT("i"), FORMAT},
	[E_EM] = {SPAN_INIT("em"), FORMAT},
	[E_U] = {SPAN_INIT("u"), FORMAT},
	[E_S] = {SPAN_INIT("s"), FORMAT},
	[E_DEL] = {SPAN_INIT("del"), FORMAT},
	[E_INS] = {SPAN_INIT("ins"), FORMAT},
	[E_SUB] = {SPAN_INIT("sub"), FORMAT},
	[E_SUP] = {SPAN_INIT("sup"), FORMAT},
	[E_SMALL] = {SPAN_INIT("small"), FORMAT},
	[E_CODE] = {SPAN_INIT("code"), FORMAT},
	[E_KBD] = {SPAN_INIT("kbd"), FORMAT},
	[E_SAMP] = {SPAN_INIT("samp"), FORMAT},
	[E_VAR] = {SPAN_INIT("var"), FORMAT},
	[E_MARK] = {SPAN_INIT("mark"), FORMAT},
	[E_SPAN] = {SPAN_INIT("span"), 0},
};

/* Elements written as one of those above. */
static const struct {
	struct span name;
	enum element element;
	const char *style;
} others[] = {
	{SPAN_INIT("section"), E_DIV, ""},
	{SPAN_INIT("article"), E_DIV, ""},
	{SPAN_INIT("header"), E_DIV, ""},
	{SPAN_INIT("footer"), E_DIV, ""},
	{SPAN_INIT("main"), E_DIV, ""},
	{SPAN_INIT("aside"), E_DIV, ""},
	{SPAN_INIT("nav"), E_DIV, ""},
	{SPAN_INIT("address"), E_DIV, ""},
	{SPAN_INIT("form"), E_DIV, ""},
	{SPAN_INIT("fieldset"), E_DIV, ""},
	{SPAN_INIT("figure"), E_DIV, ""},
	{SPAN_INIT("figcaption"), E_DIV, ""},
	{SPAN_INIT("details"), E_DIV, ""},
	{SPAN_INIT("summary"), E_DIV, ""},
	{SPAN_INIT("center"), E_DIV, "text-align:center"},
	{SPAN_INIT("font"), E_SPAN, ""},
	{SPAN_INIT("strike"), E_S, ""},
	{SPAN_INIT("tt"), E_CODE, ""},
};

static enum element element_named(struct span name, const char **style)
{
	*style = "";
	for (size_t i = 0; i < E_COUNT; i++)
		if (span_eq(name, elements[i].name))
			return (enum element)i;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (span_eq(name, others[i].name)) {
			*style = others[i].style;
			return others[i].element;
		}
	return E_NONE;
}

static bool is(enum element e, int what)
{
	return e != E_NONE && (elements[e].is & what);
}

static const struct span attribute_names[ATTRIBUTE_COUNT] = {
	[ATTRIBUTE_STYLE] = SPAN_INIT("style"),
	[ATTRIBUTE_HREF] = SPAN_INIT("href"),
	[ATTRIBUTE_SRC] = SPAN_INIT("src"),
	[ATTRIBUTE_ALT] = SPAN_INIT("alt"),
	[ATTRIBUTE_WIDTH] = SPAN_INIT("width"),
	[ATTRIBUTE_HEIGHT] = SPAN_INIT("height"),
	[ATTRIBUTE_COLSPAN] = SPAN_INIT("colspan"),
	[ATTRIBUTE_ROWSPAN] = SPAN_INIT("rowspan"),
	[ATTRIBUTE_START] = SPAN_INIT("start"),
	[ATTRIBUTE_TYPE] = SPAN_INIT("type"),
	[ATTRIBUTE_BORDER] = SPAN_INIT("border"),
	[ATTRIBUTE_CELLPADDING] = SPAN_INIT("cellpadding"),
	[ATTRIBUTE_CELLSPACING] = SPAN_INIT("cellspacing"),
	[ATTRIBUTE_ALIGN] = SPAN_INIT("align"),
	[ATTRIBUTE_VALIGN] = SPAN_INIT("valign"),
	[ATTRIBUTE_COLOR] = SPAN_INIT("color"),
	[ATTRIBUTE_BGCOLOR] = SPAN_INIT("bgcolor"),
	[ATTRIBUTE_DIR] = SPAN_INIT("dir"),
};

enum html_attribute html_attribute_named(struct span name)
{
	size_t i = 0;
	while (i < ATTRIBUTE_COUNT && !span_eq(name, attribute_names[i]))
		i++;
	return (enum html_attribute)i;
}

/* --- values --- */

static bool is_printable(char c)
{
	return c > ' ' && c < 127;
}

/* A link's address as it is written: trimmed, with characters that are not allowed in URLs escaped. Empty if its scheme
 * is not one that mails may link to. */
static struct span url_clean(struct arena *a, struct span url)
{
	static const char *const schemes[] = {"http://", "https://", "mailto:", "tel:"};
	struct buf out;
	size_t i = 0;
	url = span_trim(url);
	while (i < sizeof(schemes) / sizeof(*schemes) && !span_istarts(url, span_of(schemes[i])))
		i++;
	if (i == sizeof(schemes) / sizeof(*schemes) || url.len > MAX_HREF || url.len <= strlen(schemes[i]))
		return SPAN_NONE;
	buf_init(&out, 3 * MAX_HREF);
	buf_str(&out, schemes[i]);
	for (size_t k = strlen(schemes[i]); k < url.len; k++) {
		unsigned char c = (unsigned char)url.ptr[k];
		if (c < ' ' || c == 127)
			out.over = true;
		else if (is_printable((char)c) && !strchr("\"'<>\\^`{|}", c))
			buf_chr(&out, (char)c);
		else
			buf_printf(&out, "%%%02X", c);
	}
	struct span clean = out.over || out.len > MAX_HREF ? SPAN_NONE : arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return clean;
}

/* The Content-ID of a URL such as "cid:image001.png%4001D"; empty if it is not such a URL. */
static struct span picture_id(struct arena *a, struct span src)
{
	src = span_trim(src);
	if (!span_istarts(src, SPAN("cid:")) || src.len > MAX_ID)
		return SPAN_NONE;
	char *id = arena_alloc(a, src.len);
	size_t len = 0;
	for (size_t i = 4; i < src.len; i++) {
		bool escaped = src.ptr[i] == '%' && i + 2 < src.len && ascii_hex(src.ptr[i + 1]) >= 0 &&
			       ascii_hex(src.ptr[i + 2]) >= 0;
		id[len] = escaped ? (char)(ascii_hex(src.ptr[i + 1]) * 16 + ascii_hex(src.ptr[i + 2])) : src.ptr[i];
		i += escaped ? 2 : 0;
		if (!is_printable(id[len]) || strchr("\"'<>&\\%", id[len]))
			return SPAN_NONE;
		len++;
	}
	return (struct span){id, len};
}

static bool number_fits(struct span value, uint64_t from, uint64_t to, uint64_t *number)
{
	if (span_ends(value, SPAN("px")))
		value.len -= 2;
	return value.len <= 4 && span_u64(span_trim(value), number) && *number >= from && *number <= to;
}

static bool is_tiny(const struct html_attributes *in)
{
	uint64_t n;
	return number_fits(in->values[ATTRIBUTE_WIDTH], 0, TINY, &n) ||
	       number_fits(in->values[ATTRIBUTE_HEIGHT], 0, TINY, &n);
}

/* One line of visible text. */
static struct span alt_clean(struct arena *a, struct span alt)
{
	struct span line = utf8_line(a, utf8_cut(alt, MAX_ALT));
	ptrdiff_t mark;
	while ((mark = span_find(line, SPAN("\xEF\xBF\xBC"))) >= 0)
		line = arena_printf(a, "%.*s%.*s", (int)mark, line.ptr, SPAN_ARG(span_from(line, (size_t)mark + 3)));
	return line;
}

/* --- attributes --- */

static void escape(struct buf *out, struct span s)
{
	for (size_t from = 0, i = 0; i <= s.len; i++) {
		char c = i < s.len ? s.ptr[i] : '&';
		const char *entity = c == '<'   ? "&lt;"
				     : c == '>' ? "&gt;"
				     : c == '&' ? "&amp;"
				     : c == '"' ? "&quot;"
						: NULL;
		if (!entity)
			continue;
		buf_add(out, span_sub(s, from, i - from));
		if (i < s.len)
			buf_str(out, entity);
		from = i + 1;
	}
}

static void attribute_put(struct buf *out, enum html_attribute which, struct span value)
{
	buf_chr(out, ' ');
	buf_add(out, attribute_names[which]);
	buf_str(out, "=\"");
	escape(out, value);
	buf_chr(out, '"');
}

static void number_put(struct buf *out, enum html_attribute which, const struct html_attributes *in, uint64_t from,
		       uint64_t to)
{
	uint64_t number;
	if (number_fits(in->values[which], from, to, &number))
		buf_printf(out, " %s=\"%llu\"", attribute_names[which].ptr, (unsigned long long)number);
}

static void picture_put(struct arena *a, const struct html_attributes *in, struct buf *out)
{
	attribute_put(out, ATTRIBUTE_SRC,
		      arena_printf(a, "cid:%.*s", SPAN_ARG(picture_id(a, in->values[ATTRIBUTE_SRC]))));
	attribute_put(out, ATTRIBUTE_ALT, alt_clean(a, in->values[ATTRIBUTE_ALT]));
	number_put(out, ATTRIBUTE_WIDTH, in, 1, 4000);
	number_put(out, ATTRIBUTE_HEIGHT, in, 1, 4000);
	attribute_put(out, ATTRIBUTE_STYLE, SPAN(PICTURE_STYLE));
}

/* Converts presentational attributes of old HTML to style properties. */
static void style_of_old(struct arena *a, enum element e, const struct html_attributes *in, struct style *style)
{
	static const struct {
		enum html_attribute attribute;
		enum style_property property;
	} old[] = {{ATTRIBUTE_ALIGN, STYLE_ALIGN},
		   {ATTRIBUTE_VALIGN, STYLE_VALIGN},
		   {ATTRIBUTE_COLOR, STYLE_COLOR},
		   {ATTRIBUTE_BGCOLOR, STYLE_BACKGROUND},
		   {ATTRIBUTE_WIDTH, STYLE_WIDTH}};
	for (size_t i = 0; i < sizeof(old) / sizeof(*old); i++)
		if (in->values[old[i].attribute].len && !(e == E_TABLE && old[i].attribute == ATTRIBUTE_ALIGN))
			style_set(a, old[i].property, in->values[old[i].attribute], style);
}

static void style_put(struct arena *a, enum element e, const struct html_attributes *in, const char *base,
		      struct buf *out)
{
	struct style style = {0};
	style_read(a, span_of(base), &style);
	style_of_old(a, e, in, &style);
	style_read(a, in->values[ATTRIBUTE_STYLE], &style);
	if (e == E_PRE)
		style_set(a, STYLE_SPACE, SPAN("pre-wrap"), &style);
	if (e == E_SPAN || is(e, FORMAT))
		style.values[STYLE_ALIGN] = style.values[STYLE_WIDTH] = SPAN_NONE;
	struct span text = style_write(a, &style);
	if (text.len)
		attribute_put(out, ATTRIBUTE_STYLE, text);
}

static void own_put(struct arena *a, enum element e, const struct html_attributes *in, struct buf *out)
{
	struct span type = in->values[ATTRIBUTE_TYPE];
	if (e == E_A)
		attribute_put(out, ATTRIBUTE_HREF, url_clean(a, in->values[ATTRIBUTE_HREF]));
	if (e == E_TD || e == E_TH) {
		number_put(out, ATTRIBUTE_COLSPAN, in, 2, 50);
		number_put(out, ATTRIBUTE_ROWSPAN, in, 2, 50);
	}
	if (e == E_OL) {
		number_put(out, ATTRIBUTE_START, in, 2, 9999);
		if (type.len == 1 && strchr("aAiI", type.ptr[0]))
			attribute_put(out, ATTRIBUTE_TYPE, type);
	}
	if (e == E_TABLE) {
		number_put(out, ATTRIBUTE_BORDER, in, 1, 9);
		number_put(out, ATTRIBUTE_CELLPADDING, in, 0, 30);
		number_put(out, ATTRIBUTE_CELLSPACING, in, 0, 30);
	}
}

static bool has_any(const struct html_attributes *in)
{
	for (size_t i = 0; i < ATTRIBUTE_COUNT; i++)
		if (in->values[i].len)
			return true;
	return false;
}

static struct span attributes_write(struct arena *a, enum element e, const struct html_attributes *in, const char *base)
{
	struct buf out;
	struct span dir = in->values[ATTRIBUTE_DIR];
	if (!has_any(in) && !*base && e != E_PRE)
		return SPAN_NONE;
	buf_init(&out, BUF_MAX);
	if (e == E_IMG) {
		picture_put(a, in, &out);
	} else if (!is(e, VOID)) {
		own_put(a, e, in, &out);
		style_put(a, e, in, base, &out);
		if (span_ieq(dir, SPAN("rtl")) || span_ieq(dir, SPAN("ltr")))
			attribute_put(&out, ATTRIBUTE_DIR, arena_lower(a, dir));
	}
	struct span text = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return text;
}

/* --- building --- */

void fragment_begin(struct fragment_builder *b, struct arena *a)
{
	memset(b, 0, sizeof(*b));
	b->a = a;
}

static bool attributes_same(const struct html_attributes *one, const struct html_attributes *other)
{
	for (size_t i = 0; i < ATTRIBUTE_COUNT; i++)
		if (!span_eq(one->values[i], other->values[i]))
			return false;
	return true;
}

/* attributes_write, or what it wrote for the same tag shortly before. */
static struct span attributes_of(struct fragment_builder *b, enum element e, const struct html_attributes *in,
				 const char *base)
{
	if (!in->values[ATTRIBUTE_STYLE].len)
		return attributes_write(b->a, e, in, base);
	for (size_t i = 0; i < FRAGMENT_RECENT; i++)
		if (b->recent[i].base == base && b->recent[i].element == e && attributes_same(&b->recent[i].in, in))
			return b->recent[i].text;
	size_t at = b->recent_next++ % FRAGMENT_RECENT;
	b->recent[at].element = (uint8_t)e;
	b->recent[at].base = base;
	b->recent[at].in = *in;
	b->recent[at].text = attributes_write(b->a, e, in, base);
	return b->recent[at].text;
}

static struct piece *piece_add(struct fragment_builder *b, enum piece_kind kind, enum element e, uint32_t line)
{
	struct piece *p = LIST_ADD(b->a, &b->out);
	*p = (struct piece){.kind = kind, .element = (uint8_t)e, .line = line};
	b->over = b->over || b->out.count >= FRAGMENT_MAX_PIECES;
	return p;
}

static enum element around(const struct fragment_builder *b)
{
	return b->depth ? (enum element)b->stack[b->depth - 1].element : E_NONE;
}

static bool is_within_heading(const struct fragment_builder *b)
{
	return b->open[E_H1] || b->open[E_H2] || b->open[E_H3] || b->open[E_H4] || b->open[E_H5] || b->open[E_H6];
}

static bool fits_table(enum element e, enum element outer)
{
	switch (outer) {
	case E_TABLE:
		return e == E_CAPTION || e == E_THEAD || e == E_TBODY || e == E_TFOOT;
	case E_THEAD:
	case E_TBODY:
	case E_TFOOT:
		return e == E_TR;
	case E_TR:
		return e == E_TD || e == E_TH;
	default:
		return !(e >= E_CAPTION && e <= E_TH);
	}
}

/* What an element becomes at this place, so that every parser builds the same tree from it: a heading holds no heading,
 * a link no link, a list's items are its children. */
static enum element fitting(const struct fragment_builder *b, enum element e)
{
	enum element outer = around(b);
	if (e == E_NONE || b->shown >= FRAGMENT_MAX_DEPTH)
		return E_NONE;
	if ((e == E_LI && outer != E_UL && outer != E_OL) || ((e == E_DT || e == E_DD) && outer != E_DL) ||
	    (is(e, HEADING) && is_within_heading(b)))
		e = E_DIV;
	if (!fits_table(e, outer))
		return is(outer, CELLS) || e == E_CAPTION ? E_NONE : E_DIV;
	return is(e, FORMAT) && b->open[e] ? E_NONE : e;
}

/* Turns the open paragraphs into blocks that may contain other blocks. */
static void paragraphs_widen(struct fragment_builder *b)
{
	for (size_t i = 0; i < b->depth && b->open[E_P]; i++) {
		if (b->stack[i].element == E_P)
			b->stack[i].element = E_DIV;
		if (b->stack[i].piece >= 0 && b->out.items[b->stack[i].piece].element == E_P)
			b->out.items[b->stack[i].piece].element = E_DIV;
	}
	b->open[E_DIV] += b->open[E_P];
	b->open[E_P] = 0;
}

static bool keeps_space(enum element e, struct span attributes)
{
	return e == E_PRE || span_find(attributes, SPAN("white-space:pre")) >= 0;
}

static void push(struct fragment_builder *b, int32_t piece, enum element e, bool keeps)
{
	if (b->depth == sizeof(b->stack) / sizeof(*b->stack)) {
		b->over = true;
		return;
	}
	b->stack[b->depth].piece = piece;
	b->stack[b->depth].element = (uint8_t)e;
	b->stack[b->depth].keeps_space = keeps || (b->depth && b->stack[b->depth - 1].keeps_space);
	b->depth++;
}

/* Adds a text; where line ends are significant, each line is one piece. */
static void text_put(struct fragment_builder *b, struct span text, uint32_t line)
{
	bool keeps = b->depth && b->stack[b->depth - 1].keeps_space;
	if (b->over || is(around(b), CELLS))
		return;
	while (text.len) {
		ptrdiff_t end = keeps ? span_chr(text, '\n') : -1;
		struct piece *p = piece_add(b, PIECE_TEXT, E_NONE, line);
		p->text = end < 0 ? text : span_sub(text, 0, (size_t)end + 1);
		p->keeps_space = keeps;
		text = span_from(text, p->text.len);
	}
}

static void link_put(struct fragment_builder *b, struct span address, struct span shown, uint32_t line)
{
	struct html_attributes link = {.values[ATTRIBUTE_HREF] = address};
	fragment_open(b, SPAN("a"), &link, line);
	text_put(b, shown, line);
	fragment_close(b, line);
}

/* Adds a picture that is not one of the mail's own, as a link with its alternative text or address. It is never loaded,
 * so its owner does not learn who reads the mail. */
static void remote_put(struct fragment_builder *b, const struct html_attributes *in, uint32_t line)
{
	struct span alt = alt_clean(b->a, in->values[ATTRIBUTE_ALT]), address = SPAN_NONE, shown = SPAN_NONE;
	if (span_ifind(span_sub(in->values[ATTRIBUTE_SRC], 0, 10), SPAN("http")) >= 0 && !is_tiny(in))
		address = url_clean(b->a, in->values[ATTRIBUTE_SRC]);
	if (alt.len && span_chr(alt, '.') < 0)
		shown = arena_printf(b->a, "[%.*s]", SPAN_ARG(alt));
	else if (address.len > MAX_SHOWN)
		shown = arena_printf(b->a, "%.*s...", MAX_SHOWN, address.ptr);
	else
		shown = address;
	if (address.len)
		link_put(b, address, shown, line);
	else
		text_put(b, shown, line);
}

static void picture_add(struct fragment_builder *b, const struct html_attributes *in, uint32_t line)
{
	struct span id = picture_id(b->a, in->values[ATTRIBUTE_SRC]);
	if (!id.len || is_tiny(in)) {
		remote_put(b, in, line);
		return;
	}
	struct span text = attributes_write(b->a, E_IMG, in, "");
	struct piece *p = piece_add(b, PIECE_VOID, E_IMG, line);
	p->text = text;
	p->name = id;
	p->alt = alt_clean(b->a, in->values[ATTRIBUTE_ALT]);
}

static void void_add(struct fragment_builder *b, enum element e, const struct html_attributes *in, uint32_t line)
{
	if (b->over || is(around(b), CELLS))
		return;
	if (e == E_IMG) {
		picture_add(b, in, line);
		return;
	}
	if (e == E_HR)
		paragraphs_widen(b);
	piece_add(b, PIECE_VOID, e, line);
}

static bool is_needless(enum element e, struct span attributes)
{
	return (e == E_SPAN && !attributes.len) || (e == E_A && span_starts(attributes, SPAN(" href=\"\"")));
}

void fragment_open(struct fragment_builder *b, struct span name, const struct html_attributes *in, uint32_t line)
{
	const char *base;
	enum element e = element_named(name, &base);
	if (is(e, VOID)) {
		void_add(b, e, in, line);
		push(b, -1, around(b), false);
		return;
	}
	if (e == E_A && !in->values[ATTRIBUTE_HREF].len)
		e = E_NONE;
	e = b->over ? E_NONE : fitting(b, e);
	struct span attributes = e == E_NONE ? SPAN_NONE : attributes_of(b, e, in, base);
	if (e == E_NONE || is_needless(e, attributes)) {
		push(b, -1, around(b), false);
		return;
	}
	if (is(e, BLOCK))
		paragraphs_widen(b);
	struct piece *p = piece_add(b, PIECE_OPEN, e, line);
	p->text = attributes;
	b->open[e]++;
	b->shown++;
	push(b, (int32_t)(b->out.count - 1), e, keeps_space(e, attributes));
}

void fragment_close(struct fragment_builder *b, uint32_t line)
{
	if (b->depth == 0)
		return;
	int32_t at = b->stack[--b->depth].piece;
	if (at < 0)
		return;
	enum element e = (enum element)b->out.items[at].element;
	struct piece *p = piece_add(b, PIECE_CLOSE, e, line);
	p->mate = (uint32_t)at;
	b->out.items[at].mate = (uint32_t)(b->out.count - 1);
	b->open[e]--;
	b->shown--;
}

bool fragment_has_back(const struct fragment_builder *b)
{
	int32_t at = b->depth ? b->stack[b->depth - 1].piece : -1;
	return at >= 0 && span_find(b->out.items[at].text, SPAN("background-color:")) >= 0;
}

void fragment_text(struct fragment_builder *b, struct span text, uint32_t line)
{
	text_put(b, text, line);
}

/* --- writing --- */

bool piece_is_picture(const struct piece *p)
{
	return p->kind == PIECE_VOID && p->element == E_IMG;
}

bool piece_is_cell(const struct piece *p)
{
	return p->kind == PIECE_OPEN && (p->element == E_TD || p->element == E_TH);
}

bool piece_is_item(const struct piece *p)
{
	return p->kind == PIECE_OPEN && p->element == E_LI;
}

bool piece_breaks(const struct piece *p)
{
	if (p->kind == PIECE_TEXT)
		return p->keeps_space && span_ends(p->text, SPAN("\n"));
	return (p->element == E_BR || is((enum element)p->element, BLOCK));
}

/* Control characters, invisible characters and our own picture marks are never text. */
static bool is_dropped(struct span c)
{
	unsigned char one = (unsigned char)c.ptr[0];
	if (c.len == 1)
		return (one < ' ' && one != '\n' && one != '\t') || one == 127;
	return (c.len == 2 && one == 0xC2 && (unsigned char)c.ptr[1] < 0xA0) || span_eq(c, SPAN("\xEF\xBF\xBC")) ||
	       span_eq(c, SPAN("\xE2\x80\xAD")) || span_eq(c, SPAN("\xE2\x80\xAE")) ||
	       span_eq(c, SPAN("\xEF\xBB\xBF")) || span_eq(c, SPAN("\xE2\x80\x8B"));
}

/* Is anything visible in it? A hard blank counts: it is meant to take up space. */
static bool is_visible_url(struct span s)
{
	if (s.len && is_printable(s.ptr[0])) /* nearly always */
		return true;
	while (s.len) {
		const char *at = s.ptr;
		bool bad;
		utf8_take(&s, &bad);
		struct span c = {at, (size_t)(s.ptr - at)};
		if (!bad && !is_dropped(c) && span_trim(c).len)
			return true;
	}
	return false;
}

/* Does the piece fill its element? A line break or a rule does, too. */
static bool fills(const struct piece *p)
{
	return p->kind == PIECE_VOID || (p->kind == PIECE_TEXT && is_visible_url(p->text));
}

/* For each piece: is it written? An element is if anything inside it fills it. */
static bool *written_find(struct arena *a, const struct fragment *f, const bool *keep)
{
	bool *written = ARENA_ARRAY(a, bool, f->count + 1);
	uint32_t *open = ARENA_ARRAY(a, uint32_t, f->count + 1);
	size_t depth = 0;
	for (size_t i = 0; i < f->count; i++) {
		const struct piece *p = &f->items[i];
		if (p->kind == PIECE_OPEN)
			open[depth++] = (uint32_t)i;
		else if (p->kind == PIECE_CLOSE && depth)
			depth--;
		else if (!keep || keep[i])
			written[i] = true;
		for (size_t k = depth; written[i] && fills(p) && k > 0 && !written[open[k - 1]]; k--)
			written[open[k - 1]] = written[f->items[open[k - 1]].mate] = true;
	}
	return written;
}

/* A row keeps all of its cells, so that columns stay aligned. */
static void rows_complete(struct arena *a, const struct fragment *f, bool *written)
{
	uint32_t *open = ARENA_ARRAY(a, uint32_t, f->count + 1);
	size_t depth = 0;
	for (size_t i = 0; i < f->count; i++) {
		const struct piece *p = &f->items[i];
		if (piece_is_cell(p) && depth && written[open[depth - 1]])
			written[i] = written[p->mate] = true;
		if (p->kind == PIECE_OPEN)
			open[depth++] = (uint32_t)i;
		else if (p->kind == PIECE_CLOSE && depth)
			depth--;
	}
}

struct html_writer {
	struct buf out;
	bool after_break, after_blank, after_pre;
};

static void char_write(struct html_writer *w, const struct piece *p, struct span c)
{
	bool blank = c.len == 1 && (c.ptr[0] == ' ' || c.ptr[0] == '\n' || c.ptr[0] == '\t');
	if (blank && !p->keeps_space && (w->after_break || w->after_blank))
		return;
	if (blank && p->keeps_space && w->after_pre && c.ptr[0] == '\n')
		return;
	if (blank && !p->keeps_space)
		c = SPAN(" ");
	escape(&w->out, c);
	w->after_blank = blank;
	w->after_break = w->after_pre = false;
}

static bool is_plain(char c)
{
	static const bool special[256] = {['<'] = true, ['>'] = true, ['&'] = true, ['"'] = true};
	return is_printable(c) && !special[(unsigned char)c];
}

/* Number of bytes at the front that are written unchanged: words with single spaces between them. */
static size_t plain_length(struct span s)
{
	size_t len = 0;
	for (;;) {
		while (len < s.len && is_plain(s.ptr[len]))
			len++;
		if (!len || len + 1 >= s.len || s.ptr[len] != ' ' || !is_plain(s.ptr[len + 1]))
			return len;
		len++;
	}
}

static void text_write(struct html_writer *w, const struct piece *p)
{
	struct span rest = p->text;
	while (rest.len) {
		size_t plain = plain_length(rest);
		if (plain) {
			buf_add(&w->out, span_sub(rest, 0, plain));
			w->after_break = w->after_blank = w->after_pre = false;
			rest = span_from(rest, plain);
			continue;
		}
		const char *at = rest.ptr;
		bool bad;
		utf8_take(&rest, &bad);
		struct span c = {at, (size_t)(rest.ptr - at)};
		if (!bad && !is_dropped(c))
			char_write(w, p, c);
	}
}

static void tag_write(struct buf *out, const struct piece *p)
{
	struct span name = elements[p->element].name, attributes = p->kind == PIECE_CLOSE ? SPAN_NONE : p->text;
	char *at = buf_room(out, sizeof("</>") - 1 + name.len + attributes.len);
	if (!at)
		return;
	char *begin = at;
	*at++ = '<';
	if (p->kind == PIECE_CLOSE)
		*at++ = '/';
	at = (char *)memcpy(at, name.ptr, name.len) + name.len;
	if (attributes.len)
		at = (char *)memcpy(at, attributes.ptr, attributes.len) + attributes.len;
	*at++ = '>';
	out->len += (size_t)(at - begin);
}

static void piece_write(struct html_writer *w, const struct piece *p)
{
	if (p->kind == PIECE_TEXT) {
		text_write(w, p);
		return;
	}
	tag_write(&w->out, p);
	w->after_break = piece_breaks(p);
	w->after_pre = p->kind == PIECE_OPEN && p->element == E_PRE;
	w->after_blank = false;
}

struct span fragment_write(struct arena *a, const struct fragment *f, const bool *keep)
{
	struct html_writer w = {.after_break = true};
	bool *written = written_find(a, f, keep);
	rows_complete(a, f, written);
	buf_init(&w.out, MAIL_MAX_HTML);
	for (size_t i = 0; i < f->count && !w.out.over; i++)
		if (written[i])
			piece_write(&w, &f->items[i]);
	struct span html = w.out.over ? SPAN_NONE : arena_dup(a, buf_span(&w.out));
	buf_clear(&w.out);
	return html;
}

/* --- reading --- */

static struct span unescape(struct arena *a, struct span s)
{
	static const struct {
		struct span entity;
		char c;
	} entities[] = {{{"&lt;", 4}, '<'}, {{"&gt;", 4}, '>'}, {{"&amp;", 5}, '&'}, {{"&quot;", 6}, '"'}};
	if (span_chr(s, '&') < 0)
		return s;
	char *out = arena_alloc(a, s.len + 1);
	size_t len = 0;
	while (s.len) {
		size_t k = 0;
		while (s.ptr[0] == '&' && k < 4 && !span_starts(s, entities[k].entity))
			k++;
		bool entity = s.ptr[0] == '&' && k < 4;
		out[len++] = entity ? entities[k].c : s.ptr[0];
		s = span_from(s, entity ? entities[k].entity.len : 1);
	}
	return (struct span){out, len};
}

/* Reads a tag's attributes: ` name="value" …`. */
static void attributes_read(struct arena *a, struct span s, struct html_attributes *out)
{
	*out = (struct html_attributes){0};
	while (s.len) {
		struct span name, value;
		span_cut(&s, '=', &name);
		s = span_from(s, 1);
		span_cut(&s, '"', &value);
		enum html_attribute which = html_attribute_named(span_trim(name));
		if (which < ATTRIBUTE_COUNT)
			out->values[which] = unescape(a, value);
	}
}

static void tag_read(struct fragment_builder *b, struct span tag)
{
	struct html_attributes attributes;
	size_t len = 0;
	const char *base;
	if (span_starts(tag, SPAN("/"))) {
		fragment_close(b, 0);
		return;
	}
	while (len < tag.len && tag.ptr[len] != ' ')
		len++;
	struct span name = span_sub(tag, 0, len);
	attributes_read(b->a, span_from(tag, len), &attributes);
	fragment_open(b, name, &attributes, 0);
	if (is(element_named(name, &base), VOID))
		fragment_close(b, 0);
}

bool fragment_read(struct arena *a, struct span html, struct fragment *out)
{
	struct fragment_builder *b = ARENA_NEW(a, struct fragment_builder);
	struct span rest = html, text, tag;
	if (html.len > MAIL_MAX_HTML || !utf8_valid(html))
		return false;
	fragment_begin(b, a);
	while (rest.len && !b->over) {
		bool more = span_chr(rest, '<') >= 0;
		span_cut(&rest, '<', &text);
		fragment_text(b, unescape(a, text), 0);
		if (more && span_cut(&rest, '>', &tag))
			tag_read(b, tag);
	}
	*out = b->out;
	return !b->over && b->depth == 0 && span_eq(fragment_write(a, out, NULL), html);
}
