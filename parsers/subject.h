/* subject: reply and forward prefixes of many languages, and what stands in square brackets. */
#ifndef CAREDESK_SUBJECT_H
#define CAREDESK_SUBJECT_H

#include "parsers/mail.h"

/* `decoded`: one line of UTF-8. At most 16 brackets; nested or unclosed ones are text. */
void subject_parse(struct arena *a, struct span decoded, struct subject *out);
/* "ACME #1042" or "#1042" inside a bracket: the number. tag empty: a bare "#1042" (or "status #1042" where tag is
 * "status"). Case-blind; white space as it comes. */
bool subject_ticket(struct span bracket, struct span tag, uint64_t *id);
/* For what leaves the desk: every square bracket, and what looks like one in other scripts, made round, so that nothing
 * in it can be taken for a tag or a command. A copy. */
struct span subject_harmless(struct arena *a, struct span subject);
/* The bare subject without the brackets whose index is set in `removed`, white space collapsed. */
struct span subject_without(struct arena *a, const struct subject *s, const bool *removed);

#endif
