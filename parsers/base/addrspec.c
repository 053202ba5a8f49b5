#include "parsers/base/addrspec.h"

#include "parsers/base/canonical.h"
#include "parsers/base/utf8.h"

#include <string.h>

#define MAX_LOCAL 128 /* RFC 5321 says 64, but longer ones exist, and signed addresses are long */

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

/* "…" with printable characters and blanks only, and each '"' and '\' inside escaped by '\'. */
static bool is_quoted(struct span s)
{
	if (s.len < 3 || s.ptr[0] != '"' || s.ptr[s.len - 1] != '"')
		return false;
	for (size_t i = 1; i + 1 < s.len; i++) {
		if (s.ptr[i] == '\\' && i + 2 < s.len)
			i++;
		else if (s.ptr[i] == '"' || s.ptr[i] == '\\')
			return false;
		if (s.ptr[i] < ' ' || s.ptr[i] > '~')
			return false;
	}
	return true;
}

static bool is_literal(struct span s)
{
	return s.len > 2 && s.ptr[0] == '[' && s.ptr[s.len - 1] == ']' && all_of(span_sub(s, 1, s.len - 2), ".:-");
}

static bool is_local(struct span s)
{
	return all_of(s, ".!#$%&'*+-/=?^_`{|}~") || is_quoted(s);
}

static bool is_domain(struct span s)
{
	return all_of(s, ".-") || is_literal(s);
}

static bool addrspec_is_ascii(struct span addr)
{
	ptrdiff_t at = span_rchr(addr, '@');
	return at > 0 && at <= MAX_LOCAL && addr.len <= ADDRSPEC_MAX && is_local(span_sub(addr, 0, (size_t)at)) &&
	       is_domain(span_from(addr, (size_t)at + 1));
}

/* Non-ASCII blanks and invisible characters: with these, people could not tell an address from another, or it would end
 * early. */
static bool addrspec_is_hidden(uint32_t c)
{
	return (c >= 0x80 && c <= 0xA0) || c == 0xAD || c == 0x1680 || (c >= 0x2000 && c <= 0x200F) ||
	       (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x3000 || c == 0xFEFF ||
	       c == 0xFFFD;
}

/* Characters of any script, plus the ASCII characters for which `ascii` is true. */
static bool is_international(struct span s, bool (*ascii)(struct span one))
{
	bool other = false;
	while (s.len) {
		struct span one = span_sub(s, 0, 1);
		bool bad;
		uint32_t c = utf8_take(&s, &bad);
		if (bad || addrspec_is_hidden(c) || (c < 0x80 && !ascii(one)))
			return false;
		other |= c >= 0x80;
	}
	return other;
}

struct span addrspec_form(struct arena *a, struct span addr, bool *utf8)
{
	ptrdiff_t at = span_rchr(addr, '@');
	if (addrspec_is_ascii(addr))
		return addr;
	if (at <= 0 || at > MAX_LOCAL || addr.len > ADDRSPEC_MAX)
		return SPAN_NONE;
	struct span local = span_sub(addr, 0, (size_t)at), domain = span_from(addr, (size_t)at + 1);
	bool other_local = is_international(local, is_local), other_domain = is_international(domain, is_domain);
	if ((!other_local && !is_local(local)) || (!other_domain && !is_domain(domain)))
		return SPAN_NONE;
	/* checked before mapping to ASCII, because that drops characters not allowed in a domain */
	struct span ascii = other_domain ? canonical_domain(a, domain) : domain;
	struct span form = arena_printf(a, "%.*s@%.*s", SPAN_ARG(local), SPAN_ARG(ascii));
	if (!is_domain(ascii) || form.len > ADDRSPEC_MAX)
		return SPAN_NONE;
	if (other_local && utf8)
		*utf8 = true;
	return form;
}

/* --- SEEN: as strangers write them --- */

/* A quoted string that ends with its first unescaped '"'. */
static bool is_one_string(struct span s)
{
	size_t i = 1;
	while (i < s.len && s.ptr[i] != '"')
		i += s.ptr[i] == '\\' ? 2 : 1;
	return s.len >= 2 && s.ptr[0] == '"' && i == s.len - 1;
}

static bool seen_local(struct span s)
{
	bool quoted = is_one_string(s);
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if (c < ' ' || c == 127 || (!quoted && strchr(" \"<>(),;:", c)))
			return false;
	}
	return s.len > 0;
}

static bool seen_domain(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if (c <= ' ' || c == 127 || strchr("\"<>(),;\\@", c) || (c == ':' && s.ptr[0] != '['))
			return false;
	}
	return s.len > 0;
}

static bool has_end(struct span addr)
{
	ptrdiff_t at = span_rchr(addr, '@');
	return at > 0 && addr.len <= ADDRSPEC_MAX_SEEN && utf8_valid(addr) &&
	       seen_local(span_sub(addr, 0, (size_t)at)) && seen_domain(span_from(addr, (size_t)at + 1));
}

/* --- TYPED: as people have them --- */

static bool has_dots_between(struct span s)
{
	return s.len && s.ptr[0] != '.' && s.ptr[s.len - 1] != '.' && span_find(s, SPAN("..")) < 0;
}

bool addrspec_is_domain(struct arena *a, struct span domain)
{
	struct span form = addrspec_form(a, arena_printf(a, "x@%.*s", SPAN_ARG(domain)), NULL);
	struct span s = span_from(form, form.len < 2 ? form.len : 2);
	return has_dots_between(s) && s.ptr[0] != '[' && s.ptr[0] != '-' && s.ptr[s.len - 1] != '-';
}

static bool is_typed(struct arena *a, struct span addr)
{
	ptrdiff_t at = span_rchr(addr, '@');
	return addrspec_form(a, addr, NULL).len && addr.ptr[0] != '"' &&
	       has_dots_between(span_sub(addr, 0, (size_t)at)) &&
	       addrspec_is_domain(a, span_from(addr, (size_t)at + 1));
}

bool addrspec_is(struct arena *a, struct span addr, enum addrspec_rule rule)
{
	switch (rule) {
	case ADDRSPEC_SEEN:
		return has_end(addr);
	case ADDRSPEC_SENT:
		return addrspec_form(a, addr, NULL).len > 0;
	default:
		return is_typed(a, addr);
	}
}

struct span addrspec_domain(struct span addr)
{
	return span_from(addr, (size_t)(span_rchr(addr, '@') + 1));
}

struct span addrspec_lower(struct arena *a, struct span addr)
{
	struct span domain = addrspec_domain(addr), local = span_sub(addr, 0, addr.len - domain.len);
	return ARENA_CONCAT(a, local, arena_lower(a, domain));
}
