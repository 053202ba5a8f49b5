#include "daemon/edge/answer.h"

static bool answer_fault(struct answer *a, const char *what)
{
	a->fault = what;
	return false;
}

static bool is_any(struct span word, const struct span *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_ieq(word, words[i]))
			return true;
	return false;
}

static bool answer_is_number(struct span word)
{
	uint64_t n;
	return span_u64(word, &n);
}

/* --- what a line is, word by word --- */

static bool take_status(struct answer *a, struct span word)
{
	static const struct span words[] = {SPAN("OK"), SPAN("NO"), SPAN("BAD"), SPAN("BYE"), SPAN("PREAUTH")};
	if (!is_any(word, words, a->line == ANSWER_TAGGED ? 3 : 5))
		return false;
	a->line = ANSWER_STATUS;
	return true;
}

static bool take_untagged(struct answer *a, struct span word)
{
	static const struct span unasked[] = {SPAN("FLAGS"), SPAN("CAPABILITY")};
	bool list = span_ieq(word, SPAN("LIST")) && a->wants & ANSWER_LIST;
	bool search = span_ieq(word, SPAN("SEARCH")) && a->wants & ANSWER_SEARCH;
	if (take_status(a, word))
		return true;
	a->takes_literals = list;
	a->line = answer_is_number(word) ? ANSWER_NUMBERED : ANSWER_DATA;
	return a->line == ANSWER_NUMBERED || list || search || is_any(word, unasked, 2) ||
	       answer_fault(a, "the server sent data that was not asked for");
}

static bool take_numbered(struct answer *a, struct span word)
{
	static const struct span counts[] = {SPAN("EXISTS"), SPAN("RECENT"), SPAN("EXPUNGE")};
	bool mail = span_ieq(word, SPAN("FETCH"));
	a->exists |= span_ieq(word, SPAN("EXISTS"));
	a->takes_literals = mail && a->wants & ANSWER_BODIES;
	a->line = mail ? ANSWER_MAIL : ANSWER_DATA;
	return mail || is_any(word, counts, 3) || answer_fault(a, "the server sent data that was not asked for");
}

/* Only attributes that we ask for or that may come unsolicited; BODYSTRUCTURE, above all, is neither. */
static bool take_attribute(struct answer *a, struct span word)
{
	static const struct span known[] = {SPAN("UID"), SPAN("FLAGS"), SPAN("RFC822.SIZE"), SPAN("MODSEQ"),
					    SPAN("NIL")};
	bool name = (word.ptr[0] >= 'A' && word.ptr[0] <= 'Z') || (word.ptr[0] >= 'a' && word.ptr[0] <= 'z');
	bool body = span_istarts(word, SPAN("BODY[")) && a->wants & ANSWER_BODIES;
	return a->depth != 1 || !name || body || is_any(word, known, 5) ||
	       answer_fault(a, "the server sent parts of a mail that were not asked for");
}

static bool end_word(struct answer *a)
{
	struct span word = {a->word, a->word_len};
	if (!word.len)
		return true;
	a->word_len = 0;
	switch (a->line) {
	case ANSWER_START:
		a->line = span_eq(word, SPAN("*")) ? ANSWER_UNTAGGED : ANSWER_TAGGED;
		return a->line == ANSWER_UNTAGGED || answer_is_number(word) ||
		       answer_fault(a, "the server's answer cannot be understood");
	case ANSWER_TAGGED:
		return take_status(a, word) || answer_fault(a, "the server's answer cannot be understood");
	case ANSWER_UNTAGGED:
		return take_untagged(a, word);
	case ANSWER_NUMBERED:
		return take_numbered(a, word);
	case ANSWER_MAIL:
		return take_attribute(a, word);
	default:
		return true;
	}
}

/* --- bytes --- */

static bool count_word(struct answer *a)
{
	return ++a->words <= ANSWER_WORDS || answer_fault(a, "the server's answer has too many words");
}

static bool open_parenthesis(struct answer *a)
{
	return ++a->depth <= ANSWER_DEPTH || answer_fault(a, "the server's answer is nested too deeply");
}

static bool close_parenthesis(struct answer *a)
{
	a->depth -= a->depth > 0;
	return true;
}

/* A string begins: only between words, and only in data. */
static bool open_string(struct answer *a, enum answer_state state)
{
	bool data = a->line == ANSWER_DATA || a->line == ANSWER_MAIL;
	if (!data || a->word_len || (state == ANSWER_OPEN && !a->takes_literals))
		return answer_fault(a, "the server's answer has a string in the wrong place");
	a->state = state;
	a->number = 0;
	return true;
}

static bool take_plain(struct answer *a, char c)
{
	switch (c) {
	case ' ':
		return end_word(a) && count_word(a);
	case '\r':
		a->state = ANSWER_CR;
		return end_word(a);
	case '(':
		return end_word(a) && count_word(a) && open_parenthesis(a);
	case ')':
		return end_word(a) && close_parenthesis(a);
	case '"':
		return open_string(a, ANSWER_QUOTED);
	case '{':
		return open_string(a, ANSWER_OPEN);
	default:
		if (a->word_len < ANSWER_WORD)
			a->word[a->word_len++] = c;
		return true;
	}
}

/* libetpan could take "{" in a response code for a literal, or stop parsing there; no real response code has one.
 * Quotes could hide the end of the code. */
static bool take_code(struct answer *a, char c)
{
	if (c == '{')
		return answer_fault(a, "the server's answer has a string in the wrong place");
	if (c == '(')
		return open_parenthesis(a);
	a->has_quotes |= c == '"';
	if (c == ']' && !a->has_quotes)
		a->line = ANSWER_TEXT;
	return true;
}

/* After a status word or "+": a response code, or text that is ignored. */
static bool take_text(struct answer *a, char c)
{
	if (a->line == ANSWER_CODE)
		return take_code(a, c);
	if (a->line == ANSWER_STATUS && c != ' ')
		a->line = c == '[' ? ANSWER_CODE : ANSWER_TEXT;
	return true;
}

static bool take_digit(struct answer *a, char c)
{
	if (c == '}' && a->state == ANSWER_NUMBER) {
		a->state = ANSWER_CLOSED;
		return true;
	}
	if (c < '0' || c > '9')
		return answer_fault(a, "the server announced a literal in an unknown way");
	a->state = ANSWER_NUMBER;
	a->number = a->number * 10 + (uint64_t)(c - '0');
	return a->number <= a->max || answer_fault(a, "the server announced more bytes than allowed");
}

static bool take_char(struct answer *a, char c)
{
	if (c == '\0')
		return answer_fault(a, "the server's answer cannot be understood");
	switch (a->state) {
	case ANSWER_PLAIN:
		if (a->line == ANSWER_START && c == '+' && !a->word_len) {
			a->line = ANSWER_STATUS;
			return true;
		}
		return a->line >= ANSWER_STATUS ? take_text(a, c) : take_plain(a, c);
	case ANSWER_QUOTED:
		a->state = c == '"' ? ANSWER_PLAIN : c == '\\' ? ANSWER_ESCAPED : ANSWER_QUOTED;
		return c != '\r' || answer_fault(a, "the server's answer has an unterminated string");
	case ANSWER_ESCAPED:
		a->state = ANSWER_QUOTED;
		return c != '\r' || answer_fault(a, "the server's answer has an unterminated string");
	case ANSWER_OPEN:
	case ANSWER_NUMBER:
		return take_digit(a, c);
	case ANSWER_CLOSED:
		a->state = ANSWER_CLOSED_CR;
		return c == '\r' || answer_fault(a, "the server announced a literal in an unknown way");
	default:
		return answer_fault(a, "the server's answer cannot be understood");
	}
}

/* At a LF the line ends, or goes on after its literal. */
static bool end_line(struct answer *a)
{
	enum answer_state state = a->state;
	a->state = ANSWER_PLAIN;
	if (state == ANSWER_CLOSED || state == ANSWER_CLOSED_CR) {
		a->skip = a->number;
		return true;
	}
	if (state != ANSWER_PLAIN && state != ANSWER_CR)
		return answer_fault(a, "the server's answer has an unterminated string");
	if (!end_word(a) || !count_word(a))
		return false;
	if (a->line == ANSWER_TAGGED || a->line == ANSWER_UNTAGGED || a->line == ANSWER_NUMBERED)
		return answer_fault(a, "the server's answer cannot be understood");
	a->line = ANSWER_START;
	a->depth = 0;
	a->takes_literals = a->has_quotes = false;
	return true;
}

void answer_begin(struct answer *a, unsigned wants, uint64_t max)
{
	a->wants = wants;
	a->max = max < UINT32_MAX ? max : UINT32_MAX; /* libetpan's numbers have 32 bits */
	a->words = 0;
}

bool answer_feed(struct answer *a, struct span bytes)
{
	while (bytes.len) {
		size_t len = 1;
		if (a->skip) {
			len = a->skip < bytes.len ? (size_t)a->skip : bytes.len;
			a->skip -= len;
		} else if (!(bytes.ptr[0] == '\n' ? end_line(a) : take_char(a, bytes.ptr[0]))) {
			return false;
		}
		bytes = span_from(bytes, len);
	}
	return true;
}
