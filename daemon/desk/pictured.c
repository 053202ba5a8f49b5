#include "daemon/desk/pictured.h"

#include <math.h>

#include "daemon/report/chartwords.h"
#include "daemon/report/png.h"
#include "daemon/report/svg.h"

#define SCALE 2.0
#define PICTURE_MAX ((size_t)1 << 20)

void pictured_figures(struct arena *a, struct vars *vars, const struct report_row *row, bool all, struct span language)
{
	for (unsigned c = 0; c < COLUMN_PROPOSED; c++) {
		if (!all && isnan(row->values[c]))
			continue;
		struct vars *item = vars_item(a, vars, "figures");
		vars_text(a, item, "name", report_column_label((enum report_column)c, language));
		vars_text(a, item, "value", report_words(a, report_columns[c].kind, row->values[c], language));
	}
}

static void add_part(struct arena *a, const char *name, struct span id, struct span png,
		     struct outmail_part_list *parts)
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
		buf_printf(html, "<p class=\"caredesk-chart\" style=\"margin:16px 0 4px;font-weight:bold\">");
		svg_text(html, d->title);
		buf_printf(
			html,
			"</p><img src=\"cid:%.*s\" class=\"caredesk-drawn\" width=\"%.0f\" "
			"style=\"display:block;max-width:100%%;height:auto;margin:0 0 18px;border-radius:6px\" alt=\"",
			SPAN_ARG(id), d->width);
		svg_text(html, d->title);
		buf_str(html, "\">");
		add_part(a, name, id, arena_dup(a, buf_span(&png)), parts);
	}
	buf_clear(&png);
}

static struct span draw_all(struct arena *a, const struct report *r, const enum chart *charts, size_t count,
			    struct span language, struct outmail_part_list *parts)
{
	struct buf html;
	buf_init(&html, PICTURE_MAX);
	for (size_t i = 0; i < count; i++) {
		struct drawing d;
		if (chart_draw(charts[i], r, language, a, &d))
			add_picture(a, &html, chart_name(charts[i]), &d, parts);
	}
	struct span drawn = arena_dup(a, buf_span(&html));
	buf_clear(&html);
	return drawn;
}

void pictured_charts(struct arena *a, struct vars *vars, const struct report *r, const enum chart *charts, size_t count,
		     struct span language, struct outmail_part_list *parts)
{
	struct span html = draw_all(a, r, charts, count, language, parts);
	struct buf text;
	buf_init(&text, PICTURE_MAX);
	for (size_t i = 0; i < count; i++) {
		size_t before = text.len;
		chart_words(charts[i], r, language, a, &text);
		if (text.len > before)
			buf_chr(&text, '\n');
	}
	if (text.len)
		vars_block(a, vars, "charts", arena_dup(a, span_trim(buf_span(&text))), html);
	buf_clear(&text);
}

/* --- #report --- */

static void pictured_row(struct arena *a, struct buf *out, const struct report_row *row, struct span language)
{
	for (unsigned c = 0; c < COLUMN_PROPOSED; c++) {
		struct span name = report_column_label((enum report_column)c, language);
		struct span value = report_words(a, report_columns[c].kind, row->values[c], language);
		buf_printf(out, "%.*s%.*s %.*s\n", SPAN_ARG(name), SPAN_ARG(report_label(LABEL_COLON, language)),
			   SPAN_ARG(value));
	}
}

/* "carol: 3 in, 2 closed, …": some columns, a line for each agent. */
static void put_agents(struct arena *a, struct buf *out, const struct report *r, struct span language)
{
	static const enum report_column shown[] = {COLUMN_TICKETS, COLUMN_CLOSED, COLUMN_BACKLOG, COLUMN_ANSWERS,
						   COLUMN_FIRST_MEDIAN};
	const struct report_table *table = &r->tables[BY_AGENT];
	for (size_t i = 0; i < table->count; i++) {
		buf_printf(out, "%.*s%.*s", SPAN_ARG(report_group(a, BY_AGENT, &table->rows[i], language)),
			   SPAN_ARG(report_label(LABEL_COLON, language)));
		for (size_t k = 0; k < sizeof shown / sizeof *shown; k++) {
			struct span name = report_column_label(shown[k], language);
			struct span value = report_words(a, report_columns[shown[k]].kind,
							 table->rows[i].values[shown[k]], language);
			buf_printf(out, "%s %.*s %.*s", k ? " ·" : "", SPAN_ARG(name), SPAN_ARG(value));
		}
		buf_chr(out, '\n');
	}
}

void pictured_facts(struct arena *a, const struct report *r, struct span language, struct facts_report *out)
{
	static const enum chart charts[] = {CHART_FLOW, CHART_TIMES, CHART_LOAD, CHART_RATINGS, CHART_HOURS};
	struct buf text;
	buf_init(&text, PICTURE_MAX);
	buf_add(&text, report_days(a, r->from, r->to, language));
	buf_str(&text, "\n\n");
	pictured_row(a, &text, &r->total, language);
	buf_chr(&text, '\n');
	put_agents(a, &text, r, language);
	if (r->pending)
		buf_printf(&text, "\n%.*s\n", SPAN_ARG(report_label(LABEL_PENDING, language)));
	out->text = arena_dup(a, buf_span(&text));
	out->charts = draw_all(a, r, charts, sizeof charts / sizeof *charts, language, &out->parts);
	buf_clear(&text);
}
