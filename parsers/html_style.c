#include "parsers/html_style.h"

#include "parsers/base/ascii.h"
#include "parsers/base/buf.h"
#include "parsers/words.h"

#define MAX_VALUE 100
#define MAX_EDGE 100    /* px; larger margins and paddings are left out */
#define SMALLEST 8      /* px: the smallest readable font size … */
#define LARGEST 48      /* … and the largest that fits a screen */
#define USUAL_FROM 12.5 /* px: font sizes in this range are any mail's default */
#define USUAL_TO 16.5

/* --- colours --- */

static const struct {
	const char *name;
	uint32_t rgb;
} colours[] = {
	{"aqua", 0x00ffff},         {"black", 0x000000},      {"blue", 0x0000ff},       {"brown", 0xa52a2a},
	{"coral", 0xff7f50},        {"crimson", 0xdc143c},    {"cyan", 0x00ffff},       {"darkblue", 0x00008b},
	{"darkgray", 0xa9a9a9},     {"darkgreen", 0x006400},  {"darkgrey", 0xa9a9a9},   {"darkorange", 0xff8c00},
	{"darkred", 0x8b0000},      {"dimgray", 0x696969},    {"dodgerblue", 0x1e90ff}, {"firebrick", 0xb22222},
	{"fuchsia", 0xff00ff},      {"gold", 0xffd700},       {"gray", 0x808080},       {"green", 0x008000},
	{"grey", 0x808080},         {"indigo", 0x4b0082},     {"ivory", 0xfffff0},      {"lightblue", 0xadd8e6},
	{"lightgray", 0xd3d3d3},    {"lightgreen", 0x90ee90}, {"lightgrey", 0xd3d3d3},  {"lightyellow", 0xffffe0},
	{"lime", 0x00ff00},         {"magenta", 0xff00ff},    {"maroon", 0x800000},     {"mediumblue", 0x0000cd},
	{"midnightblue", 0x191970}, {"navy", 0x000080},       {"olive", 0x808000},      {"orange", 0xffa500},
	{"orangered", 0xff4500},    {"pink", 0xffc0cb},       {"purple", 0x800080},     {"red", 0xff0000},
	{"royalblue", 0x4169e1},    {"seagreen", 0x2e8b57},   {"silver", 0xc0c0c0},     {"skyblue", 0x87ceeb},
	{"snow", 0xfffafa},         {"steelblue", 0x4682b4},  {"teal", 0x008080},       {"tomato", 0xff6347},
	{"violet", 0xee82ee},       {"white", 0xffffff},      {"whitesmoke", 0xf5f5f5}, {"window", 0xffffff},
	{"windowtext", 0x000000},   {"yellow", 0xffff00},
};

static bool colour_hex(struct span digits, uint32_t *rgb)
{
	uint32_t value = 0;
	if (digits.len != 3 && digits.len != 6)
		return false;
	for (size_t i = 0; i < digits.len; i++) {
		int digit = ascii_hex(digits.ptr[i]);
		if (digit < 0)
			return false;
		value = value << 4 | (uint32_t)digit;
		if (digits.len == 3)
			value = value << 4 | (uint32_t)digit;
	}
	*rgb = value;
	return true;
}

/* The numbers of rgb(…) and rgba(…), "255, 0, 0"; a fourth one of 0 means transparent, which is not a colour. */
static bool colour_numbers(struct span s, uint32_t *rgb)
{
	struct span part;
	uint64_t number;
	uint32_t value = 0;
	for (int i = 0; i < 3; i++) {
		if (!span_cut(&s, ',', &part) || !span_u64(span_trim(part), &number) || number > 255)
			return false;
		value = value << 8 | (uint32_t)number;
	}
	struct span alpha = span_trim(s);
	if (span_eq(alpha, SPAN("0")) || span_eq(alpha, SPAN("0.0")) || span_eq(alpha, SPAN("0%")))
		return false;
	*rgb = value;
	return true;
}

bool style_colour(struct span value, uint32_t *rgb)
{
	value = span_trim(value);
	if (span_starts(value, SPAN("#")))
		return colour_hex(span_from(value, 1), rgb);
	ptrdiff_t open = span_chr(value, '(');
	if (open > 0 && span_istarts(value, SPAN("rgb")) && span_ends(value, SPAN(")")))
		return colour_numbers(span_sub(value, (size_t)open + 1, value.len - (size_t)open - 2), rgb);
	for (size_t i = 0; i < sizeof(colours) / sizeof(*colours); i++)
		if (span_ieq(value, span_of(colours[i].name))) {
			*rgb = colours[i].rgb;
			return true;
		}
	return false;
}

static int channel(uint32_t rgb, int shift)
{
	return (int)(rgb >> shift & 0xff);
}

bool style_alike(uint32_t one, uint32_t two)
{
	int difference = 0;
	for (int shift = 0; shift <= 16; shift += 8) {
		int d = channel(one, shift) - channel(two, shift);
		difference += d < 0 ? -d : d;
	}
	return difference <= 24;
}

/* --- one value --- */

/* Reads a number with its unit; *px: approximately how many pixels it is. */
static bool px_read(struct span s, double *px)
{
	static const struct {
		const char *unit;
		double px;
	} units[] = {{"px", 1},  {"pt", 4.0 / 3}, {"em", 16},   {"rem", 16}, {"%", 0.16},
		     {"in", 96}, {"cm", 37.8},    {"mm", 3.78}, {"pc", 16}};
	double value = 0, place = 1;
	size_t i = 0, digits = 0;
	bool point = false;
	for (; i < s.len && ((s.ptr[i] >= '0' && s.ptr[i] <= '9') || (s.ptr[i] == '.' && !point)); i++) {
		point = point || s.ptr[i] == '.';
		if (s.ptr[i] == '.')
			continue;
		digits++;
		place /= point ? 10 : 1;
		value = point ? value + place * (s.ptr[i] - '0') : value * 10 + (s.ptr[i] - '0');
	}
	if (digits == 0 || digits > 6)
		return false;
	*px = value;
	if (i == s.len)
		return value <= 0;
	for (size_t k = 0; k < sizeof(units) / sizeof(*units); k++)
		if (span_eq(span_from(s, i), span_of(units[k].unit))) {
			*px = value * units[k].px;
			return true;
		}
	return false;
}

/* Black is the default for text, and on a dark page it could not be read: it is left out. */
static struct span text_colour(struct arena *a, struct span value)
{
	uint32_t rgb;
	return style_colour(value, &rgb) && !style_alike(rgb, 0) ? arena_printf(a, "#%06x", rgb) : SPAN_NONE;
}

static struct span back_colour(struct arena *a, struct span value)
{
	uint32_t rgb;
	return style_colour(value, &rgb) && rgb != 0xffffff ? arena_printf(a, "#%06x", rgb) : SPAN_NONE;
}

static struct span word_of(const char *words, struct span value)
{
	return words_listed(words, value) ? value : SPAN_NONE;
}

static struct span weight(struct arena *a, struct span value)
{
	uint64_t number = 0;
	(void)a;
	span_u64(value, &number);
	if (span_eq(value, SPAN("normal")) || number == 400)
		return SPAN("normal");
	return span_starts(value, SPAN("bold")) || (number >= 600 && number <= 900) ? SPAN("bold") : SPAN_NONE;
}

static struct span slant(struct arena *a, struct span value)
{
	(void)a;
	return span_eq(value, SPAN("oblique")) ? SPAN("italic") : word_of("italic|normal", value);
}

static struct span decoration(struct arena *a, struct span value)
{
	struct span rest = value, word;
	(void)a;
	while (span_word(&rest, &word))
		if (words_listed("underline|line-through", word))
			return word;
	return SPAN_NONE;
}

static struct span size(struct arena *a, struct span value)
{
	double px;
	(void)a;
	if (words_listed("small|x-small|large|x-large|xx-large|smaller|larger", value))
		return value;
	if (!px_read(value, &px) || px < SMALLEST || px > LARGEST || (px > USUAL_FROM && px < USUAL_TO))
		return SPAN_NONE;
	return value;
}

/* Only monospaced fonts mean something: code. */
static struct span font_family(struct arena *a, struct span value)
{
	(void)a;
	return words_any("mono|courier|consolas|menlo", value, words_within) ? SPAN("monospace") : SPAN_NONE;
}

static struct span align(struct arena *a, struct span value)
{
	(void)a;
	return word_of("left|right|center|justify", value);
}

static struct span valign(struct arena *a, struct span value)
{
	(void)a;
	return word_of("top|middle|bottom|sub|super", value);
}

/* `pre` and `nowrap` are not kept: lines that never wrap do not fit a phone. */
static struct span space(struct arena *a, struct span value)
{
	(void)a;
	if (words_listed("pre|pre-wrap|break-spaces", value))
		return SPAN("pre-wrap");
	return word_of("pre-line", value);
}

static struct span bullets(struct arena *a, struct span value)
{
	(void)a;
	return word_of("disc|circle|square|decimal|lower-alpha|upper-alpha|lower-roman|upper-roman|lower-latin|none",
		       value);
}

/* Removes spaces inside "rgb(1, 2, 3)", so that each word is one value. */
static struct span brackets_close(struct arena *a, struct span s)
{
	char *out = arena_str(a, s);
	size_t len = 0;
	bool inside = false;
	for (size_t i = 0; i < s.len; i++) {
		inside = (inside || s.ptr[i] == '(') && s.ptr[i] != ')';
		if (!inside || s.ptr[i] != ' ')
			out[len++] = s.ptr[i];
	}
	return (struct span){out, len};
}

/* "1px solid #ccc", in any order. */
static struct span border(struct arena *a, struct span value)
{
	struct span rest = brackets_close(a, value), word, width = SPAN("1px"), line = SPAN_NONE,
		    colour = SPAN("#cccccc");
	uint32_t rgb;
	double px;
	while (span_word(&rest, &word)) {
		if (px_read(word, &px))
			width = px <= 0 ? SPAN_NONE : px <= 10 ? word : SPAN("1px");
		else if (words_listed("solid|dashed|dotted|double", word))
			line = word;
		else if (style_colour(word, &rgb))
			colour = arena_printf(a, "#%06x", rgb);
		else if (!words_listed("thin|medium|thick|initial", word))
			return SPAN_NONE;
	}
	if (!line.len || !width.len)
		return SPAN_NONE;
	return arena_printf(a, "%.*s %.*s %.*s", SPAN_ARG(width), SPAN_ARG(line), SPAN_ARG(colour));
}

static struct span collapse(struct arena *a, struct span value)
{
	(void)a;
	return word_of("collapse|separate", value);
}

static struct span edges(struct arena *a, struct span value)
{
	struct span rest = value, word;
	double px;
	int count = 0;
	(void)a;
	while (span_word(&rest, &word))
		if (++count > 4 || !px_read(word, &px) || px > MAX_EDGE)
			return SPAN_NONE;
	return value;
}

static struct span width(struct arena *a, struct span value)
{
	double px;
	(void)a;
	return span_ends(value, SPAN("%")) && px_read(value, &px) && px <= 16 ? value : SPAN_NONE;
}

static const struct {
	struct span name;
	struct span (*value)(struct arena *a, struct span value); /* the input is in lower case, with single blanks */
} properties[STYLE_COUNT] = {
	[STYLE_COLOR] = {SPAN_INIT("color"), text_colour},
	[STYLE_BACKGROUND] = {SPAN_INIT("background-color"), back_colour},
	[STYLE_WEIGHT] = {SPAN_INIT("font-weight"), weight},
	[STYLE_SLANT] = {SPAN_INIT("font-style"), slant},
	[STYLE_DECORATION] = {SPAN_INIT("text-decoration"), decoration},
	[STYLE_SIZE] = {SPAN_INIT("font-size"), size},
	[STYLE_FAMILY] = {SPAN_INIT("font-family"), font_family},
	[STYLE_ALIGN] = {SPAN_INIT("text-align"), align},
	[STYLE_VALIGN] = {SPAN_INIT("vertical-align"), valign},
	[STYLE_SPACE] = {SPAN_INIT("white-space"), space},
	[STYLE_LIST] = {SPAN_INIT("list-style-type"), bullets},
	[STYLE_BORDER] = {SPAN_INIT("border"), border},
	[STYLE_BORDER_TOP] = {SPAN_INIT("border-top"), border},
	[STYLE_BORDER_RIGHT] = {SPAN_INIT("border-right"), border},
	[STYLE_BORDER_BOTTOM] = {SPAN_INIT("border-bottom"), border},
	[STYLE_BORDER_LEFT] = {SPAN_INIT("border-left"), border},
	[STYLE_COLLAPSE] = {SPAN_INIT("border-collapse"), collapse},
	[STYLE_PADDING] = {SPAN_INIT("padding"), edges},
	[STYLE_MARGIN] = {SPAN_INIT("margin"), edges},
	[STYLE_MARGIN_LEFT] = {SPAN_INIT("margin-left"), edges},
	[STYLE_WIDTH] = {SPAN_INIT("width"), width},
};

/* --- a whole attribute --- */

/* The value in lower case, with single blanks, without "!important". Empty if it has a character that no allowed value
 * has. */
static struct span plain(struct arena *a, struct span value)
{
	char *out = arena_alloc(a, value.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.ptr[i];
		bool blank = c == ' ' || (c >= '\t' && c <= '\r');
		if (blank && (len == 0 || out[len - 1] == ' '))
			continue;
		if (c == '\\' || c == '/' || c == '<' || c == '>' || c == '&' || (c < ' ' && !blank))
			return SPAN_NONE;
		out[len++] = blank ? ' ' : c >= 'A' && c <= 'Z' ? (char)(c + 32) : (char)c;
	}
	struct span s = {out, len};
	if (span_ends(s, SPAN("!important")))
		s.len -= 10;
	return span_trim(s);
}

void style_set(struct arena *a, enum style_property property, struct span value, struct style *out)
{
	struct span clean = value.len <= MAX_VALUE ? properties[property].value(a, plain(a, value)) : SPAN_NONE;
	out->values[property] = clean;
}

static void declaration_read(struct arena *a, struct span one, struct style *out)
{
	ptrdiff_t colon = span_chr(one, ':');
	if (colon <= 0)
		return;
	struct span name = span_trim(span_sub(one, 0, (size_t)colon)), value = span_from(one, (size_t)colon + 1);
	if (span_ieq(name, SPAN("background")))
		name = SPAN("background-color");
	else if (span_ieq(name, SPAN("text-decoration-line")))
		name = SPAN("text-decoration");
	for (size_t i = 0; i < STYLE_COUNT; i++)
		if (name.len == properties[i].name.len && span_ieq(name, properties[i].name))
			style_set(a, (enum style_property)i, value, out);
}

void style_read(struct arena *a, struct span text, struct style *out)
{
	struct span one;
	while (span_cut(&text, ';', &one))
		declaration_read(a, one, out);
}

struct span style_write(struct arena *a, const struct style *style)
{
	struct buf out;
	buf_init(&out, BUF_MAX);
	for (size_t i = 0; i < STYLE_COUNT; i++)
		if (style->values[i].len) {
			buf_str(&out, out.len ? ";" : "");
			buf_add(&out, properties[i].name);
			buf_chr(&out, ':');
			buf_add(&out, style->values[i]);
		}
	struct span text = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return text;
}
