/* redact: an address and the names of whom it is out of a text.
 *
 * Inside store/ only. */
#ifndef CAREDESK_REDACT_H
#define CAREDESK_REDACT_H

#include "parsers/base/arena.h"

#define REDACTED SPAN("[…]") /* in the place of a name, or of a line that is left out */

struct redaction {
	struct span addr;       /* empty: none */
	struct span instead;    /* of it */
	struct span_list names; /* whole ones, found case-blind … */
	struct span_list parts; /* … and the words that they consist of, as they are spelled */
};

/* A name, and its words of three bytes and more; one that is there already is not added again. */
void redact_name(struct arena *a, struct redaction *r, struct span name);
/* Does the text name the address? As a whole: jo@example.org is not in banjo@example.org. */
bool redact_names(const struct redaction *r, struct span text);
/* Does it stand anywhere in a record's bytes, whatever is around it? */
bool redact_mentions(const struct redaction *r, struct span bytes);
/* Without address and names; the text itself where there are none in it. */
struct span redact_text(struct arena *a, const struct redaction *r, struct span text);
/* The same, and without the lines that are quoted (">"). */
struct span redact_quoting(struct arena *a, const struct redaction *r, struct span text);

#endif
