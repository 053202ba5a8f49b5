/* ascii: classifies bytes as ASCII, regardless of the locale; bytes of other characters are in no class. */
#ifndef CAREDESK_ASCII_H
#define CAREDESK_ASCII_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline bool ascii_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool ascii_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline char ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Value of a hexadecimal digit; -1 if it is not one. */
static inline int ascii_hex(char c)
{
	char l = ascii_lower(c);
	return ascii_is_digit(c) ? c - '0' : l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

/* Number of printable bytes (0x20 to 0x7E) at the front. */
static inline size_t ascii_printable(const char *s, size_t len)
{
	const uint64_t ones = 0x0101010101010101u, high = 0x80 * ones;
	size_t at = 0;
	for (uint64_t eight; at + sizeof(eight) <= len; at += sizeof(eight)) {
		memcpy(&eight, s + at, sizeof(eight));
		/* below 0x20, 0x7F, above */
		if ((((eight - 0x20 * ones) & ~eight) | (eight + ones) | eight) & high)
			break;
	}
	while (at < len && s[at] >= ' ' && s[at] < 0x7F)
		at++;
	return at;
}

#endif
