#include "conf/checking.h"

/* The signed address is local+TOKEN@domain, and RFC 5321 limits the local part to 64 bytes. */
#define MAX_PLUS_LOCAL (64 - 1 - 40)

const struct node *checking_place(const struct node *group, const char *name)
{
	const struct node *node = node_get(group, name);
	return node ? node : group;
}

const struct node *checking_item(const struct checking *c, const char *list, size_t i)
{
	const struct node *node = node_item(node_get(c->root, list), i);
	return node ? node : c->root;
}

static struct span_list checking_categories(const struct checking *c)
{
	struct span_list names = {0};
	for (size_t i = 0; i < c->conf->category_count; i++)
		span_list_add(&c->errors->arena, &names, c->conf->categories[i].name);
	return names;
}

struct span_list checking_agents(const struct checking *c)
{
	struct span_list names = {0};
	for (size_t i = 0; i < c->conf->agent_count; i++)
		span_list_add(&c->errors->arena, &names, c->conf->agents[i].name);
	return names;
}

struct span_list checking_mailboxes(const struct checking *c)
{
	struct span_list names = {0};
	for (size_t i = 0; i < c->conf->mailbox_count; i++)
		span_list_add(&c->errors->arena, &names, c->conf->mailboxes[i].name);
	return names;
}

void checking_defined(const struct checking *c, const struct node *node, const char *what, struct span name,
		      const struct span_list *names)
{
	if (name.len && !span_iin(names, name))
		CHECKING_ERROR(c, node, "there is no %s `%.*s`%s", what, SPAN_ARG(name),
			       report_meant(c->errors, name, names));
}

void checking_category(const struct checking *c, const struct node *group, const char *key, struct span name)
{
	struct span_list names = checking_categories(c);
	checking_defined(c, checking_place(group, key), "category", name, &names);
}

void checking_claim(const struct checking *c, struct claims *claims, const struct node *node, const char *what,
		    struct span name)
{
	if (name.len == 0)
		return;
	for (size_t i = 0; i < claims->count; i++) {
		const struct claim *old = &claims->items[i];
		if (!span_ieq(old->name, name))
			continue;
		CHECKING_ERROR(c, node, "%s `%.*s` is already defined in %s:%u", what, SPAN_ARG(name), old->node->file,
			       old->node->line);
		return;
	}
	*LIST_ADD(&c->errors->arena, claims) = (struct claim){name, node};
}

void checking_plus(const struct checking *c, const struct node *node, struct span address)
{
	ptrdiff_t at = span_chr(address, '@');
	if (c->conf->reply_plus && at > MAX_PLUS_LOCAL)
		CHECKING_ERROR(
			c, node,
			"`%.*s` is too long for reply_address = \"plus\": at most %d letters are allowed before the @",
			SPAN_ARG(address), MAX_PLUS_LOCAL);
}
