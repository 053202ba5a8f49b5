#include "daemon/cli/commands.h"

#include <stdio.h>

#include "daemon/cli/terminal.h"
#include "daemon/core/base/when.h"
#include "daemon/desk/clock.h"

#define DAYS_SHOWN 14

static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/* " 09:00-17:30", on the clock of that zone; the end of the day is 24:00. */
static void print_span(const struct zone *zone, const struct open_span *s, int64_t day)
{
	struct civil from = zone_civil_at(zone, s->from), to = zone_civil_at(zone, s->to);
	bool midnight = zone_day_of(zone_civil_seconds(&to)) > day && !to.hour && !to.minute;
	printf(" %02d:%02d-%02d:%02d", from.hour, from.minute, midnight ? 24 : to.hour, to.minute);
}

static void print_day(const struct calendar *c, int64_t day)
{
	struct open_span spans[CALENDAR_RANGES_MAX];
	const struct calendar_date *holiday;
	size_t count = calendar_day(c, day, spans, &holiday);
	struct civil d = zone_civil(day * ZONE_DAY);
	printf("  %s %04d-%02d-%02d ", weekdays[zone_weekday(day)], d.year, d.month, d.day);
	for (size_t i = 0; i < count; i++)
		print_span(c->zone, &spans[i], day);
	if (!count)
		printf(" closed");
	if (holiday && holiday->name.len) {
		printf(": ");
		terminal_line(stdout, holiday->name);
	} else if (holiday) {
		printf(": a holiday");
	}
	printf("\n");
}

static void print_calendar(const struct calendar *c, int64_t from)
{
	int64_t first = zone_day_of(from + zone_at(c->zone, from)->offset), next = calendar_next_open(c, from);
	printf("%.*s (%.*s)\n", SPAN_ARG(c->name), SPAN_ARG(c->zone->id));
	for (int64_t day = first; day < first + DAYS_SHOWN; day++)
		print_day(c, day);
	if (!next)
		printf("  closed from then on\n");
}

/* The days of the year that are named alone, and all over: they do nothing any more. */
static void warn_of_past(const struct calendar *c, int64_t now)
{
	size_t past = 0, dated = 0;
	int year = zone_civil_at(c->zone, now).year;
	for (size_t i = 0; i < c->holidays.count; i++) {
		dated += c->holidays.items[i].year != 0;
		past += c->holidays.items[i].year && c->holidays.items[i].year < year;
	}
	if (dated && past == dated)
		printf("  all its dated holidays lie in the past\n");
}

int cmd_hours(const struct cli *cli)
{
	struct conf *conf;
	int64_t from = clock_now();
	int code = cli_conf(cli, &conf);
	if (code != EX_OK)
		return code;
	if (cli->from && !when_date(conf->zone, span_of(cli->from), &from))
		code = cli_usage("%s: not a date; write it as 2026-12-01", cli->from);
	for (size_t i = 0; code == EX_OK && i < conf->hours_count; i++) {
		print_calendar(&conf->hours[i].calendar, from);
		warn_of_past(&conf->hours[i].calendar, clock_now());
	}
	if (code == EX_OK && !conf->hours_count)
		print_calendar(&conf->always, from);
	conf_free(conf);
	return code;
}
