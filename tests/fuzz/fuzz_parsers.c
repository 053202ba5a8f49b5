/* fuzz_parsers: hostile bytes through every parser of our own. The first byte chooses which one. libetpan is not
 * among them: it runs in the sandboxed reader because it can be crashed. */
#include "parsers/authresults.h"
#include "parsers/auto.h"
#include "parsers/charset.h"
#include "parsers/command.h"
#include "parsers/html.h"
#include "parsers/mail.h"
#include "parsers/subject.h"
#include "parsers/text.h"
#include "parsers/vacation.h"

#include "parsers/base/token.h"
#include "parsers/base/utf8.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void try_headers(struct arena *a, struct span in)
{
	struct mail mail;
	struct err err;
	static struct charsets *charsets; /* kept: opening them all takes longer than a run */
	if (!charsets)
		charsets = charsets_new();
	if (mail_parse_headers(charsets, a, in, SPAN("fuzz"), &mail, &err) < 0)
		return;
	must(utf8_valid(mail.subject.text) && utf8_valid(mail.sender.addr) && utf8_valid(mail.sender.name));
	must(span_chr(mail.subject.text, '\n') < 0 && span_chr(mail.sender.addr, '\n') < 0);
}

static void try_subject(struct arena *a, struct span in)
{
	struct subject subject;
	bool removed[64] = {true, true};
	subject_parse(a, utf8_line(a, in), &subject);
	must(subject.brackets.count <= 64);
	must(utf8_valid(subject_without(a, &subject, removed)));
}

static void try_text(struct arena *a, struct span in)
{
	struct span fresh, folded;
	text_fold(a, utf8_clean(a, in), false, &fresh, &folded);
	must(utf8_valid(fresh) && utf8_valid(folded));
	must(fresh.len <= in.len * 3 && folded.len <= in.len * 3);
}

static void try_command(struct arena *a, struct span in)
{
	struct mail mail = {.text = utf8_clean(a, in)};
	subject_parse(a, utf8_line(a, in), &mail.subject);
	command_scan(a, &mail);
	must(mail.commands.count <= MAIL_MAX_COMMANDS && utf8_valid(mail.command_text));
	must(mail.command_text.len <= mail.text.len + 2);
}

/* The same bytes as every part of a report. */
static void try_report(struct arena *a, struct span in)
{
	struct span text = utf8_clean(a, in);
	struct report_parts parts = {SPAN("multipart/report"), text, text, text};
	struct mail mail = {.null_return_path = true, .date = 1};
	subject_parse(a, SPAN("Delivery failure"), &mail.subject);
	auto_read(a, &parts, &mail);
	(void)vacation_until(a, text, mail.date);
	must(utf8_valid(mail.bounce.diagnostic) && utf8_valid(mail.bounce.status));
	for (size_t i = 0; i < mail.bounce.recipients.count; i++)
		must(utf8_valid(mail.bounce.recipients.items[i].addr) && mail.bounce.recipients.items[i].addr.len > 0);
}

static void try_html(struct arena *a, struct span in)
{
	must(utf8_valid(html_text(a, utf8_clean(a, in))));
}

static void try_authres(struct arena *a, struct span in)
{
	struct authres results;
	authres_parse(a, in, &results);
}

static void try_token(struct arena *a, struct span in)
{
	struct token token;
	struct token_keys keys = {0};
	uint64_t serial;
	(void)a;
	if (token_from_msgid(in, SPAN("acme.test"), &token, &serial) ||
	    token_from_address(in, SPAN("support@acme.test"), &token) || token_parse(in, &token))
		must(token_check(&token, &keys, SPAN("jo@example.org"), 0) != TOKEN_VALID);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const parsers[])(struct arena *, struct span) = {
		try_headers, try_subject, try_text, try_html, try_authres, try_token, try_command, try_report};
	struct arena a;
	if (size == 0)
		return 0;
	arena_init(&a);
	parsers[data[0] % (sizeof(parsers) / sizeof(*parsers))](&a, span_make(data + 1, size - 1));
	arena_clear(&a);
	return 0;
}
