/* part: the bytes of an attachment, out of the raw mail that holds it. */
#ifndef CAREDESK_PART_H
#define CAREDESK_PART_H

#include "parsers/base/buf.h"
#include "store/records.h"

/* Appends them, decoded; false where the raw mail does not have them. */
bool part_bytes(const struct attachment *attachment, struct span raw, struct buf *out);

#endif
