/* value: stores one value of the configuration, as written, in its place, according to the type of its key. */
#ifndef CAREDESK_CONF_VALUE_H
#define CAREDESK_CONF_VALUE_H

#include "conf/keys.h"
#include "conf/tree.h"

struct binding {
	struct conf *conf;
	const char *folder; /* relative paths start here */
	struct conf_errors *errors;
};

/* Stores the node's value where the key says, in the struct at `base`; on an error reports it and leaves the struct
 * unchanged. Not for groups. */
void value_bind(const struct binding *b, const struct key *key, const struct node *node, char *base);

/* False, and reported, when the node is of neither type. */
bool value_type_fits(const struct binding *b, const struct key *key, const struct node *node, enum node_type wants,
		     enum node_type or_wants);

#endif
