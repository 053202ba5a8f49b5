#include "parsers/failed.h"

#include "parsers/address.h"
#include "parsers/base/utf8.h"
#include "parsers/header.h"
#include "parsers/words.h"

#define MAX_RECIPIENTS 100
#define ORIGIN_LINES 2 /* lines after an address within which its original is named */

static void recipient_add(struct evidence *e, struct span addr)
{
	struct address_list *list = &e->mail->bounce.recipients;

	if (addr.len && list->count < MAX_RECIPIENTS && !address_listed(list, addr))
		LIST_ADD(e->arena, list)->addr = addr;
}

/* Adds every address in the text. */
static void addresses_add(struct evidence *e, struct span text)
{
	struct span addr;

	while (dsn_address(e->arena, text, &addr, &text))
		recipient_add(e, addr);
}

/* Adds the recipients that failed or, if none did, those that are delayed. */
static void dsn_recipients(struct evidence *e)
{
	enum dsn_action wanted = DSN_DELAYED;

	for (size_t i = 0; i < e->dsn.count; i++)
		if (e->dsn.items[i].action == DSN_FAILED || e->dsn.items[i].action == DSN_UNKNOWN)
			wanted = DSN_FAILED;
	for (size_t i = 0; i < e->dsn.count; i++) {
		enum dsn_action action = e->dsn.items[i].action;
		if ((action == DSN_UNKNOWN ? DSN_FAILED : action) == wanted)
			recipient_add(e, e->dsn.items[i].addr);
	}
}

static void header_recipients(struct evidence *e)
{
	for (size_t i = 0; i < e->mail->headers.count; i++)
		if (span_ieq(e->mail->headers.items[i].name, SPAN("X-Failed-Recipients")))
			addresses_add(e, e->mail->headers.items[i].value);
}

/* Others whom such texts name: contacts, the author, and the reporting system. */
static bool is_bystander(const struct evidence *e, struct span addr)
{
	if (evidence_begins(utf8_fold(e->arena, addr), "postmaster@|mailer-daemon@|abuse@|support@|hostmaster@"))
		return true;
	return !e->relaxed && (address_listed(&e->mail->to, addr) || address_listed(&e->mail->delivered, addr) ||
			       span_ieq(e->mail->sender.addr, addr));
}

static void leading_recipients(struct evidence *e)
{
	for (size_t i = evidence_announced(e, NULL); i < e->lines.count; i++)
		if (e->lines.items[i].leads && !is_bystander(e, e->lines.items[i].addr))
			recipient_add(e, e->lines.items[i].addr);
}

/* Distance in lines to the nearest one with a code; 0 if the line has one itself. If no line has a code, all are
 * equally near. */
static size_t code_distance(const struct evidence *e, size_t line)
{
	size_t best = EVIDENCE_MAX_LINES;

	for (size_t i = 0; i < e->lines.count; i++) {
		size_t distance = i < line ? line - i : i - line;
		if (e->lines.items[i].code && distance < best)
			best = distance;
	}
	return best;
}

/* Adds the addresses nearest to a code. */
static void mentioned_recipients(struct evidence *e)
{
	size_t nearest = EVIDENCE_MAX_LINES;

	for (size_t i = evidence_announced(e, NULL); i < e->lines.count; i++)
		if (e->lines.items[i].addr.len && !is_bystander(e, e->lines.items[i].addr) &&
		    code_distance(e, i) < nearest)
			nearest = code_distance(e, i);
	for (size_t i = evidence_announced(e, NULL); i < e->lines.count; i++) {
		bool near = e->lines.items[i].addr.len && code_distance(e, i) <= nearest;
		struct evidence_mentions mentions = {.rest = near ? e->lines.items[i].text : SPAN_NONE};
		struct span addr;

		while (evidence_mention(e, &mentions, &addr))
			if (!is_bystander(e, addr))
				recipient_add(e, addr);
	}
}

/* "250 ok", after any marks that show who says it. */
static bool is_accepted(struct span folded)
{
	for (size_t i = 0; i + 3 <= folded.len; i++)
		if (span_starts(span_from(folded, i), SPAN("25")) && (i == 0 || folded.ptr[i - 1] == ' ') &&
		    (i + 3 == folded.len || folded.ptr[i + 3] == ' ' || folded.ptr[i + 3] == '-'))
			return true;
	return false;
}

/* Adds the recipients whose RCPT was refused in a session's transcript. Replies come in the order of the commands. */
static void dialogue_recipients(struct evidence *e)
{
	struct span_list asked = {0};
	size_t answered = 0;

	for (size_t i = 0; i < e->lines.count; i++) {
		const struct evidence_line *l = &e->lines.items[i];
		ptrdiff_t at = span_find(l->folded, SPAN("rcpt to"));
		struct span addr, rest;

		if (at >= 0 && dsn_address(e->arena, span_from(l->text, (size_t)at), &addr, &rest))
			span_list_add(e->arena, &asked, addr);
		if (answered == asked.count || !(l->code || (at < 0 && is_accepted(l->folded))))
			continue;
		if (l->code)
			recipient_add(e, asked.items[answered]);
		answered++;
	}
}

/* Adds single words on indented lines: users of the reporting server itself. */
static void local_recipients(struct evidence *e)
{
	struct span addr, domain = e->mail->sender.addr;
	ptrdiff_t at = span_rchr(domain, '@');

	for (size_t i = evidence_announced(e, NULL); at > 0 && i < e->lines.count; i++) {
		struct span line = e->lines.items[i].text, word = span_trim(line);
		if (!word.len || word.ptr == line.ptr || span_chr(word, ' ') >= 0)
			continue;
		struct span full =
			arena_printf(e->arena, "%.*s%.*s", SPAN_ARG(word), SPAN_ARG(span_from(domain, (size_t)at)));
		if (address_clean(e->arena, full, &addr))
			recipient_add(e, addr);
	}
}

static void bystander_recipients(struct evidence *e)
{
	e->relaxed = true;
	leading_recipients(e);
	if (!e->mail->bounce.recipients.count)
		mentioned_recipients(e);
}

static void returned_recipients(struct evidence *e)
{
	addresses_add(e, header_raw(&e->returned, SPAN("X-Original-To")));
	if (!e->mail->bounce.recipients.count)
		addresses_add(e, header_raw(&e->returned, SPAN("To")));
}

/* Reads the recipients of the mail that came back. */
static void written_read(struct evidence *e)
{
	static const char *const names[] = {"X-Original-To", "To", "Cc"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		dsn_addresses(e->arena, header_raw(&e->returned, span_of(names[i])), MAX_RECIPIENTS, &e->written);
}

/* If some of the recipients found in the words alone are recipients of the mail that came back, drops the others: they
 * were not written to. */
static void written_keep(struct evidence *e)
{
	struct address_list *list = &e->mail->bounce.recipients;
	struct address_list kept = {0};

	for (size_t i = 0; i < list->count && !e->dsn.count; i++)
		if (address_listed(&e->written, list->items[i].addr))
			*LIST_ADD(e->arena, &kept) = list->items[i];
	if (kept.count)
		*list = kept;
}

/* The address that was written to, if the words name it: "pat@inner (expanded from: <pat@example.net>)". */
static struct span origin_of(const struct evidence *e, struct span addr)
{
	static const char from[] = "expanded from|generated from|originally addressed to|original recipient|"
				   "original address|forwarded from|redirected from|aliased from|alias of|alias for";
	struct span origin, rest;

	for (size_t i = 0; i < e->lines.count; i++) {
		if (span_ifind(e->lines.items[i].text, addr) < 0)
			continue;
		for (size_t k = i; k < e->lines.count && k <= i + ORIGIN_LINES; k++) {
			size_t end;
			bool told = words_find(from, e->lines.items[k].folded, &end) >= 0;
			if (told && dsn_address(e->arena, span_from(e->lines.items[k].text, end), &origin, &rest) &&
			    (!e->written.count || address_listed(&e->written, origin)))
				return origin;
		}
	}
	return addr;
}

static void origins_take(struct evidence *e)
{
	struct address_list found = e->mail->bounce.recipients;

	e->mail->bounce.recipients = (struct address_list){0};
	for (size_t i = 0; i < found.count; i++)
		recipient_add(e, origin_of(e, found.items[i].addr));
}

void failed_read(struct evidence *e)
{
	static void (*const ways[])(struct evidence *) = {dsn_recipients,     header_recipients,    dialogue_recipients,
							  leading_recipients, mentioned_recipients, returned_recipients,
							  local_recipients,   bystander_recipients};

	written_read(e);
	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways) && !e->mail->bounce.recipients.count; i++)
		ways[i](e);
	written_keep(e);
	origins_take(e);
}
