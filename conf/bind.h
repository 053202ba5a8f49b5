/* bind: a configuration as written becomes values in struct conf, by the table of keys. Unknown keys, types,
 * ranges and forms are checked here; what names what, and whether files exist, in check.h. */
#ifndef CAREDESK_CONF_BIND_H
#define CAREDESK_CONF_BIND_H

#include "conf/tree.h"

/* Fills c with values and defaults; what is wrong goes to `errors`. Relative paths start from `folder`. */
void conf_bind(struct conf *c, const struct node *root, const char *folder, struct conf_errors *errors);

#endif
