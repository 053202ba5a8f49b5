#include "daemon/desk/pictured.h"

#include <math.h>

#include "daemon/report/png.h"
#include "daemon/report/svg.h"

#define SCALE 2.0
#define PICTURE_MAX ((size_t)1 << 20)

void pictured_figures(struct arena *a, struct vars *vars, const struct report_row *row, bool all,
		      struct span language)
{
	for (unsigned c = 0; c < COLUMN_COUNT; c++) {
		if (!all && isnan(row->values[c]))
			continue;
		struct vars *item = vars_item(a, vars, "figures");
		vars_text(a, item, "name", report_column_label((enum report_column)c, language));
		vars_text(a, item, "value", report_words(a, report_columns[c].kind, row->values[c], language));
	}
}

static void add_part(struct arena *a, const char *name, struct span id, struct span png, struct outmail_part_list *parts)
{
	struct outmail_part *part = LIST_ADD(a, parts);
	part->bytes = png;
	part->attachment = (struct attachment){.name = arena_printf(a, "%s.png", name),
					       .type = SPAN("image/png"),
					       .size = png.len,
					       .length = png.len,
					       .content_id = id,
					       .in_html = true};
}

static void add_picture(struct arena *a, struct buf *html, const char *name, const struct drawing *d,
			struct outmail_part_list *parts)
{
	struct span id = arena_printf(a, "chart-%s@caredesk", name);
	struct buf png;
	buf_init(&png, PICTURE_MAX);
	if (png_write(&png, d, SCALE)) {
		buf_printf(html, "<p style=\"margin:16px 0 4px;font-weight:bold\">");
		svg_text(html, d->title);
		buf_printf(html, "</p><img src=\"cid:%.*s\" width=\"%.0f\" style=\"max-width:100%%;height:auto\" alt=\"",
			   SPAN_ARG(id), d->width);
		svg_text(html, d->title);
		buf_str(html, "\">");
		add_part(a, name, id, arena_dup(a, buf_span(&png)), parts);
	}
	buf_clear(&png);
}

void pictured_charts(struct arena *a, struct vars *vars, const struct report *r, const enum chart *charts, size_t count,
		     struct span language, struct outmail_part_list *parts)
{
	struct buf html;
	buf_init(&html, PICTURE_MAX);
	for (size_t i = 0; i < count; i++) {
		struct drawing d;
		if (chart_draw(charts[i], r, language, a, &d))
			add_picture(a, &html, chart_name(charts[i]), &d, parts);
	}
	if (html.len)
		vars_block(a, vars, "charts", SPAN_NONE, arena_dup(a, buf_span(&html)));
	buf_clear(&html);
}
