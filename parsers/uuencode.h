/* uuencode: finds files that old clients put into the text itself. */
#ifndef CAREDESK_UUENCODE_H
#define CAREDESK_UUENCODE_H

#include "parsers/base/span.h"

struct uuencoded {
	size_t start, end; /* offsets in the text: from "begin" to after the line "end" */
	struct span name;  /* as written */
};

/* The first file at or after `from`. False if there is none with an "end"; text that only looks like a beginning is
 * skipped. transfer_decode(TRANSFER_UUENCODE) accepts the range as it is. */
bool uuencode_find(struct span text, size_t from, struct uuencoded *out);

#endif
