/* nesting: checks a template's HTML: elements are closed where they were opened, there are no scripts, and nothing is
 * loaded from elsewhere. Comments, including those for Outlook, are not checked.
 *
 * The HTML comes in pieces with values between them. A section must not leave anything open, because it may be omitted.
 * Names point into the pieces, which must outlive the check. */
#ifndef CAREDESK_NESTING_H
#define CAREDESK_NESTING_H

#include "parsers/base/span.h"

#define NESTING_DEPTH 100

enum nesting_state {
	NESTING_TEXT,
	NESTING_TAG,     /* the name of an element */
	NESTING_INSIDE,  /* a tag, between attributes */
	NESTING_NAME,    /* of an attribute */
	NESTING_BARE,    /* an unquoted value … */
	NESTING_QUOTED,  /* … and a quoted one */
	NESTING_COMMENT, /* also <!DOCTYPE …> */
	NESTING_STYLE,   /* the content of <style> */
};
struct nesting_element {
	struct span name;
	struct span whole; /* the text that contains its tag … */
	const char *source;
	size_t at; /* … and the offset there */
};
struct nesting {
	enum nesting_state state;
	char quote;                 /* the quote that ends a value; '-': in a comment that ends with dashes */
	size_t at;                  /* offset of the tag in `whole` */
	struct span tag, attribute; /* names */
	struct nesting_element open[NESTING_DEPTH];
	size_t count, floor; /* a section may not close elements below the floor */
};

/* What is wrong, the name concerned, and the place: a text and the offset there. */
struct nesting_fault {
	const char *what;
	struct span name, whole;
	const char *source;
	size_t at;
};

/* Checks the text from `at` to `end` of a file. False: *fault is set. */
bool nesting_text(struct nesting *n, struct span whole, const char *source, size_t at, size_t end,
		  struct nesting_fault *fault);
/* Is a value allowed here? */
bool nesting_value(const struct nesting *n);

/* Enter and leave a section. nesting_leave checks that everything opened inside was closed; call it with an empty mark
 * at the end of the whole text. */
struct nesting_mark {
	enum nesting_state state;
	size_t count, floor;
};
struct nesting_mark nesting_enter(struct nesting *n);
bool nesting_leave(struct nesting *n, const struct nesting_mark *mark, struct nesting_fault *fault);

#endif
