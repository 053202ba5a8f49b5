/* forward: who wrote the mail that an agent forwards in the text: the block of header lines that clients of many
 * languages put in front of it, or, where there is none, the attached mail. Bounded: the first
 * FORWARD_MAX_LINES lines are looked at. */
#ifndef CAREDESK_FORWARD_H
#define CAREDESK_FORWARD_H

#include "parsers/mail.h"

#define FORWARD_MAX_LINES 2000

struct forward {
	struct address from;
	struct span subject; /* may be empty */
	struct span text;    /* the forwarded text */
	struct span before;  /* what the agent wrote above it, without commands and the client's marker line */
};

/* False: no header block with a sender's address was found. */
bool forward_read(struct arena *a, const struct mail *mail, struct forward *out);

#endif
