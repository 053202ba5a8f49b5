#include "daemon/edge/envelope.h"

#include <string.h>

#define MAX_LOCAL 128 /* RFC 5321 says 64; longer ones are seen, signed addresses are long */

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool all_of(struct span s, const char *others)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_alnum(s.ptr[i]) && (s.ptr[i] == '\0' || !strchr(others, s.ptr[i])))
			return false;
	return s.len > 0;
}

/* "…" of printable characters; each '"' and '\' within behind a '\'. */
static bool is_quoted(struct span s)
{
	if (s.len < 3 || s.ptr[0] != '"' || s.ptr[s.len - 1] != '"')
		return false;
	for (size_t i = 1; i + 1 < s.len; i++) {
		if (s.ptr[i] == '\\' && i + 2 < s.len)
			i++;
		else if (s.ptr[i] == '"' || s.ptr[i] == '\\')
			return false;
		if (s.ptr[i] <= ' ' || s.ptr[i] > '~')
			return false;
	}
	return true;
}

static bool is_literal(struct span s)
{
	return s.len > 2 && s.ptr[0] == '[' && s.ptr[s.len - 1] == ']' && all_of(span_sub(s, 1, s.len - 2), ".:-");
}

bool envelope_ok(struct span addr)
{
	ptrdiff_t at = span_rchr(addr, '@');
	if (at <= 0 || at > MAX_LOCAL || addr.len > ENVELOPE_MAX_ADDRESS)
		return false;
	struct span local = span_sub(addr, 0, (size_t)at), domain = span_from(addr, (size_t)at + 1);
	return (all_of(local, ".!#$%&'*+-/=?^_`{|}~") || is_quoted(local)) &&
	       (all_of(domain, ".-") || is_literal(domain));
}
