/* subject: parses reply and forward prefixes of many languages, and text in square brackets. */
#ifndef CAREDESK_SUBJECT_H
#define CAREDESK_SUBJECT_H

#include "parsers/mail.h"

/* Parses a subject; `decoded` is UTF-8. At most 16 brackets are listed; nested or unclosed ones are text. */
void subject_parse(struct arena *a, struct span decoded, struct subject *out);
/* The number in the text of a bracket such as "ACME #1042", where `tag` is "ACME" (or a word such as "status"); with an
 * empty tag, in a bare "#1042". Ignores case and white space. False if it does not have that form. */
bool subject_ticket(struct span bracket, struct span tag, uint64_t *id);
/* A copy for outgoing mail in which square brackets, and similar ones of other scripts, are replaced by round ones, so
 * that nothing in it can be taken for a tag or a command. */
struct span subject_harmless(struct arena *a, struct span subject);
/* The bare subject without the brackets whose index is set in `removed`, white space collapsed. */
struct span subject_without(struct arena *a, const struct subject *s, const bool *removed);

#endif
