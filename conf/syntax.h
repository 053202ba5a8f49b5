/* syntax: explains why libconfig rejects a configuration: which bracket or quote is not closed, what needs a comma, an
 * equals sign or quotes, which name occurs twice. */
#ifndef CAREDESK_CONF_SYNTAX_H
#define CAREDESK_CONF_SYNTAX_H

#include "parsers/base/arena.h"

/* The first error in the text, and its line; false: none found. *text lives in `a`. */
bool syntax_explain(struct arena *a, struct span bytes, unsigned *line, const char **text);

#endif
