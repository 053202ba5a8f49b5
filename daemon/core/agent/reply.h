/* reply: what of an agent's mail goes to the customer. */
#ifndef CAREDESK_REPLY_H
#define CAREDESK_REPLY_H

#include "daemon/core/agent/command_read.h"

/* The text without commands, without the agent's configured signature, with the desk's address where one of the agent's
 * stood, and without any token; the canned answers in front. Empty: nothing goes out. */
struct span reply_text(struct work *w, const struct command_calls *o);
/* The same as HTML, of what the agent wrote in it; empty: none of it says the same. */
struct span reply_html(struct work *w, const struct command_calls *o);
/* What of the mail's HTML says that text, without tokens; empty: none. */
struct span reply_html_of(struct work *w, struct span text);
/* Is there something to send: text, or attachments of a note or of a mail without commands? */
bool reply_is_one(const struct work *w, const struct command_calls *o, struct span text);

/* Every token of this desk's form is taken out, with what leads to it: "support+TOKEN@…" becomes "support@…"; one that
 * a client has broken between lines loses its first part. */
struct span reply_without_tokens(struct arena *a, struct span text);

#endif
