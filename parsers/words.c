#include "parsers/words.h"

#include <string.h>

#include "parsers/base/utf8.h"

#define MAX_ASKED 1000 /* bytes of text searched for a question */
#define LOOK_BEHIND 4  /* bytes of the longest character */
#define CHAINS 1024
#define WORTH_CHAINING 8 /* bytes; for shorter texts chains are not worth while */
#define CHAINED_MAX 256  /* words searched for in one pass */

/* Searching the list is faster than splitting it. */
bool words_listed(const char *words, struct span text)
{
	struct span all = span_of(words), rest = all;

	if (text.len == 0 || span_chr(text, '|') >= 0)
		return false;
	for (ptrdiff_t at; (at = span_find(rest, text)) >= 0; rest = span_from(rest, (size_t)at + 1)) {
		const char *begin = rest.ptr + at, *end = begin + text.len;
		if ((begin == all.ptr || begin[-1] == '|') && (*end == '|' || *end == '\0'))
			return true;
	}
	return false;
}

bool words_any(const char *words, struct span text, words_test test)
{
	struct span rest = span_of(words), word;

	while (span_cut(&rest, '|', &word))
		if (test(text, word))
			return true;
	return false;
}

bool words_starting(const char *words, struct span text, words_test test)
{
	const char *word = words;

	while (text.len && word && *word) {
		const char *end = strchr(word, '|');

		if (*word == text.ptr[0] && test(text, span_make(word, end ? (size_t)(end - word) : strlen(word))))
			return true;
		word = end ? end + 1 : NULL;
	}
	return false;
}

bool words_within(struct span text, struct span word)
{
	return span_find(text, word) >= 0;
}

/* Is it part of a word? The punctuation of scripts with spaces between words is not. */
static bool is_word_part(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	bool mark = c < 0xC0 || (c >= 0x55A && c <= 0x55F) || c == 0x589 || c == 0x58A || c == 0x5BE || c == 0x60C ||
		    c == 0x61B || c == 0x61F || c == 0x6D4 || (c >= 0x2000 && c <= 0x206F) ||
		    (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFF1F);
	return !mark;
}

static bool part_before(struct span text, size_t at)
{
	size_t start = at;
	bool bad;

	while (start && at - start < LOOK_BEHIND && ((unsigned char)text.ptr[--start] & 0xC0) == 0x80)
		;
	struct span one = span_sub(text, start, at - start);
	return one.len && is_word_part(utf8_take(&one, &bad));
}

static bool part_behind(struct span text, size_t at)
{
	struct span rest = span_from(text, at);
	bool bad;

	return rest.len && is_word_part(utf8_take(&rest, &bad));
}

static bool is_unspaced(struct span word)
{
	return word.len && (unsigned char)word.ptr[0] >= 0xE0;
}

/* Where the word occurs by the rules of words_find, or -1; *end is after it. */
static ptrdiff_t whole_find(struct span text, struct span word, size_t *end)
{
	bool open_front = span_starts(word, SPAN("*")), open_back = word.len > 1 && span_ends(word, SPAN("*"));
	struct span bare = span_sub(word, open_front, word.len - open_front - open_back);
	bool loose = is_unspaced(bare);

	for (size_t from = 0; from < text.len;) {
		ptrdiff_t found = span_find(span_from(text, from), bare);
		if (found < 0)
			return -1;
		size_t at = from + (size_t)found, behind = at + bare.len;
		bool front = loose || open_front || !part_before(text, at);
		bool back = loose || open_back || !part_behind(text, behind);
		if (front && back) {
			*end = behind;
			return (ptrdiff_t)at;
		}
		from = at + 1;
	}
	return -1;
}

ptrdiff_t words_find(const char *words, struct span text, size_t *end)
{
	struct span rest = span_of(words), word;
	ptrdiff_t first = -1;
	size_t behind;

	while (span_cut(&rest, '|', &word)) {
		ptrdiff_t at = whole_find(text, word, &behind);
		if (at < 0 || (first >= 0 && at >= first))
			continue;
		first = at;
		if (end)
			*end = behind;
	}
	return first;
}

size_t words_lead(const char *words, struct span text)
{
	size_t best = 0, end;

	/* a loop by hand: there are many words, and most are ruled out by their first letter */
	for (const char *p = words, *next; p && *p && text.len; p = next + (*next != 0)) {
		next = strchrnul(p, '|');
		if (*p != text.ptr[0] && *p != '*')
			continue;
		struct span word = span_make(p, (size_t)(next - p));
		if (whole_find(span_sub(text, 0, word.len + LOOK_BEHIND), word, &end) == 0 && end > best)
			best = end;
	}
	return best;
}

/* ---- many words at once ---- */

/* Words in chains by a hash of their first three bytes; shorter words are in the last chain. */
struct chains {
	uint16_t heads[CHAINS + 1]; /* index + 1 of the item; 0: none */
	uint16_t next[CHAINED_MAX];
	struct span items[CHAINED_MAX];
	size_t count;
};

static size_t chain_of(const char *three)
{
	const unsigned char *p = (const unsigned char *)three;

	return (size_t)(p[0] * 7 + p[1] * 61 + p[2] * 509) % CHAINS;
}

static void chain_add(struct chains *c, struct span word)
{
	size_t chain = word.len < 3 ? CHAINS : chain_of(word.ptr);

	c->items[c->count] = word;
	c->next[c->count] = c->heads[chain];
	c->heads[chain] = (uint16_t)++c->count;
}

static bool chain_starts(const struct chains *c, size_t chain, struct span text)
{
	for (uint16_t i = c->heads[chain]; i; i = c->next[i - 1])
		if (span_starts(text, c->items[i - 1]))
			return true;
	return false;
}

static bool chains_within(const struct chains *c, struct span text)
{
	for (uint16_t i = c->heads[CHAINS]; i; i = c->next[i - 1])
		if (words_within(text, c->items[i - 1]))
			return true;
	for (size_t at = 0; at + 3 <= text.len; at++) {
		size_t chain = chain_of(text.ptr + at);
		if (c->heads[chain] && chain_starts(c, chain, span_from(text, at)))
			return true;
	}
	return false;
}

bool words_among(const char *words, struct span text)
{
	struct span rest = span_of(words), word;

	if (text.len < WORTH_CHAINING)
		return text.len && words_any(words, text, words_within);
	while (rest.len) {
		struct chains c;

		memset(c.heads, 0, sizeof(c.heads));
		c.count = 0;
		while (c.count < CHAINED_MAX && span_cut(&rest, '|', &word))
			chain_add(&c, word);
		if (chains_within(&c, text))
			return true;
	}
	return false;
}

/* White space, or the start of a non-ASCII character, such as a closing quotation mark. */
static bool ends_word(char c)
{
	return (unsigned char)c <= ' ' || (unsigned char)c >= 0x80;
}

bool words_ask(struct span text)
{
	struct span begin = span_sub(text, 0, MAX_ASKED);

	for (ptrdiff_t at; (at = span_chr(begin, '?')) >= 0; begin = span_from(begin, (size_t)at + 1))
		if ((size_t)at + 1 == begin.len || ends_word(begin.ptr[at + 1]))
			return true;
	begin = span_sub(text, 0, MAX_ASKED);
	return span_find(begin, SPAN("？")) >= 0 || span_find(begin, SPAN("؟")) >= 0;
}
