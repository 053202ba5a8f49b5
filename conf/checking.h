/* checking: what the checks of a configuration share: where to report an error, which names exist, and who claimed a
 * name first. */
#ifndef CAREDESK_CONF_CHECKING_H
#define CAREDESK_CONF_CHECKING_H

#include "conf/tree.h"

struct checking {
	struct conf *conf;
	const struct node *root;
	struct conf_errors *errors;
};

#define CHECKING_ERROR(c, node, ...) report_error((c)->errors, (node)->file, (node)->line, __VA_ARGS__)
#define CHECKING_WARN(c, node, ...) report_warning((c)->errors, (node)->file, (node)->line, __VA_ARGS__)

/* The member of a group, or the group itself if it is not set: where an error is reported. */
const struct node *checking_place(const struct node *group, const char *name);
/* Element i of a list of the root, or the root. */
const struct node *checking_item(const struct checking *c, const char *list, size_t i);

struct span_list checking_agents(const struct checking *c);
struct span_list checking_mailboxes(const struct checking *c);
/* Reports an error, with the nearest of the names as a suggestion, unless the name is empty or among `names`. */
void checking_defined(const struct checking *c, const struct node *node, const char *what, struct span name,
		      const struct span_list *names);
/* The same for the category named by `key` of the group. */
void checking_category(const struct checking *c, const struct node *group, const char *key, struct span name);

/* The first user of a name or an address. */
struct claim {
	struct span name;
	const struct node *node;
};
struct claims {
	struct claim *items;
	size_t count, cap;
};
/* Adds a claim, or reports that the name is taken. Case-insensitive; an empty name claims nothing. */
void checking_claim(const struct checking *c, struct claims *claims, const struct node *node, const char *what,
		    struct span name);

/* With reply_address = "plus" the part before the @ must leave room for the token. */
void checking_plus(const struct checking *c, const struct node *node, struct span address);

/* check_look.c: the colour, the colour of text on it, and the logo */
void check_look(const struct checking *c);
/* check_hours.c */
void check_hours(const struct checking *c);
/* check_digests.c; fills in when they are due */
void check_digests(const struct checking *c);
/* check_levels.c */
void check_levels(const struct checking *c);
/* check_servers.c */
void check_mailboxes(const struct checking *c);
/* For the group `server`; fills in what is known of its provider. */
void check_oauth(const struct checking *c, struct server *s, const struct node *server);
void check_sending(const struct checking *c);
void check_http(const struct checking *c);
/* check_webhooks.c; fills in names, hosts and the hooks for the store */
void check_webhooks(const struct checking *c);
/* check_readable: is the file readable? check_kept: is it private to the desk? */
void check_readable(const struct checking *c, const struct node *group, const char *key, const char *path);
void check_kept(const struct checking *c, const struct node *group, const char *key, const char *path);
/* check_advice.c: the store's folder; and, if there are no errors, settings that work but do not do what was probably
 * intended. */
void check_advice(const struct checking *c);

#endif
