/* No value that reaches a header of an outgoing mail can add a line, a field or a recipient: every one- and two-byte
 * sequence of CR, LF and NUL, raw, in encoded words, in RFC 2231 and in quoted pairs, in every such value. */
#include "tests/unit/agents.h"

#include "daemon/edge/wire.h"

#define EVIL "Bcc: evil@evil.test"
#define MAX_BYTES ((size_t)4 << 20)

static const char bytes[] = {'\r', '\n', 0};

struct injection {
	char text[3];
	size_t len;
};

static size_t injections(struct injection out[12])
{
	size_t n = 0;
	for (size_t i = 0; i < 3; i++)
		out[n++] = (struct injection){{bytes[i]}, 1};
	for (size_t i = 0; i < 3; i++)
		for (size_t k = 0; k < 3; k++)
			out[n++] = (struct injection){{bytes[i], bytes[k]}, 2};
	return n;
}

/* --- how the bytes are written --- */

typedef void writer(struct buf *out, const struct injection *in);

static void write_raw(struct buf *out, const struct injection *in)
{
	buf_add(out, span_make(in->text, in->len));
	buf_str(out, EVIL);
}

static void write_hex(struct buf *out, const struct injection *in, char mark)
{
	for (size_t i = 0; i < in->len; i++)
		buf_printf(out, "%c%02X", mark, (unsigned)(unsigned char)in->text[i]);
}

static void write_q(struct buf *out, const struct injection *in)
{
	buf_str(out, " =?utf-8?q?x");
	write_hex(out, in, '=');
	buf_str(out, "Bcc:_evil=40evil.test?=");
}

static void write_b(struct buf *out, const struct injection *in)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	char text[40] = {0};
	size_t len = in->len;
	memcpy(text, in->text, len);
	memcpy(text + len, EVIL, sizeof(EVIL) - 1);
	len += sizeof(EVIL) - 1;
	while (len % 3)
		text[len++] = ' ';
	buf_str(out, " =?utf-8?b?");
	for (size_t i = 0; i < len; i += 3) {
		unsigned v = (unsigned)(unsigned char)text[i] << 16 | (unsigned)(unsigned char)text[i + 1] << 8 |
			     (unsigned char)text[i + 2];
		for (int k = 18; k >= 0; k -= 6)
			buf_chr(out, letters[v >> k & 63]);
	}
	buf_str(out, "?=");
}

static void write_two_words(struct buf *out, const struct injection *in)
{
	buf_str(out, " =?utf-8?q?");
	write_hex(out, in, '=');
	buf_str(out, "?= =?utf-8?q?Bcc=3A_evil=40evil.test?=");
}

static void write_percent(struct buf *out, const struct injection *in)
{
	write_hex(out, in, '%');
	buf_str(out, "Bcc%3A%20evil%40evil.test");
}

static void write_pair(struct buf *out, const struct injection *in)
{
	for (size_t i = 0; i < in->len; i++) {
		buf_chr(out, '\\');
		buf_chr(out, in->text[i]);
	}
	buf_str(out, EVIL);
}

static writer *const writers[] = {write_raw, write_q, write_b, write_two_words, write_percent, write_pair};

/* --- checking the bytes --- */

static bool known_field(struct span name)
{
	static const char *const names[] = {"From",
					    "To",
					    "Cc",
					    "Subject",
					    "Date",
					    "Message-ID",
					    "In-Reply-To",
					    "References",
					    "Reply-To",
					    "MIME-Version",
					    "Content-Type",
					    "Content-Transfer-Encoding",
					    "Content-Disposition",
					    "Content-ID",
					    "Auto-Submitted",
					    "X-Auto-Response-Suppress",
					    "X-Caredesk-Ticket",
					    "X-Caredesk-Template",
					    "X-Mailer",
					    "User-Agent",
					    "Content-Language",
					    "X-Caredesk-Version"};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_ieq(name, span_of(names[i])))
			return true;
	return false;
}

static void check_lines(struct span wire, const char *what)
{
	for (size_t i = 0; i < wire.len; i++) {
		char c = wire.ptr[i];
		if (c == 0 || (c == '\r' && (i + 1 == wire.len || wire.ptr[i + 1] != '\n')) ||
		    (c == '\n' && (i == 0 || wire.ptr[i - 1] != '\r')))
			fail_msg("%s: a stray control character at %zu:\n%.*s", what, i, SPAN_ARG(wire));
	}
}

/* Checks the header section at the start of `rest`: an unknown or repeated field was injected. */
static void check_fields(struct span rest, const char *what)
{
	struct span_list seen = {0};
	struct span line;
	struct arena a;
	arena_init(&a);
	while (span_line(&rest, &line) && line.len) {
		ptrdiff_t colon = span_chr(line, ':');
		if (line.ptr[0] == ' ' || line.ptr[0] == '\t')
			continue;
		struct span name = span_sub(line, 0, colon < 0 ? 0 : (size_t)colon);
		if (!known_field(name) || span_iin(&seen, name))
			fail_msg("%s: the field \"%.*s\" came in", what, SPAN_ARG(line));
		span_list_add(&a, &seen, name);
	}
	arena_clear(&a);
}

/* Checks the header of the mail and of every part. */
static void check_wire(struct span wire, const char *what)
{
	check_lines(wire, what);
	check_fields(wire, what);
	struct span rest = wire, line;
	bool multipart = span_ifind(wire, SPAN("multipart/mixed")) >= 0;
	while (multipart && span_line(&rest, &line))
		if (span_starts(line, SPAN("--")) && line.len > 10 && !span_ends(line, SPAN("--")))
			check_fields(rest, what);
}

static void check_mail(const struct outmail *m, const char *what)
{
	struct buf out;
	struct err err;
	struct wire_part parts[20] = {{SPAN_NONE}};
	assert_true(m->parts.count <= 20);
	buf_init(&out, MAX_BYTES);
	if (wire_mail(m, parts, "1.0", &out, &(size_t){0}, &err) == 0)
		check_wire(buf_span(&out), what);
	buf_clear(&out);
}

/* --- every value of an outgoing mail --- */

static void test_every_value(void **state)
{
	static const char *const names[] = {"to",        "to_name",  "from",        "from_name",   "reply_to",
					    "subject",   "template", "language",    "message_id",  "in_reply_to",
					    "reference", "cc",       "part's name", "part's type", "part's id"};
	struct injection in[12];
	struct arena a;
	(void)state;
	arena_init(&a);
	size_t count = injections(in);
	for (size_t v = 0; v < sizeof(names) / sizeof(*names); v++)
		for (size_t w = 0; w < sizeof(writers) / sizeof(*writers); w++)
			for (size_t i = 0; i < count; i++) {
				struct outmail_part part = {.attachment = {.name = SPAN("a.txt"),
									   .type = SPAN("text/plain"),
									   .content_id = SPAN("a@b")}};
				struct span ref = SPAN("r@example.org"), cc = SPAN("lee@example.org");
				struct outmail m = {.id = 1,
						    .ticket = 1,
						    .to = SPAN("jo@example.org"),
						    .to_name = SPAN("Jo"),
						    .from = SPAN("support@acme.test"),
						    .from_name = SPAN("ACME"),
						    .reply_to = SPAN("support+x@acme.test"),
						    .subject = SPAN("Printer"),
						    .body = SPAN("Hello\n"),
						    .template = SPAN("reply"),
						    .language = SPAN("en"),
						    .message_id = SPAN("m@acme.test"),
						    .in_reply_to = SPAN("i@example.org"),
						    .references = {&ref, 1, 1},
						    .shown_cc = {&cc, 1, 1},
						    .parts = {&part, 1, 1},
						    .date = AGENTS_NOW};
				struct span *values[] = {&m.to,
							 &m.to_name,
							 &m.from,
							 &m.from_name,
							 &m.reply_to,
							 &m.subject,
							 &m.template,
							 &m.language,
							 &m.message_id,
							 &m.in_reply_to,
							 &ref,
							 &cc,
							 &part.attachment.name,
							 &part.attachment.type,
							 &part.attachment.content_id};
				struct buf value;
				buf_init(&value, 1000);
				buf_add(&value, *values[v]);
				writers[w](&value, &in[i]);
				*values[v] = check_exact(buf_span(&value));
				check_mail(&m, names[v]);
				free((void *)(uintptr_t)values[v]->ptr);
				buf_clear(&value);
			}
	arena_clear(&a);
}

/* --- every value of an incoming mail --- */

#define COMMAND "From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nSubject: Re: x\n\nHello\n\n"

/* The injection replaces "@@". */
static const char *const mails[] = {
	"From: Jo@@ <jo@example.org>\nTo: support@acme.test\nSubject: Printer\n\nHello\n",
	"From: \"Jo@@\" <jo@example.org>\nTo: support@acme.test\nSubject: Printer\n\nHello\n",
	"From: <jo@@@example.org>\nTo: support@acme.test\nSubject: Printer\n\nHello\n",
	"From: jo@example.org@@\nTo: support@acme.test\nSubject: Printer\n\nHello\n",
	"From: jo@example.org\nTo: support@acme.test, Lee@@ <lee@example.org>\nSubject: Printer\n\nHello\n",
	"From: jo@example.org\nTo: support@acme.test\nCc: <lee@@@example.org>\nSubject: Printer\n\nHello\n",
	"From: jo@example.org\nTo: support@acme.test\nSubject: Printer@@\n\nHello\n",
	"From: jo@example.org\nTo: support@acme.test\nSubject: [billing@@] Printer\n\nHello\n",
	"From: jo@example.org\nTo: support@acme.test\nMessage-ID: <a@@@example.org>\nSubject: Printer\n\nHello\n",
	"From: jo@example.org\nTo: support@acme.test\nReferences: <r@@@example.org>\nSubject: Printer\n\nHello\n",
	"From: jo@example.org\nTo: support@acme.test\nContent-Language: de@@\nSubject: Printer\n\nHello\n",
	"From: jo@example.org\nTo: support@acme.test\nSubject: [help@@]\n\nHello\n",
	"From: jo@example.org\nTo: support@acme.test\nSubject: Printer\nMIME-Version: 1.0\n"
	"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHello\n--b\n"
	"Content-Type: application/pdf@@; name=\"a@@.pdf\"\nContent-ID: <c@@@example.org>\n"
	"Content-Disposition: attachment; filename=\"a@@.pdf\"; filename*=utf-8''a@@.pdf\n\nx\n--b--\n",
	"From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nSubject: Re: x\n\n#subject New@@\n\nHello\n",
	"From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nSubject: [subject New@@] Re: x\n\nHello\n",
	"From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nSubject: Re: x\n\n#watch "
	"k@@@example.org\n\nHello\n",
	"From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nSubject: Re: x\n\n#customer Kim@@ "
	"<kim@example.org>\n\nHi\n",
	"From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nSubject: x@@\n\n#new Kim@@ "
	"<kim@example.org>\n\nHi\n",
	"From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nSubject: Fwd: x\n\n#fwd\n\n---------- Forwarded "
	"message "
	"---------\nFrom: Lou@@ <lou@example.org>\nSubject: Chair@@\n\nIt broke.\n",
	"From: ann@acme.test\nTo: support@acme.test\nSubject: [ACME #1] x@@\n\n#close@@\n",
	"From: jo@example.org\nTo: {{address customer 1 jo@example.org}}\nIn-Reply-To: <r@@@example.org>\n"
	"Subject: Re: [ACME #1@@] x\n\nHello\n",
	"From: jo@example.org\nTo: support+@@@acme.test\nReply-To: Jo@@ <j@@@example.org>\nSender: s@@@example.org\n"
	"Subject: [status #1@@]\n\nHello\n",
	"From: jo@example.org\nTo: support@acme.test\nSubject: [status]@@\n\n",
	"From: jo@example.org\nTo: support@acme.test\nSubject: [close #1]@@\n\n",
	"From: bob@acme.test\nTo: {{address agent 1 bob@acme.test}}\nAuto-Submitted: auto-replied@@\n"
	"Subject: Out of office@@: x\n\nI am away until 2026-12-01@@.\n",
	COMMAND "#tag a@@ b@@\n",
	COMMAND "#untag a@@\n",
	COMMAND "#category billing@@\n",
	COMMAND "#canned hello@@\n",
	COMMAND "#assign bob@@\n",
	COMMAND "#priority high@@\n",
	COMMAND "#unwatch lee@example.org@@\n",
	COMMAND "#merge 1@@\n",
	COMMAND "#snooze 3d@@\n",
	COMMAND "#away 3d@@\n",
	COMMAND "#list customer:jo@example.org@@\n",
	COMMAND "#@@\n",
};

static struct span injected(struct agents *g, const char *mail, writer *w, const struct injection *in)
{
	struct span rest = span_of(mail);
	ptrdiff_t at;
	struct buf out;
	buf_init(&out, 10000);
	while ((at = span_find(rest, SPAN("@@"))) >= 0) {
		buf_add(&out, span_sub(rest, 0, (size_t)at));
		w(&out, in);
		rest = span_from(rest, (size_t)at + 2);
	}
	buf_add(&out, rest);
	struct span text = arena_dup(&g->a, buf_span(&out));
	buf_clear(&out);
	return text;
}

/* Raw text in an address field is an address given by the author; text in an encoded word is not. */
static bool is_encoded(writer *w)
{
	return w != write_raw && w != write_pair;
}

static void check_plan(const struct agents *g, bool encoded, const char *what)
{
	for (size_t i = 0; i < g->plan.mails.count; i++) {
		const struct outmail *m = &g->plan.mails.items[i];
		if (encoded && span_ifind(m->to, SPAN("evil@")) >= 0)
			fail_msg("%s: evil gets a %.*s", what, SPAN_ARG(m->template));
		check_mail(m, what);
	}
}

static void test_every_mail(void **state)
{
	struct injection in[12];
	size_t count = injections(in), step = check_step();
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "x", "Hello");
	g.applies = false;
	for (size_t m = 0; m < sizeof(mails) / sizeof(*mails); m++)
		for (size_t w = 0; w < sizeof(writers) / sizeof(*writers); w++)
			for (size_t i = (m + w) % step; i < count; i += step) {
				struct span text = injected(&g, mails[m], writers[w], &in[i]);
				agents_take_bytes(&g, text);
				check_plan(&g, is_encoded(writers[w]), arena_str(&g.a, text));
			}
	agents_close(&g);
}

/* --- every value of the configuration --- */

/* Mails whose answers contain the names of the desk, its categories and agents, and canned answers. */
static const char *const uses[] = {
	"From: kim@example.org\nTo: support@acme.test\nSubject: Screen\n\nHello\n",
	"From: kim@example.org\nTo: support@acme.test\nSubject: [help]\n\n",
	"From: jo@example.org\nTo: support@acme.test\nSubject: [status #1]\n\n",
	COMMAND "#canned hello\n",
	COMMAND "#close\n",
	COMMAND "#assign bob\n#watch carol\n",
	COMMAND "#note\n",
	COMMAND "#help\n#show\n#why\n#list\n",
	"From: ann@acme.test\nTo: support@acme.test\nSubject: Re: [ACME #1] x\n\n#close\n",
};

static void use_value(struct agents *g, struct span *value, writer *w, const struct injection *in)
{
	struct span good = *value;
	struct buf evil;
	buf_init(&evil, 10000);
	buf_add(&evil, good);
	w(&evil, in);
	*value = buf_span(&evil);
	size_t sent = 0;
	for (size_t i = 0; i < sizeof(uses) / sizeof(*uses); i++) {
		agents_take_bytes(g, span_of(uses[i]));
		check_plan(g, true, uses[i]);
		sent += g->plan.mails.count;
	}
	assert_true(sent >= 5);
	*value = good;
	buf_clear(&evil);
}

static void test_every_name_of_the_config(void **state)
{
	struct injection in[12];
	size_t count = injections(in), step = check_step();
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "x", "Hello");
	g.applies = false;
	struct conf *c = g.conf;
	struct span *const values[] = {&c->name,
				       &c->tag,
				       &c->language,
				       &c->manager,
				       &c->authserv_id,
				       &c->agents[0].name,
				       &c->agents[0].full_name,
				       &c->agents[0].language,
				       &c->agents[0].signature,
				       &c->agents[1].full_name,
				       &c->categories[0].name,
				       &c->categories[1].tags.items[0],
				       &c->canned[1].text,
				       &c->mailboxes[0].name};
	for (size_t v = 0; v < sizeof(values) / sizeof(*values); v++)
		for (size_t w = 0; w < sizeof(writers) / sizeof(*writers); w++)
			for (size_t i = (v + w) % step; i < count; i += step)
				use_value(&g, values[v], writers[w], &in[i]);
	agents_close(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_value),
		cmocka_unit_test(test_every_mail),
		cmocka_unit_test(test_every_name_of_the_config),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
