#include "parsers/base/nearest.h"

#include "parsers/base/ascii.h"

#include <limits.h>

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned best = a < b ? a : b;
	return best < c ? best : c;
}

unsigned nearest_distance(struct span a, struct span b)
{
	unsigned rows[3][NEAREST_MAX + 1];
	if (a.len > NEAREST_MAX || b.len > NEAREST_MAX)
		return UINT_MAX;
	for (unsigned j = 0; j <= b.len; j++)
		rows[0][j] = j;
	for (unsigned i = 1; i <= a.len; i++) {
		unsigned *now = rows[i % 3], *before = rows[(i + 2) % 3], *two_before = rows[(i + 1) % 3];
		now[0] = i;
		for (unsigned j = 1; j <= b.len; j++) {
			char x = ascii_lower(a.ptr[i - 1]), y = ascii_lower(b.ptr[j - 1]);
			now[j] = least(before[j] + 1, now[j - 1] + 1, before[j - 1] + (x != y));
			bool swapped =
				i > 1 && j > 1 && x == ascii_lower(b.ptr[j - 2]) && ascii_lower(a.ptr[i - 2]) == y;
			if (swapped && two_before[j - 2] + 1 < now[j])
				now[j] = two_before[j - 2] + 1;
		}
	}
	return rows[a.len % 3][b.len];
}

void nearest_init(struct nearest *n, struct span wanted)
{
	*n = (struct nearest){.wanted = wanted, .distance = UINT_MAX};
}

void nearest_try(struct nearest *n, struct span candidate)
{
	unsigned distance = nearest_distance(n->wanted, candidate);
	if (distance < n->distance) {
		n->distance = distance;
		n->best = candidate;
	}
}

struct span nearest_best(const struct nearest *n)
{
	unsigned limit = n->wanted.len > 3 ? 2 : 1;
	return n->distance <= limit ? n->best : SPAN_NONE;
}

struct span nearest_word(struct span wanted, const struct span_list *candidates)
{
	struct nearest n;
	nearest_init(&n, wanted);
	for (size_t i = 0; i < candidates->count; i++)
		nearest_try(&n, candidates->items[i]);
	return nearest_best(&n);
}
