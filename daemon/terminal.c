#include "daemon/terminal.h"

#include <inttypes.h>

#include "daemon/clock.h"
#include "parsers/base/utf8.h"

static bool is_control(uint32_t c)
{
	return c < ' ' || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static void print_character(FILE *out, uint32_t c)
{
	char bytes[4];
	size_t n = utf8_put(is_control(c) ? '?' : c, bytes);
	fwrite(bytes, 1, n, out);
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

void terminal_cell(FILE *out, struct span text, size_t width)
{
	bool bad = false;
	size_t n = 0;
	for (; n < width && text.len > 0; n++)
		print_character(out, utf8_take(&text, &bad));
	fprintf(out, "%*s", (int)(width - n) + 2, "");
}

static void print_field(FILE *out, const char *name, struct span value)
{
	if (value.len == 0)
		return;
	fprintf(out, "%-10s", name);
	terminal_line(out, value);
	fputc('\n', out);
}

static void print_list(FILE *out, const char *name, const struct span_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		print_field(out, i ? "" : name, list->items[i]);
}

static void print_time(FILE *out, const char *name, int64_t when)
{
	struct arena a;
	arena_init(&a);
	print_field(out, name, clock_people(&a, when));
	arena_clear(&a);
}

void terminal_ticket_row(FILE *out, const struct ticket *t)
{
	struct arena a;
	arena_init(&a);
	fprintf(out, "%6" PRIu64 "  ", t->id);
	terminal_cell(out, span_of(status_name(t->status)), 8);
	terminal_cell(out, span_of(priority_name(t->priority)), 6);
	terminal_cell(out, t->category, 10);
	terminal_cell(out, t->agent.len ? t->agent : SPAN("-"), 10);
	terminal_cell(out, clock_people(&a, t->updated), 16);
	terminal_cell(out, t->customer, 24);
	terminal_line(out, t->subject);
	fputc('\n', out);
	arena_clear(&a);
}

static void print_numbers(FILE *out, const char *name, const struct id_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		fprintf(out, "%-10s#%" PRIu64 "\n", i ? "" : name, list->items[i]);
}

void terminal_ticket(FILE *out, const struct ticket *t)
{
	fprintf(out, "#%" PRIu64 " ", t->id);
	terminal_line(out, t->subject);
	fputc('\n', out);
	print_field(out, "status", span_of(status_name(t->status)));
	print_field(out, "priority", span_of(priority_name(t->priority)));
	print_field(out, "category", t->category);
	print_field(out, "agent", t->agent.len ? t->agent : SPAN("nobody"));
	print_field(out, "customer", t->customer);
	print_list(out, "watchers", &t->watchers);
	print_list(out, "newcomers", &t->newcomers);
	print_list(out, "tags", &t->tags);
	print_numbers(out, "linked", &t->links);
	if (t->merged_into)
		fprintf(out, "%-10s#%" PRIu64 "\n", "merged in", t->merged_into);
	print_time(out, "created", t->created);
	print_time(out, "updated", t->updated);
	print_time(out, "due", t->due);
	print_time(out, "until", t->wake);
}

void terminal_message(FILE *out, const struct message *m)
{
	struct arena a;
	arena_init(&a);
	fprintf(out, "\n%" PRIu32 ". %s%s, ", m->seq, message_kind_name(m->kind), m->held ? " (held: unproven)" : "");
	terminal_line(out, m->from);
	fputs(", ", out);
	terminal_line(out, clock_people(&a, m->date ? m->date : m->received));
	fputc('\n', out);
	terminal_text(out, "    ", m->text);
	for (size_t i = 0; i < m->attachments.count; i++) {
		fputs("    + ", out);
		terminal_line(out, m->attachments.items[i].name);
		fprintf(out, " (%" PRIu64 " bytes)\n", m->attachments.items[i].size);
	}
	arena_clear(&a);
}

void terminal_event(FILE *out, const struct event *e)
{
	struct arena a;
	arena_init(&a);
	terminal_cell(out, clock_people(&a, e->time), 16);
	terminal_cell(out, e->actor, 20);
	terminal_cell(out, e->event, 12);
	terminal_line(out, e->detail);
	if (e->why.len) {
		fputs(e->detail.len ? "; because " : "because ", out);
		terminal_line(out, e->why);
	}
	fputc('\n', out);
	arena_clear(&a);
}
