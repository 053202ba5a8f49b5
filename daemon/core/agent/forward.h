/* forward: who wrote the mail that an agent forwards: from the block of header lines that mail clients of many
 * languages put above the forwarded text, or from the attached mail. Only the first FORWARD_MAX_LINES lines are looked
 * at. */
#ifndef CAREDESK_FORWARD_H
#define CAREDESK_FORWARD_H

#include "parsers/mail.h"

#define FORWARD_MAX_LINES 2000

struct forward {
	struct address from;
	struct span subject; /* may be empty */
	struct span text;    /* the forwarded text */
	struct span before;  /* what the agent wrote above it, without commands and the mail client's marker line */
};

/* False: no header block with a sender's address. */
bool forward_read(struct arena *a, const struct mail *mail, struct forward *out);

#endif
