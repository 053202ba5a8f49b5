/* reply: the part of an agent's mail that goes to the customer. */
#ifndef CAREDESK_REPLY_H
#define CAREDESK_REPLY_H

#include "daemon/core/agent/command_read.h"

/* The text without commands, the agent's configured signature and tokens, with the agent's addresses replaced by the
 * desk's, and after the canned answers and articles. Empty: nothing is sent. */
struct span reply_text(struct work *w, const struct command_calls *o);
/* The same as HTML, from what the agent wrote in HTML; empty: no part of it matches the text. */
struct span reply_html(struct work *w, const struct command_calls *o);
/* The part of the mail's HTML that matches the text, without tokens; empty: none. */
struct span reply_html_of(struct work *w, struct span text);
/* Is there something to send: text, or the attachments of a note or of a mail without commands? */
bool reply_is_one(const struct work *w, const struct command_calls *o, struct span text);

/* Removes everything that looks like a token of this desk, with its plus: "support+TOKEN@…" becomes "support@…". Of a
 * token that a mail client broke into lines, the first part is removed. */
struct span reply_without_tokens(struct arena *a, struct span text);

#endif
