/* html_style: the style properties that are kept, rewritten: "color:#ff0000;font-weight:bold". Everything not known to
 * be harmless is left out: other properties, functions, URLs, escapes, comments, sizes that hide or overflow. The usual
 * defaults (black, 11pt) are left out too, so that the surrounding page decides. Cleaning is idempotent. */
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

/* One value per property; empty if it is not set. */
struct style {
	struct span values[STYLE_COUNT];
};

/* Adds the properties of a style attribute that are kept; the last one counts if a property occurs twice. */
void style_read(struct arena *a, struct span text, struct style *out);
/* Sets one property, as a style attribute would; to nothing if the value is not allowed. */
void style_set(struct arena *a, enum style_property property, struct span value, struct style *out);
/* The value of a style attribute; empty if no property is set. */
struct span style_write(struct arena *a, const struct style *style);

/* Reads any form of colour that mails use: "#f00", "rgb(255, 0, 0)", "red". False if it is not a colour, or
 * transparent. */
bool style_colour(struct span value, uint32_t *rgb);
/* Are the colours so similar that text in one can't be read on the other? */
bool style_alike(uint32_t one, uint32_t two);

#endif
