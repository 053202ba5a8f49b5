/* html_tree: builds the tree of well-nested HTML in about a tenth of the time that gumbo takes: elements closed in
 * order (or whose end tag is optional), no text between the parts of a table, known entities. The tree equals gumbo's,
 * except that comments and source positions are left out.
 *
 * tests/unit/test_html_tree.c and tests/fuzz/fuzz_html.c compare the two. */
#ifndef CAREDESK_HTML_TREE_H
#define CAREDESK_HTML_TREE_H

#include "parsers/base/arena.h"

struct GumboInternalNode;

/* The html element, in the arena; valid as long as `html` is. NULL: not well nested, use gumbo. */
const struct GumboInternalNode *html_tree(struct arena *a, struct span html);

#endif
