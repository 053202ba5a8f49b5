/* header: raw bytes to header fields (RFC 5322, obsolete syntax too), safe on any bytes.
 *
 * Taken as they come: LF, CRLF and (where there is no LF at all) CR line ends, a "From " line of an mbox in front,
 * blank lines before the first field, blanks before the colon, single lines of rubbish between fields, a line of blanks
 * in the place of the empty one at its end. */
#ifndef CAREDESK_HEADER_H
#define CAREDESK_HEADER_H

#include "parsers/charset.h"
#include "parsers/mail.h"

/* Bounds on what is kept; fields beyond them are skipped, longer values are cut. */
#define HEADER_MAX_VALUE ((size_t)256 << 10)
#define HEADER_MAX_BYTES ((size_t)1 << 20)

/* Adds the fields to *out: name and raw (unfolded, trimmed); `value` stays empty. Gives the offset of the body, raw.len
 * when there is none. name and raw point into the raw bytes or the arena. */
size_t header_split(struct arena *a, struct span raw, struct header_list *out);

/* Fills `value` of every field: encoded-words decoded, one line of UTF-8. `fallback`: charset of raw 8-bit bytes. */
void header_decode(struct charsets *c, struct arena *a, struct span fallback, struct header_list *fields);

/* First field of that name, case-blind; NULL when there is none. */
const struct header *header_find(const struct header_list *fields, struct span name);
/* Its raw value, or the empty span. */
struct span header_raw(const struct header_list *fields, struct span name);

/* Is `line` one of blanks that ends the header, because what follows it is not a field and no more of one? */
bool header_blank_ends(struct span line, struct span rest);

/* What stands between the words of a raw value: space, tab, CR, LF. */
bool header_is_blank(char c);
/* Length of the comment at the front, nested ones included; 0 when it has no end. */
size_t header_comment(struct span s);

#endif
