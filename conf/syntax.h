/* syntax: what is wrong with a configuration that libconfig does not take, said so that it can be mended: which bracket
 * or quote is not closed, what needs a comma, an equals sign or quotes, which name is there twice. */
#ifndef CAREDESK_CONF_SYNTAX_H
#define CAREDESK_CONF_SYNTAX_H

#include "parsers/base/arena.h"

/* The first fault of the text, and its line; false: none is seen. *text lives in `a`. */
bool syntax_explain(struct arena *a, struct span bytes, unsigned *line, const char **text);

#endif
