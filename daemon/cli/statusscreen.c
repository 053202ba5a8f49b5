#include "daemon/cli/statusscreen.h"

#include <inttypes.h>

#include "daemon/cli/terminal.h"
#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/fill.h"

#define WIDTH_NAME ((size_t)16)
#define BAR_MAX ((size_t)30)

struct screen {
	FILE *out;
	const struct zone *zone;
	const struct desk_status *s;
	size_t width;
	bool color;
	struct arena a;
};

enum paint { PAINT_PLAIN, PAINT_BOLD, PAINT_GOOD, PAINT_BAD };

static void paint(const struct screen *x, enum paint p)
{
	static const char *const codes[] = {"\x1b[0m", "\x1b[1m", "\x1b[32m", "\x1b[31;1m"};
	if (x->color)
		fputs(codes[p], x->out);
}

static void head(const struct screen *x, const char *name)
{
	fputc('\n', x->out);
	paint(x, PAINT_BOLD);
	fprintf(x->out, "%s\n", name);
	paint(x, PAINT_PLAIN);
}

/* "5 s", "12 min", "3 h", "2 d" ago */
static struct span ago(struct screen *x, int64_t then)
{
	int64_t s = x->s->now > then ? x->s->now - then : 0;
	if (!then)
		return SPAN("never");
	if (s < 120)
		return arena_printf(&x->a, "%" PRId64 " s ago", s);
	if (s < 7200)
		return arena_printf(&x->a, "%" PRId64 " min ago", s / 60);
	return s < 172800 ? arena_printf(&x->a, "%" PRId64 " h ago", s / 3600)
			  : arena_printf(&x->a, "%" PRId64 " d ago", s / 86400);
}

static void print_verdict(struct screen *x)
{
	paint(x, x->s->faults.count ? PAINT_BAD : PAINT_GOOD);
	fputs(x->s->faults.count ? "needs a person" : "all is well", x->out);
	paint(x, PAINT_PLAIN);
	fputs(", ", x->out);
	terminal_line(x->out, when_words(&x->a, x->zone, x->s->now));
	fputs(x->s->running ? "\n" : ", no daemon runs\n", x->out);
	for (size_t i = 0; i < x->s->faults.count; i++) {
		fputs("  ! ", x->out);
		terminal_cut(x->out, x->s->faults.items[i], x->width > 4 ? x->width - 4 : 0);
		fputc('\n', x->out);
	}
}

static void print_mailboxes(struct screen *x)
{
	head(x, "MAILBOXES");
	for (size_t i = 0; i < x->s->mailbox_count; i++) {
		const struct status_mailbox *m = &x->s->mailboxes[i];
		fputs("  ", x->out);
		terminal_cell(x->out, m->name, WIDTH_NAME);
		paint(x, m->ok ? PAINT_GOOD : PAINT_BAD);
		terminal_cell(x->out, span_of(m->state), 10);
		paint(x, PAINT_PLAIN);
		fputs("seen ", x->out);
		terminal_cell(x->out, ago(x, m->told.seen), 12);
		if (m->told.seen)
			fprintf(x->out, "%" PRIu64 " waiting", m->told.backlog);
		fputc('\n', x->out);
	}
}

static void statusscreen_print_mails(struct screen *x)
{
	const struct desk_status *s = x->s;
	head(x, "OUTBOX");
	fprintf(x->out, "  %" PRIu64 " to be sent", s->outbox[OUTMAIL_QUEUED]);
	if (s->oldest)
		fprintf(x->out, ", the first made %.*s", SPAN_ARG(ago(x, s->oldest)));
	paint(x, s->outbox[OUTMAIL_FAILED] ? PAINT_BAD : PAINT_PLAIN);
	fprintf(x->out, "; %" PRIu64 " failed", s->outbox[OUTMAIL_FAILED]);
	paint(x, s->quarantined ? PAINT_BAD : PAINT_PLAIN);
	fprintf(x->out, "; %" PRIu64 " in quarantine\n", s->quarantined);
	paint(x, PAINT_PLAIN);
}

static void print_webhooks(struct screen *x)
{
	if (x->s->webhook_count)
		head(x, "WEBHOOKS");
	for (size_t i = 0; i < x->s->webhook_count; i++) {
		const struct status_webhook *w = &x->s->webhooks[i];
		fputs("  ", x->out);
		terminal_cell(x->out, w->name, WIDTH_NAME);
		paint(x, w->ok ? PAINT_GOOD : PAINT_BAD);
		terminal_cell(x->out, span_of(w->state), 10);
		paint(x, PAINT_PLAIN);
		fprintf(x->out, "%" PRIu64 " tickets waiting", w->waiting);
		if (w->oldest)
			fprintf(x->out, ", the first since %.*s", SPAN_ARG(ago(x, w->oldest)));
		if (w->told.error[0])
			fputs(": ", x->out), terminal_line(x->out, span_of(w->told.error));
		fputc('\n', x->out);
	}
}

static void print_tickets(struct screen *x)
{
	head(x, "TICKETS");
	fputc(' ', x->out);
	for (unsigned i = 0; i < STATUS_COUNT; i++)
		fprintf(x->out, " %" PRIu64 " %s%s", x->s->tickets[i], status_name((enum status)i),
			i + 1 < STATUS_COUNT ? "," : "\n");
	fprintf(x->out, "  %" PRIu64 " with no agent, ", x->s->waiting);
	paint(x, x->s->overdue ? PAINT_BAD : PAINT_PLAIN);
	fprintf(x->out, "%" PRIu64 " overdue\n", x->s->overdue);
	paint(x, PAINT_PLAIN);
}

/* The agent with the most tickets has the longest bar. */
static void print_bar(const struct screen *x, uint32_t n, uint32_t most)
{
	size_t length = most ? (size_t)n * BAR_MAX / most : 0;
	for (size_t i = 0; i < length; i++)
		fputc('#', x->out);
}

static void print_agents(struct screen *x)
{
	uint32_t most = 0;
	for (size_t i = 0; i < x->s->agent_count; i++)
		most = x->s->agents[i].open > most ? x->s->agents[i].open : most;
	head(x, "AGENTS");
	for (size_t i = 0; i < x->s->agent_count; i++) {
		const struct status_agent *agent = &x->s->agents[i];
		fputs("  ", x->out);
		terminal_cell(x->out, agent->name, WIDTH_NAME);
		fprintf(x->out, "%5" PRIu32, agent->open);
		if (agent->capacity)
			fprintf(x->out, " of %-5" PRIu32, agent->capacity);
		else
			fprintf(x->out, " open    ");
		if (agent->away_until)
			fprintf(x->out, "away until %.*s", SPAN_ARG(when_words(&x->a, x->zone, agent->away_until)));
		else
			print_bar(x, agent->open, most);
		fputc('\n', x->out);
	}
}

static void print_disk(struct screen *x)
{
	head(x, "DISK");
	if (!x->s->disk_known) {
		fputs("  not known\n", x->out);
		return;
	}
	fprintf(x->out, "  %.*s free", SPAN_ARG(fill_size(&x->a, x->s->disk_free, SPAN_NONE)));
	if (x->s->disk_least)
		fprintf(x->out, ", at least %.*s are wanted", SPAN_ARG(fill_size(&x->a, x->s->disk_least, SPAN_NONE)));
	fputc('\n', x->out);
}

void statusscreen_print(FILE *out, const struct zone *zone, const struct desk_status *s, size_t width, bool color)
{
	struct screen x = {.out = out, .zone = zone, .s = s, .width = width, .color = color};
	arena_init(&x.a);
	print_verdict(&x);
	print_mailboxes(&x);
	statusscreen_print_mails(&x);
	print_webhooks(&x);
	print_tickets(&x);
	print_agents(&x);
	print_disk(&x);
	arena_clear(&x.a);
}
