#include "parsers/challenge.h"

#include "parsers/base/utf8.h"
#include "parsers/words.h"

#define MAX_TEXT 2000 /* bytes of text that are looked at */

/* Word lists are folded; see words.h. */

/* Phrases that only such filters use. */
static const char plain[] =
	"so i can receive your|so that i can receive your|waitlisted|wait-listed|wait listed|"
	"my guest list|add yourself to my|not pre-approved|prove that you are a human|"
	"prove you are human|prove that you are human|prove you're human|prove that you are a real|"
	"verify that you are a real|verify you are a real|verify that you are human|"
	"verify that you are a human|verify you are human|a real live human|to release your message|"
	"to release your email|to release your e-mail|challenge/response|challenge-response|"
	"have your message delivered|have your email delivered|click the link below to deliver|"
	"list of approved senders|list of allowed senders|my approved senders|my allowed senders|"
	"approved by me beforehand|senders i have approved|confirm that you sent this|"
	"confirm that you sent it|confirm that you sent the message|confirm that you sent the mail|"
	"confirm that you sent the email|please confirm your message|please confirm your email to|"
	"damit ihre e-mail zugestellt|damit ihre nachricht zugestellt|in meine liste erlaubter absender|"
	"que vous êtes bien une personne|que vous êtes un humain|liste des expéditeurs autorisés|"
	"que usted es una persona|lista de remitentes permitidos|lista de remitentes autorizados|"
	"que você é uma pessoa|lista de remetentes autorizados|lista de remetentes permitidos|"
	"elenco dei mittenti autorizzati|elenco dei mittenti approvati";
/* Words for what a filter guards against … */
static const char spam[] = "spam|junk|unsolicited|unwanted|unknown sender|unerwünschte|unbekannte absender|"
			   "unbekannter absender|indésirable|expéditeurs inconnus|correo no deseado|no solicitado|"
			   "indesiderata|ongewenste|niechciane|нежелательн|スパム|迷惑メール|垃圾邮件|垃圾郵件|스팸";
/* … for what the sender is to do … */
static const char proof[] = "verify|verified|confirm|prove|authenticate|authorize|whitelist|white list|"
			    "captcha|human|bestätigen|bestätigung|freischalt|freigeben|vérif|authentif|"
			    "verifica|conferma|bevestig|potwierd|подтверд|"
			    "確認|承認|验证|驗證|确认|인증|확인";
/* … for guarding … */
static const char guards[] =
	"protect|prevent|avoid|reduce|control|fight|block|schutz|schütz|vermeid|protèg|protég|évit|"
	"evitar|combat|proteg|bescherm|voorkom|ochron|защит|対策|防止|차단|防护|防護";
/* … and for how to do it. */
static const char ways[] = "http://|https://|mailto:|reply to this|replying to this|reply\" feature|simply reply|"
			   "antworten sie auf diese|répondez à ce|responda a este|rispondi a questo";

/* Every one of the ways contains one of these stems, whether it is capitalized or not. */
static const char way_stems[] = "http|mailto|eply|ntworten|épondez|esponda|ispondi";

static bool has(struct span folded, const char *words)
{
	return words_among(words, folded);
}

bool challenge_is(struct arena *a, const struct mail *mail)
{
	struct span raw = utf8_cut(mail->text, MAX_TEXT), subject = utf8_fold(a, mail->subject.text);
	bool answers =
		mail->subject.is_reply || mail->subject.brackets.count || mail->refs.count || has(subject, proof);

	if (!answers || mail->subject.is_forward || !words_among(way_stems, raw))
		return false;
	struct span text = utf8_fold(a, raw);
	if (!has(text, ways))
		return false;
	return has(text, plain) || (!words_ask(text) && has(text, spam) && has(text, guards) && has(text, proof));
}

bool challenge_report(struct span folded)
{
	return has(folded, plain) || has(folded, "confirm that you sent|prove that you|verify that you are");
}
