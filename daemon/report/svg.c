#include "daemon/report/svg.h"

void svg_text(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\'')
			buf_printf(out, "&#%d;", c);
		else if ((unsigned char)c >= ' ' || c == '\n')
			buf_chr(out, c);
	}
}

static void put_rect(struct buf *out, const struct draw_op *op)
{
	buf_printf(out, "<rect class=\"p%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"", (int)op->paint,
		   op->x, op->y, op->w, op->h);
	if (op->strength < 1)
		buf_printf(out, " opacity=\"%.2f\"", op->strength);
	if (!op->text.len) {
		buf_str(out, "/>");
		return;
	}
	buf_str(out, "><title>");
	svg_text(out, op->text);
	buf_str(out, "</title></rect>");
}

static void svg_op_line(struct buf *out, const struct draw_op *op)
{
	buf_printf(out, "<polyline class=\"l p%d\" stroke-width=\"%.1f\" points=\"", (int)op->paint, op->size);
	for (size_t i = 0; i < op->points.count; i++)
		buf_printf(out, "%s%.1f,%.1f", i ? " " : "", op->points.items[i].x, op->points.items[i].y);
	buf_str(out, "\"/>");
}

static void svg_op_text(struct buf *out, const struct draw_op *op)
{
	static const char *const anchors[] = {"", " text-anchor=\"middle\"", " text-anchor=\"end\""};
	buf_printf(out, "<text class=\"p%d\" x=\"%.1f\" y=\"%.1f\" font-size=\"%.0f\"%s>", (int)op->paint, op->x, op->y,
		   op->size, anchors[op->anchor]);
	svg_text(out, op->text);
	buf_str(out, "</text>");
}

void svg_write(struct buf *out, const struct drawing *d)
{
	buf_printf(out, "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"", d->width, d->height);
	svg_text(out, d->title);
	buf_str(out, "\">");
	for (size_t i = 0; i < d->count; i++) {
		const struct draw_op *op = &d->items[i];
		if (op->kind == DRAW_RECT)
			put_rect(out, op);
		else if (op->kind == DRAW_LINE)
			svg_op_line(out, op);
		else
			svg_op_text(out, op);
	}
	buf_str(out, "</svg>\n");
}
