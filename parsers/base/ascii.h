/* ascii: classifies bytes as ASCII, regardless of the locale; bytes of other characters are in no class. */
#ifndef CAREDESK_ASCII_H
#define CAREDESK_ASCII_H

#include <stdbool.h>

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

#endif
