#include "parsers/base/pkcs7.h"

#include <gnutls/pkcs7.h>
#include <limits.h>

bool pkcs7_content(struct arena *a, struct span der, struct span *content)
{
	gnutls_datum_t bytes = {(unsigned char *)(uintptr_t)der.ptr, (unsigned)der.len},
		       inside = {0}; /* only read from */
	gnutls_pkcs7_t pkcs7 = NULL;
	bool found = false;
	if (der.len == 0 || der.len > UINT_MAX || gnutls_pkcs7_init(&pkcs7) < 0)
		return false;
	if (gnutls_pkcs7_import(pkcs7, &bytes, GNUTLS_X509_FMT_DER) < 0 ||
	    gnutls_pkcs7_get_embedded_data(pkcs7, 0, &inside) < 0)
		goto out;
	found = inside.size > 0;
	if (found)
		*content = arena_dup(a, span_make(inside.data, inside.size));
	gnutls_free(inside.data);
out:
	gnutls_pkcs7_deinit(pkcs7);
	return found;
}
