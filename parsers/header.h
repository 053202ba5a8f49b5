/* header: splits raw bytes into header fields (RFC 5322, including obsolete syntax); safe on any bytes.
 *
 * Accepted: LF, CRLF and (if there is no LF at all) CR line ends, an mbox "From " line at the front, blank lines before
 * the first field, blanks before the colon, single lines of rubbish between fields, a line of blanks instead of the
 * empty one at the end. */
#ifndef CAREDESK_HEADER_H
#define CAREDESK_HEADER_H

#include "parsers/charset.h"
#include "parsers/mail.h"

/* Bounds: fields beyond them are skipped, longer values are truncated. */
#define HEADER_MAX_VALUE ((size_t)256 << 10)
#define HEADER_MAX_BYTES ((size_t)1 << 20)

/* Adds the fields to *out: name and raw (unfolded, trimmed); `value` stays empty. Returns the offset of the body,
 * raw.len if there is none. Names and values point into the raw bytes or the arena. */
size_t header_split(struct arena *a, struct span raw, struct header_list *out);

/* Fills `value` of every field: encoded-words decoded, one line of UTF-8. `fallback`: charset of raw 8-bit bytes. */
void header_decode(struct charsets *c, struct arena *a, struct span fallback, struct header_list *fields);

/* First field of that name, ignoring case; NULL if there is none. */
const struct header *header_find(const struct header_list *fields, struct span name);
/* The raw value of that field, or the empty span. */
struct span header_raw(const struct header_list *fields, struct span name);

/* Is `line` a line of blanks that ends the header, because neither a field nor a continuation follows it? */
bool header_blank_ends(struct span line, struct span rest);

/* A blank between the words of a raw value: space, tab, CR, LF. */
bool header_is_blank(char c);
/* Length of the comment at the front, including nested ones; 0 if it is not closed. */
size_t header_comment(struct span s);

#endif
