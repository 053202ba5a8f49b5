#include "parsers/base/near.h"

#include <ctype.h>
#include <string.h>

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* The restricted Damerau-Levenshtein distance, three rows at a time: before[] is two rows up, above[] one. */
unsigned near_distance(struct span a, struct span b)
{
	unsigned rows[3][NEAR_MAX_WORD + 1];
	if (a.len > NEAR_MAX_WORD || b.len > NEAR_MAX_WORD)
		return NEAR_MAX_WORD + 1;
	for (unsigned j = 0; j <= b.len; j++)
		rows[0][j] = j;
	for (unsigned i = 1; i <= a.len; i++) {
		unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
		row[0] = i;
		for (unsigned j = 1; j <= b.len; j++) {
			bool equal = same(a.ptr[i - 1], b.ptr[j - 1]);
			row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + !equal);
			if (i > 1 && j > 1 && same(a.ptr[i - 1], b.ptr[j - 2]) && same(a.ptr[i - 2], b.ptr[j - 1]))
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return rows[a.len % 3][b.len];
}

struct span near_word(struct span word, const struct span_list *candidates)
{
	struct span best = SPAN_NONE;
	unsigned least_wrong = word.len < 3 ? 1 : (unsigned)(word.len / 3);
	for (size_t i = 0; i < candidates->count; i++) {
		struct span candidate = candidates->items[i];
		unsigned wrong = near_distance(word, candidate);
		if (word.len >= 3 && span_istarts(candidate, word))
			wrong = least(wrong, 1);
		if (wrong > least_wrong || (best.len && wrong == least_wrong))
			continue;
		best = candidate;
		least_wrong = wrong;
	}
	return best;
}
