/* digest: hashes, MAC and random bytes (GnuTLS). */
#ifndef CAREDESK_DIGEST_H
#define CAREDESK_DIGEST_H

#include "parsers/base/span.h"

#define DIGEST_SIZE 32

/* SHA-256 of the parts, each preceded by its length, so that different lists of parts never give the same input. */
void digest_sha256(const struct span *parts, size_t count, unsigned char out[DIGEST_SIZE]);
/* Plain SHA-256, computed piece by piece. */
struct digest_stream {
	void *state;
};
void digest_start(struct digest_stream *s);
void digest_add(struct digest_stream *s, struct span piece);
void digest_end(struct digest_stream *s, unsigned char out[DIGEST_SIZE]); /* also frees the state */
/* HMAC-SHA-256 of the parts, joined as in digest_sha256. */
void digest_mac(struct span key, const struct span *parts, size_t count, unsigned char out[DIGEST_SIZE]);
/* Plain HMAC-SHA-256 (RFC 2104) of the concatenated parts. */
void digest_hmac(struct span key, const struct span *parts, size_t count, unsigned char out[DIGEST_SIZE]);
/* Compares in constant time. */
bool digest_equal(const void *a, const void *b, size_t size);
/* Cryptographically strong random bytes; abort() if the system can't provide any. */
void digest_random(void *out, size_t size);

#endif
