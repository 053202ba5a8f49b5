/* calendar_driver: answers queries about calendars, one per line, for tests/flow/test_calendar.py. `new` frees the
 * calendar before it.
 *
 * new ZONE | week TEXT | holiday DATE | build | between A B | add T N | open T | utc LOCAL | offset T
 * A wrong definition ends the program. */
#include "conf/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_ZONE ((size_t)1 << 20)

static struct arena arena;
static struct calendar *calendar;

static void fail(const char *what)
{
	fprintf(stderr, "calendar_driver: %s\n", what);
	exit(1);
}

static void begin(const char *id)
{
	char path[512];
	arena_clear(&arena);
	arena_init(&arena);
	struct zone *zone = ARENA_NEW(&arena, struct zone);
	char *bytes = arena_alloc(&arena, MAX_ZONE);
	struct err err;
	snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", id);
	FILE *file = fopen(path, "rb");
	size_t len = file ? fread(bytes, 1, MAX_ZONE, file) : 0;
	if (!file || zone_parse(&arena, span_of(id), span_make(bytes, len), zone, &err) != 0)
		fail(path);
	fclose(file);
	calendar = ARENA_NEW(&arena, struct calendar);
	calendar->zone = zone;
}

static void define(const char *word, const char *rest)
{
	const char *why;
	if (strcmp(word, "new") == 0)
		begin(rest);
	else if (strcmp(word, "week") == 0 && !calendar_week_add(calendar, arena_dup(&arena, span_of(rest)), &why))
		fail(why);
	else if (strcmp(word, "holiday") == 0 &&
		 !calendar_date_read(span_of(rest), LIST_ADD(&arena, &calendar->holidays)))
		fail(rest);
	else if (strcmp(word, "build") == 0)
		calendar_build(&arena, calendar);
}

static bool answer(const char *word, long long one, long long two, long long *out)
{
	if (strcmp(word, "between") == 0)
		*out = calendar_between(calendar, one, two);
	else if (strcmp(word, "add") == 0)
		*out = calendar_add(calendar, one, two);
	else if (strcmp(word, "open") == 0)
		*out = calendar_next_open(calendar, one);
	else if (strcmp(word, "utc") == 0)
		*out = zone_utc_of(calendar->zone, one);
	else if (strcmp(word, "offset") == 0)
		*out = zone_at(calendar->zone, one)->offset;
	else
		return false;
	return true;
}

int main(void)
{
	char line[300], word[20] = "", rest[280];
	long long one, two, out;
	arena_init(&arena);
	while (fgets(line, sizeof line, stdin)) {
		rest[0] = '\0';
		one = two = 0;
		if (sscanf(line, "%19s %279[^\n]", word, rest) < 1)
			continue;
		sscanf(rest, "%lld %lld", &one, &two);
		if (answer(word, one, two, &out))
			printf("%lld\n", out);
		else
			define(word, rest);
	}
	arena_clear(&arena);
	return 0;
}
