/* transfer: Content-Transfer-Encoding, both ways (RFC 2045; uuencode as POSIX has it).
 *
 * Decoding is lenient, as mail needs it: what is not part of the encoding is passed over, a part that
 * ends too early gives what was there. No input makes it fail; the only bound is the cap of `out`. */
#ifndef CAREDESK_TRANSFER_H
#define CAREDESK_TRANSFER_H

#include "parsers/base/buf.h"

enum transfer { TRANSFER_IDENTITY, TRANSFER_QP, TRANSFER_BASE64, TRANSFER_UUENCODE, TRANSFER_COUNT };

/* Appends the decoded bytes. */
void transfer_decode(enum transfer transfer, struct span encoded, struct buf *out);

/* base64 that comes in pieces (encoded-words): all zero at the start, `have` bits of `bits` wait for more. */
struct base64 {
	uint32_t bits;
	unsigned have;
};
void base64_feed(struct base64 *state, struct span encoded, struct buf *out);

/* How much of a body that is said to be base64 is: all of it, or up to the first line that is not, where plain text
 * follows (a footer that a list or a scanner added); 0 where it is plain text from the start. */
size_t base64_extent(struct span encoded);

/* The byte of two hex digits at the front, or -1. */
int hex_byte(struct span s);

/* Appends base64 in lines of 76 characters, each ended by CRLF. */
void transfer_base64(struct span bytes, struct buf *out);
/* Appends one line of text, quoted-printable with soft line breaks, without its end: at most 76 characters a
 * line. A space or tab at its end is encoded, and the F of a "From " at the front of a line. */
void transfer_qp_line(struct span line, struct buf *out);

#endif
