#include "parsers/base/script.h"

#include "parsers/base/utf8.h"

/* Chinese, Japanese, Korean, Thai, Lao, Burmese, Khmer; sorted. */
static const struct {
	uint32_t from, to;
} packed_scripts[] = {
	{0x0E01, 0x0EFF}, {0x1000, 0x109F}, {0x1780, 0x17FF},   {0x2E80, 0x2FDF}, {0x3005, 0x3007},
	{0x3040, 0x30FA}, {0x30FC, 0x31FF}, {0x3400, 0x4DBF},   {0x4E00, 0x9FFF}, {0xAC00, 0xD7AF},
	{0xF900, 0xFAFF}, {0xFF66, 0xFF9F}, {0x20000, 0x3FFFF},
};

static bool is_packed(uint32_t c)
{
	for (size_t i = 0; c >= packed_scripts[0].from && i < sizeof packed_scripts / sizeof *packed_scripts; i++)
		if (c >= packed_scripts[i].from && c <= packed_scripts[i].to)
			return true;
	return false;
}

/* No character of those scripts begins with a lower byte. */
#define FIRST_LEAD 0xE0

bool script_stretch(struct span *rest, struct span *stretch, bool *packed)
{
	struct span at = *rest;
	bool first = true, bad;
	while (at.len) {
		struct span next = at;
		bool is = (unsigned char)*at.ptr >= FIRST_LEAD && is_packed(utf8_take(&next, &bad));
		if ((unsigned char)*at.ptr < FIRST_LEAD)
			next = span_from(at, 1);
		if (!first && is != *packed)
			break;
		*packed = is;
		first = false;
		at = next;
	}
	*stretch = span_sub(*rest, 0, rest->len - at.len);
	*rest = at;
	return !first;
}

struct span script_pair(struct span *rest, bool *last)
{
	struct span one = *rest, two;
	bool bad;
	utf8_take(&one, &bad);
	two = one;
	*last = !two.len;
	if (two.len)
		utf8_take(&two, &bad);
	struct span pair = span_sub(*rest, 0, rest->len - two.len);
	*rest = one;
	return pair;
}
