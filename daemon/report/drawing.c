#include "daemon/report/drawing.h"

void draw_rect(struct drawing *d, enum paint paint, double x, double y, double w, double h, double strength,
	       struct span meaning)
{
	*LIST_ADD(d->a, d) = (struct draw_op){.kind = DRAW_RECT,
					      .paint = paint,
					      .x = x,
					      .y = y,
					      .w = w,
					      .h = h,
					      .strength = strength,
					      .text = meaning};
}

void draw_text(struct drawing *d, enum paint paint, double x, double y, double size, enum anchor anchor,
	       struct span text)
{
	*LIST_ADD(d->a, d) = (struct draw_op){
		.kind = DRAW_TEXT, .paint = paint, .x = x, .y = y, .size = size, .anchor = anchor, .text = text};
}

void draw_line(struct drawing *d, enum paint paint, double width, struct draw_points points)
{
	*LIST_ADD(d->a, d) = (struct draw_op){.kind = DRAW_LINE, .paint = paint, .size = width, .points = points};
}
