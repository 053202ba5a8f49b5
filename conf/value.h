/* value: one value of the configuration, from what is written to where it is kept, by the type of its key. */
#ifndef CAREDESK_CONF_VALUE_H
#define CAREDESK_CONF_VALUE_H

#include "conf/keys.h"
#include "conf/tree.h"

struct binding {
	struct conf *conf;
	const char *folder; /* that relative paths start from */
	struct conf_errors *errors;
};

/* Puts the node's value where the key says, in the struct at `base`; or says what is wrong with it, and the struct is
 * as it was. Not for groups. */
void value_bind(const struct binding *b, const struct key *key, const struct node *node, char *base);

/* False, and said, when the node is of neither type. */
bool value_type_fits(const struct binding *b, const struct key *key, const struct node *node, enum node_type wants,
		     enum node_type or_wants);

#endif
