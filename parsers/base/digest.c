#include "parsers/base/digest.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>

static void length_put(uint64_t len, unsigned char out[8])
{
	for (int i = 0; i < 8; i++)
		out[i] = (unsigned char)(len >> (56 - 8 * i));
}

void digest_sha256(const struct span *parts, size_t count, unsigned char out[DIGEST_SIZE])
{
	gnutls_hash_hd_t hash;
	if (gnutls_hash_init(&hash, GNUTLS_DIG_SHA256) < 0)
		abort();
	for (size_t i = 0; i < count; i++) {
		unsigned char len[8];
		length_put(parts[i].len, len);
		if (gnutls_hash(hash, len, sizeof(len)) < 0 ||
		    (parts[i].len && gnutls_hash(hash, parts[i].ptr, parts[i].len) < 0))
			abort();
	}
	gnutls_hash_deinit(hash, out);
}

void digest_start(struct digest_stream *s)
{
	gnutls_hash_hd_t hash;
	if (gnutls_hash_init(&hash, GNUTLS_DIG_SHA256) < 0)
		abort();
	s->state = hash;
}

void digest_add(struct digest_stream *s, struct span piece)
{
	if (piece.len && gnutls_hash(s->state, piece.ptr, piece.len) < 0)
		abort();
}

void digest_end(struct digest_stream *s, unsigned char out[DIGEST_SIZE])
{
	gnutls_hash_deinit(s->state, out);
	s->state = NULL;
}

void digest_mac(struct span key, const struct span *parts, size_t count, unsigned char out[DIGEST_SIZE])
{
	gnutls_hmac_hd_t mac;
	if (gnutls_hmac_init(&mac, GNUTLS_MAC_SHA256, key.ptr, key.len) < 0)
		abort();
	for (size_t i = 0; i < count; i++) {
		unsigned char len[8];
		length_put(parts[i].len, len);
		if (gnutls_hmac(mac, len, sizeof(len)) < 0 ||
		    (parts[i].len && gnutls_hmac(mac, parts[i].ptr, parts[i].len) < 0))
			abort();
	}
	gnutls_hmac_deinit(mac, out);
}

void digest_hmac(struct span key, const struct span *parts, size_t count, unsigned char out[DIGEST_SIZE])
{
	gnutls_hmac_hd_t mac;
	if (gnutls_hmac_init(&mac, GNUTLS_MAC_SHA256, key.ptr, key.len) < 0)
		abort();
	for (size_t i = 0; i < count; i++)
		if (parts[i].len && gnutls_hmac(mac, parts[i].ptr, parts[i].len) < 0)
			abort();
	gnutls_hmac_deinit(mac, out);
}

bool digest_equal(const void *a, const void *b, size_t size)
{
	return gnutls_memcmp(a, b, size) == 0;
}

void digest_random(void *out, size_t size)
{
	if (gnutls_rnd(GNUTLS_RND_KEY, out, size) < 0)
		abort();
}
