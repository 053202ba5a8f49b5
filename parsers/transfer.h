/* transfer: content transfer encodings (RFC 2045) and uuencode, back to bytes. Tolerant: what does not belong to the
 * encoding is left out (base64, uuencode) or kept as it stands (quoted-printable). */
#ifndef CAREDESK_TRANSFER_H
#define CAREDESK_TRANSFER_H

#include "parsers/mail.h"

/* base64 that may come in pieces; all zero at the start. '=' ends a group, and what follows starts a new one. */
struct base64 {
	uint32_t bits;
	unsigned count; /* letters in `bits`, 0 to 3 */
};

#define BASE64_ROOM(len) ((len) / 4 * 3 + 4)

/* Decodes the piece to `out`, which has BASE64_ROOM(in.len) bytes; gives how many were written. Letters that make no
 * whole byte yet stay in *state; base64_end writes what they hold (at most 2 bytes). */
size_t base64_feed(struct base64 *state, struct span in, char *out);
size_t base64_end(struct base64 *state, char *out);

/* The two hex digits behind a '=' or '%', or -1. */
int hex_byte(struct span two);

/* The decoded bytes of a body; identity gives the body itself. In the arena else. */
struct span transfer_decode(struct arena *a, enum transfer transfer, struct span body);

/* A uuencoded file in the text: from its "begin" line on. The range of the lines between "begin" and "end", and of all of
 * it, as offsets in `text`; the name as written. False when there is none with an "end". */
struct uuencoded {
	size_t start, end; /* from "begin" to behind "end" */
	size_t body, body_len;
	struct span name;
};
bool uuencode_find(struct span text, size_t from, struct uuencoded *out);

#endif
