#include "daemon/report/csv.h"

#include <inttypes.h>
#include <math.h>

/* A spreadsheet takes a cell that begins so for a formula, and names may be strangers'. */
static bool is_formula(struct span text)
{
	return text.len && memchr("=+-@\t\r", text.ptr[0], 6) != NULL;
}

static bool needs_quotes(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (memchr(",\"\r\n", text.ptr[i], 4))
			return true;
	return false;
}

static void csv_text(struct buf *out, struct span text)
{
	bool quotes = needs_quotes(text);
	buf_str(out, quotes ? "\"" : "");
	buf_str(out, is_formula(text) ? "'" : "");
	for (size_t i = 0; i < text.len; i++) {
		buf_chr(out, text.ptr[i]);
		if (text.ptr[i] == '"')
			buf_chr(out, '"');
	}
	buf_str(out, quotes ? "\"" : "");
}

static void csv_value(struct buf *out, enum report_kind kind, double value)
{
	if (isnan(value))
		return;
	if (kind == KIND_SHARE || kind == KIND_SCORE)
		buf_printf(out, "%.4f", value);
	else
		buf_printf(out, "%" PRId64, (int64_t)value);
}

void csv_write(struct buf *out, const struct report *r, enum report_by by)
{
	const struct report_table *table = &r->tables[by];
	unsigned first, last;
	struct arena a;
	arena_init(&a);
	report_shown(by, &first, &last);
	buf_str(out, report_by_name(by));
	for (unsigned c = first; c < last; c++)
		buf_printf(out, ",%s", report_columns[c].name);
	buf_str(out, "\r\n");
	for (size_t i = 0; i < table->count; i++) {
		const struct report_row *row = &table->rows[i];
		csv_text(out, by == BY_ALL ? SPAN("all") : by == BY_DAY ? report_date(&a, row->day) : row->group);
		for (unsigned c = first; c < last; c++) {
			buf_chr(out, ',');
			csv_value(out, report_columns[c].kind, row->values[c]);
		}
		buf_str(out, "\r\n");
	}
	arena_clear(&a);
}
