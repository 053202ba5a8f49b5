#include "daemon/report/xlsx.h"

#include <math.h>
#include <xlsxwriter.h>

#define EPOCH 25569.0 /* 1970-01-01 in a spreadsheet's days */
#define ROWS_MAX 1048575
#define WIDTH_NAME 30
#define WIDTH_VALUE 13

struct book {
	lxw_workbook *workbook;
	lxw_format *head, *date, *stamp, *kinds[KIND_SCORE + 1];
	const struct report *r;
	struct span language;
	struct arena a;
};

static lxw_format *format(struct book *b, const char *numbers)
{
	lxw_format *f = workbook_add_format(b->workbook);
	if (numbers)
		format_set_num_format(f, numbers);
	return f;
}

static void formats_make(struct book *b)
{
	b->head = format(b, NULL);
	format_set_bold(b->head);
	format_set_text_wrap(b->head);
	format_set_bottom(b->head, LXW_BORDER_THIN);
	format_set_align(b->head, LXW_ALIGN_VERTICAL_BOTTOM);
	b->date = format(b, "yyyy-mm-dd");
	format_set_align(b->date, LXW_ALIGN_LEFT);
	b->stamp = format(b, "yyyy-mm-dd hh:mm");
	b->kinds[KIND_COUNT] = format(b, "#,##0");
	b->kinds[KIND_SECONDS] = format(b, "[h]:mm:ss");
	b->kinds[KIND_SHARE] = format(b, "0%");
	b->kinds[KIND_SCORE] = format(b, "0.0");
}

static const char *book_label(struct book *b, enum report_label which)
{
	return arena_str(&b->a, report_label(which, b->language));
}

static void cell_write(struct book *b, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, enum report_kind kind,
		       double value)
{
	if (!isnan(value))
		worksheet_write_number(sheet, row, column, kind == KIND_SECONDS ? value / 86400 : value,
				       b->kinds[kind]);
}

static void put_group(struct book *b, lxw_worksheet *sheet, lxw_row_t at, enum report_by by,
		      const struct report_row *row)
{
	if (by == BY_DAY)
		worksheet_write_number(sheet, at, 0, EPOCH + row->day, b->date);
	else
		worksheet_write_string(sheet, at, 0, arena_str(&b->a, report_group(&b->a, by, row, b->language)), NULL);
}

static void put_heads(struct book *b, lxw_worksheet *sheet, lxw_row_t at, enum report_by by)
{
	unsigned first, last;
	report_shown(by, &first, &last);
	worksheet_write_string(sheet, at, 0, "", b->head);
	for (unsigned c = first; c < last; c++)
		worksheet_write_string(sheet, at, (lxw_col_t)(c - first + 1),
				       book_label(b, (enum report_label)(LABEL_TICKETS + c)), b->head);
	worksheet_set_column(sheet, 0, 0, WIDTH_NAME, NULL);
	worksheet_set_column(sheet, 1, COLUMN_COUNT, WIDTH_VALUE, NULL);
}

/* How many rows were left out. */
static void put_more(struct book *b, lxw_worksheet *sheet, const struct report_table *table)
{
	char text[100];
	if (!table->more)
		return;
	struct span count = report_words(&b->a, KIND_COUNT, (double)table->more, b->language);
	snprintf(text, sizeof text, book_label(b, LABEL_MORE), arena_str(&b->a, count));
	worksheet_write_string(sheet, (lxw_row_t)table->count + 1, 0, text, NULL);
}

static void sheet_table(struct book *b, enum report_by by)
{
	const struct report_table *table = &b->r->tables[by];
	unsigned first, last;
	report_shown(by, &first, &last);
	lxw_worksheet *sheet =
		workbook_add_worksheet(b->workbook, book_label(b, (enum report_label)(LABEL_BY_ALL + by)));
	put_heads(b, sheet, 0, by);
	worksheet_freeze_panes(sheet, 1, 1);
	worksheet_autofilter(sheet, 0, 0, (lxw_row_t)table->count, (lxw_col_t)(last - first));
	for (size_t i = 0; i < table->count && i < ROWS_MAX; i++) {
		const struct report_row *row = &table->rows[i];
		put_group(b, sheet, (lxw_row_t)(i + 1), by, row);
		for (unsigned c = first; c < last; c++)
			cell_write(b, sheet, (lxw_row_t)(i + 1), (lxw_col_t)(c - first + 1), report_columns[c].kind,
				   row->values[c]);
	}
	put_more(b, sheet, table);
}

/* The figures of all, one below the other, and from when to when. */
static void put_overview(struct book *b)
{
	const struct report *r = b->r;
	lxw_worksheet *sheet = workbook_add_worksheet(b->workbook, book_label(b, LABEL_BY_ALL));
	struct civil now = zone_civil_at(r->zone, r->now);
	worksheet_set_column(sheet, 0, 0, WIDTH_NAME, NULL);
	worksheet_set_column(sheet, 1, 2, WIDTH_VALUE, NULL);
	worksheet_write_string(sheet, 0, 0, arena_str(&b->a, r->desk), b->head);
	worksheet_write_number(sheet, 0, 1, EPOCH + r->from, b->date);
	worksheet_write_number(sheet, 0, 2, EPOCH + r->to, b->date);
	worksheet_write_string(sheet, 1, 0, book_label(b, LABEL_MADE), NULL);
	worksheet_write_number(sheet, 1, 1, EPOCH + (double)zone_civil_seconds(&now) / 86400, b->stamp);
	if (r->pending)
		worksheet_write_string(sheet, 2, 0, book_label(b, LABEL_PENDING), NULL);
	for (unsigned c = 0; c < COLUMN_PROPOSED; c++) {
		worksheet_write_string(sheet, c + 3, 0, book_label(b, (enum report_label)(LABEL_TICKETS + c)), NULL);
		cell_write(b, sheet, c + 3, 1, report_columns[c].kind, r->total.values[c]);
	}
	worksheet_freeze_panes(sheet, 1, 0);
}

int xlsx_write(const char *path, const struct report *r, struct span language, struct err *err)
{
	struct book b = {.r = r, .language = language};
	b.workbook = workbook_new(path);
	if (!b.workbook)
		return err_set(err, ERR_RETRY, "%s: no memory", path);
	arena_init(&b.a);
	formats_make(&b);
	put_overview(&b);
	for (unsigned by = BY_ALL + 1; by < BY_COUNT; by++)
		if (r->tables[by].rows)
			sheet_table(&b, (enum report_by)by);
	lxw_error failed = workbook_close(b.workbook);
	arena_clear(&b.a);
	return failed ? err_set(err, ERR_RETRY, "%s: %s", path, lxw_strerror(failed)) : 0;
}
