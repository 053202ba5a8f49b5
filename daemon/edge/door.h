/* door: no outgoing mail holds a signed token that is not its recipient's own.
 *
 * Whoever has an agent's token can write in the agent's name as far as tokens prove it. Tokens are quoted, forwarded
 * and attached by mail clients that know nothing of them, so everything that leaves is looked through here: in any
 * case, broken over lines with or without quote marks, by tags of HTML, as quoted-printable, percent- or HTML-escapes,
 * and within base64 that stands in the text (an attached mail's). What is found is overwritten with as many letters, so
 * that nothing moves. */
#ifndef CAREDESK_DOOR_H
#define CAREDESK_DOOR_H

#include "parsers/base/arena.h"

/* own: the tokens that are the recipient's. Overwrites in place; how many were found. */
size_t door_clean(char *bytes, size_t len, const struct span_list *own);
/* The same for a value that belongs to somebody else: itself, or a clean copy. Adds to *found. */
struct span door_span(struct arena *a, struct span value, const struct span_list *own, size_t *found);

#endif
