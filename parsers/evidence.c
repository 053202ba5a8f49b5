#include "parsers/evidence.h"

#include "parsers/address.h"
#include "parsers/base/utf8.h"
#include "parsers/charset.h"
#include "parsers/header.h"
#include "parsers/notification.h"
#include "parsers/words.h"

#define MAX_LOOKED_AT ((size_t)64 << 10) /* bytes of the text that are read */
#define MAX_LINE 2000
#define GREETING_WORDS 5
#define FRAME 6  /* bytes of bullets, brackets and the like around an address on its own line */
#define BESIDE 3 /* maximum lines between an address and its code */

/* Word lists are folded; see words.h. */

/* Local parts of mail systems; names that only mail systems have; and names that others may have, too. */
static const char system_locals[] =
	"mailer-daemon|mailerdaemon|mail-daemon|maildaemon|mdaemon@|post_master|mail.delivery.system|"
	"mail-delivery|mailerror|bounce@|bounces@|mailer_daemon|mail_daemon|maildeliverysystem|"
	"listserv@|majordomo@";
static const char system_names[] =
	"mail delivery|mta at|mailer-daemon|mailer daemon|mail daemon|delivery subsystem|"
	"mail administrator|delivery system|system administrator|systemadministrator|microsoft outlook|"
	"microsoft exchange|message transfer|systemverwalter|administrateur système|"
	"administrador del sistema|amministratore di sistema|administrator systemu|"
	"системный администратор|systeembeheerder|メール配送|メールシステム|系统管理员|系統管理員";
static const char shared_names[] =
	"postmaster|mail system|mail server|mailserver|delivery service|delivery agent|internet mail|"
	"gateway|smtp server";
/* Words that make up the local parts and names of machines. */
static const char service_words[] =
	"mail|mailer|mailgw|mailgate|gateway|gw|smtp|mx|mta|relay|daemon|delivery|bounce|bounces|"
	"postmaster|admin|administrator|system|server|service|services|robot|bot|listserv|majordomo|"
	"mailman|filter|antispam|exchange|postfix|exim|uucp|owner|notification|notifications|webmaster|"
	"hostmaster|error|errors|return|returns";

/* Marks of a line that precedes the returned mail. */
static const char returned_marks[] =
	"copy of the message|copy of the original|copy of the first|copy of your|copy of mail|"
	"below this line|original message|message follow|message header|headers follow|"
	"header of the|unsent message|returned message|message text follow|message reads|lines of your|"
	"undelivered message|returned mail|message body|original mail|offending message|"
	"originalnachricht|nachrichtenkopf|message d'origine|mensaje original|messaggio originale|"
	"oryginaln|исходн|元のメール|原邮件|原郵件|원본";
static const char returned_fields[] = "received:|return-path:|x-ymail-osg:|dkim-signature:|message-id:";

bool evidence_says(struct span folded, const char *words)
{
	return words_among(words, folded);
}

bool evidence_begins(struct span folded, const char *words)
{
	return words_starting(words, folded, span_starts);
}

/* ---- who sent it ---- */

static bool has_service_word(struct span folded)
{
	for (size_t start = 0, i = 0; i <= folded.len; i++) {
		bool letter = i < folded.len &&
			      ((folded.ptr[i] >= 'a' && folded.ptr[i] <= 'z') || (unsigned char)folded.ptr[i] >= 0x80);
		if (letter)
			continue;
		if (words_listed(service_words, span_sub(folded, start, i - start)))
			return true;
		start = i + 1;
	}
	return false;
}

static bool greets(const struct evidence *e)
{
	struct span rest = span_trim(utf8_cut(e->mail->text, MAX_LINE)), line, words, word;
	size_t count = 0;

	if (!span_line(&rest, &line))
		return false;
	line = words = span_trim(line);
	while (count <= GREETING_WORDS && span_word(&words, &word))
		count++;
	if (count > GREETING_WORDS)
		return false;
	return span_ends(line, SPAN(",")) || span_ends(line, SPAN("，")) || span_ends(line, SPAN("!")) ||
	       evidence_begins(utf8_fold(e->arena, line),
			       "hello|hi |dear |hallo|guten tag|bonjour|hola|buongiorno|ciao");
}

bool evidence_personal(const struct evidence *e)
{
	return greets(e) || words_ask(e->mail->text);
}

/* The value of a From without an address, folded. */
static struct span nameless_from(const struct evidence *e)
{
	const struct header *from = header_find(&e->mail->headers, SPAN("From"));

	return from && !e->mail->from.count ? utf8_fold(e->arena, from->value) : SPAN_NONE;
}

/* A name alone makes the sender a mail system only if the mail does not read like a person's. */
static enum evidence_sender named_sender(const struct evidence *e, struct span local, struct span name)
{
	struct span raw = nameless_from(e);
	bool postmaster = span_starts(local, SPAN("postmaster")) && (!name.len || span_find(local, name) >= 0);

	bool service = has_service_word(local),
	     system = evidence_says(name, system_names) || evidence_says(raw, system_names);
	bool shared = evidence_says(name, shared_names) || evidence_says(raw, shared_names);

	if ((postmaster || system || shared) && evidence_personal(e))
		return SENDER_SERVICE;
	if (postmaster || (system && (service || !local.len)))
		return SENDER_DAEMON;
	if (system || shared)
		return SENDER_ROBOT;
	return service || has_service_word(name) ? SENDER_SERVICE : SENDER_PERSON;
}

static enum evidence_sender sender_of(const struct evidence *e)
{
	const struct mail *m = e->mail;
	struct span addr = utf8_fold(e->arena, m->sender.addr), name = utf8_fold(e->arena, m->sender.name);
	ptrdiff_t at = span_rchr(addr, '@');

	if (evidence_begins(addr, system_locals) || span_find(nameless_from(e), SPAN("<>")) >= 0)
		return SENDER_DAEMON;
	enum evidence_sender named = named_sender(e, at < 0 ? addr : span_sub(addr, 0, (size_t)at), name);
	bool robot = (m->signs.automatic.len && !m->signs.weak) || m->null_return_path;
	return robot && named < SENDER_ROBOT ? SENDER_ROBOT : named;
}

void evidence_begin(struct arena *a, const struct report_parts *parts, struct mail *mail, struct evidence *e)
{
	*e = (struct evidence){.arena = a, .parts = parts, .mail = mail};
	e->subject = utf8_fold(a, mail->subject.text);
	e->sender = sender_of(e);
}

/* ---- its text ---- */

static bool is_returned_mark(struct span folded)
{
	struct span line = span_trim(folded);
	char last = line.len ? line.ptr[line.len - 1] : 0;
	bool framed = line.len && span_chr(SPAN("-=*|"), line.ptr[0]) >= 0;
	bool told = last == ':' || (last == '.' && evidence_says(line, "follow|below|copy|attach|enclosed"));

	if (evidence_begins(folded, returned_fields))
		return true;
	return line.len <= 100 && (framed || told) && evidence_says(line, returned_marks) &&
	       !evidence_says(line, "was received| id |following|recipient|did not");
}

/* Skips the report's own header, which precedes it if the report was wrapped as text. */
static struct span behind_header(const struct evidence *e, struct span text)
{
	struct header_list fields = {0};
	struct span begin = span_trim(text);

	if (!words_any("Return-Path:|Received:|Delivered-To:|From:|Date:|Subject:|To:", begin, span_istarts))
		return text;
	size_t body = header_split(e->arena, begin, &fields);
	bool whole = header_find(&fields, SPAN("From")) && header_find(&fields, SPAN("Subject")) &&
		     header_find(&fields, SPAN("Date"));
	return whole && body < begin.len ? span_from(begin, body) : text;
}

/* Splits the text into the report's words and the header of the returned mail. */
static void text_split(struct evidence *e)
{
	struct span text = behind_header(e, utf8_cut(e->parts->text, MAX_LOOKED_AT)), rest = text, line;
	struct span folded = utf8_fold(e->arena, text), folded_rest = folded, folded_line;
	struct span original = e->parts->original;
	bool begun = false;

	e->words = text;
	e->folded = folded;
	/* folding preserves line ends: both have the same lines */
	while (span_line(&rest, &line) && span_line(&folded_rest, &folded_line)) {
		if (begun && is_returned_mark(folded_line)) {
			bool field = evidence_begins(folded_line, returned_fields);
			e->words = span_make(text.ptr, (size_t)(line.ptr - text.ptr));
			e->folded = span_make(folded.ptr, (size_t)(folded_line.ptr - folded.ptr));
			if (!original.len)
				original = field ? span_from(text, e->words.len) : rest;
			break;
		}
		begun |= span_trim(line).len > 0;
	}
	(void)header_split(e->arena, original, &e->returned);
}

/* Is this mail addressed to the sender of the returned mail? */
static bool evidence_is_ours(const struct evidence *e)
{
	struct span from = header_raw(&e->returned, SPAN("From")), addr;

	while (dsn_address(e->arena, from, &addr, &from))
		if (address_listed(&e->mail->to, addr) || address_listed(&e->mail->delivered, addr))
			return true;
	return false;
}

static void returned_read(struct evidence *e)
{
	bool machine = header_find(&e->returned, SPAN("Message-ID")) || header_find(&e->returned, SPAN("Received"));

	e->returns = machine || (header_find(&e->returned, SPAN("From")) && header_find(&e->returned, SPAN("Subject")));
	e->returns_ours = machine && evidence_is_ours(e);
}

/* Words before an address that is not the failed recipient's: the author's, or a contact. */
static const char asides[] =
	"from:|from |contact|sender|return-path|help|question|assist|hilfe|kontakt|aide|"
	"ayuda|aiuto|pomoc|помощ|expéditeur|remitente|mittente|afzender|nadawc|отправител|発信者|差出人|"
	"发件人|寄件者|보낸 사람";
static const char joints[] = "or|and|oder|und|ou|et|o|y|e|or to|,|/";

bool evidence_mention(const struct evidence *e, struct evidence_mentions *m, struct span *addr)
{
	struct span text = m->rest;

	while (dsn_address(e->arena, m->rest, addr, &m->rest)) {
		size_t end = text.len - m->rest.len, start = end > addr->len ? end - addr->len : 0;
		struct span before = utf8_fold(e->arena, span_sub(text, 0, start));
		bool comment = m->any && span_rchr(before, '(') > span_rchr(before, ')');

		if (!m->any || !words_listed(joints, span_trim(before)))
			m->aside = comment || evidence_says(before, asides);
		m->any = true;
		text = m->rest;
		if (!m->aside)
			return true;
	}
	return false;
}

/* Does a sentence continue after the address, as in "helpdesk@example.net or call …"? */
static bool evidence_goes_on(struct arena *a, struct span rest)
{
	static const char words[] =
		"or|and|for|to|if|at|with|by|but|from|oder|und|ou|et|pour|o|y|para|e|per|of|voor|eller|i|lub|или|"
		"и";
	struct span word;

	return span_starts(rest, SPAN(" ")) && span_word(&rest, &word) && words_listed(words, utf8_fold(a, word));
}

/* Does the line begin with an address, after any bullets, quotes and the like? */
static bool leads(struct arena *a, struct span line, struct span *addr)
{
	struct span rest, marks = SPAN(" \t*-<>\"'");

	while (line.len && span_chr(marks, line.ptr[0]) >= 0)
		line = span_from(line, 1);
	ptrdiff_t at = span_chr(line, '@');
	for (ptrdiff_t i = 0; i < at; i++)
		if (line.ptr[i] == ' ' || line.ptr[i] == ':' || line.ptr[i] == '<')
			return false;
	return at > 0 && dsn_address(a, line, addr, &rest) && !evidence_goes_on(a, rest);
}

static void evidence_line_read(struct evidence *e, struct evidence_line *l)
{
	struct evidence_mentions mentions = {.rest = l->text};

	if (span_chr(l->text, '@') >= 0) {
		l->leads = leads(e->arena, l->text, &l->addr);
		if (!l->leads && !evidence_mention(e, &mentions, &l->addr))
			l->addr = SPAN_NONE;
	}
	if (span_chr(l->text, '4') < 0 && span_chr(l->text, '5') < 0)
		return;
	struct span status = dsn_status(l->text);
	l->code = status.len ? status.ptr[0] : dsn_reply(l->text);
}

static void evidence_lines_read(struct evidence *e)
{
	struct span rest = e->words, folded_rest = e->folded, line, folded;

	while (e->lines.count < EVIDENCE_MAX_LINES && span_line(&rest, &line) && span_line(&folded_rest, &folded)) {
		if (!span_trim(line).len)
			continue;
		struct evidence_line *l = LIST_ADD(e->arena, &e->lines);
		*l = (struct evidence_line){.text = line, .folded = folded};
		evidence_line_read(e, l);
	}
}

bool evidence_coded(const struct evidence *e)
{
	for (size_t i = 0; i < e->lines.count; i++)
		for (size_t k = i > BESIDE ? i - BESIDE : 0; e->lines.items[i].code && k <= i + BESIDE; k++)
			if (k < e->lines.count && e->lines.items[k].addr.len)
				return true;
	return false;
}

size_t evidence_announced(const struct evidence *e, bool *told)
{
	static const char words[] =
		"following recipient|following address|following user|following mail address|failed recipient|"
		"recipient(s)";
	size_t i = 0;

	while (i < e->lines.count && !evidence_says(e->lines.items[i].folded, words))
		i++;
	if (told)
		*told = i < e->lines.count;
	return i < e->lines.count ? i : 0;
}

bool evidence_alone(const struct evidence *e)
{
	for (size_t i = 0; i < e->lines.count; i++) {
		struct span addr = e->lines.items[i].addr, line = span_trim(e->lines.items[i].text);
		if (e->lines.items[i].leads && line.len <= addr.len + FRAME)
			return true;
	}
	return false;
}

bool evidence_lists(const struct evidence *e)
{
	for (size_t i = 0; i < e->lines.count; i++)
		if (e->lines.items[i].leads)
			return true;
	return false;
}

void evidence_read(struct evidence *e)
{
	text_split(e);
	returned_read(e);
	evidence_lines_read(e);
	dsn_read(e->arena, e->parts->delivery_status, &e->dsn);
	if (!e->dsn.count && span_find(e->folded, SPAN("\nfinal-recipient:")) >= 0)
		dsn_read(e->arena, e->words, &e->dsn);
	if (!e->dsn.count && e->sender >= SENDER_ROBOT)
		(void)notification_read(e->arena, utf8_cut(e->parts->text, MAX_LOOKED_AT), &e->dsn, &e->ids);
}
