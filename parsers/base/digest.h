/* digest: hashes, MAC and random bytes (GnuTLS). */
#ifndef CAREDESK_DIGEST_H
#define CAREDESK_DIGEST_H

#include "parsers/base/span.h"

#define DIGEST_SIZE 32

/* SHA-256 of the parts, each led by its length, so that no two lists of parts give the same input. */
void digest_sha256(const struct span *parts, size_t count, unsigned char out[DIGEST_SIZE]);
/* Plain SHA-256, piece by piece. */
struct digest_stream {
	void *state;
};
void digest_start(struct digest_stream *s);
void digest_add(struct digest_stream *s, struct span piece);
void digest_end(struct digest_stream *s, unsigned char out[DIGEST_SIZE]); /* and frees it */
/* HMAC-SHA-256, same joining. */
void digest_mac(struct span key, const struct span *parts, size_t count, unsigned char out[DIGEST_SIZE]);
/* HMAC-SHA-256 as RFC 2104 has it, of the parts put together. */
void digest_hmac(struct span key, const struct span *parts, size_t count, unsigned char out[DIGEST_SIZE]);
/* In constant time. */
bool digest_equal(const void *a, const void *b, size_t size);
/* Cryptographically strong; abort() when the system has none. */
void digest_random(void *out, size_t size);

#endif
