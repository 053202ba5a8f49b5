#include "parsers/witness.h"

#include "parsers/authresults.h"
#include "parsers/header.h"

#include <string.h>

#define MAX_AUTHRES 50

/* --- a From field with one plain address --- */

/* Length of the quoted string at the front; 0 if it is not closed. */
static size_t quoted_length(struct span s)
{
	for (size_t i = 1; i < s.len; i++) {
		if (s.ptr[i] == '\\')
			i++;
		else if (s.ptr[i] == '"')
			return i + 1;
	}
	return 0;
}

/* The value without comments and quoted strings; false if one of them is not closed. */
static bool bare(struct arena *a, struct span value, struct span *out)
{
	char *kept = arena_alloc(a, value.len + 1);
	size_t len = 0;
	while (value.len) {
		size_t skip = value.ptr[0] == '"'   ? quoted_length(value)
			      : value.ptr[0] == '(' ? header_comment(value)
						    : 0;
		if ((value.ptr[0] == '"' || value.ptr[0] == '(') && !skip)
			return false;
		if (!skip)
			kept[len++] = value.ptr[0];
		value = span_from(value, skip ? skip : 1);
	}
	*out = span_make(kept, len);
	return true;
}

static bool witness_has_any(struct span s, const char *chars)
{
	for (size_t i = 0; i < s.len; i++)
		if (strchr(chars, s.ptr[i]) || (unsigned char)s.ptr[i] < ' ')
			return true;
	return false;
}

/* "Ann <ann@acme.test>" or "ann@acme.test", and nothing else. */
static bool single_address(struct arena *a, struct span value, struct span *out)
{
	struct span rest;
	if (!bare(a, value, &rest))
		return false;
	ptrdiff_t open = span_chr(rest, '<'), close = span_chr(rest, '>');
	struct span addr = rest;
	if (open >= 0 || close >= 0) {
		if (open < 0 || close < open || span_trim(span_from(rest, (size_t)close + 1)).len ||
		    witness_has_any(span_sub(rest, 0, (size_t)open), ",;:<>@"))
			return false;
		addr = span_sub(rest, (size_t)open + 1, (size_t)(close - open - 1));
	}
	addr = span_trim(addr);
	if (witness_has_any(addr, " ,;:<>\"\\") || span_chr(addr, '@') < 1 ||
	    span_chr(addr, '@') != span_rchr(addr, '@'))
		return false;
	*out = addr;
	return true;
}

static bool from_agrees(struct arena *a, const struct header_list *fields, const struct mail *mail)
{
	const struct header *from = NULL;
	struct span addr;
	size_t count = 0;
	for (size_t i = 0; i < fields->count; i++) {
		if (!span_ieq(fields->items[i].name, SPAN("from")))
			continue;
		from = &fields->items[i];
		count++;
	}
	if (count != 1 || mail->from.count != 1)
		return false;
	return single_address(a, from->raw, &addr) && span_ieq(addr, mail->from.items[0].addr);
}

/* --- what must be in the header --- */

static bool stands(const struct header_list *fields, struct span text)
{
	for (size_t i = 0; i < fields->count; i++)
		if (span_ifind(fields->items[i].raw, text) >= 0)
			return true;
	return false;
}

static void addresses_confirm(const struct header_list *fields, struct address_list *list)
{
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++)
		if (span_chr(list->items[i].addr, '+') < 0 || stands(fields, list->items[i].addr))
			list->items[kept++] = list->items[i];
	list->count = kept;
}

static void refs_confirm(const struct header_list *fields, struct span_list *list)
{
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++)
		if (!span_istarts(list->items[i], SPAN("cd.")) || stands(fields, list->items[i]))
			list->items[kept++] = list->items[i];
	list->count = kept;
}

static void authres_confirm(struct arena *a, const struct header_list *fields, struct mail *mail)
{
	mail->authres = (struct authres_list){0};
	for (size_t i = 0; i < fields->count && mail->authres.count < MAX_AUTHRES; i++)
		if (span_ieq(fields->items[i].name, SPAN("authentication-results")))
			authres_parse(a, arena_dup(a, fields->items[i].raw), LIST_ADD(a, &mail->authres));
}

/* --- the two public functions --- */

static void fields_of(struct arena *a, struct span raw, struct header_list *fields)
{
	*fields = (struct header_list){0};
	header_split(a, span_sub(raw, 0, HEADER_MAX_BYTES), fields);
}

bool witness_claims(struct span raw, const struct span_list *addresses)
{
	struct header_list fields;
	struct arena a;
	bool claims = false;
	arena_init(&a);
	fields_of(&a, raw, &fields);
	for (size_t i = 0; i < fields.count && !claims; i++) {
		const struct header *h = &fields.items[i];
		if (!span_ieq(h->name, SPAN("from")) && !span_ieq(h->name, SPAN("sender")))
			continue;
		for (size_t k = 0; k < addresses->count && !claims; k++)
			claims = span_ifind(h->raw, addresses->items[k]) >= 0;
	}
	arena_clear(&a);
	return claims;
}

void witness_confirm(struct arena *a, struct span raw, struct mail *mail)
{
	struct header_list fields;
	struct arena scratch;
	arena_init(&scratch);
	fields_of(&scratch, raw, &fields);
	mail->from_doubted = !from_agrees(&scratch, &fields, mail);
	authres_confirm(a, &fields, mail);
	addresses_confirm(&fields, &mail->to);
	addresses_confirm(&fields, &mail->cc);
	addresses_confirm(&fields, &mail->delivered);
	refs_confirm(&fields, &mail->refs);
	arena_clear(&scratch);
}
