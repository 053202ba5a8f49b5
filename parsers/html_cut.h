/* html_cut: finds the pieces of a fragment that say the same as a text. A fragment is sent only if its words are those
 * of the text that is sent with it, in the same order: so whatever was cut from the text is not in the HTML either. */
#ifndef CAREDESK_HTML_CUT_H
#define CAREDESK_HTML_CUT_H

#include "parsers/html_clean.h"

/* Writes the pieces on the lines for which `lines[piece.line]` is true (NULL: on all lines) if they say `text`,
 * otherwise those pieces that do, wherever they are. Empty if none do. Pictures whose Content-ID is not among
 * `pictures` are left out. */
struct span html_cut(struct arena *a, const struct fragment *f, const bool *lines, size_t count,
		     const struct span_list *pictures, struct span text);

/* The part of a written fragment that says `text`; empty if no part does, or if `html` is not a fragment. */
struct span html_keep(struct arena *a, struct span html, struct span text);

/* Converts a text to HTML paragraphs and lines. */
struct span html_of_text(struct arena *a, struct span text);

/* Adds the Content-IDs of a fragment's pictures, each once; they point into `html`. */
void html_pictures(struct arena *a, struct span html, struct span_list *out);

#endif
