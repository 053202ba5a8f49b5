#include "daemon/cli/commands.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/cli/json.h"
#include "daemon/cli/terminal.h"
#include "daemon/core/base/figures.h"
#include "daemon/core/base/period.h"
#include "daemon/desk/clock.h"
#include "daemon/desk/tally.h"
#include "daemon/report/csv.h"
#include "daemon/report/html.h"
#include "daemon/report/xlsx.h"

#define DAYS_SHOWN 30 /* if no day is given */
#define OUTPUT_MAX ((size_t)1 << 30)
#define WIDTH_NAME ((size_t)14)
#define WIDTH_VALUE ((size_t)8)
#define WIDTH_COUNT ((size_t)6)

enum form { FORM_TABLE, FORM_JSON, FORM_CSV, FORM_HTML, FORM_XLSX };

struct asked {
	enum form form;
	enum report_by by;
	bool by_given;
	struct tally_request request;
	struct report report;
};

/* --- what is asked for --- */

static int report_form(const struct cli *cli, enum form *out)
{
	if (cli->csv + cli->html + cli->xlsx + cli->json > 1)
		return cli_usage("report: one of --csv, --xlsx, --html and --json");
	*out = cli->csv ? FORM_CSV : cli->html ? FORM_HTML : cli->xlsx ? FORM_XLSX : cli->json ? FORM_JSON : FORM_TABLE;
	return EX_OK;
}

static int take_period(const struct cli_job *job, int64_t now, struct tally_request *r)
{
	const struct cli *cli = job->cli;
	uint32_t end, today = figures_day(job->conf, now);
	r->from = today - (DAYS_SHOWN - 1);
	r->to = today;
	if (cli->from && !period_read(job->conf, span_of(cli->from), now, &r->from, &r->to))
		return cli_usage("%s: not a day; write it as 2026-12-01, or today, yesterday, week, month, year",
				 cli->from);
	if (cli->to && !period_read(job->conf, span_of(cli->to), now, &r->to, &end))
		return cli_usage("%s: not a day; write it as 2026-12-01", cli->to);
	if (cli->to && !cli->from && r->from > r->to)
		r->from = r->to > DAYS_SHOWN ? r->to - (DAYS_SHOWN - 1) : 1;
	return r->from <= r->to ? EX_OK : cli_usage("report: --from is after --to");
}

static int take_asked(const struct cli_job *job, int64_t now, struct asked *x)
{
	*x = (struct asked){.by = BY_ALL, .by_given = job->cli->by != NULL};
	int code = report_form(job->cli, &x->form);
	if (code == EX_OK && x->by_given && !report_by_from(span_of(job->cli->by), &x->by))
		code = cli_usage("%s: --by is agent, category, customer, day, article or all", job->cli->by);
	if (code == EX_OK)
		code = take_period(job, now, &x->request);
	bool whole = x->form == FORM_HTML || x->form == FORM_XLSX;
	for (unsigned by = 0; by < BY_COUNT; by++)
		x->request.wanted[by] = whole || by == x->by;
	x->request.customers = x->form == FORM_HTML ? HTML_CUSTOMERS : x->form == FORM_XLSX ? XLSX_CUSTOMERS : 0;
	if (x->form == FORM_TABLE && !x->by_given)
		x->request.wanted[BY_AGENT] = x->request.wanted[BY_CATEGORY] = true;
	return code;
}

/* --- for people --- */

static void print_overview(FILE *out, const struct report *r, struct arena *a)
{
	fprintf(out, "%.*s, %.*s to %.*s\n\n", SPAN_ARG(r->desk), SPAN_ARG(report_date(a, r->from)),
		SPAN_ARG(report_date(a, r->to)));
	for (unsigned c = 0; c < COLUMN_PROPOSED; c++) {
		terminal_cell(out, report_column_label((enum report_column)c, SPAN("en")), 22);
		fprintf(out, "%.*s\n",
			SPAN_ARG(report_words(a, report_columns[c].kind, r->total.values[c], SPAN("en"))));
	}
	if (r->pending)
		fprintf(out, "\n%.*s\n", SPAN_ARG(report_label(LABEL_PENDING, SPAN("en"))));
}

static size_t width_of(unsigned column)
{
	return report_columns[column].kind == KIND_SECONDS ? WIDTH_VALUE : WIDTH_COUNT;
}

/* Right-aligned in its column. */
static void print_value(FILE *out, struct span text, size_t width)
{
	size_t columns = terminal_columns(text);
	fprintf(out, " %*s%.*s", (int)(width > columns ? width - columns : 0), "", SPAN_ARG(text));
}

static void print_table(FILE *out, const struct report *r, enum report_by by, struct arena *a)
{
	static const char *const heads[COLUMN_COUNT] = {"in",      "closed", "open", "first",  "90%",   "kept",
							"resolve", "90%",    "kept", "reopen", "happy", "answ",
							"bounce",  "propos", "sent", "solved"};
	const struct report_table *table = &r->tables[by];
	size_t room = terminal_width(out), columns;
	unsigned first, last;
	report_shown(by, &first, &last);
	columns = last;
	for (size_t used = SIZE_MAX; room && columns > first + 4 && used > room;) {
		used = WIDTH_NAME + 2;
		for (unsigned c = first; c < columns; c++)
			used += width_of(c) + 1;
		columns -= used > room;
	}
	fputc('\n', out);
	terminal_cell(out, span_of(report_by_name(by)), WIDTH_NAME);
	for (unsigned c = first; c < columns; c++)
		print_value(out, span_of(heads[c]), width_of(c));
	fputc('\n', out);
	for (size_t i = 0; i < table->count; i++) {
		terminal_cell(out, report_group(a, by, &table->rows[i], SPAN("en")), WIDTH_NAME);
		for (unsigned c = first; c < columns; c++)
			print_value(out, report_words(a, report_columns[c].kind, table->rows[i].values[c], SPAN("en")),
				    width_of(c));
		fputc('\n', out);
	}
}

static void print_tables(FILE *out, const struct asked *x, struct arena *a)
{
	if (!x->by_given)
		print_overview(out, &x->report, a);
	for (unsigned by = BY_ALL; by < BY_COUNT; by++)
		if (x->request.wanted[by] && (by != BY_ALL || x->by_given))
			print_table(out, &x->report, (enum report_by)by, a);
}

/* --- out --- */

static int copy_out(const char *path, FILE *out, struct err *err)
{
	char bytes[65536];
	size_t n;
	FILE *in = fopen(path, "rb");
	if (!in)
		return err_set(err, ERR_RETRY, "%s: %s", path, strerror(errno));
	while ((n = fread(bytes, 1, sizeof bytes, in)) > 0)
		fwrite(bytes, 1, n, out);
	fclose(in);
	return 0;
}

/* A spreadsheet can only be written to a file: standard output gets a copy. */
static int put_xlsx(const struct cli_job *job, const struct asked *x, struct err *err)
{
	char path[] = "/tmp/caredesk-report-XXXXXX";
	if (job->cli->output)
		return xlsx_write(job->cli->output, &x->report, job->conf->language, err);
	if (isatty(STDOUT_FILENO))
		return err_set(err, ERR_REFUSED, "a spreadsheet can't be shown on a terminal: name a file with -o");
	int fd = mkstemp(path);
	if (fd < 0)
		return err_set(err, ERR_RETRY, "%s: %s", path, strerror(errno));
	close(fd);
	int rc = xlsx_write(path, &x->report, job->conf->language, err);
	if (rc == 0)
		rc = copy_out(path, stdout, err);
	unlink(path);
	return rc;
}

static void put_html(const struct cli_job *job, const struct asked *x, struct buf *out)
{
	struct arena a;
	arena_init(&a);
	struct span title =
		arena_printf(&a, "%.*s: %.*s – %.*s", SPAN_ARG(x->report.desk),
			     SPAN_ARG(report_date(&a, x->report.from)), SPAN_ARG(report_date(&a, x->report.to)));
	html_begin(out, title, job->conf->language, 0);
	html_report(out, &x->report, job->conf->language, true);
	html_end(out);
	arena_clear(&a);
}

static void put_form(struct cli_job *job, const struct asked *x, FILE *out)
{
	struct buf b;
	buf_init(&b, OUTPUT_MAX);
	if (x->form == FORM_TABLE)
		print_tables(out, x, &job->arena);
	else if (x->form == FORM_JSON)
		json_report(out, &x->report, x->by);
	else if (x->form == FORM_CSV)
		csv_write(&b, &x->report, x->by);
	else
		put_html(job, x, &b);
	fwrite(b.ptr, 1, b.len, out);
	buf_clear(&b);
}

static int put_out(struct cli_job *job, const struct asked *x, struct err *err)
{
	if (x->form == FORM_XLSX)
		return put_xlsx(job, x, err);
	FILE *out = job->cli->output ? fopen(job->cli->output, "w") : stdout;
	if (!out)
		return err_set(err, ERR_NOTFOUND, "%s: %s", job->cli->output, strerror(errno));
	put_form(job, x, out);
	if (out == stdout)
		return 0;
	bool failed = ferror(out) != 0;
	if (fclose(out) != 0 || failed)
		return err_set(err, ERR_RETRY, "%s: can't be written", job->cli->output);
	return 0;
}

static int report_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	struct asked x;
	int64_t now = clock_now();
	job->code = take_asked(job, now, &x);
	if (job->code != EX_OK)
		return 0;
	if (tally(job->conf, t, &x.request, now, &job->arena, &x.report, err) != 0)
		return -1;
	return put_out(job, &x, err);
}

static int cmd_report(const struct cli *cli)
{
	return cli_job(cli, CLI_READ, report_work);
}

const struct cli_command cli_command_report = {
	.name = "report",
	.section = CLI_DESK,
	.usage = "report [--from DATE] [--to DATE] [--by agent|category|customer|day|article] [--csv | --xlsx | "
		 "--html] [-o FILE]",
	.help = "shows figures of the last 30 days, or of the given ones: tickets, answer times against their goals, "
		"load, "
		"satisfaction; DATE: 2026-12-01, today, yesterday, week, month, year",
	.more = "The HTML is one file with charts that opens anywhere.",
	.options = "--from --to --by --csv --xlsx --html -o",
	.run = cmd_report,
};
