#include "conf/conf.h"

#include "conf/articles.h"
#include "conf/bind.h"
#include "conf/check.h"
#include "conf/texts.h"

#include <stdlib.h>

/* Runs every check, whatever the earlier ones found. */
static void conf_fill(struct conf *c, const struct node *root, const char *folder, struct conf_errors *errors)
{
	conf_bind(c, root, folder, errors);
	texts_load_templates(c, errors);
	texts_load_canned(c, errors);
	conf_check(c, root, errors);
	articles_load(c, errors);
}

int conf_load(const char *path, struct conf **out, struct conf_errors *errors, bool *missing)
{
	struct conf *c = calloc(1, sizeof(*c));
	struct node root;
	const char *folder;
	if (!c)
		abort();
	arena_init(&c->arena);
	if (tree_read(path, &c->arena, errors, &root, &folder, missing) == 0)
		conf_fill(c, &root, folder, errors);
	if (errors->errors) {
		conf_free(c);
		return -1;
	}
	*out = c;
	return 0;
}

static void free_patterns(struct rule_match *m)
{
	pattern_free(m->subject);
	pattern_free(m->from);
	pattern_free(m->to);
	pattern_free(m->body);
	pattern_free(m->header);
}

void conf_free(struct conf *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->rule_count; i++)
		free_patterns(&c->rules[i].match);
	texts_free(c->templates);
	for (size_t i = 0; i < c->mailbox_count; i++)
		texts_free(c->mailboxes[i].templates);
	arena_clear(&c->arena);
	free(c);
}
