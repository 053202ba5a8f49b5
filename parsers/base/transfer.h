/* transfer: encodes and decodes Content-Transfer-Encoding (RFC 2045; uuencode as in POSIX).
 *
 * Decoding is lenient, as mail requires: bytes that are not part of the encoding are skipped, and a truncated body
 * gives what was there. It never fails; the only limit is the maximum of `out`. */
#ifndef CAREDESK_TRANSFER_H
#define CAREDESK_TRANSFER_H

#include "parsers/base/buf.h"

enum transfer { TRANSFER_IDENTITY, TRANSFER_QP, TRANSFER_BASE64, TRANSFER_UUENCODE, TRANSFER_COUNT };

/* Appends the decoded bytes. */
void transfer_decode(enum transfer transfer, struct span encoded, struct buf *out);

/* State for base64 in pieces (encoded-words): all zero at the start; `have` bits of `bits` are pending. */
struct base64 {
	uint32_t bits;
	unsigned have;
};
void base64_feed(struct base64 *state, struct span encoded, struct buf *out);

/* How many bytes of a body labelled base64 really are: all, or those before plain text that follows (a footer added by
 * a list or a scanner); 0 if it is plain text from the start. */
size_t base64_extent(struct span encoded);

/* The byte given by two hex digits at the front, or -1. */
int hex_byte(struct span s);

/* Appends base64 in lines of 76 characters, each ended by CRLF. */
void transfer_base64(struct span bytes, struct buf *out);
/* Appends one line of text in quoted-printable, with soft line breaks, at most 76 characters per line, without a line
 * end. A space or tab at the end is encoded, and so is the F of a "From " at the start of a line. */
void transfer_qp_line(struct span line, struct buf *out);

#endif
