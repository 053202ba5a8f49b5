/* door: no outgoing mail holds a signed token that is not its recipient's own.
 *
 * An agent's token lets its holder write in the agent's name, as far as tokens prove that. Mail clients quote, forward
 * and attach tokens without knowing about them, so everything that leaves is searched for them here: in upper or lower
 * case, broken across lines with or without quote marks, split by HTML tags, written as quoted-printable, percent or
 * HTML escapes, and inside base64 in the text (an attached mail's). A token found is overwritten with as many letters,
 * so that nothing moves. */
#ifndef CAREDESK_DOOR_H
#define CAREDESK_DOOR_H

#include "parsers/base/arena.h"

/* `own`: the recipient's own tokens. Overwrites all others in place and returns how many were found. */
size_t door_clean(char *bytes, size_t len, const struct span_list *own);
/* The same for a value that must not be written to: returns it, or a clean copy in the arena. Adds to *found. */
struct span door_span(struct arena *a, struct span value, const struct span_list *own, size_t *found);

#endif
