/* guard: checks a mail's raw bytes before libetpan's MIME parser gets them, and repairs or refuses what it can't
 * handle.
 *
 * libetpan gets a copy: a short header of our own with the type and the boundary, then the body. In the copy, the
 * body's offsets are unchanged; an unusable boundary is replaced, in nested headers it is disabled, deeply nested
 * parentheses and NULs become blanks, CR line ends become LF, and delimiters missing at the end are added. Nesting and
 * number of parts are bounded. */
#ifndef CAREDESK_GUARD_H
#define CAREDESK_GUARD_H

#include "parsers/param.h"

#define GUARD_MAX_DEPTH 60     /* nested multiparts and messages */
#define GUARD_MAX_PARTS 10000  /* part headers */
#define GUARD_MAX_COMMENTS 20  /* nested parentheses in a part's header */
#define GUARD_MAX_BOUNDARY 200 /* bytes; RFC 2046 says 70 */

struct guarded {
	struct span bytes;  /* for mime_parse; in the arena */
	size_t head;        /* offset of the body in `bytes` */
	struct span damage; /* what was repaired, or why the body was refused; empty if neither */
	bool refused;       /* do not parse the body */
};

/* `type` is the mail's own Content-Type, `body` what follows its header. */
void guard_body(struct charsets *c, struct arena *a, const struct param_value *type, struct span body,
		struct guarded *out);

#endif
