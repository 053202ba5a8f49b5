/* redact: removes a person's address and names from a text.
 *
 * Inside store/ only. */
#ifndef CAREDESK_REDACT_H
#define CAREDESK_REDACT_H

#include "parsers/base/arena.h"

#define REDACTED SPAN("[…]") /* replaces a name, or a line that is left out */

struct redaction {
	struct span addr;       /* empty: none */
	struct span instead;    /* what replaces the address */
	struct span_list names; /* whole names, found case-blind … */
	struct span_list parts; /* … and the words that they consist of, case-sensitive */
};

/* Adds a name of at least three bytes, and its words of that length, unless they are already there. */
void redact_name(struct arena *a, struct redaction *r, struct span name);
/* Does the text contain the address as a whole? jo@example.org is not in banjo@example.org. */
bool redact_names(const struct redaction *r, struct span text);
/* Are the address's bytes anywhere in a record, whatever surrounds them? */
bool redact_mentions(const struct redaction *r, struct span bytes);
/* The text without address and names; the same span if it has none. */
struct span redact_text(struct arena *a, const struct redaction *r, struct span text);
/* The same, also without quoted lines (">"). */
struct span redact_quoting(struct arena *a, const struct redaction *r, struct span text);

#endif
