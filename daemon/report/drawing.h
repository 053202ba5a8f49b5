/* drawing: a picture as a list of rectangles, lines and texts, for whoever can draw these: svg, png. */
#ifndef CAREDESK_REPORT_DRAWING_H
#define CAREDESK_REPORT_DRAWING_H

#include "parsers/base/arena.h"

enum paint {
	PAINT_INK,
	PAINT_MUTED, /* of less importance */
	PAINT_GRID,
	PAINT_ONE, /* the first thing shown, the second, the third */
	PAINT_TWO,
	PAINT_THREE,
	PAINT_GOOD,
	PAINT_BAD,
	PAINT_COUNT
};
enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END };
enum draw_kind { DRAW_RECT, DRAW_LINE, DRAW_TEXT };

struct draw_point {
	double x, y;
};
struct draw_points {
	struct draw_point *items;
	size_t count, cap;
};
struct draw_op {
	enum draw_kind kind;
	enum paint paint;
	double x, y, w, h; /* of a rectangle; of a text x and y of its anchor, on the line */
	double strength;   /* of a rectangle: 0 (not to be seen) to 1 */
	double size;       /* of a text, of a line's width */
	enum anchor anchor;
	struct span text;          /* of a rectangle: what it means */
	struct draw_points points; /* of a line */
};
struct drawing {
	double width, height;
	struct span title;
	struct arena *a;
	struct draw_op *items;
	size_t count, cap;
};

void draw_rect(struct drawing *d, enum paint paint, double x, double y, double w, double h, double strength,
	       struct span meaning);
void draw_text(struct drawing *d, enum paint paint, double x, double y, double size, enum anchor anchor,
	       struct span text);
void draw_line(struct drawing *d, enum paint paint, double width, struct draw_points points);

#endif
