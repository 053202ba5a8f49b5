#include "daemon/report/report.h"

#include <inttypes.h>
#include <math.h>

static const char *const by_names[BY_COUNT] = {"all", "day", "agent", "category", "customer", "article"};

const struct report_column_info report_columns[COLUMN_COUNT] = {
	[COLUMN_TICKETS] = {"tickets", KIND_COUNT},
	[COLUMN_CLOSED] = {"closed", KIND_COUNT},
	[COLUMN_BACKLOG] = {"backlog", KIND_COUNT},
	[COLUMN_FIRST_MEDIAN] = {"first_median", KIND_SECONDS},
	[COLUMN_FIRST_90] = {"first_90", KIND_SECONDS},
	[COLUMN_FIRST_KEPT] = {"first_kept", KIND_SHARE},
	[COLUMN_RESOLVE_MEDIAN] = {"resolve_median", KIND_SECONDS},
	[COLUMN_RESOLVE_90] = {"resolve_90", KIND_SECONDS},
	[COLUMN_RESOLVE_KEPT] = {"resolve_kept", KIND_SHARE},
	[COLUMN_REOPENED] = {"reopened", KIND_COUNT},
	[COLUMN_SATISFACTION] = {"satisfaction", KIND_SCORE},
	[COLUMN_ANSWERS] = {"answers", KIND_COUNT},
	[COLUMN_BOUNCES] = {"bounces", KIND_COUNT},
	[COLUMN_PROPOSED] = {"proposed", KIND_COUNT},
	[COLUMN_SENT] = {"sent", KIND_COUNT},
	[COLUMN_SOLVED] = {"solved", KIND_COUNT},
};

const uint32_t report_bounds[REPORT_RANGES - 1] = {900, 1800, 3600, 7200, 14400, 28800, 57600, 86400, 172800};

const char *report_by_name(enum report_by by)
{
	return by_names[by];
}

bool report_by_from(struct span name, enum report_by *out)
{
	for (unsigned i = 0; i < BY_COUNT; i++) {
		if (!span_ieq(name, span_of(by_names[i])))
			continue;
		*out = (enum report_by)i;
		return true;
	}
	return false;
}

void report_shown(enum report_by by, unsigned *first, unsigned *last)
{
	*first = by == BY_ARTICLE ? COLUMN_PROPOSED : COLUMN_TICKETS;
	*last = by == BY_ARTICLE ? COLUMN_COUNT : COLUMN_PROPOSED;
}

/* --- figures of pairs --- */

static uint64_t pairs_count(const struct id_list *pairs)
{
	uint64_t n = 0;
	for (size_t i = 0; i + 1 < pairs->count; i += 2)
		n += pairs->items[i + 1];
	return n;
}

/* rank from 1 */
static double value_at(const struct id_list *pairs, uint64_t rank)
{
	uint64_t seen = 0;
	for (size_t i = 0; i + 1 < pairs->count; i += 2) {
		seen += pairs->items[i + 1];
		if (seen >= rank)
			return figure_took(pairs->items[i]);
	}
	return NAN;
}

double report_quantile(const struct id_list *pairs, double q)
{
	uint64_t n = pairs_count(pairs);
	if (!n)
		return NAN;
	if (q == 0.5) /* NOLINT: exactly that */
		return (value_at(pairs, (n + 1) / 2) + value_at(pairs, n / 2 + 1)) / 2;
	uint64_t rank = (uint64_t)ceil(q * (double)n);
	return value_at(pairs, rank ? rank : 1);
}

double report_kept(const struct id_list *pairs)
{
	uint64_t kept = 0, missed = 0;
	for (size_t i = 0; i + 1 < pairs->count; i += 2) {
		enum goal goal = figure_goal(pairs->items[i]);
		kept += goal == GOAL_KEPT ? pairs->items[i + 1] : 0;
		missed += goal == GOAL_MISSED ? pairs->items[i + 1] : 0;
	}
	return kept + missed ? (double)kept / (double)(kept + missed) : NAN;
}

/* --- as text --- */

static bool is_language(struct span language, struct span tag)
{
	return span_istarts(language, tag) && (language.len == tag.len || language.ptr[tag.len] == '-');
}

/* 1204 as "1 204", with the blank that does not break. */
static struct span grouped(struct arena *a, uint64_t n)
{
	if (n < 10000)
		return arena_printf(a, "%" PRIu64, n);
	struct span high = grouped(a, n / 1000);
	return arena_printf(a, "%.*s\xc2\xa0%03" PRIu64, SPAN_ARG(high), n % 1000);
}

struct span report_duration(struct arena *a, double seconds)
{
	uint64_t s = (uint64_t)(seconds + 0.5), minutes = (s + 30) / 60;
	if (s < 60)
		return arena_printf(a, "%" PRIu64 "\xc2\xa0s", s);
	if (minutes < 60)
		return arena_printf(a, "%" PRIu64 "\xc2\xa0min", minutes);
	if (minutes % 60 && minutes < 100 * 60)
		return arena_printf(a, "%" PRIu64 "\xc2\xa0h\xc2\xa0%02" PRIu64, minutes / 60, minutes % 60);
	return arena_printf(a, "%.*s\xc2\xa0h", SPAN_ARG(grouped(a, (minutes + 30) / 60 - (minutes % 60 == 30))));
}

struct span report_words(struct arena *a, enum report_kind kind, double value, struct span language)
{
	bool comma = is_language(language, SPAN("de")) || is_language(language, SPAN("fr"));
	unsigned tenths = isnan(value) ? 0 : (unsigned)(value * 10 + 0.5);
	if (isnan(value))
		return SPAN("–");
	switch (kind) {
	case KIND_SECONDS:
		return report_duration(a, value);
	case KIND_SHARE:
		return arena_printf(a, comma ? "%.0f\xc2\xa0%%" : "%.0f%%", value * 100);
	case KIND_SCORE:
		return arena_printf(a, comma ? "%u,%u" : "%u.%u", tenths / 10, tenths % 10);
	default:
		return grouped(a, value > 0 ? (uint64_t)value : 0);
	}
}

struct span report_date(struct arena *a, uint32_t day)
{
	struct civil c = zone_civil((int64_t)day * ZONE_DAY);
	return arena_printf(a, "%04d-%02d-%02d", c.year, c.month, c.day);
}

struct span report_days(struct arena *a, uint32_t first, uint32_t last, struct span language)
{
	struct civil from = zone_civil((int64_t)first * ZONE_DAY), to = zone_civil((int64_t)last * ZONE_DAY);
	struct span begin = zone_date_shown(a, language, &from), end = zone_date_shown(a, language, &to);
	return first == last ? begin : arena_printf(a, "%.*s – %.*s", SPAN_ARG(begin), SPAN_ARG(end));
}

struct span report_hour(struct arena *a, size_t hour, struct span language)
{
	if (is_language(language, SPAN("de")))
		return arena_printf(a, "%zu\xc2\xa0Uhr", hour);
	return is_language(language, SPAN("fr")) ? arena_printf(a, "%zu\xc2\xa0h", hour)
						 : arena_printf(a, "%02zu:00", hour);
}

struct span report_group(struct arena *a, enum report_by by, const struct report_row *row, struct span language)
{
	if (by == BY_DAY)
		return report_date(a, row->day);
	if (by == BY_ALL)
		return report_label(LABEL_TOTAL, language);
	return row->group.len ? row->group : report_label(LABEL_NOBODY, language);
}

/* --- labels --- */

enum { ENGLISH, GERMAN, FRENCH, LANGUAGES };

static const char *const labels[LABEL_COUNT][LANGUAGES] = {
	[LABEL_TITLE] = {"Report", "Bericht", "Rapport"},
	[LABEL_MADE] = {"as of", "Stand", "au"},
	[LABEL_PENDING] = {"Older tickets are still being counted; their figures are missing here.",
			   "Ältere Tickets werden noch gezählt; ihre Zahlen fehlen hier.",
			   "Les anciens tickets sont encore en cours de décompte ; leurs chiffres manquent ici."},
	[LABEL_BY_ALL] = {"Overview", "Überblick", "Vue d'ensemble"},
	[LABEL_BY_DAY] = {"Days", "Tage", "Jours"},
	[LABEL_BY_AGENT] = {"Agents", "Agenten", "Agents"},
	[LABEL_BY_CATEGORY] = {"Categories", "Kategorien", "Catégories"},
	[LABEL_BY_CUSTOMER] = {"Customers", "Kunden", "Clients"},
	[LABEL_BY_ARTICLE] = {"Articles", "Artikel", "Articles"},
	[LABEL_TICKETS] = {"Tickets in", "Neue Tickets", "Tickets reçus"},
	[LABEL_CLOSED] = {"Closed", "Erledigt", "Clos"},
	[LABEL_BACKLOG] = {"Backlog", "Offen", "En cours"},
	[LABEL_FIRST_MEDIAN] = {"First answer, median", "Erste Antwort, Median", "Première réponse, médiane"},
	[LABEL_FIRST_90] = {"First answer, 90%", "Erste Antwort, 90 %", "Première réponse, 90 %"},
	[LABEL_FIRST_KEPT] = {"First answer in time", "Erste Antwort rechtzeitig", "Première réponse à temps"},
	[LABEL_RESOLVE_MEDIAN] = {"Resolution, median", "Lösung, Median", "Résolution, médiane"},
	[LABEL_RESOLVE_90] = {"Resolution, 90%", "Lösung, 90 %", "Résolution, 90 %"},
	[LABEL_RESOLVE_KEPT] = {"Resolved in time", "Rechtzeitig gelöst", "Résolus à temps"},
	[LABEL_REOPENED] = {"Reopened", "Wieder geöffnet", "Rouverts"},
	[LABEL_SATISFACTION] = {"Satisfaction", "Zufriedenheit", "Satisfaction"},
	[LABEL_ANSWERS] = {"Answers", "Antworten", "Réponses"},
	[LABEL_BOUNCES] = {"Bounces", "Rückläufer", "Messages revenus"},
	[LABEL_PROPOSED] = {"Proposed", "Vorgeschlagen", "Proposés"},
	[LABEL_SENT] = {"Sent", "Geschickt", "Envoyés"},
	[LABEL_SOLVED] = {"Solved", "Gelöst", "Résolus"},
	[LABEL_NOBODY] = {"nobody", "niemand", "personne"},
	[LABEL_FLOW] = {"Tickets in and out", "Neue und erledigte Tickets", "Tickets reçus et clos"},
	[LABEL_IN] = {"in", "neu", "reçus"},
	[LABEL_OUT] = {"closed", "erledigt", "clos"},
	[LABEL_TIMES] = {"Time to the first answer", "Zeit bis zur ersten Antwort", "Délai de première réponse"},
	[LABEL_KEPT] = {"in time", "rechtzeitig", "à temps"},
	[LABEL_MISSED] = {"late", "zu spät", "en retard"},
	[LABEL_NO_GOAL] = {"no goal", "ohne Ziel", "sans objectif"},
	[LABEL_LOAD] = {"Open tickets by agent", "Offene Tickets je Agent", "Tickets en cours par agent"},
	[LABEL_RATINGS] = {"What customers thought", "Urteil der Kunden", "Avis des clients"},
	[LABEL_HOURS] = {"When tickets come in", "Wann Tickets eingehen", "Quand les tickets arrivent"},
	[LABEL_MORE] = {"and %s more", "und %s weitere", "et %s autres"},
	[LABEL_NOTHING] = {"nothing in this period", "nichts in diesem Zeitraum", "rien sur cette période"},
	[LABEL_WEEKDAYS] = {"Mon Tue Wed Thu Fri Sat Sun", "Mo Di Mi Do Fr Sa So", "lun mar mer jeu ven sam dim"},
	[LABEL_TOTAL] = {"all", "alle", "tous"},
	[LABEL_COLON] = {":", ":", "\xc2\xa0:"},
	[LABEL_OPEN] = {"open", "offen", "en cours"},
};

struct span report_label(enum report_label label, struct span language)
{
	unsigned l = is_language(language, SPAN("de")) ? GERMAN : is_language(language, SPAN("fr")) ? FRENCH : ENGLISH;
	return span_of(labels[label][l]);
}

struct span report_column_label(enum report_column column, struct span language)
{
	return report_label((enum report_label)(LABEL_TICKETS + column), language);
}
