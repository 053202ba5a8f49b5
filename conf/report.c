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

static size_t file_index(struct conf_errors *e, struct span file)
{
	for (size_t i = 0; i < e->files.count; i++)
		if (span_eq(e->files.items[i], file))
			return i;
	span_list_add(&e->arena, &e->files, arena_dup(&e->arena, file));
	return e->files.count - 1;
}

static bool comes_after(struct conf_place a, struct conf_place b)
{
	return a.file > b.file || (a.file == b.file && a.line > b.line);
}

/* Inserts after all lines that are not later in the file. */
static void insert(struct conf_errors *e, struct conf_place place, struct span text)
{
	if (e->lines.count >= REPORT_MAX_LINES)
		return;
	(void)LIST_ADD(&e->arena, &e->places);
	(void)LIST_ADD(&e->arena, &e->lines);
	size_t at = e->lines.count - 1;
	for (; at > 0 && comes_after(e->places.items[at - 1], place); at--) {
		e->places.items[at] = e->places.items[at - 1];
		e->lines.items[at] = e->lines.items[at - 1];
	}
	e->places.items[at] = place;
	e->lines.items[at] = text;
}

static void fault_add(struct conf_errors *e, const char *kind, const char *file, unsigned line, const char *format,
		      va_list args)
{
	char text[1000], number[24] = "";
	vsnprintf(text, sizeof(text), format, args);
	if (line)
		snprintf(number, sizeof(number), ":%u", line);
	insert(e, (struct conf_place){file_index(e, span_of(file)), line},
	       arena_printf(&e->arena, "%s%s: %s: %s", file, number, kind, text));
}

void report_error(struct conf_errors *e, const char *file, unsigned line, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fault_add(e, "error", file, line, format, args);
	va_end(args);
	e->errors++;
}

void report_warning(struct conf_errors *e, const char *file, unsigned line, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fault_add(e, "warning", file, line, format, args);
	va_end(args);
}

void report_line(struct conf_errors *e, const char *line)
{
	struct span text = arena_dup(&e->arena, span_of(line)), rest = text, file = SPAN_NONE;
	span_cut(&rest, ':', &file);
	if (span_in(&e->lines, text))
		return;
	insert(e, (struct conf_place){file_index(e, file), 0}, text);
	e->errors++;
}

const char *report_meant(struct conf_errors *e, struct span word, const struct span_list *words)
{
	struct span meant = nearest_word(word, words);
	return meant.len ? arena_printf(&e->arena, "; did you mean `%.*s`?", SPAN_ARG(meant)).ptr : "";
}
