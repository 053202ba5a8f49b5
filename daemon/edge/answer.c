#include "daemon/edge/answer.h"

/* Free text, in which "{5}" announces nothing: "+ …", and OK, NO, BAD, BYE and PREAUTH with any tag. */
static bool is_free_text(struct span head)
{
	static const struct span words[] = {SPAN("OK"), SPAN("NO"), SPAN("BAD"), SPAN("BYE"), SPAN("PREAUTH")};
	struct span tag, word = SPAN_NONE;
	if (!span_word(&head, &tag) || span_eq(tag, SPAN("+")))
		return true;
	span_word(&head, &word);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_ieq(word, words[i]))
			return true;
	return false;
}

static bool is_exists(struct span head)
{
	struct span star, number, word;
	uint64_t count;
	return span_word(&head, &star) && span_eq(star, SPAN("*")) && span_word(&head, &number) &&
	       span_u64(number, &count) && span_word(&head, &word) && span_ieq(word, SPAN("EXISTS"));
}

static void number_digit(struct answer *a, char c)
{
	uint64_t digit = (uint64_t)(c - '0');
	a->number = a->number > (UINT64_MAX - digit) / 10 ? UINT64_MAX : a->number * 10 + digit;
}

/* The state behind one byte; ANSWER_CLOSED or ANSWER_CR before a LF make an announcement. */
static enum answer_state next_state(struct answer *a, char c)
{
	bool digit = c >= '0' && c <= '9', within = a->state == ANSWER_OPEN || a->state == ANSWER_NUMBER;
	if (c == '{') {
		a->number = 0;
		return ANSWER_OPEN;
	}
	if (within && digit) {
		number_digit(a, c);
		return ANSWER_NUMBER;
	}
	if (a->state == ANSWER_NUMBER && c == '+')
		return ANSWER_NUMBER;
	if (a->state == ANSWER_NUMBER && c == '}')
		return ANSWER_CLOSED;
	return a->state == ANSWER_CLOSED && c == '\r' ? ANSWER_CR : ANSWER_TEXT;
}

/* False as answer_feed. A line goes on behind its literal. */
static bool end_line(struct answer *a)
{
	struct span head = {a->head, a->head_len};
	bool announced = (a->state == ANSWER_CLOSED || a->state == ANSWER_CR) && !is_free_text(head);
	a->state = ANSWER_TEXT;
	if (announced) {
		a->skip = a->number;
		return a->number <= a->max;
	}
	a->exists |= is_exists(head);
	a->head_len = 0;
	return true;
}

bool answer_feed(struct answer *a, struct span bytes)
{
	while (bytes.len) {
		if (a->skip) {
			size_t len = a->skip < bytes.len ? (size_t)a->skip : bytes.len;
			a->skip -= len;
			bytes = span_from(bytes, len);
			continue;
		}
		char c = bytes.ptr[0];
		bytes = span_from(bytes, 1);
		if (a->head_len < ANSWER_HEAD)
			a->head[a->head_len++] = c;
		if (c != '\n')
			a->state = next_state(a, c);
		else if (!end_line(a))
			return false;
	}
	return true;
}
