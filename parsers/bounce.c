#include "parsers/bounce.h"

#include "parsers/address.h"
#include "parsers/base/utf8.h"
#include "parsers/dsn.h"
#include "parsers/header.h"
#include "parsers/msgid.h"
#include "parsers/vacation.h"
#include "parsers/words.h"

#define MAX_LOOKED_AT ((size_t)64 << 10) /* bytes of the text for people */
#define MAX_INTRO 2000                   /* bytes in which such a report says what it is */
#define MAX_RECIPIENTS 100
#define MAX_DIAGNOSTIC 300

/* What there is to go by. `words` is the part of the text in front of the returned mail, `folded` the same in lower case,
 * `returned` the header of the mail that came back. */
struct evidence {
	struct arena *arena;
	const struct report_parts *parts;
	struct mail *mail;
	struct span words, folded, subject;
	struct header_list returned;
	struct dsn dsn;
	bool relaxed; /* whoever wrote or got this report may be a recipient, too */
};

/* Word lists are in lower case; see words.h. */
static bool says(struct span text, const char *phrases)
{
	return words_any(phrases, text, words_within);
}

/* Senders: local parts, and display names, of mail systems. */
static const char system_locals[] = "mailer-daemon|mailerdaemon|mail-daemon|maildaemon|mdaemon|postmaster|post_master|"
				    "mail.delivery.system|mail-delivery|mailerror|bounce";
static const char system_names[] =
	"mail delivery|mailer-daemon|mailer daemon|delivery subsystem|delivery system|postmaster|"
	"system administrator|mail administrator|mail system|mail server|systemadministrator";

/* Subjects that only reports have, and those that need a mail system as their sender. */
static const char report_subjects[] =
	"undeliverable|undelivered mail|undeliverable mail|returned mail|failure notice|delivery status notification|"
	"mail delivery fail|mail delivery problem|mail delivery system|delivery failure|delivery has failed|"
	"delivery report|non-delivery|non delivery|nondelivery|delivery notification|delivery failed|"
	"automatically rejected mail|message delivery has failed|permanent delivery failure|mail system error|"
	"email delivery failure|unzustellbar|nicht zustellbar|échec de la remise|non remis|no se puede entregar|"
	"no entregado|mancato recapito|recapito non riuscito|onbestelbaar|kan niet worden bezorgd|niet te bezorgen|"
	"não entregue|não é possível entregar|olevererbart|kan ikke leveres|ei voida toimittaa|nie można dostarczyć|"
	"niedostarczon|nedoručitelné|не доставлено|недоставлен|teslim edilemedi|kézbesíthetetlen|nelivrabil|"
	"退信|系统退信|メールエラー|配信不能|配信エラー|未送達|배달되지 않음|반송";
static const char system_subjects[] =
	"deliver|failure|warning|undeliver|returned|returning|bounce|error|rejected|rejection|unknown|zustell|remise|"
	"entrega|recapit|bezorg|доставл|エラー|"
	"送信";

/* What reports say about themselves. */
static const char intros[] =
	"not be delivered|n't be delivered|not delivered|not been delivered|not yet been delivered|not yet delivered|"
	"undeliverable|undelivered|unable to deliver|n't able to deliver|not able to deliver|could not deliver|"
	"cannot be delivered|failed permanently|did not reach the following|did not receive your message|"
	"delivery failed|delivery has failed|delivery failure|delivery of email|delivery status notification|"
	"permanent fatal errors|transient non-fatal errors|permanent delivery problem|non-delivery report|"
	"error delivering|trying to deliver|attempting to deliver|trouble delivering|delivery problem|"
	"transcript of session follows|has been delayed|rejected by a remote mail server|automatically rejected|"
	"final delivery userid|unknown user:|user mailbox exceeds|mailbox is full|failure reasons|failed addresses "
	"follow|"
	"not a valid user|no such user here|returned to you|mail delivery software|message returned below|"
	"recipient(s) failed|error occurred while|mailer-daemon|not a member of this mailing list|delivery to the "
	"following|"
	"zugestellt werden|unzustellbar|pas pu être remis|pas pu être délivré|ha podido entregar|pudo entregar|"
	"possibile recapitare|niet worden bezorgd|não pôde ser entregue|dostarczon|доставлен|доставить|"
	"送信できません|送信に失敗|送信エラー|配信できません|届けられません|无法投递|无法送达|退信|반송";

/* A question to the sender, in the form of a report: the mail waits for its answer. */
static const char challenges[] = "not pre-approved|waitlisted|confirm that you sent|prove that you|verify that you are|"
				 "add yourself to my|click the link below to deliver|challenge/response";

/* Still being tried. */
static const char delays[] =
	"not yet been delivered|not yet delivered|has been delayed|been delayed|delivery is delayed|delayed mail|"
	"will be retried|will continue|warning message only|attempts will continue|will keep trying|has been postponed|"
	"still being retried|transient non-fatal|still undelivered|will try again|will retry|is only a warning|"
	"(delay)|wird weiter versucht|sera de nouveau tent|se seguirá intentando|verrà ritentat";
/* Given up. */
static const char ends[] =
	"permanent error|permanent fatal|failed permanently|permanent failure|permanently failed|giving up|given up|"
	"not going to try again|no further delivery|retry timeout exceeded|retry time not reached|too long|"
	"could not be delivered|delivery failed|undeliverable|unable to deliver|returned to sender";

/* A line that the returned mail stands behind. */
static const char returned_marks[] =
	"copy of the message|copy of the original|copy of the first|copy of your|copy of mail|below this line|"
	"original message|message follow|message headers|message header|headers follow|header of the|unsent message|"
	"returned message|message text follow|message reads|lines of your|undelivered message";
static const char returned_fields[] = "received:|return-path:|x-ymail-osg:|dkim-signature:|message-id:";

static bool begins(struct span text, const char *words)
{
	return words_any(words, text, span_starts);
}

static bool is_returned_mark(struct span folded)
{
	struct span line = span_trim(folded);
	char last = line.len ? line.ptr[line.len - 1] : 0;
	bool framed = line.len && span_chr(SPAN("-=*|"), line.ptr[0]) >= 0;
	bool told = last == ':' || (last == '.' && says(line, "follow|below|copy|attach|enclosed"));

	if (begins(folded, returned_fields))
		return true;
	return line.len <= 100 && (framed || told) && says(line, returned_marks) && !says(line, "was received| id ");
}

/* Splits the text into the report's words and the header of the mail that it returns. */
static void text_split(struct evidence *e)
{
	struct span text = utf8_cut(e->parts->text, MAX_LOOKED_AT), rest = text, line;
	struct span original = e->parts->original;
	bool begun = false;

	e->words = text;
	while (span_line(&rest, &line)) {
		struct span folded = utf8_fold(e->arena, utf8_cut(line, MAX_INTRO));

		if (begun && is_returned_mark(folded)) {
			bool field = begins(folded, returned_fields);
			e->words = span_make(text.ptr, (size_t)(line.ptr - text.ptr));
			if (!original.len)
				original = field ? span_from(text, e->words.len) : rest;
			break;
		}
		begun |= span_trim(line).len > 0;
	}
	e->folded = utf8_fold(e->arena, e->words);
	(void)header_split(e->arena, original, &e->returned);
}

/* ---- is it one? ---- */

static bool is_system_sender(const struct evidence *e)
{
	const struct mail *m = e->mail;
	const struct header *from = header_find(&m->headers, SPAN("From"));
	struct span addr = utf8_fold(e->arena, m->sender.addr), name = utf8_fold(e->arena, m->sender.name);
	struct span raw = from ? utf8_fold(e->arena, from->value) : SPAN_NONE;

	if (m->null_return_path || begins(addr, system_locals) || says(name, system_names))
		return true;
	return m->from.count == 0 && (span_find(raw, SPAN("<>")) >= 0 || says(raw, system_names));
}

/* multipart/report of another kind: about display (RFC 8098), abuse (RFC 5965), TLS or DMARC. But a refusal by the
 * recipient's filter comes in the form of the first (RFC 5429). */
static bool is_other_report(const struct evidence *e)
{
	struct span type = e->parts->content_type;
	bool refusal = span_ifind(type, SPAN("disposition-notification")) >= 0 &&
		       says(e->subject, "automatically rejected|rejected mail");

	return span_ifind(type, SPAN("report-type")) >= 0 && span_ifind(type, SPAN("delivery-status")) < 0 && !refusal;
}

static bool all_delivered(const struct dsn *dsn)
{
	for (size_t i = 0; i < dsn->count; i++)
		if (dsn->items[i].action != DSN_DELIVERED)
			return false;
	return dsn->count > 0;
}

static bool is_report(const struct evidence *e)
{
	struct span type = e->parts->content_type;

	if (is_other_report(e) || says(e->folded, challenges))
		return false;
	if (e->dsn.count || header_find(&e->mail->headers, SPAN("X-Failed-Recipients")))
		return true;
	return span_ifind(type, SPAN("delivery-status")) >= 0 && span_istarts(type, SPAN("multipart/report"));
}

static bool looks_like_report(const struct evidence *e)
{
	bool introduced = says(span_sub(e->folded, 0, MAX_INTRO), intros);

	if (vacation_subject(e->arena, e->mail->subject.text) || is_other_report(e) || says(e->folded, challenges))
		return false;
	if (is_system_sender(e))
		return introduced || says(e->subject, system_subjects);
	return introduced && begins(e->subject, report_subjects);
}

/* ---- whose delivery failed? ---- */

static bool is_listed(const struct address_list *list, struct span addr)
{
	for (size_t i = 0; i < list->count; i++)
		if (span_ieq(list->items[i].addr, addr))
			return true;
	return false;
}

static void recipient_add(struct evidence *e, struct span addr)
{
	struct address_list *list = &e->mail->bounce.recipients;

	if (addr.len && list->count < MAX_RECIPIENTS && !is_listed(list, addr))
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
	if (begins(utf8_fold(e->arena, addr), "postmaster@|mailer-daemon@|abuse@|support@|hostmaster@"))
		return true;
	return !e->relaxed && (is_listed(&e->mail->to, addr) || is_listed(&e->mail->delivered, addr) ||
			       span_ieq(e->mail->sender.addr, addr));
}

/* The words from the line on that announces recipients; all of them where none does. */
static struct span announced(const struct evidence *e)
{
	struct span rest = span_of("following recipient|following address|following user"), one;
	ptrdiff_t first = -1;

	while (span_cut(&rest, '|', &one)) {
		ptrdiff_t at = span_ifind(e->words, one);
		if (at >= 0 && (first < 0 || at < first))
			first = at;
	}
	return span_from(e->words, first < 0 ? 0 : (size_t)first);
}

/* The address that a line begins with, behind bullets, quotes and the like. */
static bool leading_address(const struct evidence *e, struct span line, struct span *addr)
{
	struct span rest, marks = SPAN(" \t*-<\"'");

	while (line.len && span_chr(marks, line.ptr[0]) >= 0)
		line = span_from(line, 1);
	ptrdiff_t at = span_chr(line, '@');
	for (ptrdiff_t i = 0; i < at; i++)
		if (line.ptr[i] == ' ' || line.ptr[i] == ':' || line.ptr[i] == '<')
			return false;
	return at > 0 && dsn_address(e->arena, line, addr, &rest);
}

static void leading_recipients(struct evidence *e)
{
	struct span rest = announced(e), line, addr;

	while (span_line(&rest, &line))
		if (leading_address(e, line, &addr) && !is_bystander(e, addr))
			recipient_add(e, addr);
}

/* Lines that tell who wrote. */
static bool is_about_sender(struct span folded)
{
	return says(folded, "mail from:|envelope-from|return-path|contact|from:|sender");
}

static void mentioned_recipients(struct evidence *e)
{
	struct span rest = announced(e), line, addr;

	while (span_line(&rest, &line)) {
		if (is_about_sender(utf8_fold(e->arena, utf8_cut(line, MAX_INTRO))))
			continue;
		while (dsn_address(e->arena, line, &addr, &line))
			if (!is_bystander(e, addr))
				recipient_add(e, addr);
	}
}

/* A word alone on an indented line: a user of the reporting server itself. */
static void local_recipients(struct evidence *e)
{
	struct span rest = announced(e), line, addr, domain = e->mail->sender.addr;
	ptrdiff_t at = span_rchr(domain, '@');

	while (at > 0 && span_line(&rest, &line)) {
		struct span word = span_trim(line);
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

static void recipients_read(struct evidence *e)
{
	static void (*const ways[])(struct evidence *) = {dsn_recipients,       header_recipients,   leading_recipients,
							  mentioned_recipients, returned_recipients, local_recipients,
							  bystander_recipients};

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways) && !e->mail->bounce.recipients.count; i++)
		ways[i](e);
}

/* ---- for good? ---- */

/* A reply code of SMTP, "550 …", as its first digit; 0 when there is none. */
static char reply_class(struct span text)
{
	for (size_t i = 0; i + 3 <= text.len; i++) {
		const char *p = text.ptr + i;
		bool first = i == 0 || span_chr(SPAN(" \t\n(:<\""), p[-1]) >= 0;
		bool code = (p[0] == '4' || p[0] == '5') && p[1] >= '0' && p[1] <= '7' && p[2] >= '0' && p[2] <= '9';

		if (first && code && (i + 3 == text.len || span_chr(SPAN(" -:\n"), p[3]) >= 0))
			return p[0];
	}
	return 0;
}

/* The answer of the other server counts for more than the code that was made of it. */
static char class_of(struct span status, struct span diagnostic)
{
	struct span answer = dsn_status(diagnostic);
	char class = answer.len ? answer.ptr[0] : reply_class(diagnostic);

	if (class == '5' || !status.len)
		return class;
	return status.ptr[0];
}

/* What the groups say; false when they say nothing. */
static bool class_from_dsn(struct evidence *e)
{
	struct bounce *b = &e->mail->bounce;
	bool failed = false, soft = false;

	for (size_t i = 0; i < e->dsn.count; i++) {
		const struct dsn_recipient *r = &e->dsn.items[i];

		if (r->action == DSN_FAILED || r->action == DSN_UNKNOWN) {
			failed = true;
			soft |= class_of(r->status, r->diagnostic) == '4';
		}
		b->delayed |= r->action == DSN_DELAYED;
	}
	b->delayed &= !failed;
	b->permanent = failed && !soft;
	return failed || b->delayed;
}

static void class_from_words(struct evidence *e)
{
	struct bounce *b = &e->mail->bounce;
	bool ended = says(e->folded, ends);
	bool delayed = says(e->folded, delays) || says(e->subject, "delay|warning: message|(delay)");

	b->delayed = delayed && !says(e->folded, "permanent error|permanent fatal|failed permanently|giving up");
	b->permanent = !b->delayed && (ended || class_of(dsn_status(e->words), e->words) != '4');
}

static void details_read(struct evidence *e)
{
	struct bounce *b = &e->mail->bounce;
	struct span diagnostic = SPAN_NONE;

	for (size_t i = 0; i < e->dsn.count; i++) {
		const struct dsn_recipient *r = &e->dsn.items[i];
		if (!b->status.len)
			b->status = r->status;
		if (!diagnostic.len)
			diagnostic = r->diagnostic;
	}
	if (!b->status.len)
		b->status = dsn_status(e->words);
	if (!diagnostic.len)
		diagnostic = span_trim(e->words);
	b->diagnostic = utf8_cut(utf8_line(e->arena, utf8_clean(e->arena, utf8_cut(diagnostic, 2 * MAX_DIAGNOSTIC))),
				 MAX_DIAGNOSTIC);
	msgid_list(e->arena, header_raw(&e->returned, SPAN("Message-ID")), MAIL_MAX_REFS, &b->original_ids);
}

/* Only what a mail system sends, or what is called a report, is read at all. */
static bool is_worth_reading(const struct evidence *e)
{
	return e->parts->delivery_status.len || header_find(&e->mail->headers, SPAN("X-Failed-Recipients")) ||
	       span_istarts(e->parts->content_type, SPAN("multipart/report")) || is_system_sender(e) ||
	       begins(e->subject, report_subjects);
}

/* The groups of the report; some servers write them into the text. */
static void groups_read(struct evidence *e)
{
	dsn_read(e->arena, e->parts->delivery_status, &e->dsn);
	if (!e->dsn.count && span_find(e->folded, SPAN("\nfinal-recipient:")) >= 0)
		dsn_read(e->arena, e->words, &e->dsn);
}

void bounce_read(struct arena *a, const struct report_parts *parts, struct mail *mail)
{
	struct evidence e = {.arena = a, .parts = parts, .mail = mail};

	mail->bounce = (struct bounce){0};
	e.subject = utf8_fold(a, mail->subject.text);
	if (!is_worth_reading(&e))
		return;
	text_split(&e);
	groups_read(&e);
	if (all_delivered(&e.dsn) || !(is_report(&e) || looks_like_report(&e)))
		return;
	mail->bounce.is_bounce = true;
	recipients_read(&e);
	if (!class_from_dsn(&e))
		class_from_words(&e);
	details_read(&e);
}
