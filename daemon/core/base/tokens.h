/* tokens: what a mail presents that has the form of a token of this desk: signed addresses among its recipients, then
 * own Message-IDs among its refs. Form only: whom they were made for is asked of token_check. */
#ifndef CAREDESK_TOKENS_H
#define CAREDESK_TOKENS_H

#include "conf/conf.h"
#include "parsers/base/token.h"
#include "parsers/mail.h"

#define TOKENS_MAX 64 /* more are not looked at */

struct presented {
	struct token token;
	struct span where; /* the address or Message-ID that carried it */
	bool in_address;
	uint64_t serial; /* of a Message-ID */
};
struct presented_list {
	struct presented *items;
	size_t count, cap;
};

/* delivered, to and cc against the desk's and every mailbox's address; then refs, in their order. */
void tokens_read(const struct conf *conf, const struct mail *mail, struct arena *a, struct presented_list *out);

/* Has the Message-ID the form of the desk's own, in the domain of one of its addresses? */
bool tokens_from_msgid(const struct conf *conf, struct span msgid, struct token *out, uint64_t *serial);

/* The recipient that the token of a question is made for: it names the held message too. `yes`: that of the link which
 * answers it. */
struct span tokens_question_recipient(struct arena *a, struct span agent_email, uint32_t seq, bool yes);
/* The message of a ticket that has so many, one of the `newest`, that a question's token to that agent was made for, or
 * the token of its link; 0: none. */
uint32_t tokens_question_seq(const struct token *token, const struct token_keys *keys, struct span agent_email,
			     uint32_t messages, uint32_t newest, int64_t now);
/* The recipient that the token of a command link is made for: it names the command, "close" or "priority high". */
struct span tokens_command_recipient(struct arena *a, struct span agent_email, struct span command);

#endif
