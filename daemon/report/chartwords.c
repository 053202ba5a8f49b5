#include "daemon/report/chartwords.h"

#define STRETCHES 4 /* lines at most of a longer period */
#define WEEK 7

struct wording {
	const struct report *r;
	struct span language;
	struct arena *a;
	struct buf *out;
};

static struct span number(const struct wording *w, double value)
{
	return report_words(w->a, KIND_COUNT, value, w->language);
}

static struct span chart_colon(const struct wording *w)
{
	return report_label(LABEL_COLON, w->language);
}

/* "3 closed" */
static void put_count(const struct wording *w, const char *before, double value, enum report_label what)
{
	buf_printf(w->out, "%s%.*s %.*s", before, SPAN_ARG(number(w, value)),
		   SPAN_ARG(report_label(what, w->language)));
}

/* Days of the period, or, of a longer one, weeks or more. */
static void words_flow(const struct wording *w)
{
	const struct report_table *days = &w->r->tables[BY_DAY];
	const double *total = w->r->total.values;
	uint32_t count = w->r->to - w->r->from + 1;
	uint32_t length = count <= WEEK ? 1 : count <= STRETCHES * WEEK ? WEEK : (count + STRETCHES - 1) / STRETCHES;
	double open = total[COLUMN_BACKLOG] + total[COLUMN_CLOSED] - total[COLUMN_TICKETS];
	size_t at = 0;
	for (uint32_t first = w->r->from; first <= w->r->to; first += length) {
		uint32_t last = first + length - 1 < w->r->to ? first + length - 1 : w->r->to;
		double in = 0, done = 0;
		for (; at < days->count && days->rows[at].day <= last; at++) {
			in += days->rows[at].values[COLUMN_TICKETS];
			done += days->rows[at].values[COLUMN_CLOSED];
		}
		open += in - done;
		buf_add(w->out, report_days(w->a, first, last, w->language));
		buf_add(w->out, chart_colon(w));
		put_count(w, " ", in, LABEL_IN);
		put_count(w, ", ", done, LABEL_OUT);
		put_count(w, ", ", open > 0 ? open : 0, LABEL_OPEN);
		buf_chr(w->out, '\n');
	}
}

static void words_times(const struct wording *w)
{
	for (size_t i = 0; i < REPORT_RANGES; i++) {
		const struct report_range *g = &w->r->ranges[i];
		uint64_t all = g->kept + g->missed + g->other;
		bool last = i + 1 == REPORT_RANGES;
		if (!all)
			continue;
		struct span bound = report_duration(w->a, report_bounds[last ? i - 1 : i]);
		buf_printf(w->out, "%s %.*s%.*s %.*s", last ? ">" : "≤", SPAN_ARG(bound), SPAN_ARG(chart_colon(w)),
			   SPAN_ARG(number(w, (double)all)));
		if (g->kept)
			put_count(w, ", ", (double)g->kept, LABEL_KEPT);
		if (g->missed)
			put_count(w, ", ", (double)g->missed, LABEL_MISSED);
		buf_chr(w->out, '\n');
	}
}

static void words_load(const struct wording *w)
{
	const struct report_table *table = &w->r->tables[BY_AGENT];
	for (size_t i = 0; i < table->count; i++)
		if (table->rows[i].values[COLUMN_BACKLOG] > 0)
			buf_printf(w->out, "%.*s%.*s %.*s\n",
				   SPAN_ARG(report_group(w->a, BY_AGENT, &table->rows[i], w->language)),
				   SPAN_ARG(chart_colon(w)),
				   SPAN_ARG(number(w, table->rows[i].values[COLUMN_BACKLOG])));
}

static void words_ratings(const struct wording *w)
{
	for (size_t i = 5; i > 0; i--)
		if (w->r->ratings[i])
			buf_printf(w->out, "%.*s%.*s %.*s\n", (int)(i * strlen("★")), "★★★★★", SPAN_ARG(chart_colon(w)),
				   SPAN_ARG(number(w, (double)w->r->ratings[i])));
}

/* Of each weekday how many came, and in which hour most. */
static void words_hours(const struct wording *w)
{
	struct span names = report_label(LABEL_WEEKDAYS, w->language), name;
	for (size_t day = 0; day < 7 && span_word(&names, &name); day++) {
		uint64_t all = 0;
		size_t most = 0;
		for (size_t hour = 0; hour < 24; hour++) {
			all += w->r->hours[day][hour];
			most = w->r->hours[day][hour] > w->r->hours[day][most] ? hour : most;
		}
		if (all)
			buf_printf(w->out, "%.*s%.*s %.*s (%.*s%.*s %.*s)\n", SPAN_ARG(name), SPAN_ARG(chart_colon(w)),
				   SPAN_ARG(number(w, (double)all)), SPAN_ARG(report_hour(w->a, most, w->language)),
				   SPAN_ARG(chart_colon(w)), SPAN_ARG(number(w, (double)w->r->hours[day][most])));
	}
}

void chart_words(enum chart chart, const struct report *r, struct span language, struct arena *a, struct buf *out)
{
	static void (*const words[CHART_COUNT])(const struct wording *w) = {
		[CHART_FLOW] = words_flow,       [CHART_TIMES] = words_times, [CHART_LOAD] = words_load,
		[CHART_RATINGS] = words_ratings, [CHART_HOURS] = words_hours,
	};
	struct drawing d;
	struct wording w = {r, language, a, out};
	if (!chart_draw(chart, r, language, a, &d))
		return;
	buf_printf(out, "%.*s\n", SPAN_ARG(d.title));
	words[chart](&w);
}
