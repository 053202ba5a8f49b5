#include "parsers/base/digest.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>

static void length_put(uint64_t len, unsigned char out[8])
{
	for (int i = 0; i < 8; i++)
		out[i] = (unsigned char)(len >> (56 - 8 * i));
}

/* The input as one block, if it is short, as nearly always: hashing that takes half as long as piece by piece.
 * */
struct joined {
	unsigned char bytes[512];
	size_t len;
};

static bool parts_join(const struct span *parts, size_t count, struct joined *out)
{
	out->len = 0;
	for (size_t i = 0; i < count; i++) {
		if (parts[i].len > sizeof(out->bytes) - 8 || out->len > sizeof(out->bytes) - 8 - parts[i].len)
			return false;
		length_put(parts[i].len, out->bytes + out->len);
		if (parts[i].len)
			memcpy(out->bytes + out->len + 8, parts[i].ptr, parts[i].len);
		out->len += 8 + parts[i].len;
	}
	return true;
}

static void sha256_long(const struct span *parts, size_t count, unsigned char out[DIGEST_SIZE])
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

void digest_sha256(const struct span *parts, size_t count, unsigned char out[DIGEST_SIZE])
{
	struct joined all;
	if (!parts_join(parts, count, &all))
		sha256_long(parts, count, out);
	else if (gnutls_hash_fast(GNUTLS_DIG_SHA256, all.bytes, all.len, out) < 0)
		abort();
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

static void mac_long(struct span key, const struct span *parts, size_t count, unsigned char out[DIGEST_SIZE])
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

void digest_mac(struct span key, const struct span *parts, size_t count, unsigned char out[DIGEST_SIZE])
{
	struct joined all;
	if (!parts_join(parts, count, &all))
		mac_long(key, parts, count, out);
	else if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, key.ptr, key.len, all.bytes, all.len, out) < 0)
		abort();
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
