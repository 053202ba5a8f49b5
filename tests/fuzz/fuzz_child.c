/* fuzz_child: what a compromised reader's child may send: passed through the check, the decision and a store in memory
 * into the bytes of every resulting mail. No mail may have a line or field that we did not make, and the store must be
 * consistent. */
#include "daemon/desk/intake.h"
#include "daemon/edge/wire.h"
#include "parsers/mailcode.h"
#include "tests/fuzz/fuzz.h"

#include <stdio.h>

#define NOW ((int64_t)1793610000) /* 2026-11-02 09:00 UTC */
#define LINE_MAX_BYTES 998
#define RAW_SIZE 1000

static const char *const first_mails[] = {
	"From: Jo <jo@example.org>\r\nTo: support@acme.test\r\nCc: lee@example.org\r\nSubject: Printer\r\n"
	"Message-ID: <one@example.org>\r\nAuthentication-Results: mx.acme.test; dmarc=pass "
	"header.from=example.org\r\n\r\nHelp.\r\n",
	"From: Jo <jo@example.org>\r\nTo: support@acme.test\r\nSubject: [billing] Invoice\r\n"
	"Message-ID: <two@example.org>\r\n\r\nHelp.\r\n",
	"From: ann@acme.test\r\nTo: support@acme.test\r\nSubject: Re: [ACME #1]\r\n"
	"Message-ID: <three@acme.test>\r\n\r\n#close\r\n",
};

struct desk {
	struct conf *conf;
	struct store *store;
	struct reader *reader;
	char raw[RAW_SIZE];
};

static void take(struct desk *d, struct store *store, const struct mail *mail, struct span raw, struct arena *a,
		 struct plan *plan)
{
	struct intake_source source = {.mailbox = &d->conf->mailboxes[0], .name = SPAN("fuzz")};
	struct err err;
	struct txn *t;
	must(store_begin(store, TXN_WRITE, &t, &err) == 0);
	*plan = (struct plan){0};
	if (intake_mail(d->conf, t, d->reader, &source, mail, raw, NOW, a, plan, &err) == 0) {
		must(store_commit(t, &err) == 0);
		return;
	}
	store_abort(t);
	*plan = (struct plan){0};
}

static void desk_fill(struct desk *d)
{
	struct token_keys keys = {.items = {{.id = 7, .bytes = {1, 2, 3}}}};
	struct err err;
	struct txn *t;
	must(store_begin(d->store, TXN_WRITE, &t, &err) == 0);
	must(store_keys_put(t, &keys, &err) == 0 && store_commit(t, &err) == 0);
	for (size_t i = 0; i < sizeof(first_mails) / sizeof(*first_mails); i++) {
		struct span raw = span_of(first_mails[i]);
		struct arena a;
		struct mail mail;
		struct plan plan;
		arena_init(&a);
		must(mail_parse(fuzz_charsets(), &a, raw, &mail, &err) == 0);
		take(d, d->store, &mail, raw, &a, &plan);
		must(plan.ticket != 0);
		arena_clear(&a);
	}
}

/* Three mails have been taken in already. From here on the store is only read: each input's writes are kept apart. */
static struct desk *desk(void)
{
	static struct desk d;
	struct conf_errors errors;
	struct err err;
	bool missing;
	if (d.conf)
		return &d;
	for (size_t i = 0; i < RAW_SIZE; i++)
		d.raw[i] = i % 50 == 49 ? '\n' : (char)('a' + i % 26);
	conf_errors_init(&errors);
	must(conf_load("tests/golden/caredesk.conf", &d.conf, &errors, &missing) == 0);
	conf_errors_clear(&errors);
	must(reader_new(&d.reader, &err) == 0 && store_open_memory(&d.store, &err) == 0);
	desk_fill(&d);
	return &d;
}

/* --- outgoing mails --- */

static bool is_field_name(struct span name)
{
	static const struct span ours[] = {SPAN("From"),
					   SPAN("To"),
					   SPAN("Cc"),
					   SPAN("Subject"),
					   SPAN("Date"),
					   SPAN("Message-ID"),
					   SPAN("In-Reply-To"),
					   SPAN("References"),
					   SPAN("Reply-To"),
					   SPAN("Auto-Submitted"),
					   SPAN("MIME-Version"),
					   SPAN("X-Caredesk-Ticket"),
					   SPAN("X-Caredesk-Template"),
					   SPAN("X-Auto-Response-Suppress"),
					   SPAN("User-Agent"),
					   SPAN("X-Mailer")};
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++)
		if (span_ieq(name, ours[i]))
			return true;
	return span_starts(name, SPAN("Content-"));
}

static void check_header(struct span line)
{
	ptrdiff_t colon = span_chr(line, ':');
	if (line.ptr[0] != ' ' && line.ptr[0] != '\t')
		must(colon > 0 && is_field_name(span_sub(line, 0, (size_t)colon)));
}

static void check_bytes(struct span bytes)
{
	bool in_header = true;
	for (ptrdiff_t end; bytes.len; bytes = span_from(bytes, (size_t)end + 2)) {
		end = span_find(bytes, SPAN("\r\n"));
		must(end >= 0 && end <= LINE_MAX_BYTES);
		struct span line = span_sub(bytes, 0, (size_t)end);
		must(span_chr(line, '\n') < 0 && span_chr(line, '\r') < 0);
		in_header = in_header && line.len;
		if (in_header)
			check_header(line);
	}
}

static void check_mail(struct arena *a, const struct outmail *m, struct span raw)
{
	struct wire_part *parts = arena_alloc(a, (m->parts.count + 1) * sizeof(*parts));
	struct buf out;
	struct err err;
	size_t found;
	for (size_t i = 0; i < m->parts.count; i++)
		parts[i].raw = raw;
	must(is_line(m->to) && span_chr(m->to, '@') > 0);
	buf_init(&out, BUF_MAX);
	if (wire_mail(m, parts, "0", &out, &found, &err) == 0)
		check_bytes(buf_span(&out));
	buf_clear(&out);
}

static void fault(void *ctx, const char *text)
{
	(void)ctx;
	fprintf(stderr, "verify: %s\n", text);
}

static void check_store(struct store *store)
{
	struct verify_report report;
	struct err err;
	struct txn *t;
	must(store_begin(store, TXN_READ, &t, &err) == 0);
	must(store_verify(t, fault, NULL, &report, &err) == 0 && report.faults == 0);
	store_abort(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct desk *d = desk();
	struct span raw = span_make(d->raw, RAW_SIZE);
	struct arena a;
	struct mail mail;
	struct plan plan;
	struct store *store;
	struct err err;
	arena_init(&a);
	if (mailcode_unpack(&a, span_make(data, size), RAW_SIZE, &mail, &err) == 0) {
		must(store_open_overlay(d->store, &store, &err) == 0);
		take(d, store, &mail, raw, &a, &plan);
		for (size_t i = 0; i < plan.mails.count; i++)
			check_mail(&a, &plan.mails.items[i], raw);
		check_store(store);
		store_close(store);
	}
	arena_clear(&a);
	return 0;
}
