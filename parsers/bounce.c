#include "parsers/bounce.h"

#include "parsers/base/utf8.h"
#include "parsers/challenge.h"
#include "parsers/charset.h"
#include "parsers/evidence.h"
#include "parsers/failed.h"
#include "parsers/header.h"
#include "parsers/msgid.h"
#include "parsers/signs.h"
#include "parsers/subject.h"
#include "parsers/vacation.h"
#include "parsers/words.h"

#define MAX_INTRO 2000 /* bytes within which a report says what it is */
#define MAX_DIAGNOSTIC 300
#define MAX_SUBJECT 2000

/* Word lists are folded; see words.h. */

/* Subjects that only reports have, and subjects that count only if the sender is a mail system. */
static const char report_subjects[] =
	"undeliverable|undelivered mail|returned mail|failure notice|"
	"delivery status notification|mail delivery fail|mail delivery problem|mail delivery system|"
	"delivery failure|delivery has failed|delivery report|non-delivery|non delivery|nondelivery|"
	"delivery notification|delivery failed|automatically rejected mail|message delivery has failed|"
	"permanent delivery failure|mail system error|email delivery failure|unzustellbar|"
	"nicht zustellbar|échec de la remise|non remis|no se puede entregar|no entregado|"
	"mancato recapito|recapito non riuscito|onbestelbaar|kan niet worden bezorgd|niet te bezorgen|"
	"não entregue|não é possível entregar|olevererbart|kan ikke leveres|ei voida toimittaa|"
	"nie można dostarczyć|niedostarczon|nedoručitelné|не доставлено|недоставлен|teslim edilemedi|"
	"kézbesíthetetlen|nelivrabil|退信|系统退信|系統退信|邮件退回|郵件退回|无法投递|無法投遞|未送达|"
	"無法傳遞|メールエラー|配信不能|配信エラー|未送達|배달되지 않음|반송";
static const char system_subjects[] =
	"deliver|failure|warning|returned|returning|bounce|error|rejected|rejection|unknown|"
	"zustell|remise|entrega|recapit|bezorg|доставл|エラー|送信";

/* How reports introduce themselves. */
static const char intros[] =
	"not be delivered|n't be delivered|not delivered|not been delivered|not yet been delivered|"
	"not yet delivered|undeliverable|undelivered|unable to deliver|n't able to deliver|"
	"not able to deliver|could not deliver|failed permanently|"
	"did not reach the following|did not receive your message|delivery failed|delivery has failed|"
	"delivery failure|delivery of email|delivery status notification|permanent fatal errors|"
	"transient non-fatal errors|non-delivery report|error delivering|"
	"trying to deliver|attempting to deliver|trouble delivering|delivery problem|"
	"transcript of session follows|has been delayed|rejected by a remote mail server|"
	"automatically rejected|final delivery userid|unknown user:|user mailbox exceeds|mailbox is full|"
	"failure reasons|failed addresses follow|not a valid user|no such user here|returned to you|"
	"mail delivery software|message returned below|recipient(s) failed|error occurred while|"
	"mailer-daemon|not a member of this mailing list|delivery to the following|nie można dostarczyć|"
	"nelze doručit|nedoručen|nedoručiteľn|n'a pu être|"
	"n'a pas pu être|non distribu|échec de la|no se pudo|no se puede entregar|non è stato recapitato|"
	"impossibile recapitar|utente sconosciuto|kunde inte levereras|"
	"gick inte att leverera|kunne ikke leveres|kan ikke leveres|ei voitu toimittaa|"
	"ei voida toimittaa|nem sikerült|kézbesíthetetlen|nu a putut fi|nelivrat|не удалось|"
	"не может быть|не вдалося|teslim edilemedi|iletilemedi|δεν παραδόθηκε|δεν ήταν δυνατή|"
	"配送できません|配信できず|配信に失敗|送信失敗|投递失败|投遞失敗|发送失败|發送失敗|传送失败|"
	"傳送失敗|배달되지|전달되지|배달 실패|전송 실패|발송 실패|zugestellt werden|unzustellbar|"
	"pas pu être remis|pas pu être délivré|ha podido entregar|pudo entregar|possibile recapitare|"
	"niet worden bezorgd|não pôde ser entregue|dostarczon|доставлен|доставить|送信できません|"
	"送信に失敗|送信エラー|配信できません|届けられません|无法投递|无法送达|無法送達|無法投遞|"
	"無法傳送|退信|退回|반송";

/* Words of a report of delay: delivery is still being attempted. */
static const char delays[] =
	"not yet been delivered|not yet delivered|been delayed|delivery is delayed|"
	"delayed mail|will be retried|will continue|warning message only|"
	"will keep trying|has been postponed|still being retried|transient non-fatal|still undelivered|"
	"will try again|will retry|is only a warning|(delay)|wird weiter versucht|sera de nouveau tent|"
	"se seguirá intentando|verrà ritentat|noch nicht zugestellt|noch nicht übermittelt|"
	"zustellung verzögert|pas encore été remis|nouvelles tentatives|remise différée|a été retardée|"
	"aún no se ha entregado|se ha retrasado|non è stato ancora recapitato|tentativi di recapito|"
	"in ritardo|nog niet bezorgd|is vertraagd|ainda não foi entregue|está atrasad|"
	"ännu inte levererats|fördröjd|försenad|endnu ikke leveret|er forsinket|ennå ikke levert|"
	"ei ole vielä toimitettu|viivästynyt|jeszcze nie została dostarczona|"
	"nie została jeszcze dostarczona|opóźnion|dosud nebyla doručena|zpožděn|ešte nebola doručená|"
	"oneskoren|még nem kézbesít|késik|henüz teslim edilmedi|gecikti|"
	"încă nu a fost livrat|întârziat|ещё не доставлен|задержан|ще не доставлен|"
	"затриман|遅延|まだ配信され|尚未送达|尚未送達|尚未传递|尚未傳遞|延迟|延遲|아직 배달되지|지연";
/* Words of a permanent failure: the server has given up. */
static const char ends[] = "permanent error|permanent fatal|failed permanently|permanent failure|permanently failed|"
			   "giving up|given up|not going to try again|no further delivery|retry timeout exceeded|"
			   "retry time not reached|too long|could not be delivered|delivery failed|undeliverable|"
			   "unable to deliver|returned to sender";

/* A multipart/report of another kind: about display (RFC 8098), abuse (RFC 5965), TLS or DMARC. But a refusal by the
 * recipient's filter looks like the first of these (RFC 5429) and is a bounce. */
static bool is_other_report(const struct evidence *e)
{
	struct span type = e->parts->content_type;
	bool refusal = span_ifind(type, SPAN("disposition-notification")) >= 0 &&
		       evidence_says(e->subject, "automatically rejected|rejected mail");

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

	bool said = span_ifind(type, SPAN("delivery-status")) >= 0 && span_istarts(type, SPAN("multipart/report"));
	/* a person who forwards a report to ask about it may include its parts */
	bool handed_on = e->sender == SENDER_PERSON && !span_istarts(type, SPAN("multipart/report"));

	if (handed_on || (!said && !e->dsn.count && !header_find(&e->mail->headers, SPAN("X-Failed-Recipients"))))
		return false;
	return !is_other_report(e) && !challenge_report(e->folded);
}

static bool is_introduced(const struct evidence *e)
{
	struct span intro = span_sub(e->folded, 0, MAX_INTRO);

	return evidence_says(intro, intros) || evidence_says(intro, delays);
}

static bool is_headed(const struct evidence *e)
{
	return evidence_begins(e->subject, report_subjects);
}

/* Has it the structure of a report? The less its sender looks like a mail system, the more of it is required. */
static bool has_structure(const struct evidence *e)
{
	bool coded = evidence_coded(e), announced;

	switch (e->sender) {
	case SENDER_DAEMON:
		return coded || e->returns || evidence_alone(e) || is_headed(e) ||
		       evidence_says(e->subject, system_subjects) || is_introduced(e);
	case SENDER_ROBOT:
		return coded || e->returns || (evidence_lists(e) && (is_headed(e) || is_introduced(e)));
	case SENDER_SERVICE:
		if (e->returns_ours)
			return coded || is_introduced(e);
		(void)evidence_announced(e, &announced);
		return announced && (coded || evidence_lists(e)) && is_headed(e) && is_introduced(e) &&
		       !evidence_personal(e);
	default:
		return false;
	}
}

/* A report without a part that declares it one. */
static bool looks_like_report(const struct evidence *e)
{
	struct vacation_subject absence;

	if (!has_structure(e) || is_other_report(e) || challenge_report(e->folded))
		return false;
	vacation_subject(e->arena, &e->mail->subject, &absence);
	return absence.kind < VACATION_OFFICE;
}

/* The remote server's own reply counts for more than the status code derived from it. */
static char class_of(struct span status, struct span diagnostic)
{
	struct span answer = dsn_status(diagnostic);
	char class = answer.len ? answer.ptr[0] : dsn_reply(diagnostic);

	if (class == '5' || !status.len)
		return class;
	return status.ptr[0];
}

/* Classifies by the recipients' groups; false if they do not tell. */
static bool class_from_dsn(struct evidence *e)
{
	struct bounce *b = &e->mail->bounce;
	bool failed = false, soft = false;

	for (size_t i = 0; i < e->dsn.count; i++) {
		const struct dsn_recipient *r = &e->dsn.items[i];

		if (r->action == DSN_FAILED || r->action == DSN_UNKNOWN) {
			failed = true;
			soft |= (r->class ? r->class : class_of(r->status, r->diagnostic)) == '4';
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
	bool ended = evidence_says(e->folded, ends);
	bool delayed = evidence_says(e->folded, delays) || evidence_says(e->subject, "delay|warning: message|(delay)");

	b->delayed =
		delayed && !evidence_says(e->folded, "permanent error|permanent fatal|failed permanently|giving up");
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
	for (size_t i = 0; i < e->ids.count; i++)
		msgid_list(e->arena, e->ids.items[i], MAIL_MAX_REFS, &b->original_ids);
}

/* Saves time: most mails are from people, and few from shared addresses have the marks of a report. */
static bool is_worth_reading(const struct evidence *e)
{
	static const char marks[] = "eceived:|essage-ID:|essage-Id:|essage-id:";
	const struct report_parts *p = e->parts;

	if (e->sender >= SENDER_ROBOT || p->delivery_status.len ||
	    span_istarts(p->content_type, SPAN("multipart/report")) ||
	    header_find(&e->mail->headers, SPAN("X-Failed-Recipients")))
		return true;
	return e->sender == SENDER_SERVICE && (p->original.len || is_headed(e) || words_among(marks, p->text));
}

/* Reads the mail attached to a gateway's report as a mail in its own right. */
static bool bounce_enclosed_read(const struct evidence *e)
{
	const struct enclosed_report *inside = e->parts->enclosed;
	struct arena *a = e->arena;

	if (!inside || (e->sender < SENDER_ROBOT && !e->mail->signs.automatic.len))
		return false;
	struct mail inner = {.headers = inside->headers, .text = inside->parts.text};
	const struct header *subject = header_find(&inner.headers, SPAN("Subject"));
	const struct header *from = header_find(&inner.headers, SPAN("From"));
	subject_parse(a, subject ? utf8_cut(subject->value, MAX_SUBJECT) : SPAN_NONE, &inner.subject);
	dsn_addresses(a, header_raw(&inner.headers, SPAN("From")), MAIL_MAX_ADDRESSES, &inner.from);
	dsn_addresses(a, header_raw(&inner.headers, SPAN("To")), MAIL_MAX_ADDRESSES, &inner.to);
	inner.sender = (struct address){from ? from->value : SPAN_NONE,
					inner.from.count ? inner.from.items[0].addr : SPAN_NONE};
	inner.null_return_path = span_eq(header_raw(&inner.headers, SPAN("Return-Path")), SPAN("<>"));
	signs_read(a, &inner);
	bounce_read(a, &inside->parts, &inner);
	e->mail->bounce = inner.bounce;
	return inner.bounce.is_bounce;
}

void bounce_read(struct arena *a, const struct report_parts *parts, struct mail *mail)
{
	struct evidence e;

	mail->bounce = (struct bounce){0};
	evidence_begin(a, parts, mail, &e);
	if (bounce_enclosed_read(&e))
		return;
	if (!is_worth_reading(&e))
		return;
	evidence_read(&e);
	bool formal = is_report(&e);
	if (all_delivered(&e.dsn) || !(formal || looks_like_report(&e)))
		return;
	mail->bounce.is_bounce = true;
	mail->bounce.formal = formal && parts->delivery_status.len;
	failed_read(&e);
	if (!class_from_dsn(&e))
		class_from_words(&e);
	details_read(&e);
}
