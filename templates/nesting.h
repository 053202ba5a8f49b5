/* nesting: is a template's HTML such as a mail may have? Each element is closed where it was opened, nothing runs, and
 * nothing is loaded from elsewhere. What stands in comments, those for Outlook too, is not looked at.
 *
 * The HTML comes in pieces, between which values stand. A section may leave nothing open, for it may be left out. Names
 * point into the pieces, which must live as long. */
#ifndef CAREDESK_NESTING_H
#define CAREDESK_NESTING_H

#include "parsers/base/span.h"

#define NESTING_DEPTH 100

enum nesting_state {
	NESTING_TEXT,
	NESTING_TAG,     /* the name of an element */
	NESTING_INSIDE,  /* a tag, between attributes */
	NESTING_NAME,    /* of an attribute */
	NESTING_BARE,    /* a value without quotes … */
	NESTING_QUOTED,  /* … and with them */
	NESTING_COMMENT, /* also <!DOCTYPE …> */
	NESTING_STYLE,   /* what stands in <style> */
};
struct nesting_element {
	struct span name;
	struct span whole; /* the text that its tag stands in … */
	const char *source;
	size_t at; /* … and where */
};
struct nesting {
	enum nesting_state state;
	char quote;                 /* that ends a value; '-': of a comment in dashes */
	size_t at;                  /* where the tag began, in `whole` */
	struct span tag, attribute; /* names */
	struct nesting_element open[NESTING_DEPTH];
	size_t count, floor; /* elements below the floor are not the section's to close */
};

/* What is wrong, with what, in which text and where there. */
struct nesting_fault {
	const char *what;
	struct span name, whole;
	const char *source;
	size_t at;
};

/* The text from `at` to `end` of a file. False: *fault is set. */
bool nesting_text(struct nesting *n, struct span whole, const char *source, size_t at, size_t end,
		  struct nesting_fault *fault);
/* Can a value stand here? */
bool nesting_value(const struct nesting *n);

/* Begins a section, and ends it: has all been closed that was opened in it? At the end of all: with an empty mark. */
struct nesting_mark {
	enum nesting_state state;
	size_t count, floor;
};
struct nesting_mark nesting_enter(struct nesting *n);
bool nesting_leave(struct nesting *n, const struct nesting_mark *mark, struct nesting_fault *fault);

#endif
