#include "conf/report.h"

#include "parsers/base/nearest.h"

#include <stdarg.h>
#include <stdio.h>

void conf_errors_init(struct conf_errors *e)
{
	*e = (struct conf_errors){0};
	arena_init(&e->arena);
}

void conf_errors_clear(struct conf_errors *e)
{
	arena_clear(&e->arena);
	conf_errors_init(e);
}

static void add(struct conf_errors *e, const char *kind, const char *file, unsigned line, const char *format,
		va_list args)
{
	char text[1000], place[24] = "";
	if (e->lines.count >= REPORT_MAX_LINES)
		return;
	vsnprintf(text, sizeof(text), format, args);
	if (line)
		snprintf(place, sizeof(place), ":%u", line);
	span_list_add(&e->arena, &e->lines, arena_printf(&e->arena, "%s%s: %s: %s", file, place, kind, text));
}

void report_error(struct conf_errors *e, const char *file, unsigned line, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	add(e, "error", file, line, format, args);
	va_end(args);
	e->errors++;
}

void report_warning(struct conf_errors *e, const char *file, unsigned line, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	add(e, "warning", file, line, format, args);
	va_end(args);
}

void report_line(struct conf_errors *e, const char *line)
{
	if (e->lines.count < REPORT_MAX_LINES)
		span_list_add(&e->arena, &e->lines, arena_dup(&e->arena, span_of(line)));
	e->errors++;
}

const char *report_meant(struct conf_errors *e, struct span word, const struct span_list *words)
{
	struct span meant = nearest_word(word, words);
	return meant.len ? arena_printf(&e->arena, "; did you mean `%.*s`?", SPAN_ARG(meant)).ptr : "";
}
