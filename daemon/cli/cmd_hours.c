#include "daemon/cli/commands.h"

#include <stdio.h>

#include "daemon/cli/json.h"
#include "daemon/cli/terminal.h"
#include "daemon/core/base/when.h"
#include "daemon/desk/clock.h"

#define DAYS_SHOWN 14

static const char *const weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/* "09:00-17:30", in the time of that zone; the end of the day is 24:00. */
static struct span range_words(struct arena *a, const struct zone *zone, const struct open_span *s, int64_t day)
{
	struct civil from = zone_civil_at(zone, s->from), to = zone_civil_at(zone, s->to);
	bool midnight = zone_day_of(zone_civil_seconds(&to)) > day && !to.hour && !to.minute;
	return arena_printf(a, "%02d:%02d-%02d:%02d", from.hour, from.minute, midnight ? 24 : to.hour, to.minute);
}

struct hours_day {
	const struct calendar *calendar;
	struct span date; /* "2026-12-24" */
	int weekday;
	struct span_list open; /* "09:00-17:30" … */
	struct span holiday;   /* its name; empty: none */
};

static struct hours_day read_day(struct arena *a, const struct calendar *c, int64_t day)
{
	struct open_span spans[CALENDAR_RANGES_MAX];
	const struct calendar_date *holiday;
	size_t count = calendar_day(c, day, spans, &holiday);
	struct civil d = zone_civil(day * ZONE_DAY);
	struct hours_day out = {.calendar = c, .weekday = zone_weekday(day)};
	out.date = arena_printf(a, "%04d-%02d-%02d", d.year, d.month, d.day);
	for (size_t i = 0; i < count; i++)
		span_list_add(a, &out.open, range_words(a, c->zone, &spans[i], day));
	if (holiday)
		out.holiday = holiday->name.len ? holiday->name : SPAN("a holiday");
	return out;
}

static void print_day(const struct hours_day *d)
{
	printf("  %s %.*s ", weekdays[d->weekday], SPAN_ARG(d->date));
	for (size_t i = 0; i < d->open.count; i++)
		printf(" %.*s", SPAN_ARG(d->open.items[i]));
	printf(d->open.count ? "" : " closed");
	printf(d->holiday.len ? ": " : "");
	terminal_line(stdout, d->holiday);
	printf("\n");
}

static void json_day(const struct hours_day *d)
{
	JSON_LINE(stdout, JSON_TEXT("calendar", d->calendar->name), JSON_TEXT("timezone", d->calendar->zone->id),
		  JSON_TEXT("date", d->date), JSON_LIST("open", &d->open), JSON_TEXT("holiday", d->holiday));
}

static void print_calendar(const struct cli *cli, const struct calendar *c, int64_t from)
{
	int64_t first = zone_day_of(from + zone_at(c->zone, from)->offset), next = calendar_next_open(c, from);
	if (!cli->json)
		printf("%.*s (%.*s)\n", SPAN_ARG(c->name), SPAN_ARG(c->zone->id));
	for (int64_t day = first; day < first + DAYS_SHOWN; day++) {
		struct arena a;
		arena_init(&a);
		struct hours_day d = read_day(&a, c, day);
		if (cli->json)
			json_day(&d);
		else
			print_day(&d);
		arena_clear(&a);
	}
	if (!next && !cli->json)
		printf("  closed from then on\n");
}

/* Warns if all holidays that are named for one year only are in the past: they no longer do anything. */
static void warn_of_past(const struct calendar *c, int64_t now)
{
	size_t past = 0, dated = 0;
	int year = zone_civil_at(c->zone, now).year;
	for (size_t i = 0; i < c->holidays.count; i++) {
		dated += c->holidays.items[i].year != 0;
		past += c->holidays.items[i].year && c->holidays.items[i].year < year;
	}
	if (dated && past == dated)
		printf("  all its dated holidays are in the past\n");
}

static int cmd_hours(const struct cli *cli)
{
	struct conf *conf;
	int64_t from = clock_now();
	int code = cli_conf(cli, &conf);
	if (code != EX_OK)
		return code;
	if (cli->from && !when_date(conf->zone, span_of(cli->from), &from))
		code = cli_usage("%s: not a date; write it as 2026-12-01", cli->from);
	for (size_t i = 0; code == EX_OK && i < conf->hours_count; i++) {
		print_calendar(cli, &conf->hours[i].calendar, from);
		if (!cli->json)
			warn_of_past(&conf->hours[i].calendar, clock_now());
	}
	if (code == EX_OK && !conf->hours_count)
		print_calendar(cli, &conf->always, from);
	conf_free(conf);
	return code;
}

const struct cli_command cli_command_hours = {
	.name = "hours",
	.section = CLI_DESK,
	.usage = "hours [--from DATE]",
	.help = "shows the business hours of the next days, as the desk understands them",
	.more = "Summer time and holidays are taken into account.",
	.options = "--from",
	.run = cmd_hours,
};
