#include "daemon/cli/terminal.h"

#include <inttypes.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/fill.h"
#include "daemon/core/outgoing/sentence.h"
#include "parsers/base/utf8.h"
#include "parsers/text.h"
#include "store/ticketfields.h"

#define WIDTH_DEFAULT ((size_t)80) /* if the terminal does not say */
#define WIDTH_CUSTOMER ((size_t)24)
#define WIDTH_FIXED ((size_t)62)   /* of a ticket's row before its subject */
#define WIDTH_SUBJECT ((size_t)24) /* the least that the subject keeps next to the customer */
#define HANG "                  "  /* indents to the column after a time */

static bool is_control(uint32_t c)
{
	return c < ' ' || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static void print_character(FILE *out, uint32_t c)
{
	char bytes[4];
	size_t n = utf8_put(is_control(c) ? '?' : c, bytes);
	for (size_t i = 0; i < n; i++)
		putc_unlocked(bytes[i], out);
}

void terminal_line(FILE *out, struct span text)
{
	bool bad = false;
	while (text.len > 0)
		print_character(out, utf8_take(&text, &bad));
}

void terminal_text(FILE *out, const char *indent, struct span text)
{
	struct span line, part;
	while (span_line(&text, &line)) {
		fputs(indent, out);
		for (bool first = true; span_cut(&line, '\t', &part); first = false) {
			fputs(first ? "" : "\t", out);
			terminal_line(out, part);
		}
		fputc('\n', out);
	}
}

void terminal_raw(FILE *out, struct span raw)
{
	if (isatty(fileno(out)))
		terminal_text(out, "", raw);
	else
		fwrite(raw.ptr, 1, raw.len, out);
}

/* Prints as much as fits, and returns the columns that it took. */
static size_t print_within(FILE *out, struct span text, size_t width)
{
	bool bad = false;
	size_t n = 0;
	while (text.len > 0) {
		uint32_t c = utf8_take(&text, &bad);
		size_t columns = is_control(c) ? 1 : (size_t)utf8_columns(c);
		if (n + columns > width)
			break;
		n += columns;
		print_character(out, c);
	}
	return n;
}

size_t terminal_columns(struct span text)
{
	bool bad = false;
	size_t n = 0;
	while (text.len > 0) {
		uint32_t c = utf8_take(&text, &bad);
		n += is_control(c) ? 1 : (size_t)utf8_columns(c);
	}
	return n;
}

void terminal_cell(FILE *out, struct span text, size_t width)
{
	fprintf(out, "%*s", (int)(width - print_within(out, text, width)) + 2, "");
}

void terminal_cut(FILE *out, struct span text, size_t width)
{
	print_within(out, text, width ? width : SIZE_MAX);
}

size_t terminal_width(FILE *out)
{
	struct winsize size = {0};
	if (!isatty(fileno(out)))
		return 0;
	return ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : WIDTH_DEFAULT;
}

void terminal_none(FILE *out, const char *what)
{
	if (isatty(fileno(out)))
		fprintf(out, "no %s\n", what);
}

void terminal_heads(FILE *out, const char *names)
{
	if (isatty(fileno(out)))
		fprintf(out, "%s\n", names);
}

static void print_field(FILE *out, const char *name, struct span value)
{
	if (value.len == 0)
		return;
	fprintf(out, "%-12s", name);
	terminal_line(out, value);
	fputc('\n', out);
}

static void print_list(FILE *out, const char *name, const struct span_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		print_field(out, i ? "" : name, list->items[i]);
}

static void print_time(FILE *out, const struct zone *zone, const char *name, int64_t when)
{
	struct arena a;
	arena_init(&a);
	print_field(out, name, when_words(&a, zone, when));
	arena_clear(&a);
}

/* "5m", "3h", "12d" */
static struct span age(struct arena *a, int64_t seconds)
{
	int64_t s = seconds > 0 ? seconds : 0;
	if (s < 3600)
		return arena_printf(a, "%" PRId64 "m", s / 60);
	return s < 86400 ? arena_printf(a, "%" PRId64 "h", s / 3600) : arena_printf(a, "%" PRId64 "d", s / 86400);
}

/* "4h" before it is due, "-3d" after; "-" for none */
static struct span due(struct arena *a, int64_t at, int64_t now)
{
	if (!at)
		return SPAN("-");
	struct span left = age(a, at > now ? at - now : now - at);
	return at > now ? left : arena_printf(a, "-%.*s", SPAN_ARG(left));
}

/* Is there room for the customer? */
static bool is_roomy(size_t width)
{
	return width == 0 || width >= WIDTH_FIXED + WIDTH_CUSTOMER + 2 + WIDTH_SUBJECT;
}

void terminal_ticket_heads(FILE *out, size_t width)
{
	if (is_roomy(width))
		terminal_heads(out, "    ID  STATUS    PRIO    CATEGORY    AGENT       AGE   DUE   CUSTOMER            "
				    "      SUBJECT");
	else
		terminal_heads(out, "    ID  STATUS    PRIO    CATEGORY    AGENT       AGE   DUE   SUBJECT");
}

void terminal_ticket_row(FILE *out, const struct ticket *t, int64_t now, size_t width)
{
	struct arena a;
	bool roomy = is_roomy(width);
	arena_init(&a);
	fprintf(out, "%6" PRIu64 "  ", t->id);
	terminal_cell(out, span_of(status_name(t->status)), 8);
	terminal_cell(out, span_of(priority_name(t->priority)), 6);
	terminal_cell(out, t->category, 10);
	terminal_cell(out, t->agent.len ? t->agent : SPAN("-"), 10);
	terminal_cell(out, age(&a, now - t->updated), 4);
	terminal_cell(out, due(&a, ticket_due(t), now), 4);
	if (roomy)
		terminal_cell(out, t->customer, WIDTH_CUSTOMER);
	size_t taken = WIDTH_FIXED + (roomy ? WIDTH_CUSTOMER + 2 : 0);
	terminal_cut(out, t->subject, width > taken ? width - taken : width);
	fputc('\n', out);
	arena_clear(&a);
}

static void print_name(FILE *out, const char *label, struct span name)
{
	print_field(out, label, name.len ? name : SPAN("nobody"));
}

static void print_number(FILE *out, const char *name, uint64_t number)
{
	if (number)
		fprintf(out, "%-12s#%" PRIu64 "\n", name, number);
}

static void print_numbers(FILE *out, const char *name, const struct id_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		print_number(out, i ? "" : name, list->items[i]);
}

static void print_ticket_field(FILE *out, const struct zone *zone, const struct ticket_field *f, const struct ticket *t)
{
	const void *value = ticket_field(f, t);
	switch (f->type) {
	case TICKET_NUMBER:
		print_number(out, f->label, *(const uint64_t *)value);
		break;
	case TICKET_TIME:
		print_time(out, zone, f->label, *(const int64_t *)value);
		break;
	case TICKET_STATUS:
		print_field(out, f->label, span_of(status_name(*(const enum status *)value)));
		break;
	case TICKET_PRIORITY:
		print_field(out, f->label, span_of(priority_name(*(const enum priority *)value)));
		break;
	case TICKET_TEXT:
		print_field(out, f->label, *(const struct span *)value);
		break;
	case TICKET_NAME:
		print_name(out, f->label, *(const struct span *)value);
		break;
	case TICKET_TEXTS:
		print_list(out, f->label, value);
		break;
	case TICKET_IDS:
		print_numbers(out, f->label, value);
		break;
	case TICKET_SCORE:
		if (*(const uint32_t *)value)
			print_field(out, f->label, span_make(&"0123456789"[*(const uint32_t *)value % 10], 1));
		break;
	case TICKET_COUNT:
	case TICKET_FLAG:
	case TICKET_ROOTS:
	case TICKET_TIMERS:
	case TICKET_STOPS:
	case TICKET_FIGURES:
		break;
	}
}

void terminal_ticket(FILE *out, const struct zone *zone, const struct ticket *t)
{
	fprintf(out, "#%" PRIu64 " ", t->id);
	terminal_line(out, t->subject);
	fputc('\n', out);
	for (size_t i = 0; i < TICKET_FIELD_COUNT; i++)
		if (ticket_fields[i].uses & TICKET_SHOWN)
			print_ticket_field(out, zone, &ticket_fields[i], t);
}

void terminal_message(FILE *out, const struct zone *zone, const struct message *m)
{
	struct arena a;
	arena_init(&a);
	fprintf(out, "\n%" PRIu32 ". %s%s, ", m->seq, message_kind_name(m->kind),
		m->crossed ? " (held: a colleague answered)"
		: m->held  ? " (held: unproven)"
			   : "");
	terminal_line(out, m->from);
	fputs(", ", out);
	terminal_line(out, when_words(&a, zone, m->date ? m->date : m->received));
	fputc('\n', out);
	terminal_text(out, "    ", m->text);
	size_t folded = fill_lines(m->folded);
	if (folded)
		fprintf(out, "    [%zu %s of %s folded]\n", folded, folded == 1 ? "line" : "lines",
			text_has_history(&a, m->folded) ? "history" : "signature");
	terminal_text(out, "    | ", m->folded);
	for (size_t i = 0; i < m->attachments.count; i++) {
		fputs("    + ", out);
		terminal_line(out, m->attachments.items[i].name);
		fprintf(out, " (%" PRIu64 " bytes)\n", m->attachments.items[i].size);
	}
	arena_clear(&a);
}

/* "by jo@example.org: the customer wrote", below the event; nothing if there is no reason. */
static void print_reason(FILE *out, const struct event *e)
{
	bool by = e->actor.len && !span_eq(e->actor, SPAN("desk"));
	if (!by && !e->why.len)
		return;
	fputs(by ? HANG "by " : HANG "why", out);
	terminal_line(out, by ? e->actor : SPAN_NONE);
	fputs(e->why.len ? ": " : "", out);
	terminal_line(out, e->why);
	fputc('\n', out);
}

/* The mail that caused it, unless the event before was caused by the same one. */
static void print_mail(FILE *out, const struct event *e, const struct event *before)
{
	if (!e->via.len || (before && span_eq(before->via, e->via)))
		return;
	fputs(HANG "mail <", out);
	terminal_line(out, e->via);
	fputs(">\n", out);
}

void terminal_event(FILE *out, const struct zone *zone, const struct event *e, const struct event *before)
{
	struct arena a;
	arena_init(&a);
	terminal_cell(out, when_words(&a, zone, e->time), 16);
	terminal_line(out, sentence_event(&a, zone, SPAN("en"), e));
	fputc('\n', out);
	print_reason(out, e);
	print_mail(out, e, before);
	arena_clear(&a);
}
