/* tokens: what looks like this desk's tokens in a mail: signed addresses among its recipients, then own Message-IDs
 * among its refs. Only the form is checked here; token_check says whether a token is genuine and for whom it was
 * made. */
#ifndef CAREDESK_TOKENS_H
#define CAREDESK_TOKENS_H

#include "conf/conf.h"
#include "parsers/base/token.h"
#include "parsers/mail.h"

#define TOKENS_MAX 64 /* any more are ignored */

struct presented {
	struct token token;
	struct span where; /* the address or Message-ID that carried it */
	bool in_address;
	uint64_t serial; /* from a Message-ID */
};
struct presented_list {
	struct presented *items;
	size_t count, cap;
};

/* Looks at delivered, to and cc for signed forms of the desk's and every mailbox's address, then at refs, in their
 * order. */
void tokens_read(const struct conf *conf, const struct mail *mail, struct arena *a, struct presented_list *out);

/* Does the Message-ID look like the desk's own, in the domain of one of its addresses? */
bool tokens_from_msgid(const struct conf *conf, struct span msgid, struct token *out, uint64_t *serial);

/* The recipient name for which a question's token is made: it includes the held message. `yes`: for the link that
 * answers yes. */
struct span tokens_question_recipient(struct arena *a, struct span agent_email, uint32_t seq, bool yes);
/* Of the `newest` of a ticket's `messages`, the one for which a question's token to that agent (or the token of its
 * link) was made; 0: none. */
uint32_t tokens_question_seq(const struct token *token, const struct token_keys *keys, struct span agent_email,
			     uint32_t messages, uint32_t newest, int64_t now);
/* The recipient name for which a command link's token is made: it includes the command, "close" or "priority high". */
struct span tokens_command_recipient(struct arena *a, struct span agent_email, struct span command);

#endif
