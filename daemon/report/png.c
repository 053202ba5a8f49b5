#include "daemon/report/png.h"

#include <cairo.h>

static const struct {
	double red, green, blue;
} colours[PAINT_COUNT] = {
	[PAINT_INK] = {0.11, 0.14, 0.19},  [PAINT_MUTED] = {0.36, 0.40, 0.46}, [PAINT_GRID] = {0.87, 0.89, 0.91},
	[PAINT_ONE] = {0.18, 0.44, 0.87},  [PAINT_TWO] = {0.88, 0.56, 0.16},   [PAINT_THREE] = {0.48, 0.31, 0.79},
	[PAINT_GOOD] = {0.18, 0.62, 0.36}, [PAINT_BAD] = {0.84, 0.27, 0.27},
};

static void take_colour(cairo_t *c, enum paint paint, double strength)
{
	cairo_set_source_rgba(c, colours[paint].red, colours[paint].green, colours[paint].blue, strength);
}

static void paint_rect(cairo_t *c, const struct draw_op *op)
{
	take_colour(c, op->paint, op->strength);
	cairo_rectangle(c, op->x, op->y, op->w, op->h);
	cairo_fill(c);
}

static void paint_line(cairo_t *c, const struct draw_op *op)
{
	take_colour(c, op->paint, 1);
	cairo_set_line_width(c, op->size);
	cairo_set_line_join(c, CAIRO_LINE_JOIN_ROUND);
	cairo_new_path(c); /* a text leaves a point behind */
	for (size_t i = 0; i < op->points.count; i++)
		cairo_line_to(c, op->points.items[i].x, op->points.items[i].y);
	cairo_stroke(c);
}

static void paint_text(cairo_t *c, const struct draw_op *op)
{
	static const double shares[] = {[ANCHOR_START] = 0, [ANCHOR_MIDDLE] = 0.5, [ANCHOR_END] = 1};
	cairo_text_extents_t size;
	struct arena a;
	arena_init(&a);
	const char *text = arena_str(&a, op->text);
	take_colour(c, op->paint, 1);
	cairo_set_font_size(c, op->size);
	cairo_text_extents(c, text, &size);
	cairo_move_to(c, op->x - size.x_advance * shares[op->anchor], op->y);
	cairo_show_text(c, text);
	arena_clear(&a);
}

static void paint_all(cairo_t *c, const struct drawing *d)
{
	cairo_set_source_rgb(c, 1, 1, 1);
	cairo_paint(c);
	cairo_select_font_face(c, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
	for (size_t i = 0; i < d->count; i++) {
		const struct draw_op *op = &d->items[i];
		if (op->kind == DRAW_RECT)
			paint_rect(c, op);
		else if (op->kind == DRAW_LINE)
			paint_line(c, op);
		else
			paint_text(c, op);
	}
}

static cairo_status_t png_take(void *ctx, const unsigned char *bytes, unsigned count)
{
	struct buf *out = ctx;
	buf_add(out, span_make(bytes, count));
	return out->over ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

bool png_write(struct buf *out, const struct drawing *d, double scale)
{
	cairo_surface_t *surface =
		cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(d->width * scale), (int)(d->height * scale));
	cairo_t *c = cairo_create(surface);
	cairo_scale(c, scale, scale);
	paint_all(c, d);
	bool made = cairo_status(c) == CAIRO_STATUS_SUCCESS &&
		    cairo_surface_write_to_png_stream(surface, png_take, out) == CAIRO_STATUS_SUCCESS;
	cairo_destroy(c);
	cairo_surface_destroy(surface);
	return made;
}
