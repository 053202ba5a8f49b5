#include "parsers/consent.h"

#include "parsers/base/utf8.h"
#include "parsers/words.h"

/* Folded as utf8_fold does. */
static const char words[] =
	"yes|ja|oui|sí|si|sì|sim|da|да|tak|ano|áno|igen|kyllä|joo|jah|jā|так|taip|evet|ναι|はい|是|是的|"
	"예|네|כן|نعم|हाँ|có|ya|já|po";

bool consent_yes(struct span text)
{
	static const char *const around[] = {"#", "\"", "*", ".", "!", ",", ";", ":", "…", "。", "！"};
	struct arena a;
	struct span s = span_trim(text), before;
	do {
		before = s;
		for (size_t i = 0; i < sizeof(around) / sizeof(around[0]); i++) {
			struct span mark = span_of(around[i]);
			if (span_starts(s, mark))
				s = span_trim(span_from(s, mark.len));
			if (span_ends(s, mark))
				s = span_trim(span_sub(s, 0, s.len - mark.len));
		}
	} while (s.len && s.len != before.len);
	arena_init(&a);
	bool yes = s.len && words_listed(words, utf8_fold(&a, s));
	arena_clear(&a);
	return yes;
}
