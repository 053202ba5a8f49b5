#include "tests/unit/check.h"

#include "conf/holidays.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define EVENT(lines) "BEGIN:VEVENT\r\nUID:x\r\n" lines "END:VEVENT\r\n"
#define CALENDAR(events) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n" events "END:VCALENDAR\r\n"

static int read_text(const char *text, struct arena *a, struct calendar_date_list *out, struct err *err)
{
	char path[] = "/tmp/caredesk-holidays-XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	fputs(text, file);
	fclose(file);
	*out = (struct calendar_date_list){0};
	int rc = holidays_read(path, a, out, err);
	unlink(path);
	return rc;
}

static bool has(const struct calendar_date_list *list, int year, int month, int day)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].year == year && list->items[i].month == month && list->items[i].day == day)
			return true;
	return false;
}

static void test_events(void **state)
{
	static const struct {
		const char *text;
		size_t count; /* 0: not checked */
		int year, month, day;
		bool want;
	} rows[] = {
		{CALENDAR(EVENT("DTSTART;VALUE=DATE:20261225\r\nSUMMARY:Christmas\r\n")), 1, 2026, 12, 25, true},
		{CALENDAR(EVENT("DTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\n")), 3, 2026, 12, 26,
		 true},
		{CALENDAR(EVENT("DTSTART;VALUE=DATE:20200501\r\nRRULE:FREQ=YEARLY\r\n")), 51, 2070, 5, 1, true},
		{CALENDAR(EVENT("DTSTART;VALUE=DATE:20200501\r\nRRULE:FREQ=YEARLY;UNTIL=20220601\r\n")), 3, 2023, 5, 1,
		 false},
		{CALENDAR(EVENT("DTSTART;VALUE=DATE:20240101\r\nRRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=3\r\n"
				"EXDATE;VALUE=DATE:20240205\r\n")),
		 2, 2024, 2, 5, false},
		{CALENDAR(EVENT("DTSTART;VALUE=DATE:20240101\r\nRDATE;VALUE=DATE:20240315\r\n")), 2, 2024, 3, 15, true},
		{CALENDAR(EVENT("DTSTART:20261130T100000Z\r\nDTEND:20261130T110000Z\r\nTRANSP:TRANSPARENT\r\n")), 0,
		 2026, 11, 30, false},
		{CALENDAR(EVENT("DTSTART;VALUE=DATE:20261130\r\nTRANSP:TRANSPARENT\r\n")), 1, 2026, 11, 30, true},
		{CALENDAR(EVENT("DTSTART;VALUE=DATE:20261130\r\nSTATUS:CANCELLED\r\n")), 0, 2026, 11, 30, false},
		{CALENDAR(EVENT("DTSTART:20261130T100000Z\r\nDTEND:20261201T090000Z\r\n")), 2, 2026, 12, 1, true},
		{CALENDAR(EVENT("SUMMARY:no start\r\n")), 0, 2026, 12, 25, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		struct calendar_date_list list;
		struct err err;
		arena_init(&a);
		assert_int_equal(read_text(rows[i].text, &a, &list, &err), 0);
		if (has(&list, rows[i].year, rows[i].month, rows[i].day) != rows[i].want ||
		    (rows[i].count && list.count != rows[i].count))
			fail_msg("%s: %zu days", rows[i].text, list.count);
		arena_clear(&a);
	}
}

static void test_refused(void **state)
{
	static const char *const texts[] = {"", "hello", "BEGIN:VCALENDAR\r\n", CALENDAR(""),
					    CALENDAR(EVENT("DTSTART;VALUE=DATE:20000101\r\nRRULE:FREQ=DAILY\r\n"))};
	struct arena a;
	struct calendar_date_list list;
	struct err err;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (read_text(texts[i], &a, &list, &err) == 0)
			fail_msg("taken: %s", texts[i]);
		assert_int_equal(err.kind, ERR_CONFIG);
	}
	assert_int_equal(holidays_read("/nowhere/x.ics", &a, &list, &err), -1);
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_events), cmocka_unit_test(test_refused)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
