#include "parsers/base/canonical.h"

#include "parsers/base/utf8.h"

#include <gnutls/gnutls.h>

struct span canonical_domain(struct arena *a, struct span address)
{
	/* all of it if there is no @ */
	struct span domain = arena_lower(a, span_from(address, (size_t)(span_rchr(address, '@') + 1)));
	gnutls_datum_t ascii = {0};
	while (span_ends(domain, SPAN(".")))
		domain.len--;
	if (utf8_is_ascii(domain) || gnutls_idna_map(domain.ptr, (unsigned)domain.len, &ascii, 0) < 0)
		return domain;
	domain = arena_lower(a, span_make(ascii.data, ascii.size));
	gnutls_free(ascii.data);
	return domain;
}

/* Empty if nothing would be left. */
static struct span canonical_local_of(struct arena *a, struct span local)
{
	char *out = arena_alloc(a, local.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < local.len && local.ptr[i] != '+'; i++)
		if (span_chr(SPAN("\"\\."), local.ptr[i]) < 0)
			out[len++] = local.ptr[i];
	return arena_lower(a, span_make(out, len));
}

struct span canonical_address(struct arena *a, struct span address)
{
	ptrdiff_t at = span_rchr(address, '@');
	struct span whole = span_sub(address, 0, at < 0 ? address.len : (size_t)at),
		    local = canonical_local_of(a, whole);
	if (at < 0)
		return arena_lower(a, address);
	struct span domain = canonical_domain(a, address);
	local = local.len ? local : arena_lower(a, whole);
	return ARENA_CONCAT(a, local, SPAN("@"), domain);
}
