#include "conf/checking.h"

#include "conf/holidays.h"
#include "conf/zones.h"

static void week_read(const struct checking *c, struct hours_conf *h, const struct node *node)
{
	const char *why;
	for (size_t i = 0; i < h->week.count; i++) {
		const struct node *at = node_item(node_get(node, "week"), i);
		if (!calendar_week_add(&h->calendar, h->week.items[i], &why))
			CHECKING_ERROR(c, at ? at : node, "`%.*s`: %s", SPAN_ARG(h->week.items[i]), why);
	}
}

static void holidays_take(const struct checking *c, struct hours_conf *h, const struct node *node)
{
	struct err err;
	for (size_t i = 0; i < h->holidays.count; i++) {
		const struct node *at = node_item(node_get(node, "holidays"), i);
		struct calendar_date date;
		if (calendar_date_read(h->holidays.items[i], &date))
			*LIST_ADD(&c->conf->arena, &h->calendar.holidays) = date;
		else
			CHECKING_ERROR(c, at ? at : node,
				       "`%.*s` is not a date: write it as `2026-12-25`, or `12-25` for every year",
				       SPAN_ARG(h->holidays.items[i]));
	}
	if (h->holiday_calendar &&
	    holidays_read(h->holiday_calendar, &c->conf->arena, &h->calendar.holidays, &err) != 0)
		CHECKING_ERROR(c, checking_place(node, "holiday_calendar"), "%s", err.text);
}

static void zone_take(const struct checking *c, struct hours_conf *h, const struct node *node)
{
	struct err err;
	h->calendar.zone = c->conf->zone;
	if (h->timezone && zones_load(&c->conf->arena, h->timezone, &h->calendar.zone, &err) != 0)
		CHECKING_ERROR(c, checking_place(node, "timezone"), "%s", err.text);
}

static bool is_ever_open(const struct calendar *c)
{
	return c->sums[c->days] > 0;
}

static void hours_make(const struct checking *c, struct hours_conf *h, const struct node *node)
{
	h->calendar.name = h->name;
	zone_take(c, h, node);
	week_read(c, h, node);
	holidays_take(c, h, node);
	calendar_build(&c->conf->arena, &h->calendar);
	if (!is_ever_open(&h->calendar))
		CHECKING_ERROR(c, checking_place(node, "week"), "`%.*s` is never open", SPAN_ARG(h->name));
}

static void name_check(const struct checking *c, const struct node *node, struct span name)
{
	struct span_list known = {0};
	for (size_t i = 0; i < c->conf->hours_count; i++) {
		if (span_ieq(c->conf->hours[i].name, name))
			return;
		span_list_add(&c->errors->arena, &known, c->conf->hours[i].name);
	}
	if (name.len)
		CHECKING_ERROR(c, checking_place(node, "hours"), "there are no `hours` named `%.*s`%s", SPAN_ARG(name),
			       report_meant(c->errors, name, &known));
}

static void names_check(const struct checking *c)
{
	const struct conf *conf = c->conf;
	const struct node *categories = node_get(c->root, "categories");
	name_check(c, node_get(c->root, "desk"), conf->desk_hours);
	for (size_t i = 0; categories && i < categories->items.count && i < conf->category_count; i++)
		name_check(c, checking_item(c, "categories", i), conf->categories[i].hours);
	for (size_t i = 0; i < conf->agent_count; i++)
		name_check(c, checking_item(c, "agents", i), conf->agents[i].hours);
}

void check_hours(const struct checking *c)
{
	struct claims names = {0};
	struct conf *conf = c->conf;
	if (!conf->zone) /* reported already */
		conf->zone = &zone_utc;
	for (size_t i = 0; i < conf->hours_count; i++) {
		const struct node *node = checking_item(c, "hours", i);
		checking_claim(c, &names, checking_place(node, "name"), "hours", conf->hours[i].name);
		hours_make(c, &conf->hours[i], node);
	}
	names_check(c);
	conf->always = (struct calendar){.name = SPAN("always"), .zone = conf->zone};
}
