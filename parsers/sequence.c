#include "parsers/sequence.h"

#include "parsers/base/ascii.h"
#include "parsers/base/utf8.h"

#define MAX_WEIGHT 12
#define MAX_INITIALS 4 /* letters of "Jo> " */
#define LONG_CHUNK 48  /* bytes; a longer chunk without blanks is not a word but a piece of a link */
#define LINK_LINES 6   /* lines over which a broken link may continue */
#define FNV_START 2166136261u
#define FNV_PRIME 16777619u

/* --- characters --- */

enum class { CLASS_BREAK, CLASS_LETTER, CLASS_WIDE, CLASS_NONE };

static const struct {
	uint32_t first, last;
	enum class class;
} classes[] = {
	{0x80, 0xA9, CLASS_BREAK},      {0xAB, 0xAC, CLASS_BREAK},
	{0xAD, 0xAD, CLASS_NONE},       {0xAE, 0xB4, CLASS_BREAK},
	{0xB6, 0xB9, CLASS_BREAK},      {0xBB, 0xBF, CLASS_BREAK},
	{0xD7, 0xD7, CLASS_BREAK},      {0xF7, 0xF7, CLASS_BREAK},
	{0x300, 0x36F, CLASS_NONE},     {0xE00, 0xEFF, CLASS_WIDE}, /* Thai, Lao */
	{0x1000, 0x109F, CLASS_WIDE},                               /* Myanmar */
	{0x1780, 0x17FF, CLASS_WIDE},                               /* Khmer */
	{0x200B, 0x200F, CLASS_NONE},                               /* zero width, direction */
	{0x202A, 0x202E, CLASS_NONE},   {0x2060, 0x2069, CLASS_NONE},
	{0x2000, 0x206F, CLASS_BREAK},                                /* general punctuation */
	{0x2600, 0x27BF, CLASS_WIDE},                                 /* meaningful symbols */
	{0x2190, 0x2BFF, CLASS_BREAK},                                /* arrows, boxes, bullets */
	{0x3000, 0x303F, CLASS_BREAK},  {0x2E80, 0xA4CF, CLASS_WIDE}, /* Han, Kana, Yi */
	{0xAC00, 0xD7AF, CLASS_WIDE},                                 /* Hangul */
	{0xE000, 0xF8FF, CLASS_BREAK},  {0xF900, 0xFAFF, CLASS_WIDE},
	{0xFE00, 0xFE0F, CLASS_NONE},   {0xFE10, 0xFE6F, CLASS_BREAK},
	{0xFEFF, 0xFEFF, CLASS_NONE},   {0xFF00, 0xFF0F, CLASS_BREAK},
	{0xFF1A, 0xFF20, CLASS_BREAK},  {0xFF3B, 0xFF40, CLASS_BREAK},
	{0xFF5B, 0xFF65, CLASS_BREAK},  {0xFF66, 0xFF9F, CLASS_WIDE},
	{0xFFFC, 0xFFFC, CLASS_BREAK},                                  /* stands for a picture */
	{0xFFFD, 0xFFFD, CLASS_NONE},   {0x1F000, 0x1FAFF, CLASS_WIDE}, /* emoji */
	{0x20000, 0x3FFFF, CLASS_WIDE},
};

static enum class class_of(uint32_t c) {
	if (c < 0x80) return ascii_is_letter((char)c) || ascii_is_digit((char)c) ? CLASS_LETTER : CLASS_BREAK;
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes);
	     i++) if (c >= classes[i].first && c <= classes[i].last) return classes[i]
		.class;
	return CLASS_LETTER;
}

/* --- words --- */

/* A word being read. If it has ASCII letters, only those count: clients replace or leave out characters that they can't
 * write. */
struct reading {
	uint32_t ascii, all;
	uint32_t weight;
	bool has_ascii, is_number;
};

static void word_add(struct arena *a, struct sequence *q, uint32_t hash, uint32_t weight, bool is_number)
{
	*LIST_ADD(a, &q->words) =
		(struct sequence_word){hash ? hash : 1, (uint32_t)q->lines.count - 1, weight, is_number};
}

static struct reading word_begin(void)
{
	return (struct reading){.ascii = FNV_START, .all = FNV_START, .is_number = true};
}

static void sequence_word_take(struct reading *word, uint32_t c)
{
	bool ascii = c < 0x80;
	word->all = (word->all ^ c) * FNV_PRIME;
	if (ascii)
		word->ascii = (word->ascii ^ c) * FNV_PRIME;
	word->has_ascii = word->has_ascii || ascii;
	word->is_number = word->is_number && ascii && ascii_is_digit((char)c);
	word->weight += word->weight < MAX_WEIGHT;
}

static void sequence_word_end(struct arena *a, struct sequence *q, struct reading *word)
{
	if (word->weight)
		word_add(a, q, word->has_ascii ? word->ascii : word->all, word->weight, word->is_number);
	*word = word_begin();
}

/* Adds the words of a chunk, which must be folded. */
static void chunk_words(struct arena *a, struct sequence *q, struct span chunk)
{
	struct reading word = word_begin();
	while (chunk.len) {
		bool bad;
		uint32_t c = utf8_take(&chunk, &bad);
		enum class class = c == '?' && chunk.len ? CLASS_NONE : class_of(c);
		if (class == CLASS_LETTER)
			sequence_word_take(&word, c);
		else if (class != CLASS_NONE)
			sequence_word_end(a, q, &word);
		if (class == CLASS_WIDE)
			word_add(a, q, (FNV_START ^ c) * FNV_PRIME, 2, false);
	}
	sequence_word_end(a, q, &word);
}

/* --- links --- */

static bool is_escape(struct span s, size_t i)
{
	return i + 2 < s.len && s.ptr[i] == '%' && ascii_hex(s.ptr[i + 1]) >= 0 && ascii_hex(s.ptr[i + 2]) >= 0;
}

/* `chunk` is folded. Is it a web or mail address, or a piece of a broken one? */
static bool is_link(struct span chunk)
{
	ptrdiff_t at = span_chr(chunk, '@');
	size_t escapes = 0;
	for (size_t i = 0; i < chunk.len; i++)
		escapes += is_escape(chunk, i);
	bool ascii_long = chunk.len >= LONG_CHUNK;
	for (size_t i = 0; ascii_long && i < chunk.len; i++)
		ascii_long = (unsigned char)chunk.ptr[i] < 0x80;
	return span_find(chunk, SPAN("://")) >= 0 || span_starts(chunk, SPAN("mailto:")) ||
	       span_starts(chunk, SPAN("www.")) || (at > 0 && (size_t)at + 1 < chunk.len) || escapes >= 2 || ascii_long;
}

/* Hash of the letters and digits only, with escapes decoded. */
static uint32_t link_hash(struct span chunk)
{
	uint32_t hash = FNV_START;
	if (span_starts(chunk, SPAN("mailto:")))
		chunk = span_from(chunk, 7);
	for (size_t i = 0; i < chunk.len; i++) {
		char c = chunk.ptr[i];
		if (is_escape(chunk, i)) {
			c = (char)(ascii_hex(chunk.ptr[i + 1]) * 16 + ascii_hex(chunk.ptr[i + 2]));
			i += 2;
		}
		c = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
		if (ascii_is_letter(c) || ascii_is_digit(c) || (unsigned char)c >= 0x80)
			hash = (hash ^ (unsigned char)c) * FNV_PRIME;
	}
	return hash;
}

/* --- lines --- */

static size_t sequence_blank_length(struct span s)
{
	if (s.len && (s.ptr[0] == ' ' || (s.ptr[0] >= '\t' && s.ptr[0] <= '\r')))
		return 1;
	return span_starts(s, SPAN("\xC2\xA0")) ? 2 : 0;
}

static struct span blanks_pass(struct span s)
{
	size_t len;
	while ((len = sequence_blank_length(s)) > 0)
		s = span_from(s, len);
	return s;
}

/* Length of "Jo>" at the front of s, or 0. */
static size_t initials_length(struct span s)
{
	size_t len = 0;
	while (len < s.len && len <= MAX_INITIALS && ascii_is_letter(s.ptr[len]))
		len++;
	bool mark = len && len <= MAX_INITIALS && len < s.len && s.ptr[len] == '>';
	return mark && (len + 1 == s.len || sequence_blank_length(span_from(s, len + 1))) ? len + 1 : 0;
}

/* The rest of a line after its quote marks. */
static struct span unmarked(struct span line, bool *marked)
{
	struct span s = blanks_pass(line);
	size_t initials = initials_length(s);
	*marked = initials > 0 || (span_starts(s, SPAN(">")) && !span_starts(s, SPAN(">:")));
	s = span_from(s, initials);
	while (*marked && span_starts(s, SPAN(">")))
		s = blanks_pass(span_from(s, 1));
	return *marked ? blanks_pass(s) : s;
}

static size_t chunk_length(struct span s)
{
	static const bool ends[256] = {
		[' '] = true, ['\t'] = true, ['\n'] = true, ['\v'] = true, ['\f'] = true, ['\r'] = true,
		['<'] = true, ['>'] = true,  ['"'] = true,  ['('] = true,  [')'] = true,  ['['] = true,
		[']'] = true, ['{'] = true,  ['}'] = true,  ['|'] = true};
	size_t len = 0;
	while (len < s.len && !ends[(unsigned char)s.ptr[len]] &&
	       (s.ptr[len] != '\xC2' || !sequence_blank_length(span_from(s, len))))
		len++;
	return len;
}

static void line_words(struct arena *a, struct sequence *q, struct span folded)
{
	while (folded.len) {
		size_t len = chunk_length(folded);
		struct span chunk = span_sub(folded, 0, len);
		if (len && is_link(chunk))
			*LIST_ADD(a, &q->links) = link_hash(chunk);
		else if (len)
			chunk_words(a, q, chunk);
		folded = span_from(folded, len ? len : 1);
	}
}

/* Does a "<mailto:…" or "<https:…" begin in the line but not end in it? */
static bool is_cut_link(struct span folded)
{
	ptrdiff_t open = span_rchr(folded, '<');
	struct span link = span_from(folded, (size_t)(open + 1));
	bool begins = span_starts(link, SPAN("mailto:")) || span_starts(link, SPAN("http"));
	return open >= 0 && begins && span_chr(link, '>') < 0 && chunk_length(link) == link.len;
}

/* Length of the line up to the end of the broken link; 0 if it does not end here. */
static size_t link_rest(struct span line)
{
	ptrdiff_t close = span_chr(line, '>');
	return close >= 0 && chunk_length(line) == (size_t)close ? (size_t)close + 1 : 0;
}

static void line_add(struct arena *a, struct sequence *q, struct span line, size_t *cut)
{
	struct sequence_line one = {
		.text = line, .first = (uint32_t)q->words.count, .first_link = (uint32_t)q->links.count};
	struct span rest = unmarked(line, &one.is_marked);
	one.is_blank = rest.len == 0;
	size_t end = *cut && !one.is_marked ? link_rest(rest) : 0;
	bool whole = *cut && !one.is_marked && !end && chunk_length(rest) == rest.len && rest.len;
	one.is_rest = whole || (end && !span_trim(span_from(rest, end)).len);
	*LIST_ADD(a, &q->lines) = one;
	*cut = whole ? *cut - 1 : 0;
	if (whole)
		return;
	struct span folded = utf8_fold(a, span_from(rest, end));
	line_words(a, q, folded);
	if (!one.is_marked && is_cut_link(folded))
		*cut = LINK_LINES;
}

void sequence_add(struct arena *a, struct span text, struct sequence *out)
{
	struct span line;
	size_t cut = 0; /* lines over which a link may still continue */
	while (span_line(&text, &line)) {
		line_add(a, out, line, &cut);
		out->lines.items[out->lines.count - 1].end = (uint32_t)out->words.count;
		out->lines.items[out->lines.count - 1].end_link = (uint32_t)out->links.count;
	}
}

void sequence_bar(struct arena *a, struct sequence *out)
{
	uint32_t word = (uint32_t)out->words.count, link = (uint32_t)out->links.count;
	*LIST_ADD(a, &out->lines) =
		(struct sequence_line){.first = word, .end = word + 1, .first_link = link, .end_link = link};
	*LIST_ADD(a, &out->words) = (struct sequence_word){.line = (uint32_t)out->lines.count - 1};
}
