#include "conf/holidays.h"

#include "parsers/base/buf.h"

#include <errno.h>
#include <libical/ical.h>
#include <stdio.h>
#include <string.h>

#define MAX_FILE ((size_t)4 << 20)
#define MAX_EVENTS 5000
#define MAX_LENGTH 366 /* days per event */

struct taking {
	struct arena *a;
	struct calendar_date_list *out;
	struct span name;
	bool over;
};

static void day_add(struct taking *k, int64_t day)
{
	struct civil c = zone_civil(day * ZONE_DAY);
	if (k->out->count >= HOLIDAYS_MAX) {
		k->over = true;
		return;
	}
	*LIST_ADD(k->a, k->out) = (struct calendar_date){c.year, c.month, c.day, k->name};
}

static int64_t day_of(struct icaltimetype t)
{
	struct civil c = {.year = t.year, .month = t.month, .day = t.day};
	return zone_day_of(zone_civil_seconds(&c));
}

/* How many days an event lasts; DTEND is exclusive. */
static int64_t length_of(icalcomponent *event)
{
	struct icaltimetype start = icalcomponent_get_dtstart(event), end = icalcomponent_get_dtend(event);
	if (icaltime_is_null_time(end))
		return 1;
	int64_t days = day_of(end) - day_of(start);
	bool into = !end.is_date && (end.hour || end.minute || end.second);
	days += into ? 1 : 0;
	return days < 1 ? 1 : days > MAX_LENGTH ? MAX_LENGTH : days;
}

static void days_add(struct taking *k, struct icaltimetype start, int64_t length)
{
	if (start.year < CALENDAR_FIRST_YEAR || start.year > CALENDAR_LAST_YEAR)
		return;
	for (int64_t i = 0; i < length && !k->over; i++)
		day_add(k, day_of(start) + i);
}

static bool is_excepted(icalcomponent *event, struct icaltimetype when)
{
	for (icalproperty *p = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); p;
	     p = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY))
		if (day_of(icalproperty_get_exdate(p)) == day_of(when))
			return true;
	return false;
}

static void rule_add(struct taking *k, icalcomponent *event, icalproperty *rule, int64_t length)
{
	struct icaltimetype start = icalcomponent_get_dtstart(event), next;
	icalrecur_iterator *i = icalrecur_iterator_new(icalproperty_get_rrule(rule), start);
	if (!i)
		return;
	for (next = icalrecur_iterator_next(i);
	     !icaltime_is_null_time(next) && !k->over && next.year <= CALENDAR_LAST_YEAR;
	     next = icalrecur_iterator_next(i))
		if (!is_excepted(event, next))
			days_add(k, next, length);
	icalrecur_iterator_free(i);
}

static bool is_off(icalcomponent *event)
{
	icalproperty *transparent = icalcomponent_get_first_property(event, ICAL_TRANSP_PROPERTY);
	bool free_time =
		transparent && icalproperty_get_transp(transparent) == ICAL_TRANSP_TRANSPARENT &&
		!icalcomponent_get_dtstart(event).is_date; /* holiday calendars mark whole days as transparent too */
	return !free_time && icalcomponent_get_status(event) != ICAL_STATUS_CANCELLED &&
	       !icaltime_is_null_time(icalcomponent_get_dtstart(event));
}

static void event_add(struct taking *k, icalcomponent *event)
{
	const char *summary = icalcomponent_get_summary(event);
	int64_t length = length_of(event);
	icalproperty *rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
	k->name = arena_dup(k->a, span_of(summary));
	if (!rule)
		days_add(k, icalcomponent_get_dtstart(event), length);
	for (; rule; rule = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY))
		rule_add(k, event, rule, length);
	for (icalproperty *p = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY); p;
	     p = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY))
		days_add(k, icalproperty_get_rdate(p).time, length);
}

static int calendar_take(icalcomponent *whole, struct taking *k, const char *path, struct err *err)
{
	size_t events = 0;
	for (icalcomponent *e = icalcomponent_get_first_component(whole, ICAL_VEVENT_COMPONENT); e && !k->over;
	     e = icalcomponent_get_next_component(whole, ICAL_VEVENT_COMPONENT)) {
		k->over = ++events > MAX_EVENTS;
		if (is_off(e))
			event_add(k, e);
	}
	if (k->over)
		return err_set(err, ERR_CONFIG, "%s: more than %d events or %d days", path, MAX_EVENTS, HOLIDAYS_MAX);
	return events ? 0 : err_set(err, ERR_CONFIG, "%s: no events in it", path);
}

static int file_read(const char *path, struct buf *out, struct err *err)
{
	FILE *file = fopen(path, "re");
	char *room = file ? buf_room(out, MAX_FILE) : NULL;
	if (room)
		out->len += fread(room, 1, MAX_FILE, file);
	int rc = !file || ferror(file)  ? err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno))
		 : out->len == MAX_FILE ? err_set(err, ERR_CONFIG, "%s: larger than %zu MB", path, MAX_FILE >> 20)
					: 0;
	if (file)
		fclose(file);
	return rc;
}

int holidays_read(const char *path, struct arena *a, struct calendar_date_list *out, struct err *err)
{
	struct taking k = {.a = a, .out = out};
	struct buf bytes;
	buf_init(&bytes, MAX_FILE + 1);
	int rc = file_read(path, &bytes, err);
	icalcomponent *whole = rc == 0 ? icalparser_parse_string(bytes.ptr) : NULL;
	bool is_calendar = whole && icalcomponent_isa(whole) == ICAL_VCALENDAR_COMPONENT;
	if (rc == 0)
		rc = is_calendar ? calendar_take(whole, &k, path, err)
				 : err_set(err, ERR_CONFIG, "%s: not an iCalendar file", path);
	if (whole)
		icalcomponent_free(whole);
	buf_clear(&bytes);
	return rc;
}
