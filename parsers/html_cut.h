/* html_cut: which pieces of a fragment say what a text says. A fragment goes out only where its words are those of the
 * text that goes out with it, one after the other: so whatever was cut from the text is in no HTML either. */
#ifndef CAREDESK_HTML_CUT_H
#define CAREDESK_HTML_CUT_H

#include "parsers/html_clean.h"

/* The pieces of those lines (`lines` by piece.line; NULL: of all) where they say `text`, else those that say it
 * wherever they stand. Empty: none do. Pictures whose Content-ID is not among `pictures` are left out. */
struct span html_cut(struct arena *a, const struct fragment *f, const bool *lines, size_t count,
		     const struct span_list *pictures, struct span text);

/* Of a fragment that was written: what of it says `text`; empty: nothing does, or it is no such fragment. */
struct span html_keep(struct arena *a, struct span html, struct span text);

/* A text as HTML: its paragraphs and lines. */
struct span html_of_text(struct arena *a, struct span text);

/* Adds the Content-IDs of its pictures, each once; they point into `html`. */
void html_pictures(struct arena *a, struct span html, struct span_list *out);

#endif
