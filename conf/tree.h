/* tree: a configuration as written: settings with their file and line. The only user of libconfig is tree.c. */
#ifndef CAREDESK_CONF_TREE_H
#define CAREDESK_CONF_TREE_H

#include "conf/report.h"

enum node_type { NODE_GROUP, NODE_LIST, NODE_TEXT, NODE_NUMBER, NODE_FRACTION, NODE_BOOL };

struct node;
struct node_list {
	struct node *items;
	size_t count, cap;
};
struct node {
	struct span name; /* empty for the elements of a list */
	enum node_type type;
	const char *file;
	unsigned line;          /* 0 for the root */
	struct span text;       /* NODE_TEXT */
	int64_t number;         /* NODE_NUMBER, NODE_BOOL */
	struct node_list items; /* NODE_GROUP, NODE_LIST */
};

#define TREE_MAX_FILE ((size_t)8 << 20)
#define TREE_MAX_FILES 1000
#define TREE_MAX_DEPTH 8

/* Reads the file, or all *.conf files of the folder in order of name: their groups are merged, their lists joined.
 * Errors go to `errors`; the rest is returned all the same. -1 when nothing could be read at all (reported in errors;
 * *missing when there is no such file or folder). *root and *folder (which relative paths start from, absolute) live
 * in `a`. */
int tree_read(const char *path, struct arena *a, struct conf_errors *errors, struct node *root, const char **folder,
	      bool *missing);

/* A member of a group by name, or NULL; `group` may be NULL. */
const struct node *node_get(const struct node *group, const char *name);
/* Element i of a list, or NULL; `list` may be NULL. */
const struct node *node_item(const struct node *list, size_t i);
const char *node_type_name(enum node_type type); /* "a text", "a whole number" … */

#endif
