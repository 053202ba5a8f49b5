/* snippet: the part of a text that matches a search best, with the words marked. Inside store/ only. */
#ifndef CAREDESK_SNIPPET_H
#define CAREDESK_SNIPPET_H

#include "store/searchfile.h"

struct snippet_term {
	struct span token; /* folded */
	bool prefix;       /* matches words that begin with it */
};
struct snippet_terms {
	struct snippet_term *items;
	size_t count, cap;
};
struct snippet_style {
	struct span open, close;
	size_t size; /* approximate length in bytes */
};

/* Returns how many of the terms the text contains; *out: one line, empty where there are none. */
size_t snippet_make(const struct searchfile *f, const struct snippet_terms *terms, const struct snippet_style *style,
		    struct arena *a, struct span text, struct span *out);

#endif
