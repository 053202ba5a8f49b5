#include "parsers/prose.h"

#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"

#define LOOK_MAX ((size_t)8000) /* bytes of text that are read */
#define WORD_MAX ((size_t)60)   /* bytes; anything longer is not a word */
#define LOUD_MIN 4              /* minimum words of a line all in capitals */

struct words {
	struct arena *arena;
	struct buf text;
	size_t max, latin, others;
};

static bool is_prose_letter(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

static bool is_latin(uint32_t c)
{
	return c < 0x250 || (c >= 0x1E00 && c <= 0x1EFF);
}

/* Typographic quotes and dashes, symbols and CJK punctuation, which separate words. */
static bool is_mark(uint32_t c)
{
	return (c >= 0x80 && c < 0xC0 && c != 0xAA && c != 0xB5 && c != 0xBA) || (c >= 0x2000 && c <= 0x206F) ||
	       (c >= 0x20A0 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x3003) || (c >= 0x3008 && c <= 0x301F) ||
	       (c >= 0xFE00 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20) ||
	       c == UTF8_REPLACEMENT || c > 0x1F000;
}

static struct span without_marks(struct span word)
{
	while (word.len && !is_prose_letter((unsigned char)word.ptr[0]))
		word = span_from(word, 1);
	while (word.len && !is_prose_letter((unsigned char)word.ptr[word.len - 1]))
		word.len--;
	return word;
}

/* Letters only, with apostrophes or hyphens between them: not an address, number or file name. */
static bool is_plain_word(struct span word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!is_prose_letter((unsigned char)word.ptr[i]) && word.ptr[i] != '\'' && word.ptr[i] != '-')
			return false;
	bool spaced = word.len && (unsigned char)word.ptr[0] < 0xE0; /* the script has spaces between words */
	return word.len > 0 && (!spaced || word.len <= WORD_MAX);
}

/* Appends the ASCII letters and apostrophes at the front of the word. */
static void ascii_put(struct words *w, struct span *word)
{
	size_t len = 0, apostrophes = 0;
	size_t room = w->text.len < w->max ? w->max - w->text.len : 0;
	while (len < word->len && len < room && !(word->ptr[len] & 0x80) && word->ptr[len] != '-')
		apostrophes += word->ptr[len++] == '\'';
	buf_add(&w->text, span_sub(*word, 0, len));
	w->latin += len - apostrophes;
	*word = span_from(*word, len);
}

/* Appends the word's letters, with a space for any hyphen or mark between them. */
static void word_put(struct words *w, struct span word)
{
	for (ascii_put(w, &word); word.len && w->text.len < w->max; ascii_put(w, &word)) {
		bool bad = false;
		struct span before = word;
		uint32_t c = utf8_take(&word, &bad);
		if (c == '-' || is_mark(c)) {
			buf_chr(&w->text, c == 0x2019 ? '\'' : ' ');
			continue;
		}
		buf_add(&w->text, span_sub(before, 0, before.len - word.len));
		*(is_latin(c) ? &w->latin : &w->others) += c != '\'';
	}
	buf_chr(&w->text, ' ');
}

static bool has_any_digit(struct span piece)
{
	for (size_t i = 0; i < piece.len; i++)
		if (piece.ptr[i] >= '0' && piece.ptr[i] <= '9')
			return true;
	return false;
}

/* Statistics of a line. */
struct line {
	size_t pieces, words; /* blank-separated pieces; those of them that are words */
	size_t small;         /* words that do not begin with a capital */
	bool loud;            /* the whole line is in capitals */
};

static bool is_small_word(struct arena *a, struct span word)
{
	if (!(word.ptr[0] & 0x80))
		return word.ptr[0] >= 'a' && word.ptr[0] <= 'z';
	struct span first = utf8_cut(word, 4), folded = utf8_fold(a, first);
	bool bad = false;
	return utf8_take(&first, &bad) == utf8_take(&folded, &bad);
}

static struct line line_read(struct arena *a, struct span line)
{
	struct line l = {.loud = true};
	struct span word;
	while (span_word(&line, &word)) {
		struct span piece = word;
		word = without_marks(word);
		l.pieces += word.len || has_any_digit(piece);
		if (!is_plain_word(word))
			continue;
		l.words++;
		l.small += is_small_word(a, word);
		for (size_t i = 0; i < word.len; i++)
			l.loud = l.loud && !(word.ptr[i] >= 'a' && word.ptr[i] <= 'z');
	}
	return l;
}

/* Is it a line of sentences, rather than an address, a list of names, a table or code? */
static bool is_prose_line(const struct line *l)
{
	bool sentence = l->loud ? l->words >= LOUD_MIN : l->small * 3 >= l->words;
	return l->words && l->words * 4 >= l->pieces * 3 && sentence;
}

static void line_put(struct words *w, struct span line)
{
	struct line how = line_read(w->arena, line);
	struct span word;
	if (!is_prose_line(&how))
		return;
	while (w->text.len < w->max && span_word(&line, &word)) {
		word = without_marks(word);
		if (is_plain_word(word))
			word_put(w, how.loud ? utf8_fold(w->arena, word) : word);
	}
}

/* Length of the quotation at the start, marks included; 0 if there is none, or none that ends. */
static size_t prose_quotation(struct span rest)
{
	static const struct {
		const char *open, *close;
	} marks[] = {{"\"", "\""}, {"“", "”"}, {"„", "“"}, {"«", "»"}, {"»", "«"}};
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		struct span open = span_of(marks[i].open), close = span_of(marks[i].close);
		if (!span_starts(rest, open))
			continue;
		ptrdiff_t end = span_find(span_from(rest, open.len), close);
		return end < 0 ? 0 : open.len + (size_t)end + close.len;
	}
	return 0;
}

static bool may_quote(char c)
{
	return c == '"' || (c & 0x80);
}

/* The line without text in quotation marks: those are others' words, perhaps a program's message. */
static struct span without_quotations(struct arena *a, struct span line)
{
	size_t plain = 0;
	while (plain < line.len && !may_quote(line.ptr[plain]))
		plain++;
	if (plain == line.len)
		return line;
	char *out = arena_alloc(a, line.len + 1);
	size_t len = 0;
	while (line.len) {
		size_t skip = may_quote(line.ptr[0]) ? prose_quotation(line) : 0;
		out[len++] = skip ? ' ' : line.ptr[0];
		line = span_from(line, skip ? skip : 1);
	}
	return span_make(out, len);
}

void prose_read(struct arena *a, struct span text, size_t max, struct prose *out)
{
	struct words w = {.arena = a, .max = max};
	struct span line;
	buf_init(&w.text, BUF_MAX);
	buf_chr(&w.text, ' ');
	text = utf8_cut(text, LOOK_MAX);
	while (w.text.len < max && span_line(&text, &line))
		if (!span_starts(line, SPAN(">")))
			line_put(&w, without_quotations(a, line));
	*out = (struct prose){arena_dup(a, buf_span(&w.text)), w.latin, w.others};
	buf_clear(&w.text);
}
