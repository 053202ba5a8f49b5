/* report: a desk's figures over some days, as a value; what each figure is stands in docs/reports.md.
 *
 * Everything that shows a report (table, JSON, CSV, XLSX, HTML, charts) goes by one table of columns. A figure that
 * can't be known is NAN. */
#ifndef CAREDESK_REPORT_H
#define CAREDESK_REPORT_H

#include "parsers/base/zone.h"
#include "store/records.h"

enum report_by { BY_ALL, BY_DAY, BY_AGENT, BY_CATEGORY, BY_CUSTOMER, BY_ARTICLE, BY_COUNT };
const char *report_by_name(enum report_by by); /* "all", "day" … */
bool report_by_from(struct span name, enum report_by *out);

enum report_column {
	COLUMN_TICKETS,
	COLUMN_CLOSED,
	COLUMN_BACKLOG,
	COLUMN_FIRST_MEDIAN,
	COLUMN_FIRST_90,
	COLUMN_FIRST_KEPT,
	COLUMN_RESOLVE_MEDIAN,
	COLUMN_RESOLVE_90,
	COLUMN_RESOLVE_KEPT,
	COLUMN_REOPENED,
	COLUMN_SATISFACTION,
	COLUMN_ANSWERS,
	COLUMN_BOUNCES,
	COLUMN_PROPOSED, /* of articles */
	COLUMN_SENT,
	COLUMN_SOLVED,
	COLUMN_COUNT
};
enum report_kind { KIND_COUNT, KIND_SECONDS, KIND_SHARE, KIND_SCORE };
struct report_column_info {
	const char *name; /* for programs */
	enum report_kind kind;
};
extern const struct report_column_info report_columns[COLUMN_COUNT];
/* The columns that tables of that kind have: from the first to before the last. */
void report_shown(enum report_by by, unsigned *first, unsigned *last);

struct report_row {
	struct span group; /* its name; empty: nobody's, or all */
	uint32_t day;      /* BY_DAY: days since 1970 */
	double values[COLUMN_COUNT];
};
struct report_table {
	struct report_row *rows;
	size_t count, more; /* more: that were left out */
};

/* How long first answers took: how many within each bound, and after the last one. */
#define REPORT_RANGES 10
extern const uint32_t report_bounds[REPORT_RANGES - 1]; /* seconds */
struct report_range {
	uint64_t kept, missed, other; /* other: there was no goal */
};

struct report {
	struct span desk; /* its name */
	int64_t now;
	uint32_t from, to; /* days since 1970 in the desk's zone, both included */
	const struct zone *zone;
	bool pending; /* tickets from before figures were counted are missing yet */
	struct report_row total;
	struct report_table tables[BY_COUNT];
	uint64_t hours[7][24]; /* tickets that came in, by weekday (0 Monday) and hour */
	uint64_t ratings[6];   /* by rating */
	struct report_range ranges[REPORT_RANGES];
	uint64_t first_kept, first_missed;
};

/* A pair list's value at q of its count (the one at ceil(q*n)); 0.5: the mean of the two in the middle where n is even.
 * NAN: it is empty. The pairs are in order of value. */
double report_quantile(const struct id_list *pairs, double q);
/* Of those that had a goal, how many kept it; NAN: none had one. */
double report_kept(const struct id_list *pairs);

/* --- as text --- */
/* A figure as people read it in that language: "1 204", "3 h 20 min", "93 %", "4.6"; "–" where it can't be known. */
struct span report_words(struct arena *a, enum report_kind kind, double value, struct span language);
struct span report_duration(struct arena *a, double seconds);
struct span report_date(struct arena *a, uint32_t day); /* "2026-12-01": for programs and tables */
/* "1 Dec 2026 – 7 Dec 2026" as people of that language write it; of one day, its date alone. */
struct span report_days(struct arena *a, uint32_t first, uint32_t last, struct span language);
/* "14:00", "14 Uhr", "14 h" */
struct span report_hour(struct arena *a, size_t hour, struct span language);
/* The name of a row: of a day its date, of nobody a word for it. */
struct span report_group(struct arena *a, enum report_by by, const struct report_row *row, struct span language);

enum report_label {
	LABEL_TITLE,
	LABEL_MADE,
	LABEL_PENDING,
	LABEL_BY_ALL,
	LABEL_BY_DAY,
	LABEL_BY_AGENT,
	LABEL_BY_CATEGORY,
	LABEL_BY_CUSTOMER,
	LABEL_BY_ARTICLE,
	LABEL_TICKETS,
	LABEL_CLOSED,
	LABEL_BACKLOG,
	LABEL_FIRST_MEDIAN,
	LABEL_FIRST_90,
	LABEL_FIRST_KEPT,
	LABEL_RESOLVE_MEDIAN,
	LABEL_RESOLVE_90,
	LABEL_RESOLVE_KEPT,
	LABEL_REOPENED,
	LABEL_SATISFACTION,
	LABEL_ANSWERS,
	LABEL_BOUNCES,
	LABEL_PROPOSED,
	LABEL_SENT,
	LABEL_SOLVED,
	LABEL_NOBODY,
	LABEL_FLOW,
	LABEL_IN,
	LABEL_OUT,
	LABEL_TIMES,
	LABEL_KEPT,
	LABEL_MISSED,
	LABEL_NO_GOAL,
	LABEL_LOAD,
	LABEL_RATINGS,
	LABEL_HOURS,
	LABEL_MORE,
	LABEL_NOTHING,
	LABEL_WEEKDAYS,
	LABEL_TOTAL,
	LABEL_COLON,
	LABEL_OPEN,
	LABEL_COUNT
};
struct span report_label(enum report_label label, struct span language);
struct span report_column_label(enum report_column column, struct span language);

#endif
