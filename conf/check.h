/* check: what the table of keys cannot say: names that must be defined, names and addresses that must differ,
 * servers that must be safe, files that must be readable, rules that must do what they expect. */
#ifndef CAREDESK_CONF_CHECK_H
#define CAREDESK_CONF_CHECK_H

#include "conf/tree.h"

/* c is filled from root, and its texts are loaded; adds the implied category, ports and way of sending. Errors and
 * warnings. */
void conf_check(struct conf *c, const struct node *root, struct conf_errors *errors);

#endif
