/* check: what the table of keys can't express: names that must be defined, names and addresses that must be unique,
 * servers that must be safe, files that must be readable, rules that must match what they expect. */
#ifndef CAREDESK_CONF_CHECK_H
#define CAREDESK_CONF_CHECK_H

#include "conf/tree.h"

/* Checks c, which must be filled from root, with its texts loaded; adds the implied category, ports and way of sending.
 * Reports errors and warnings. */
void conf_check(struct conf *c, const struct node *root, struct conf_errors *errors);

#endif
