/* guard: looks at a mail's raw bytes before libetpan's MIME parser gets them, and mends or refuses what that can't
 * take.
 *
 * libetpan gets a copy: a short header of our own with the type and the boundary, then the body. In the copy, which
 * keeps the body's length, an unusable boundary is changed, those of nested headers are taken out, deep parentheses and
 * NULs become blanks, and CR line ends become LF. Nesting and number of parts are bounded. */
#ifndef CAREDESK_GUARD_H
#define CAREDESK_GUARD_H

#include "parsers/param.h"

#define GUARD_MAX_DEPTH 60     /* multiparts and messages in one another */
#define GUARD_MAX_PARTS 10000  /* headers of parts */
#define GUARD_MAX_COMMENTS 20  /* parentheses in one another, in a part's header */
#define GUARD_MAX_BOUNDARY 200 /* bytes; RFC 2046 says 70 */

struct guarded {
	struct span bytes;  /* for mime_parse; in the arena */
	size_t head;        /* where in `bytes` the body begins */
	struct span damage; /* what was mended or why it was refused; empty: nothing */
	bool refused;       /* do not parse the body */
};

/* `type` is the mail's own Content-Type, `body` what stands after its header. */
void guard_body(struct charsets *c, struct arena *a, const struct param_value *type, struct span body,
		struct guarded *out);

#endif
