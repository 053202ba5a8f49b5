#include "parsers/charset_guess.h"

#define LOOKED_AT ((size_t)20000) /* bytes of text that are read */
#define HIGH_MIN 5                /* with fewer 8-bit bytes there is no guess */
#define PAIRS_MIN 3

static unsigned byte_at(struct span s, size_t i)
{
	return (unsigned char)s.ptr[i];
}

static bool is_in(unsigned c, unsigned first, unsigned last)
{
	return c >= first && c <= last;
}

/* A double-byte charset: the ranges of its lead and trail bytes, and the leads that are most frequent in any text. */
struct doubles {
	struct span name;
	unsigned lead_first, lead_last;
	bool low_trail;   /* trail bytes may be below 0x80 */
	bool single_kana; /* 0xA1 to 0xDF are single bytes */
	unsigned common_first, common_last, mark;
	unsigned least; /* at least this percentage of the pairs must have a common lead */
};

static const struct doubles charsets[] = {
	{{"shift_jis", 9}, 0x81, 0xFC, true, true, 0x82, 0x83, 0x81, 40},
	{{"euc-jp", 6}, 0xA1, 0xFE, false, false, 0xA4, 0xA5, 0xA1, 40},
	{{"euc-kr", 6}, 0xA1, 0xFE, false, false, 0xB0, 0xC8, 0xA1, 95},
	{{"gb18030", 7}, 0xA1, 0xFE, false, false, 0xB0, 0xD7, 0xA3, 80},
	{{"big5", 4}, 0xA1, 0xF9, true, false, 0xA4, 0xC6, 0xA1, 80},
};

static bool is_trail(const struct doubles *d, unsigned c)
{
	return is_in(c, d->low_trail ? 0x40 : 0xA1, 0xFE) && c != 0x7F;
}

/* Is the text valid in this charset, and does it look like typical text? */
static bool doubles_fit(const struct doubles *d, struct span s)
{
	size_t pairs = 0, common = 0, lows = 0;
	for (size_t i = 0; i < s.len; i++) {
		unsigned c = byte_at(s, i);
		if (c < 0x80 || (d->single_kana && is_in(c, 0xA1, 0xDF)))
			continue;
		if (!is_in(c, d->lead_first, d->lead_last) || (i + 1 < s.len && !is_trail(d, byte_at(s, i + 1))))
			return false;
		common += is_in(c, d->common_first, d->common_last) || c == d->mark;
		lows += i + 1 < s.len && byte_at(s, i + 1) < 0x80;
		pairs++;
		i++;
	}
	bool own = !d->low_trail || d->single_kana ||
		   lows > 0; /* without low trails, Big5 could just as well be something else */
	return own && pairs >= PAIRS_MIN && common * 100 >= pairs * d->least;
}

struct tally {
	size_t high, together; /* 8-bit bytes, and those adjacent to another one */
	size_t upper, lower;   /* bytes 0xC0 to 0xDF, and from 0xE0 */
};

static struct tally doubles_tally(struct span s)
{
	struct tally t = {0};
	for (size_t i = 0; i < s.len; i++) {
		unsigned c = byte_at(s, i);
		if (c < 0x80)
			continue;
		t.high++;
		t.together += (i && byte_at(s, i - 1) >= 0x80) || (i + 1 < s.len && byte_at(s, i + 1) >= 0x80);
		t.upper += is_in(c, 0xC0, 0xDF);
		t.lower += c >= 0xE0;
	}
	return t;
}

struct span charset_guess_name(struct span bytes)
{
	struct span s = span_sub(bytes, 0, LOOKED_AT);
	struct tally t = doubles_tally(s);
	if (t.high < HIGH_MIN || t.together * 10 < t.high * 7)
		return SPAN_NONE;
	/* all are Cyrillic letters; the place of the lower-case ones, which are more frequent, tells the two charsets
	 * apart */
	if ((t.upper + t.lower) * 100 >= t.high * 95)
		return t.lower > t.upper ? SPAN("windows-1251") : SPAN("koi8-r");
	for (size_t i = 0; i < sizeof(charsets) / sizeof(*charsets); i++)
		if (doubles_fit(&charsets[i], s))
			return charsets[i].name;
	return SPAN_NONE;
}
