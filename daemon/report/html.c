#include "daemon/report/html.h"

#include <inttypes.h>

#include "daemon/report/chart.h"
#include "daemon/report/svg.h"

static const char style[] =
	":root{--bg:#f6f7f9;--card:#fff;--ink:#1c2430;--muted:#5b6675;--grid:#dfe3e8;--one:#2f6fde;--two:#e0902a;"
	"--three:#7a4fc9;--good:#2e9e5b;--bad:#d64545}\n"
	"@media(prefers-color-scheme:dark){:root{--bg:#14181e;--card:#1d232b;--ink:#e8ebef;--muted:#9aa5b3;--grid:#"
	"343d48;"
	"--one:#6ea0f7;--two:#efb061;--three:#b193ef;--good:#5cc98a;--bad:#f07c7c}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0;padding:1.2rem;background:var(--bg);color:var(--ink);font:16px/1.45 system-ui,-apple-system,"
	"\"Segoe UI\",Roboto,\"Noto Sans\",\"DejaVu Sans\",sans-serif}\n"
	"main{max-width:84rem;margin:0 auto}\n"
	"h1{font-size:1.5rem;margin:0 0 .2rem}h2{font-size:1.1rem;margin:0 0 .6rem}\n"
	".sub{color:var(--muted);margin:0 0 1.2rem}.note{border-left:4px solid var(--two);padding:.3rem .8rem}\n"
	".tiles{display:grid;grid-template-columns:repeat(2,1fr);gap:.7rem;margin:0 0 .9rem}\n"
	".tile,.card{background:var(--card);border:1px solid var(--grid);border-radius:.6rem;padding:.8rem 1rem}\n"
	".tile b{display:block;font-size:1.35rem;line-height:1.3;white-space:nowrap}.tile "
	"span{color:var(--muted);font-size:.85rem}\n"
	".charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));gap:.9rem;margin:0 0 "
	".9rem}\n"
	"@media(min-width:34rem){.tiles{grid-template-columns:repeat(4,1fr)}}@media(min-width:60rem){.tiles{grid-"
	"template-columns:repeat(6,1fr)}}\n"
	".charts svg{max-height:20rem}\n"
	".card{margin:0}.wide{overflow-x:auto;margin:0 0 .9rem}section+section{margin-top:2rem}\n"
	"svg{display:block;width:100%;height:auto;font-family:inherit}\n"
	".p0{fill:var(--ink);stroke:var(--ink)}.p1{fill:var(--muted);stroke:var(--muted)}.p2{fill:var(--grid);stroke:"
	"var(--grid)}"
	".p3{fill:var(--one);stroke:var(--one)}.p4{fill:var(--two);stroke:var(--two)}.p5{fill:var(--three);stroke:var(-"
	"-three)}"
	".p6{fill:var(--good);stroke:var(--good)}.p7{fill:var(--bad);stroke:var(--bad)}\n"
	"rect,text{stroke:none!important}.l{fill:none!important;stroke-linejoin:round}\n"
	"table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.82rem}\n"
	"th,td{padding:.35rem .3rem;text-align:right;border-bottom:1px solid var(--grid);white-space:nowrap}\n"
	"th{font-weight:600;color:var(--muted);vertical-align:bottom;white-space:normal;hyphens:auto}\n"
	"th:first-child,td:first-child{text-align:left;position:sticky;left:0;background:var(--card);max-width:16rem;"
	"overflow:hidden;text-overflow:ellipsis}\n"
	"tbody tr:last-child td{border-bottom:0}\n"
	"@page{size:A4;margin:14mm}\n"
	"@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--muted:#444;--grid:#ccc;--one:#2f6fde;--two:#e0902a;"
	"--three:#7a4fc9;--good:#2e9e5b;--bad:#d64545}body{padding:0;font-size:10pt}"
	"*{-webkit-print-color-adjust:exact;print-color-adjust:exact}.charts{grid-template-columns:1fr 1fr}"
	".tiles{grid-template-columns:repeat(4,1fr)}.card,.tile,tr{break-inside:avoid}.wide{overflow:visible;break-"
	"inside:auto}"
	"h2{break-after:avoid}thead{display:table-header-group}table{font-size:7.5pt}th,td{padding:.2rem .3rem}"
	"th:first-child,td:first-child{position:static}}\n";

void html_begin(struct buf *out, struct span title, struct span language, unsigned renew)
{
	buf_str(out, "<!DOCTYPE html>\n<html lang=\"");
	svg_text(out, language.len ? language : SPAN("en"));
	buf_str(out, "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
		     "content=\"width=device-width,initial-scale=1\">\n"
		     "<meta name=\"color-scheme\" content=\"light dark\">\n");
	if (renew)
		buf_printf(out, "<meta http-equiv=\"refresh\" content=\"%u\">\n", renew);
	buf_str(out, "<link rel=\"icon\" href=\"data:,\">\n<title>");
	svg_text(out, title);
	buf_printf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<main>\n", style);
}

void html_end(struct buf *out)
{
	buf_str(out, "</main>\n</body>\n</html>\n");
}

/* --- the head --- */

static struct span with(struct arena *a, struct span pattern, struct span value)
{
	ptrdiff_t at = span_find(pattern, SPAN("%s"));
	return at < 0 ? pattern
		      : ARENA_CONCAT(a, span_sub(pattern, 0, (size_t)at), value, span_from(pattern, (size_t)at + 2));
}

static void put_head(struct buf *out, const struct report *r, struct span language, struct arena *a)
{
	struct civil now = zone_civil_at(r->zone, r->now);
	buf_str(out, "<h1>");
	svg_text(out, arena_printf(a, "%.*s%.*s %.*s", SPAN_ARG(r->desk), SPAN_ARG(report_label(LABEL_COLON, language)),
				   SPAN_ARG(report_label(LABEL_TITLE, language))));
	buf_str(out, "</h1>\n<p class=\"sub\">");
	svg_text(out, report_days(a, r->from, r->to, language));
	buf_str(out, " · ");
	svg_text(out, report_label(LABEL_MADE, language));
	buf_printf(out, " %.*s %02d:%02d ", SPAN_ARG(zone_date_shown(a, language, &now)), now.hour, now.minute);
	svg_text(out, zone_at(r->zone, r->now)->name);
	buf_str(out, "</p>\n");
	if (!r->pending)
		return;
	buf_str(out, "<p class=\"note\">");
	svg_text(out, report_label(LABEL_PENDING, language));
	buf_str(out, "</p>\n");
}

static void put_tiles(struct buf *out, const struct report *r, struct span language, struct arena *a)
{
	buf_str(out, "<div class=\"tiles\">\n");
	for (unsigned c = 0; c < COLUMN_BOUNCES; c++) { /* twelve make whole rows */
		buf_str(out, "<div class=\"tile\"><b>");
		svg_text(out, report_words(a, report_columns[c].kind, r->total.values[c], language));
		buf_str(out, "</b><span>");
		svg_text(out, report_column_label((enum report_column)c, language));
		buf_str(out, "</span></div>\n");
	}
	buf_str(out, "</div>\n");
}

static void put_charts(struct buf *out, const struct report *r, struct span language, struct arena *a)
{
	buf_str(out, "<div class=\"charts\">\n");
	for (unsigned c = 0; c < CHART_COUNT; c++) {
		struct drawing d;
		if (!chart_draw((enum chart)c, r, language, a, &d) && c != CHART_FLOW && c != CHART_TIMES)
			continue;
		buf_printf(out, "<figure class=\"card\" id=\"%s\"><h2>", chart_name((enum chart)c));
		svg_text(out, d.title);
		buf_str(out, "</h2>");
		svg_write(out, &d);
		buf_str(out, "</figure>\n");
	}
	buf_str(out, "</div>\n");
}

/* --- tables --- */

static void html_row(struct buf *out, enum report_by by, const struct report_row *row, struct span language)
{
	unsigned first, last;
	struct arena a;
	arena_init(&a);
	report_shown(by, &first, &last);
	buf_str(out, "<tr><td>");
	svg_text(out, report_group(&a, by, row, language));
	buf_str(out, "</td>");
	for (unsigned c = first; c < last; c++) {
		buf_str(out, "<td>");
		svg_text(out, report_words(&a, report_columns[c].kind, row->values[c], language));
		buf_str(out, "</td>");
	}
	buf_str(out, "</tr>\n");
	arena_clear(&a);
}

static void html_table(struct buf *out, const struct report *r, enum report_by by, struct span language,
		       struct arena *a)
{
	const struct report_table *table = &r->tables[by];
	struct span name = report_label((enum report_label)(LABEL_BY_ALL + by), language);
	unsigned first, last;
	if (!table->count)
		return;
	report_shown(by, &first, &last);
	buf_printf(out, "<div class=\"card wide\" id=\"by-%s\"><h2>", report_by_name(by));
	svg_text(out, name);
	buf_str(out, "</h2>\n<table><thead><tr><th></th>");
	for (unsigned c = first; c < last; c++) {
		buf_str(out, "<th>");
		svg_text(out, report_column_label((enum report_column)c, language));
		buf_str(out, "</th>");
	}
	buf_str(out, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < table->count; i++)
		html_row(out, by, &table->rows[i], language);
	buf_str(out, "</tbody></table>\n");
	if (table->more) {
		buf_str(out, "<p class=\"sub\">");
		struct span n = report_words(a, KIND_COUNT, (double)table->more, language);
		svg_text(out, with(a, report_label(LABEL_MORE, language), n));
		buf_str(out, "</p>\n");
	}
	buf_str(out, "</div>\n");
}

void html_report(struct buf *out, const struct report *r, struct span language, bool customers)
{
	struct arena a;
	arena_init(&a);
	buf_str(out, "<section>\n");
	put_head(out, r, language, &a);
	put_tiles(out, r, language, &a);
	put_charts(out, r, language, &a);
	html_table(out, r, BY_AGENT, language, &a);
	html_table(out, r, BY_CATEGORY, language, &a);
	html_table(out, r, BY_ARTICLE, language, &a);
	if (customers)
		html_table(out, r, BY_CUSTOMER, language, &a);
	html_table(out, r, BY_DAY, language, &a);
	buf_str(out, "</section>\n");
	arena_clear(&a);
}
