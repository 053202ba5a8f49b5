#include "daemon/core/base/tokens.h"

#include "parsers/base/addrspec.h"

static bool address_token(const struct conf *conf, struct span candidate, struct token *out)
{
	if (token_from_address(candidate, conf->address, out))
		return true;
	for (size_t i = 0; i < conf->mailbox_count; i++)
		if (token_from_address(candidate, conf->mailboxes[i].address, out))
			return true;
	return false;
}

bool tokens_from_msgid(const struct conf *conf, struct span msgid, struct token *out, uint64_t *serial)
{
	if (token_from_msgid(msgid, addrspec_domain(conf->address), out, serial))
		return true;
	for (size_t i = 0; i < conf->mailbox_count; i++)
		if (token_from_msgid(msgid, addrspec_domain(conf->mailboxes[i].address), out, serial))
			return true;
	return false;
}

static bool tokens_known(const struct presented_list *list, struct span text)
{
	for (size_t i = 0; i < list->count; i++)
		if (span_eq(list->items[i].token.text, text))
			return true;
	return false;
}

static void tokens_add(struct arena *a, struct presented_list *out, const struct presented *one)
{
	if (out->count < TOKENS_MAX && !tokens_known(out, one->token.text))
		*LIST_ADD(a, out) = *one;
}

static void addresses_read(const struct conf *conf, const struct address_list *list, struct arena *a,
			   struct presented_list *out)
{
	for (size_t i = 0; i < list->count; i++) {
		struct presented one = {.where = list->items[i].addr, .in_address = true};
		if (address_token(conf, one.where, &one.token))
			tokens_add(a, out, &one);
	}
}

void tokens_read(const struct conf *conf, const struct mail *mail, struct arena *a, struct presented_list *out)
{
	*out = (struct presented_list){0};
	addresses_read(conf, &mail->delivered, a, out);
	addresses_read(conf, &mail->to, a, out);
	addresses_read(conf, &mail->cc, a, out);
	for (size_t i = 0; i < mail->refs.count; i++) {
		struct presented one = {.where = mail->refs.items[i]};
		if (tokens_from_msgid(conf, one.where, &one.token, &one.serial))
			tokens_add(a, out, &one);
	}
}

struct span tokens_question_recipient(struct arena *a, struct span agent_email, uint32_t seq, bool yes)
{
	return arena_printf(a, "%.*s#%u%s", SPAN_ARG(agent_email), seq, yes ? " yes" : "");
}

struct span tokens_command_recipient(struct arena *a, struct span agent_email, struct span command)
{
	return ARENA_CONCAT(a, agent_email, SPAN(" ["), command, SPAN("]"));
}

uint32_t tokens_question_seq(const struct token *token, const struct token_keys *keys, struct span agent_email,
			     uint32_t messages, uint32_t newest, int64_t now)
{
	uint32_t last = messages > newest ? messages - newest : 0, found = 0;
	struct arena a;
	arena_init(&a);
	for (uint32_t seq = messages; seq > last && !found; seq--)
		for (int yes = 0; yes < 2 && !found; yes++) {
			struct span recipient = tokens_question_recipient(&a, agent_email, seq, yes);
			if (token_check(token, keys, recipient, now) == TOKEN_VALID)
				found = seq;
		}
	arena_clear(&a);
	return found;
}
