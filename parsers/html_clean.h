/* html_clean: HTML rewritten from what is on a list: elements, attributes, values. What comes out, a fragment, is
 * always of one form: every element closed in its order, every value in double quotes, "<", ">", "&" and '"' always as
 * entities. So it can be read again without a parser for HTML, and nothing in it means anything else to a browser.
 *
 * Links keep http, https, mailto and tel. A picture of the mail's own (cid:) stays a picture; any other becomes a link
 * that shows its address. Everything lives in the arena. */
#ifndef CAREDESK_HTML_CLEAN_H
#define CAREDESK_HTML_CLEAN_H

#include "parsers/base/arena.h"

#define FRAGMENT_MAX_PIECES ((size_t)200000)
#define FRAGMENT_MAX_DEPTH 64 /* elements in one another; those further in are left out, their text stays */

#define FRAGMENT_ELEMENTS 64

enum html_attribute {
	ATTRIBUTE_STYLE,
	ATTRIBUTE_HREF,
	ATTRIBUTE_SRC,
	ATTRIBUTE_ALT,
	ATTRIBUTE_WIDTH,
	ATTRIBUTE_HEIGHT,
	ATTRIBUTE_COLSPAN,
	ATTRIBUTE_ROWSPAN,
	ATTRIBUTE_START,
	ATTRIBUTE_TYPE,
	ATTRIBUTE_BORDER,
	ATTRIBUTE_CELLPADDING,
	ATTRIBUTE_CELLSPACING,
	ATTRIBUTE_ALIGN,
	ATTRIBUTE_VALIGN,
	ATTRIBUTE_COLOR,
	ATTRIBUTE_BGCOLOR,
	ATTRIBUTE_DIR,
	ATTRIBUTE_COUNT
};
/* Values without entities; empty where the element has none. */
struct html_attributes {
	struct span values[ATTRIBUTE_COUNT];
};
/* Which attribute has that name (lower case); ATTRIBUTE_COUNT: none that counts. */
enum html_attribute html_attribute_named(struct span name);

enum piece_kind { PIECE_OPEN, PIECE_CLOSE, PIECE_VOID, PIECE_TEXT };
struct piece {
	enum piece_kind kind;
	uint8_t element;  /* index into the list of elements */
	bool keeps_space; /* of text: white space in it counts */
	uint32_t mate;    /* of open and close: the other one */
	uint32_t line; /* of the text that was made together with it; in a fragment that was read, its unit (html_cut.h)
			*/
	struct span text; /* of text: without entities; of the others: their attributes, written, each with a blank in
			     front */
	struct span name; /* of a picture: the Content-ID */
	struct span alt;
};
struct fragment {
	struct piece *items;
	size_t count, cap;
};

/* While it is made. */
struct fragment_builder {
	struct arena *a;
	struct fragment out;
	struct {
		int32_t piece;   /* -1: the element was left out */
		uint8_t element; /* what it is within: the nearest that was not left out */
		bool keeps_space;
	} stack[FRAGMENT_MAX_DEPTH * 10];
	size_t depth;
	uint32_t open[FRAGMENT_ELEMENTS]; /* how many of each element are open */
	size_t shown;                     /* in all */
	bool over;                        /* it was too much: there is no fragment */
};

void fragment_begin(struct fragment_builder *b, struct arena *a);
/* An element in the one that is open; `name` in lower case; `line`: the one of the text that comes next. Each must be
 * closed. */
void fragment_open(struct fragment_builder *b, struct span name, const struct html_attributes *attributes,
		   uint32_t line);
void fragment_close(struct fragment_builder *b, uint32_t line);
/* Has what was opened last a colour behind it? */
bool fragment_has_back(const struct fragment_builder *b);
void fragment_text(struct fragment_builder *b, struct span text, uint32_t line);

/* The pieces that are kept (all where `keep` is NULL), without elements that nothing is left in. Empty where that is
 * more than MAIL_MAX_HTML bytes. */
struct span fragment_write(struct arena *a, const struct fragment *f, const bool *keep);
/* What fragment_write wrote, read again. False: it is nothing of the kind, to the letter. Lines are units. */
bool fragment_read(struct arena *a, struct span html, struct fragment *out);

/* What a piece is to those who look at a fragment's lines. */
bool piece_is_picture(const struct piece *p);
bool piece_breaks(const struct piece *p); /* what follows is on another line */
bool piece_is_cell(const struct piece *p);
bool piece_is_item(const struct piece *p);

#endif
