#include "conf/bind.h"

#include "conf/value.h"

#include <string.h>

static void bind_group(const struct binding *b, const char *group, const struct node *node, char *base);

/* A list of groups becomes an array of structs, one for each. */
static void bind_groups(const struct binding *b, const struct key *key, const struct node *node, char *base)
{
	if (!value_type_fits(b, key, node, NODE_LIST, NODE_LIST))
		return;
	size_t count = node->items.count;
	char *items = arena_alloc(&b->conf->arena, count * key->width);
	memcpy(base + key->offset, &items, sizeof(items));
	memcpy(base + key->given, &count, sizeof(count));
	for (size_t i = 0; i < count; i++)
		if (value_type_fits(b, key, &node->items.items[i], NODE_GROUP, NODE_GROUP))
			bind_group(b, key_group(key, &b->conf->arena), &node->items.items[i], items + i * key->width);
}

/* The preset as a node, as if it were written in the configuration. */
static struct node preset_node(const struct key *key)
{
	struct node node = {.type = NODE_TEXT, .file = "conf/keys.c", .text = span_of(key->preset)};
	uint64_t number;
	if (key->type == KEY_BOOL || key->type == KEY_SWITCH)
		node = (struct node){.type = NODE_BOOL, .number = span_eq(node.text, SPAN("true"))};
	else if (span_u64(node.text, &number))
		node = (struct node){.type = NODE_NUMBER, .number = (int64_t)number};
	return node;
}

/* A group in place of the boolean means true. */
static void bind_switch(const struct binding *b, const struct key *key, const struct node *node, char *base)
{
	bool is_group = node && node->type == NODE_GROUP;
	struct node value = is_group ? (struct node){.type = NODE_BOOL, .number = 1} : preset_node(key);
	if (node && !value_type_fits(b, key, node, NODE_BOOL, NODE_GROUP))
		return;
	value_bind(b, key, node && !is_group ? node : &value, base);
	bind_group(b, key_group(key, &b->conf->arena), is_group ? node : NULL, base);
}

/* group NULL: it is not set, so only defaults are filled in. */
static void bind_key(const struct binding *b, const struct key *key, const struct node *group, char *base)
{
	const struct node *node = node_get(group, key->name);
	if (!node && key->required && group)
		report_error(b->errors, group->file, group->line ? group->line : 1, "`%s` is missing%s%s", key->name,
			     group->name.len ? " in " : "", group->name.len ? group->name.ptr : "");
	if (key->type == KEY_SWITCH) {
		bind_switch(b, key, node, base);
	} else if (key->type == KEY_GROUP) {
		if (node && !value_type_fits(b, key, node, NODE_GROUP, NODE_GROUP))
			node = NULL;
		bind_group(b, key_group(key, &b->conf->arena), node, base);
	} else if (node && key->type == KEY_GROUPS) {
		bind_groups(b, key, node, base);
	} else if (node) {
		value_bind(b, key, node, base);
	} else if (key->preset) {
		struct node preset = preset_node(key);
		value_bind(b, key, &preset, base);
	}
}

static void check_unknown(const struct binding *b, const char *group, const struct node *item)
{
	struct span_list names = {0};
	const char *elsewhere = key_elsewhere(group, item->name), *hint;
	if (key_find(group, item->name))
		return;
	key_names(group, &b->errors->arena, &names);
	hint = report_meant(b->errors, item->name, &names);
	if (!hint[0] && elsewhere)
		hint = arena_printf(&b->errors->arena, "; it belongs in %s%s%s", elsewhere[0] ? "`" : "",
				    elsewhere[0] ? elsewhere : "no group", elsewhere[0] ? "`" : "")
			       .ptr;
	report_error(b->errors, item->file, item->line, "unknown key `%.*s`%s%s%s", SPAN_ARG(item->name),
		     group[0] ? " in " : "", group, hint);
}

static void bind_group(const struct binding *b, const char *group, const struct node *node, char *base)
{
	for (size_t i = 0; i < conf_key_count; i++)
		if (strcmp(conf_keys[i].group, group) == 0)
			bind_key(b, &conf_keys[i], node, base);
	for (size_t i = 0; node && i < node->items.count; i++)
		check_unknown(b, group, &node->items.items[i]);
}

void conf_bind(struct conf *c, const struct node *root, const char *folder, struct conf_errors *errors)
{
	struct binding b = {c, folder, errors};
	bind_group(&b, "", root, (char *)c);
}
