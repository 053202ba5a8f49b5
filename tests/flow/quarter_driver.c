/* quarter_driver: makes time pass for one desk as fast as possible, for tests/flow/test_quarter.py.
 *
 * quarter_driver CONFIG STORE [charts]. Reads lines from standard input and answers each with "ok" once it is
 * committed: clock S T       the clock turns whenever it has asked to, up to T; a new process starts at S mail T LENGTH
 * a mail of LENGTH bytes follows, received at T digests         all digests in the outbox, one per line: time,
 * recipient, tickets listed under thank-yous events          all events, one per line: ticket, time, actor, kind,
 * number, what, to; separated by tabs notices T         what the manager is told of mailboxes, the disk, webhooks and
 * mails that cannot be sent, at T. It may be killed at any moment, and restarted on the same store. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/desk/digest.h"
#include "daemon/desk/intake.h"
#include "daemon/desk/notice.h"
#include "daemon/desk/tick.h"
#include "daemon/report/png.h"

static struct conf *conf;
static struct store *store;
static struct reader *reader;
static struct arena arena;

static void must(int rc, const struct err *err)
{
	if (rc == 0)
		return;
	fprintf(stderr, "quarter_driver: %s\n", err->text);
	exit(1);
}

static struct txn *begin(void)
{
	struct txn *t;
	struct err err;
	must(store_begin(store, TXN_WRITE, &t, &err), &err);
	return t;
}

static void commit(struct txn *t)
{
	struct err err;
	must(store_commit(t, &err), &err);
	arena_clear(&arena);
}

/* One transaction for each turn, as in the clock's process. */
static void pass_to(int64_t since, int64_t until)
{
	static int64_t now; /* where the last call ended */
	int64_t next = now ? now : since;
	bool more = false;
	do {
		struct tick tk;
		struct err err;
		int64_t digest;
		now = more ? now : next && next < until ? next : until;
		struct txn *t = begin();
		must(digest_turn(conf, t, now, &arena, &digest, &err), &err);
		must(tick(conf, t, now, &arena, &tk, &err), &err);
		more = tk.more;
		next = tk.next && tk.next < digest ? tk.next : digest;
		commit(t);
	} while (now < until || more);
}

static void take(int64_t now, size_t length)
{
	struct intake_source source = {.mailbox = &conf->mailboxes[0], .name = SPAN("quarter")};
	char *bytes = malloc(length + 1);
	struct mail mail;
	struct plan plan;
	struct err err;
	if (!bytes || fread(bytes, 1, length, stdin) != length)
		exit(2);
	struct span raw = span_make(bytes, length);
	must(reader_read(reader, &arena, raw, &mail, &err), &err);
	struct txn *t = begin();
	must(intake_mail(conf, t, reader, &source, &mail, raw, now, &arena, &plan, &err), &err);
	commit(t);
	free(bytes);
}

static void print_events(uint64_t ticket)
{
	struct event_list events;
	struct err err;
	struct txn *t;
	must(store_begin(store, TXN_READ, &t, &err), &err);
	must(store_events(t, &arena, ticket, &events, &err), &err);
	for (size_t i = 0; i < events.count; i++) {
		const struct event *e = &events.items[i];
		printf("%llu\t%lld\t%.*s\t%s\t%llu\t%.*s\t%.*s\n", (unsigned long long)ticket, (long long)e->time,
		       SPAN_ARG(e->actor), event_name(e->kind), (unsigned long long)e->number, SPAN_ARG(e->what),
		       SPAN_ARG(e->to));
	}
	store_abort(t);
	arena_clear(&arena);
}

static void print_all(void)
{
	struct err err;
	struct txn *t;
	uint64_t last;
	must(store_begin(store, TXN_READ, &t, &err), &err);
	must(store_next_ticket(t, &last, &err), &err);
	store_abort(t);
	for (uint64_t id = 1; id < last; id++)
		print_events(id);
}

/* Prints " 12 17", the ticket numbers after the heading, which is in the agent's language. */
static void print_thanked(struct span body)
{
	static const char *const headings[] = {"\n== Thank-yous (", "\n== Dank (", "\n== Remerciements ("};
	struct span rest = SPAN_NONE, line;
	for (size_t i = 0; i < sizeof(headings) / sizeof(*headings); i++) {
		ptrdiff_t at = span_find(body, span_of(headings[i]));
		rest = at < 0 ? rest : span_from(body, (size_t)at);
	}
	while (span_line(&rest, &line))
		if (span_starts(line, SPAN("#")))
			printf(" %.*s", (int)span_chr(line, ' ') - 1, line.ptr + 1);
}

static void print_digests(void)
{
	struct outmail_list mails;
	struct err err;
	struct txn *t;
	must(store_begin(store, TXN_READ, &t, &err), &err);
	must(store_outbox(t, &arena, &mails, &err), &err);
	for (size_t i = 0; i < mails.count; i++) {
		const struct outmail *m = &mails.items[i];
		if (!span_eq(m->template, SPAN("digest")))
			continue;
		printf("%lld\t%.*s\t", (long long)m->created, SPAN_ARG(m->to));
		print_thanked(m->body);
		putchar('\n');
	}
	store_abort(t);
	arena_clear(&arena);
}

static void verify_fault(void *ctx, const char *text)
{
	(void)ctx;
	printf("fault\t%s\n", text);
}

static void verify(void)
{
	struct verify_report report;
	struct err err;
	struct txn *t;
	must(store_begin(store, TXN_READ, &t, &err), &err);
	must(store_verify(t, verify_fault, NULL, &report, &err), &err);
	store_abort(t);
}

static void tell_everything(int64_t now)
{
	const struct notice_outage outages[] = {{SPAN("in"), SPAN("connection refused"), true, now - 3600},
						{SPAN("in"), SPAN_NONE, false, now - 3600}};
	const struct outmail failed = {.ticket = 1,
				       .to = SPAN("jo@example.org"),
				       .template = SPAN("reply"),
				       .error = SPAN("550 5.7.1 Message refused")};
	struct err err;
	struct txn *t = begin();
	for (size_t i = 0; i < sizeof(outages) / sizeof(*outages); i++)
		must(notice_mailbox(conf, t, &outages[i], now, &arena, &err), &err);
	must(notice_grant(conf, t, SPAN("in"), now + 7 * 86400, now, &arena, &err), &err);
	must(notice_quarantined(conf, t, SPAN("in"), SPAN("the reader died (signal 11)"), now, &arena, &err), &err);
	must(notice_disk(conf, t, (uint64_t)1 << 29, now, &arena, &err), &err);
	must(notice_webhook(conf, t, SPAN("chat"), SPAN_NONE, true, now, &arena, &err), &err);
	must(notice_webhook(conf, t, SPAN("crm"), SPAN("503 Service Unavailable"), false, now, &arena, &err), &err);
	must(notice_failed(conf, t, &failed, now, &arena, &err), &err);
	commit(t);
}

static void obey(const char *line)
{
	long long since, at;
	size_t length;
	if (sscanf(line, "clock %lld %lld", &since, &at) == 2)
		pass_to(since, at);
	else if (sscanf(line, "mail %lld %zu", &at, &length) == 2)
		take(at, length);
	else if (strncmp(line, "events", 6) == 0)
		print_all();
	else if (strncmp(line, "digests", 7) == 0)
		print_digests();
	else if (sscanf(line, "notices %lld", &at) == 1)
		tell_everything(at);
	else if (strncmp(line, "verify", 6) == 0)
		verify();
	else
		exit(3);
	puts("ok");
	fflush(stdout);
}

/* Charts take most of the time of a digest; without "charts" they are left out. */
static bool charts;
bool __real_png_write(struct buf *out, const struct drawing *d, double scale);
bool __wrap_png_write(struct buf *out, const struct drawing *d, double scale);
bool __wrap_png_write(struct buf *out, const struct drawing *d, double scale)
{
	return charts ? __real_png_write(out, d, scale) : (buf_str(out, "PNG"), true);
}

int main(int argc, char **argv)
{
	struct conf_errors errors;
	struct store_options options = {
		.path = argc > 2 ? argv[2] : "", .map_size = (uint64_t)1 << 30, .no_sync = true};
	struct err err;
	bool missing;
	char line[200];
	conf_errors_init(&errors);
	charts = argc == 4 && strcmp(argv[3], "charts") == 0;
	if (argc != 3 + charts || conf_load(argv[1], &conf, &errors, &missing)) {
		fprintf(stderr, "quarter_driver: %s\n",
			errors.lines.count ? errors.lines.items[0].ptr : "CONFIG STORE [charts]");
		return 1;
	}
	must(reader_new(&reader, &err), &err);
	must(store_open(&options, &store, &err), &err);
	arena_init(&arena);
	while (fgets(line, sizeof(line), stdin))
		obey(line);
	store_close(store);
	reader_free(reader);
	arena_clear(&arena);
	conf_free(conf);
	conf_errors_clear(&errors);
	return 0;
}
