/* bind: turns a configuration as written into values in struct conf, driven by the table of keys. Unknown keys, types,
 * ranges and formats are checked here; references between names, and whether files exist, in check.h. */
#ifndef CAREDESK_CONF_BIND_H
#define CAREDESK_CONF_BIND_H

#include "conf/tree.h"

/* Fills c with values and defaults, and adds errors to `errors`. Relative paths start at `folder`. */
void conf_bind(struct conf *c, const struct node *root, const char *folder, struct conf_errors *errors);

#endif
