#include "daemon/report/chart.h"

#include <math.h>
#include <stdio.h>

/* A phone shows it at about 330 px: the texts are then 12 px high. */
#define WIDTH 400.0
#define HEIGHT 230.0
#define LEFT 44.0 /* of where the bars begin */
#define RIGHT 44.0
#define TOP 30.0
#define BOTTOM 26.0
#define FONT 15.0
#define SMALL 14.0
#define BINS_MAX 62
#define BARS_MAX 12
#define BAR_ROOM 40.0 /* at most, from one lying bar to the next */

struct plot {
	struct drawing *d;
	const struct report *r;
	struct span language;
	struct arena *a;
};

static struct span plot_number(struct plot *p, double value)
{
	return report_words(p->a, KIND_COUNT, value, p->language);
}

static struct span plot_label(const struct plot *p, enum report_label which)
{
	return report_label(which, p->language);
}

/* The next of 1, 2, 4, 6, 8, 10, 20 … that is not less: its half is a round number too. */
static double nice(double most)
{
	double step = 1;
	while (step * 10 < most)
		step *= 10;
	if (most <= step)
		return step;
	return fmin(2 * step * ceil(most / (2 * step)), 10 * step);
}

static void nothing(struct plot *p)
{
	draw_text(p->d, PAINT_MUTED, WIDTH / 2, HEIGHT / 2, FONT, ANCHOR_MIDDLE, plot_label(p, LABEL_NOTHING));
}

/* "■ in  ■ closed", beginning at x; gives where it ends. */
static double legend(struct plot *p, double x, enum paint paint, struct span text)
{
	draw_rect(p->d, paint, x, 8, 10, 10, 1, SPAN_NONE);
	draw_text(p->d, PAINT_MUTED, x + 15, 17, SMALL, ANCHOR_START, text);
	return x + 15 + (double)text.len * 6.8 + 14;
}

/* Lines of equal height with their numbers at the left. */
static void grid(struct plot *p, double most, double right)
{
	double height = HEIGHT - TOP - BOTTOM;
	for (int i = 0; i <= 2; i++) {
		double y = TOP + height * (1 - i / 2.0);
		struct draw_points line = {0};
		*LIST_ADD(p->a, &line) = (struct draw_point){LEFT, y};
		*LIST_ADD(p->a, &line) = (struct draw_point){right, y};
		draw_line(p->d, PAINT_GRID, 1, line);
		if (most >= 2 || i != 1)
			draw_text(p->d, PAINT_MUTED, LEFT - 6, y + 4, SMALL, ANCHOR_END, plot_number(p, most * i / 2));
	}
}

/* --- tickets in and out, and what is open --- */

struct bin {
	uint32_t day; /* the first one */
	double in, out, open;
};

/* The days of the period in at most BINS_MAX parts of equal length; a day that is not in the table has nothing on it.
 */
static size_t bins_fill(const struct report *r, struct bin bins[BINS_MAX], uint32_t *length)
{
	const struct report_table *days = &r->tables[BY_DAY];
	uint32_t count = r->to - r->from + 1, step = (count + BINS_MAX - 1) / BINS_MAX;
	size_t n = (count + step - 1) / step;
	double open =
		r->total.values[COLUMN_BACKLOG] + r->total.values[COLUMN_CLOSED] - r->total.values[COLUMN_TICKETS];
	size_t at = 0;
	for (size_t i = 0; i < n; i++) {
		bins[i] = (struct bin){.day = r->from + (uint32_t)i * step};
		for (; at < days->count && days->rows[at].day < bins[i].day + step; at++) {
			bins[i].in += days->rows[at].values[COLUMN_TICKETS];
			bins[i].out += days->rows[at].values[COLUMN_CLOSED];
		}
		open += bins[i].in - bins[i].out;
		bins[i].open = open > 0 ? open : 0;
	}
	*length = step;
	return n;
}

static struct span bin_meaning(struct plot *p, const struct bin *b, uint32_t length, double value,
			       enum report_label what)
{
	uint32_t last = b->day + length - 1 < p->r->to ? b->day + length - 1 : p->r->to;
	return arena_printf(p->a, "%.*s%.*s %.*s %.*s", SPAN_ARG(report_days(p->a, b->day, last, p->language)),
			    SPAN_ARG(plot_label(p, LABEL_COLON)), SPAN_ARG(plot_number(p, value)),
			    SPAN_ARG(plot_label(p, what)));
}

static void flow_bars(struct plot *p, const struct bin *bins, size_t n, uint32_t length, double most)
{
	double step = (WIDTH - LEFT - RIGHT) / (double)n, height = HEIGHT - TOP - BOTTOM;
	double wide = step * 0.4 < 26 ? step * 0.4 : 26;
	for (size_t i = 0; i < n; i++) {
		double x = LEFT + step * ((double)i + 0.5), in = height * bins[i].in / most,
		       out = height * bins[i].out / most;
		if (in > 0)
			draw_rect(p->d, PAINT_ONE, x - wide, TOP + height - in, wide, in, 1,
				  bin_meaning(p, &bins[i], length, bins[i].in, LABEL_IN));
		if (out > 0)
			draw_rect(p->d, PAINT_TWO, x, TOP + height - out, wide, out, 1,
				  bin_meaning(p, &bins[i], length, bins[i].out, LABEL_OUT));
	}
}

static void flow_backlog(struct plot *p, const struct bin *bins, size_t n, double most)
{
	double step = (WIDTH - LEFT - RIGHT) / (double)n, height = HEIGHT - TOP - BOTTOM;
	struct draw_points line = {0};
	for (size_t i = 0; i < n; i++)
		*LIST_ADD(p->a, &line) =
			(struct draw_point){LEFT + step * ((double)i + 0.5), TOP + height * (1 - bins[i].open / most)};
	if (n == 1) { /* across, for a line has two ends */
		double y = line.items[0].y;
		line.items[0].x = LEFT;
		*LIST_ADD(p->a, &line) = (struct draw_point){WIDTH - RIGHT, y};
	}
	draw_line(p->d, PAINT_THREE, 2.5, line);
	for (int i = 0; i <= 2; i++)
		if (most >= 2 || i != 1)
			draw_text(p->d, PAINT_THREE, WIDTH - RIGHT + 6, TOP + height * (1 - i / 2.0) + 4, SMALL,
				  ANCHOR_START, plot_number(p, most * i / 2));
}

static void flow_days(struct plot *p, const struct bin *bins, size_t n)
{
	double step = (WIDTH - LEFT - RIGHT) / (double)n;
	bool days = p->r->to - p->r->from < 200; /* otherwise months, which are longer words */
	size_t labels = days ? 5 : 4, every = (n + labels - 1) / labels;
	for (size_t i = 0; i < n; i += every ? every : 1) {
		struct civil day = zone_civil((int64_t)bins[i].day * ZONE_DAY);
		struct span shown =
			days ? zone_day_shown(p->a, p->language, &day) : zone_month_shown(p->a, p->language, &day);
		draw_text(p->d, PAINT_MUTED, LEFT + step * ((double)i + 0.5), HEIGHT - 8, SMALL, ANCHOR_MIDDLE, shown);
	}
}

static bool draw_flow(struct plot *p)
{
	struct bin bins[BINS_MAX];
	uint32_t length;
	double most = 1, open = 1;
	size_t n = bins_fill(p->r, bins, &length);
	for (size_t i = 0; i < n; i++) {
		most = fmax(most, fmax(bins[i].in, bins[i].out));
		open = fmax(open, bins[i].open);
	}
	most = nice(most);
	grid(p, most, WIDTH - RIGHT);
	flow_bars(p, bins, n, length, most);
	flow_backlog(p, bins, n, nice(open));
	flow_days(p, bins, n);
	double x = legend(p, LEFT, PAINT_ONE, plot_label(p, LABEL_IN));
	x = legend(p, x, PAINT_TWO, plot_label(p, LABEL_OUT));
	legend(p, x, PAINT_THREE, plot_label(p, LABEL_OPEN));
	return p->r->total.values[COLUMN_TICKETS] > 0 || p->r->total.values[COLUMN_CLOSED] > 0 ||
	       p->r->total.values[COLUMN_BACKLOG] > 0;
}

/* --- bars that lie, with a name in front and a number after --- */

struct lying {
	struct span name;
	double parts[3];
	enum paint paints[3];
	struct span behind;
};

/* Few bars make a low picture. */
static void draw_lying(struct plot *p, const struct lying *bars, size_t n, double top, double names, double behind)
{
	double most = 1, height = fmin((HEIGHT - top) / (double)n, BAR_ROOM), room = WIDTH - names - behind;
	double thick = height * 0.68 < 26 ? height * 0.68 : 26;
	for (size_t i = 0; i < n; i++)
		most = fmax(most, bars[i].parts[0] + bars[i].parts[1] + bars[i].parts[2]);
	for (size_t i = 0; i < n; i++) {
		double y = top + height * (double)i, x = names;
		draw_text(p->d, PAINT_INK, names - 8, y + thick / 2 + 4, SMALL, ANCHOR_END, bars[i].name);
		for (size_t k = 0; k < 3; k++) {
			double w = room * bars[i].parts[k] / most;
			if (w > 0)
				draw_rect(p->d, bars[i].paints[k], x, y, w, thick, 1, SPAN_NONE);
			x += w;
		}
		draw_text(p->d, PAINT_MUTED, x + 6, y + thick / 2 + 4, SMALL, ANCHOR_START, bars[i].behind);
	}
	p->d->height = top + height * (double)n;
}

static struct span range_name(struct plot *p, size_t i)
{
	return i < REPORT_RANGES - 1 ? arena_printf(p->a, "≤ %.*s", SPAN_ARG(report_duration(p->a, report_bounds[i])))
				     : arena_printf(p->a, "> %.*s",
						    SPAN_ARG(report_duration(p->a, report_bounds[REPORT_RANGES - 2])));
}

static bool draw_times(struct plot *p)
{
	struct lying bars[REPORT_RANGES];
	uint64_t all = 0, other = 0;
	for (size_t i = 0; i < REPORT_RANGES; i++) {
		const struct report_range *g = &p->r->ranges[i];
		uint64_t n = g->kept + g->missed + g->other;
		all += n;
		other += g->other;
		bars[i] = (struct lying){range_name(p, i),
					 {(double)g->kept, (double)g->missed, (double)g->other},
					 {PAINT_GOOD, PAINT_BAD, PAINT_ONE},
					 n ? plot_number(p, (double)n) : SPAN_NONE};
	}
	draw_lying(p, bars, REPORT_RANGES, TOP, 76, 44);
	double x = 76;
	if (other < all) {
		x = legend(p, x, PAINT_GOOD, plot_label(p, LABEL_KEPT));
		x = legend(p, x, PAINT_BAD, plot_label(p, LABEL_MISSED));
	}
	if (other)
		legend(p, x, PAINT_ONE, plot_label(p, LABEL_NO_GOAL));
	return all > 0;
}

/* The rows with most, and their order as in the table. */
static size_t pick_most(const struct report_table *table, size_t picked[BARS_MAX])
{
	size_t n = 0;
	for (size_t i = 0; i < table->count; i++) {
		size_t before = 0;
		for (size_t k = 0; k < table->count; k++)
			before += table->rows[k].values[COLUMN_BACKLOG] > table->rows[i].values[COLUMN_BACKLOG] ||
				  (table->rows[k].values[COLUMN_BACKLOG] >= table->rows[i].values[COLUMN_BACKLOG] &&
				   k < i);
		if (before < BARS_MAX && n < BARS_MAX)
			picked[n++] = i;
	}
	return n;
}

static bool draw_load(struct plot *p)
{
	const struct report_table *table = &p->r->tables[BY_AGENT];
	struct lying bars[BARS_MAX];
	size_t picked[BARS_MAX], n = pick_most(table, picked);
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		const struct report_row *row = &table->rows[picked[i]];
		double open = row->values[COLUMN_BACKLOG];
		any = any || open > 0;
		bars[i] = (struct lying){report_group(p->a, BY_AGENT, row, p->language),
					 {open, 0, 0},
					 {row->group.len ? PAINT_THREE : PAINT_BAD, PAINT_ONE, PAINT_ONE},
					 plot_number(p, open)};
	}
	if (n)
		draw_lying(p, bars, n, 6, 110, 44);
	return any;
}

static bool draw_ratings(struct plot *p)
{
	struct lying bars[5];
	uint64_t all = 0;
	for (size_t i = 0; i < 5; i++) {
		uint64_t n = p->r->ratings[5 - i];
		all += n;
		bars[i] = (struct lying){span_of(&"★★★★★"[3 * i]),
					 {(double)n, 0, 0},
					 {i < 2    ? PAINT_GOOD
					  : i == 2 ? PAINT_TWO
						   : PAINT_BAD,
					  PAINT_ONE, PAINT_ONE},
					 plot_number(p, (double)n)};
	}
	if (all) {
		draw_lying(p, bars, 5, TOP, 90, 44);
		struct span mean = report_words(p->a, KIND_SCORE, p->r->total.values[COLUMN_SATISFACTION], p->language);
		draw_text(p->d, PAINT_INK, 90, 18, FONT, ANCHOR_START,
			  arena_printf(p->a, "⌀ %.*s (%.*s)", SPAN_ARG(mean), SPAN_ARG(plot_number(p, (double)all))));
	}
	return all > 0;
}

/* --- a week, hour by hour --- */

#define HOURS_TOP 6.0

static void hour_cell(struct plot *p, size_t day, size_t hour, double most, struct span name)
{
	double w = (WIDTH - LEFT - 8) / 24, h = (HEIGHT - TOP - BOTTOM) / 7;
	double n = (double)p->r->hours[day][hour];
	draw_rect(p->d, n > 0 ? PAINT_ONE : PAINT_GRID, LEFT + w * (double)hour + 1, HOURS_TOP + h * (double)day + 1,
		  w - 2, h - 2, n > 0 ? 0.12 + 0.88 * n / most : 0.5,
		  arena_printf(p->a, "%.*s %.*s%.*s %.*s", SPAN_ARG(name),
			       SPAN_ARG(report_hour(p->a, hour, p->language)), SPAN_ARG(plot_label(p, LABEL_COLON)),
			       SPAN_ARG(plot_number(p, n))));
}

static bool draw_hours(struct plot *p)
{
	struct span names = plot_label(p, LABEL_WEEKDAYS), name;
	double w = (WIDTH - LEFT - 8) / 24, h = (HEIGHT - TOP - BOTTOM) / 7, most = 0;
	for (size_t day = 0; day < 7; day++)
		for (size_t hour = 0; hour < 24; hour++)
			most = fmax(most, (double)p->r->hours[day][hour]);
	for (size_t day = 0; most > 0 && day < 7 && span_word(&names, &name); day++) {
		draw_text(p->d, PAINT_INK, LEFT - 8, HOURS_TOP + h * ((double)day + 0.5) + 4, SMALL, ANCHOR_END, name);
		for (size_t hour = 0; hour < 24; hour++)
			hour_cell(p, day, hour, most, name);
	}
	p->d->height = HEIGHT - TOP + HOURS_TOP;
	for (size_t hour = 0; most > 0 && hour < 24; hour += 3)
		draw_text(p->d, PAINT_MUTED, LEFT + w * ((double)hour + 0.5), p->d->height - 8, SMALL, ANCHOR_MIDDLE,
			  arena_printf(p->a, "%zu", hour));
	return most > 0;
}

static const struct {
	const char *name;
	enum report_label title;
	bool (*draw)(struct plot *p);
} charts[CHART_COUNT] = {
	[CHART_FLOW] = {"flow", LABEL_FLOW, draw_flow},     [CHART_TIMES] = {"times", LABEL_TIMES, draw_times},
	[CHART_LOAD] = {"load", LABEL_LOAD, draw_load},     [CHART_RATINGS] = {"ratings", LABEL_RATINGS, draw_ratings},
	[CHART_HOURS] = {"hours", LABEL_HOURS, draw_hours},
};

const char *chart_name(enum chart chart)
{
	return charts[chart].name;
}

bool chart_draw(enum chart chart, const struct report *r, struct span language, struct arena *a, struct drawing *out)
{
	*out = (struct drawing){.width = WIDTH, .height = HEIGHT, .a = a};
	out->title = report_label(charts[chart].title, language);
	struct plot p = {out, r, language, a};
	if (charts[chart].draw(&p))
		return true;
	out->count = 0;
	nothing(&p);
	return false;
}
