/* html_style: the style properties that stay, rewritten: "color:#ff0000;font-weight:bold". Everything that is not
 * known to be harmless is left out: other properties, functions, addresses, escapes, comments, sizes that hide or
 * overflow. What is a reader's default (black, 11pt) is left out too, so that the page around it decides. Cleaning
 * again changes nothing. */
#ifndef CAREDESK_HTML_STYLE_H
#define CAREDESK_HTML_STYLE_H

#include "parsers/base/arena.h"

enum style_property {
	STYLE_COLOR,
	STYLE_BACKGROUND,
	STYLE_WEIGHT,
	STYLE_SLANT,
	STYLE_DECORATION,
	STYLE_SIZE,
	STYLE_FAMILY,
	STYLE_ALIGN,
	STYLE_VALIGN,
	STYLE_SPACE,
	STYLE_LIST,
	STYLE_BORDER,
	STYLE_BORDER_TOP,
	STYLE_BORDER_RIGHT,
	STYLE_BORDER_BOTTOM,
	STYLE_BORDER_LEFT,
	STYLE_COLLAPSE,
	STYLE_PADDING,
	STYLE_MARGIN,
	STYLE_MARGIN_LEFT,
	STYLE_WIDTH,
	STYLE_COUNT
};

/* One value each, empty where there is none. */
struct style {
	struct span values[STYLE_COUNT];
};

/* Adds what stays of a style attribute; of a property that stands there twice the last one counts. */
void style_read(struct arena *a, struct span text, struct style *out);
/* Adds one property, as a style attribute would; nothing where the value is not allowed. */
void style_set(struct arena *a, enum style_property property, struct span value, struct style *out);
/* As the value of a style attribute; empty where nothing stays. */
struct span style_write(struct arena *a, const struct style *style);

/* Any colour that mails name: "#f00", "rgb(255, 0, 0)", "red"; false: it is none, or transparent. */
bool style_colour(struct span value, uint32_t *rgb);
/* Can text of one colour not be read on the other? */
bool style_alike(uint32_t one, uint32_t two);

#endif
