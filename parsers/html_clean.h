/* html_clean: HTML rewritten using only what is on a list: elements, attributes, values. The result, a fragment, always
 * has one form: elements properly nested and closed, every value in double quotes, "<", ">", "&" and '"' always as
 * entities. So it can be read again without an HTML parser, and a browser can't take anything in it to mean something
 * else.
 *
 * Links keep http, https, mailto and tel. One of the mail's own pictures (cid:) stays a picture; any other becomes a
 * link to its address. Everything lives in the arena. */
#ifndef CAREDESK_HTML_CLEAN_H
#define CAREDESK_HTML_CLEAN_H

#include "parsers/base/arena.h"

#define FRAGMENT_MAX_PIECES ((size_t)200000)
#define FRAGMENT_MAX_DEPTH 64 /* nested elements; deeper ones are left out, their text stays */

#define FRAGMENT_ELEMENTS 64
#define FRAGMENT_RECENT 4 /* styled tags that are remembered, because clients repeat them for every paragraph */

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
/* Values with entities decoded; empty if the element has no such attribute. */
struct html_attributes {
	struct span values[ATTRIBUTE_COUNT];
};
/* The attribute with that name (lower case); ATTRIBUTE_COUNT if it is none of these. */
enum html_attribute html_attribute_named(struct span name);

enum piece_kind { PIECE_OPEN, PIECE_CLOSE, PIECE_VOID, PIECE_TEXT };
struct piece {
	enum piece_kind kind;
	uint8_t element;  /* index into the list of elements */
	bool keeps_space; /* of a text: its white space is significant */
	uint32_t mate;    /* of an opening or closing piece: index of the other one */
	uint32_t line;    /* line of the text that was made together with it; 0 in a fragment_read fragment
			   */
	struct span text; /* of a text: with entities decoded; of the others: their attributes as written, each preceded
			     by a blank */
	struct span name; /* of a picture: the Content-ID */
	struct span alt;
};
struct fragment {
	struct piece *items;
	size_t count, cap;
};

/* A fragment under construction. */
struct fragment_builder {
	struct arena *a;
	struct fragment out;
	struct {
		int32_t piece;   /* -1: the element was left out */
		uint8_t element; /* the element itself, or if left out, the nearest one around it that was not */
		bool keeps_space;
	} stack[FRAGMENT_MAX_DEPTH * 10];
	size_t depth;
	uint32_t open[FRAGMENT_ELEMENTS]; /* number of open elements of each kind */
	size_t shown;                     /* number of open elements in total */
	bool over;                        /* too much for a fragment: `out` is incomplete */
	struct {
		uint8_t element;
		const char *base;
		struct html_attributes in;
		struct span text;
	} recent[FRAGMENT_RECENT];
	size_t recent_next;
};

void fragment_begin(struct fragment_builder *b, struct arena *a);
/* Opens an element inside the one that is open; `name` is in lower case, `line` the line of the next text. Every
 * element must be closed with fragment_close, void and left-out ones too. */
void fragment_open(struct fragment_builder *b, struct span name, const struct html_attributes *attributes,
		   uint32_t line);
void fragment_close(struct fragment_builder *b, uint32_t line);
/* Does the innermost open element have a background colour? */
bool fragment_has_back(const struct fragment_builder *b);
void fragment_text(struct fragment_builder *b, struct span text, uint32_t line);

/* The kept pieces (all if `keep` is NULL) as HTML, without elements that have become empty. Empty if that would be more
 * than MAIL_MAX_HTML bytes. */
struct span fragment_write(struct arena *a, const struct fragment *f, const bool *keep);
/* Reads what fragment_write wrote. False if `html` is not, byte for byte, what fragment_write would write. All lines
 * are 0. */
bool fragment_read(struct arena *a, struct span html, struct fragment *out);

/* For callers that work on a fragment's lines. */
bool piece_is_picture(const struct piece *p);
bool piece_breaks(const struct piece *p); /* the next piece is on another line */
bool piece_is_cell(const struct piece *p);
bool piece_is_item(const struct piece *p);

#endif
