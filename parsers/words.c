#include "parsers/words.h"

bool words_any(const char *words, struct span text, words_test test)
{
	struct span rest = span_of(words), word;

	while (span_cut(&rest, '|', &word))
		if (test(text, word))
			return true;
	return false;
}

bool words_within(struct span text, struct span word)
{
	return span_find(text, word) >= 0;
}
