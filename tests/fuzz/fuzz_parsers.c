/* fuzz_parsers: hostile bytes for each of our small parsers. The first byte chooses one of them. */
#include "parsers/address.h"
#include "parsers/authresults.h"
#include "parsers/auto.h"
#include "parsers/command.h"
#include "parsers/filename.h"
#include "parsers/guard.h"
#include "parsers/html.h"
#include "parsers/mail.h"
#include "parsers/mailcode.h"
#include "parsers/param.h"
#include "parsers/subject.h"
#include "parsers/text.h"
#include "parsers/vacation.h"
#include "parsers/vacation_until.h"

#include "parsers/base/token.h"
#include "tests/fuzz/fuzz.h"

static void try_headers(struct arena *a, struct span in)
{
	struct mail mail;
	struct err err;
	if (mail_parse_headers(fuzz_charsets(), a, in, SPAN("fuzz"), &mail, &err) < 0)
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
	struct text_parts parts;
	text_fold(a, utf8_clean(a, in), false, &parts);
	must(utf8_valid(parts.fresh) && utf8_valid(parts.folded));
	must(parts.fresh.len <= in.len * 3 && parts.folded.len <= in.len * 3);
	must(utf8_valid(parts.whole) && utf8_valid(parts.signature));
	must(parts.whole.len <= in.len * 3 && parts.signature.len <= in.len * 3);
}

static void try_command(struct arena *a, struct span in)
{
	struct mail mail = {.text = utf8_clean(a, in)};
	subject_parse(a, utf8_line(a, in), &mail.subject);
	command_scan(a, &mail);
	must(mail.commands.count <= MAIL_MAX_COMMANDS && utf8_valid(mail.command_text));
	must(mail.command_text.len <= mail.text.len + 2);
}

/* Uses the same bytes for every part of a report. */
static void try_report(struct arena *a, struct span in)
{
	struct span text = utf8_clean(a, in);
	struct enclosed_report enclosed = {.parts = {SPAN("multipart/report"), text, text, text, text, NULL}};
	struct report_parts parts = {SPAN("multipart/report"), text, text, text, text, &enclosed};
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

static void try_addresses(struct arena *a, struct span in)
{
	struct address_list list = {0};
	struct span again;
	address_parse(fuzz_charsets(), a, in, SPAN_NONE, &list, NULL);
	for (size_t i = 0; i < list.count; i++) {
		must(utf8_valid(list.items[i].name) && span_chr(list.items[i].addr, '\n') < 0);
		must(address_clean(a, list.items[i].addr, &again) && span_eq(again, list.items[i].addr));
	}
}

static void try_param(struct arena *a, struct span in)
{
	struct param_value value;
	param_parse(fuzz_charsets(), a, in, &value);
	for (size_t i = 0; i < value.params.count; i++)
		must(utf8_valid(filename_safe(a, value.params.items[i].value, SPAN("text/plain"))));
}

/* The guard's copy equals the original, perhaps with delimiters added after it, and has a boundary that libetpan can
 * handle. */
static void try_guard(struct arena *a, struct span in)
{
	struct param_value type;
	struct guarded guarded;
	struct span line = SPAN_NONE;
	span_cut(&in, '\n', &line);
	param_parse(fuzz_charsets(), a, line, &type);
	guard_body(fuzz_charsets(), a, &type, in, &guarded);
	must(guarded.bytes.len >= guarded.head + in.len);
	must(span_chr(guarded.bytes, '\\') < 0 || (size_t)span_chr(guarded.bytes, '\\') >= guarded.head);
}

/* What a compromised child may send. */
static void try_mailcode(struct arena *a, struct span in)
{
	struct mail mail;
	struct err err;
	if (mailcode_unpack(a, in, 1000, &mail, &err) < 0)
		return;
	must(utf8_valid(mail.text) && utf8_valid(mail.subject.text));
	for (size_t i = 0; i < mail.attachments.count; i++)
		must(mail.attachments.items[i].offset + mail.attachments.items[i].length <= 1000);
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
		try_headers, try_subject, try_text,      try_html,  try_authres, try_token,
		try_command, try_report,  try_addresses, try_param, try_guard,   try_mailcode};
	fuzz_one(parsers, COUNT(parsers), span_make(data, size));
	return 0;
}
