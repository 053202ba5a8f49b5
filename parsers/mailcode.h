/* mailcode: encodes and decodes a struct mail (parsers/mailwire.proto), between the reader's child and its parent.
 *
 * The child may have been taken over by the mail that it read: everything that comes back is checked. */
#ifndef CAREDESK_MAILCODE_H
#define CAREDESK_MAILCODE_H

#include "parsers/base/buf.h"
#include "parsers/mail.h"

#define MAILCODE_MAX ((size_t)32 << 20) /* bytes of an encoded mail */

/* Appends the encoded mail. Text that is not what mail.h promises is cleaned. The arena is scratch space. */
void mailcode_pack(struct arena *a, const struct mail *mail, struct buf *out);

/* Decodes a mail; *out lives in `a`. ERR_CORRUPT unless all counts, sizes and texts are within mail.h's bounds.
 * Malformed addresses, ids, names and ranges (within a raw mail of raw_size bytes) are removed or made safe. */
int mailcode_unpack(struct arena *a, struct span bytes, uint64_t raw_size, struct mail *out, struct err *err);
/* Do the tables agree with the schema? For tests. */
bool mailcode_agrees(void);

#endif
