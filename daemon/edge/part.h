/* part: an attachment's bytes, from the raw mail that contains it. */
#ifndef CAREDESK_PART_H
#define CAREDESK_PART_H

#include "parsers/base/buf.h"
#include "store/records.h"

/* Appends the decoded bytes. False: the raw mail does not contain them. */
bool part_bytes(const struct attachment *attachment, struct span raw, struct buf *out);

#endif
