/* How fast the store takes in typical mails and lists tickets.
 *
 * bench_store FOLDER [TICKETS [SIZE]]: FOLDER must be empty or missing; it is left there afterwards. Each mail is a
 * ticket with a message of 1.5 kB text, a raw mail of SIZE bytes (24000), three events, two mails in the outbox, its
 * Message-ID and content, the done mark and the customer; 64 of them in each transaction, with fsync. */
#include "parsers/base/digest.h"
#include "store/store.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BATCH 64
#define RAW_SIZE 24000
#define TEXT_SIZE 1500
#define CATEGORIES 8
#define AGENTS 40
#define CUSTOMERS 5000
#define OPEN_SHARE 49 /* one ticket in this many is unfinished */

struct bench {
	struct arena a;
	char raw[RAW_SIZE];
	size_t raw_size;
	struct span text;
};

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Prints what was measured, its speed relative to the baseline, and both figures. */
__attribute__((format(printf, 3, 4))) static void line(const char *what, double ratio, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	printf("%-62s %8.2f x   ", what, ratio);
	vprintf(format, args);
	putchar('\n');
	va_end(args);
}

static void must(int rc, const struct err *err)
{
	if (rc == 0)
		return;
	fprintf(stderr, "bench_store: %s\n", err->text);
	exit(1);
}

/* Words in random order, which compress about as well as mail. */
static void fill_raw(struct bench *b)
{
	static const char *const words[] = {"please ", "the ",    "invoice ",   "customer ", "network ",
					    "down ",   "since ",  "yesterday ", "thanks ",   "regards\r\n",
					    "order ",  "number ", "again "};
	uint32_t seed = 5;
	size_t n = 0;
	while (n < RAW_SIZE) {
		seed = seed * 1664525 + 1013904223;
		const char *word = words[(seed >> 16) % (sizeof(words) / sizeof(words[0]))];
		for (; *word && n < RAW_SIZE; word++)
			b->raw[n++] = *word;
		if (n < RAW_SIZE && seed >> 28 == 0)
			b->raw[n++] = (char)('0' + (seed >> 20) % 10);
	}
	b->text = span_make(b->raw, TEXT_SIZE);
}

static struct ticket a_ticket(struct bench *b, uint64_t id)
{
	struct ticket k = {.id = id, .messages = 1, .events = 3, .created = (int64_t)id, .updated = (int64_t)id};
	k.status = id % OPEN_SHARE ? STATUS_CLOSED : STATUS_OPEN;
	k.subject = SPAN("The network is down again");
	k.category = arena_printf(&b->a, "category%llu", (unsigned long long)id % CATEGORIES);
	k.agent = arena_printf(&b->a, "agent%llu", (unsigned long long)id % AGENTS);
	k.customer = arena_printf(&b->a, "customer%llu@example.org", (unsigned long long)(id * 7919 % CUSTOMERS));
	return k;
}

static int put_mail(struct bench *b, struct txn *t, uint64_t id, struct err *err)
{
	struct ticket k = a_ticket(b, id);
	struct message m = {.ticket = id, .seq = 1, .text = b->text, .from = k.customer, .subject = k.subject};
	struct customer c = {.addr = k.customer, .last = (int64_t)id};
	struct seen_at at = {.ticket = id, .seq = 1};
	unsigned char digest[32];
	m.message_id = arena_printf(&b->a, "%llu.mail@example.org", (unsigned long long)id);
	digest_sha256(&m.message_id, 1, digest);
	if (store_ticket_put(t, &k, err) || store_message_put(t, &m, span_make(b->raw, b->raw_size), err) ||
	    store_customer_put(t, &c, err) || store_msgid_put(t, m.message_id, &at, err) ||
	    store_content_put(t, digest, &at, err) || store_done_put(t, SPAN("support"), 1, id, err))
		return -1;
	for (uint32_t i = 1; i <= 3; i++) {
		struct event e = {.ticket = id, .seq = i, .kind = EVENT_STATUS, .why = SPAN("a new ticket")};
		if (store_event_put(t, &e, err))
			return -1;
	}
	for (uint64_t i = 0; i < 2; i++) {
		struct outmail o = {.id = 2 * id - 1 + i, .ticket = id, .to = k.customer, .next = (int64_t)id};
		o.body = b->text;
		o.state = k.status == STATUS_OPEN ? OUTMAIL_QUEUED : OUTMAIL_SENT;
		if (store_outmail_put(t, &o, err))
			return -1;
	}
	return 0;
}

/* The speed of the disk itself: the same raw mails appended to a file, with fsync after each batch. */
static double file_rate(struct bench *b, const char *folder, uint64_t mails)
{
	struct span path = arena_printf(&b->a, "%s/caredesk-bench.tmp", folder);
	FILE *f = fopen(path.ptr, "w");
	double start = seconds();
	for (uint64_t i = 1; f && i <= mails; i++)
		if (fwrite(b->raw, 1, b->raw_size, f) != b->raw_size ||
		    (i % BATCH == 0 && (fflush(f) || fdatasync(fileno(f))))) {
			perror("bench_store");
			exit(1);
		}
	double taken = seconds() - start;
	if (f)
		fclose(f);
	unlink(path.ptr);
	return (double)mails / taken;
}

/* Mails per second; the ticket numbers continue from *id. */
static double put_rate(struct bench *b, struct store *s, int batch, uint64_t count, uint64_t *id)
{
	struct err err;
	uint64_t last = *id + count;
	double start = seconds();
	while (*id < last) {
		struct txn *t;
		must(store_begin(s, TXN_WRITE, &t, &err), &err);
		for (int i = 0; i < batch && *id < last; i++)
			must(put_mail(b, t, (*id)++, &err), &err);
		must(store_commit(t, &err), &err);
		arena_clear(&b->a);
	}
	return (double)count / (seconds() - start);
}

static void put_all(struct bench *b, struct store *s, const char *folder, uint64_t tickets)
{
	uint64_t id = 1;
	double plain = file_rate(b, folder, tickets), alone = put_rate(b, s, 1, tickets / 16, &id);
	double together = put_rate(b, s, BATCH, tickets, &id);
	line("store: a commit for 64 mails, against one for each", together / alone, "%.0f and %.0f mails/s", together,
	     alone);
	line("store: the same, against a plain file with fsync", together / plain, "%.0f and %.0f mails/s", together,
	     plain);
}

/* The time to list the tickets, in milliseconds. */
static double list_time(struct bench *b, struct store *s, const struct ticket_filter *f)
{
	struct ticket_list found;
	struct txn *t;
	struct err err;
	must(store_begin(s, TXN_READ, &t, &err), &err);
	double start = seconds();
	must(store_tickets(t, &b->a, f, &found, &err), &err);
	double taken = seconds() - start;
	store_abort(t);
	arena_clear(&b->a);
	return taken * 1e3;
}

static void list_all(struct bench *b, struct store *s)
{
	double all = list_time(b, s, &(struct ticket_filter){.all = true});
	double open = list_time(b, s, &(struct ticket_filter){.limit = 0});
	double agent = list_time(b, s, &(struct ticket_filter){.agent = SPAN("agent10")});
	line("store: the unfinished tickets, against all", all / open, "%.2f and %.2f ms", open, all);
	line("store: an agent's unfinished, against all", all / agent, "%.2f and %.2f ms", agent, all);
}

static void no_fault(void *ctx, const char *text)
{
	(void)ctx;
	fprintf(stderr, "bench_store: verify: %s\n", text);
	exit(1);
}

static void verify(struct store *s)
{
	struct verify_report report;
	struct txn *t;
	struct err err;
	must(store_begin(s, TXN_READ, &t, &err), &err);
	double start = seconds();
	must(store_verify(t, no_fault, NULL, &report, &err), &err);
	double taken = seconds() - start;
	printf("%-62s %17.0f records/s\n", "store: verify", (double)report.records / taken);
	store_abort(t);
}

int main(int argc, char **argv)
{
	static struct bench b;
	struct store *s;
	struct err err;
	if (argc < 2) {
		fprintf(stderr, "usage: bench_store FOLDER [TICKETS [SIZE]]\n");
		return 64;
	}
	fill_raw(&b);
	b.raw_size = argc > 3 ? strtoull(argv[3], NULL, 10) : RAW_SIZE;
	if (b.raw_size > RAW_SIZE)
		b.raw_size = RAW_SIZE;
	arena_init(&b.a);
	must(store_open(&(struct store_options){.path = argv[1]}, &s, &err), &err);
	put_all(&b, s, argv[1], argc > 2 ? strtoull(argv[2], NULL, 10) : 6400);
	list_all(&b, s);
	verify(s);
	store_close(s);
	return 0;
}
