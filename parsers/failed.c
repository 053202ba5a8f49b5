#include "parsers/failed.h"

#include "parsers/address.h"
#include "parsers/base/utf8.h"
#include "parsers/header.h"

#define MAX_RECIPIENTS 100

static void recipient_add(struct evidence *e, struct span addr)
{
	struct address_list *list = &e->mail->bounce.recipients;

	if (addr.len && list->count < MAX_RECIPIENTS && !evidence_listed(list, addr))
		LIST_ADD(e->arena, list)->addr = addr;
}

/* Every address in the text. */
static void addresses_add(struct evidence *e, struct span text)
{
	struct span addr;

	while (dsn_address(e->arena, text, &addr, &text))
		recipient_add(e, addr);
}

/* Those that failed; where none did, those that are late. */
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

/* Those that such texts name besides: whom to ask, who wrote, and who reports. */
static bool is_bystander(const struct evidence *e, struct span addr)
{
	if (evidence_begins(utf8_fold(e->arena, addr), "postmaster@|mailer-daemon@|abuse@|support@|hostmaster@"))
		return true;
	return !e->relaxed && (evidence_listed(&e->mail->to, addr) || evidence_listed(&e->mail->delivered, addr) ||
			       span_ieq(e->mail->sender.addr, addr));
}

/* The number of the line that announces recipients; the first where none does. */
static size_t announced(const struct evidence *e)
{
	static const char words[] = "following recipient|following address|following user|following mail address|"
				    "failed recipient|recipient(s)";

	for (size_t i = 0; i < e->lines.count; i++)
		if (evidence_says(e->lines.items[i].folded, words))
			return i;
	return 0;
}

static void leading_recipients(struct evidence *e)
{
	for (size_t i = announced(e); i < e->lines.count; i++)
		if (e->lines.items[i].leads && !is_bystander(e, e->lines.items[i].addr))
			recipient_add(e, e->lines.items[i].addr);
}

static void mentioned_recipients(struct evidence *e)
{
	struct span rest, addr;

	for (size_t i = announced(e); i < e->lines.count; i++) {
		rest = e->lines.items[i].addr.len ? e->lines.items[i].text : SPAN_NONE;
		while (dsn_address(e->arena, rest, &addr, &rest))
			if (!is_bystander(e, addr))
				recipient_add(e, addr);
	}
}

/* A word alone on an indented line: a user of the reporting server itself. */
static void local_recipients(struct evidence *e)
{
	struct span addr, domain = e->mail->sender.addr;
	ptrdiff_t at = span_rchr(domain, '@');

	for (size_t i = announced(e); at > 0 && i < e->lines.count; i++) {
		struct span line = e->lines.items[i].text, word = span_trim(line);
		bool alone = word.len && word.ptr != line.ptr && span_chr(word, ' ') < 0;
		struct span full =
			arena_printf(e->arena, "%.*s%.*s", SPAN_ARG(word), SPAN_ARG(span_from(domain, (size_t)at)));
		if (alone && address_clean(e->arena, full, &addr))
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

void failed_read(struct evidence *e)
{
	static void (*const ways[])(struct evidence *) = {dsn_recipients,       header_recipients,   leading_recipients,
							  mentioned_recipients, returned_recipients, local_recipients,
							  bystander_recipients};

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways) && !e->mail->bounce.recipients.count; i++)
		ways[i](e);
}
