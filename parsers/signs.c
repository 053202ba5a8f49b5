#include "parsers/signs.h"

#include "parsers/base/ascii.h"
#include "parsers/base/utf8.h"
#include "parsers/header.h"
#include "parsers/words.h"

#define MAX_LEAVE ((size_t)16 << 10) /* bytes of text that are searched for words such as "unsubscribe" */

/* A header field that is a sign, by name (a prefix if it ends in '*') and value: any except no, none and false if
 * `values` is NULL, otherwise one that begins with one of the `values`, joined by '|'. */
struct sign {
	const char *name, *values;
};

static const struct sign list_signs[] = {
	{"List-Id", NULL},      {"List-Post", NULL},     {"List-Help", NULL},         {"List-Subscribe", NULL},
	{"List-Owner", NULL},   {"List-Archive", NULL},  {"X-Mailing-List", NULL},    {"Mailing-List", NULL},
	{"X-BeenThere", NULL},  {"X-MailingList", NULL}, {"X-Mailman-Version", NULL}, {"X-ML-Name", NULL},
	{"X-Listname", NULL},   {"X-List", NULL},        {"X-Listserver", NULL},      {"X-List-Id", NULL},
	{"Precedence", "list"},
};

/* Counts as a list's only together with one of bulk_signs, or if the text says how to unsubscribe: personal mails sent
 * with sales tools have it too. */
static const struct sign unsubscribe_signs[] = {{"List-Unsubscribe", NULL}};
static const struct sign bulk_signs[] = {
	{"Feedback-ID", NULL},  {"X-Campaign*", NULL},    {"X-CSA-Complaints", NULL}, {"X-Mailing-Id", NULL},
	{"Precedence", "bulk"}, {"X-Newsletter*", NULL},  {"X-Mailer-SID", NULL},     {"X-MC-User", NULL},
	{"X-SG-EID", NULL},     {"X-Mailgun-Tag", NULL},  {"X-Report-Abuse*", NULL},  {"X-Bulk*", NULL},
	{"X-Mailjet*", NULL},   {"X-Sendgrid-ID*", NULL}, {"X-CampaignID", NULL},     {"X-Complaints-To", NULL},
};
static const char unsubscribe_words[] =
	"unsubscribe|opt out|opt-out|abmelden|abbestellen|austragen|désabonner|désinscrire|"
	"désinscription|darse de baja|cancelar la suscripción|disiscri|cancella l'iscrizione|"
	"uitschrijven|cancelar inscrição|descadastrar|avregistrera|avprenumerera|afmeld|meld deg av|"
	"peruuta tilaus|wypisz|odhlásit|отписаться|отписка|відписатися|配信停止|配信解除|退订|取消订阅|"
	"取消訂閱|수신거부|leiratkoz|dezabon|abonelikten";

/* Signs that only automatic mails have. */
static const struct sign auto_signs[] = {
	{"Auto-Submitted", NULL},
	{"X-Autore*", NULL},
	{"X-Auto-Re*", NULL},
	{"X-Mail-Autoreply", NULL},
	{"X-Autogen*", NULL},
	{"X-Auto-Generated", NULL},
	{"X-Amazon-Auto-Reply", NULL},
	{"X-Vacation*", NULL},
	{"X-Out-Of-Office", NULL},
	{"X-FC-MachineGenerated", NULL},
	{"X-Cron-Env", NULL},
	{"X-Loop-Detect", NULL},
	{"X-MS-Exchange-Inbox-Rules-Loop", NULL},
	{"X-MS-Exchange-Generated-Message-Source", NULL},
	{"X-POST-MessageClass", "9; Autoresponder"},
	{"X-FreeScout-Mail-Type", "auto"},
	{"Delivered-To", "Autoresponder"},
	{"Precedence", "junk|auto_reply|auto-reply|autoreply"},
	{"X-Precedence", "junk|auto_reply|auto-reply|autoreply"},
	{"Content-Type", "multipart/report"},
	{"X-Failed-Recipients", NULL},
	{"X-Boxtrapper", NULL},
	{"X-TMDA-*", NULL},
	{"X-Delivery-Agent", "TMDA"},
	{"X-Challenge*", NULL},
};

/* Signs that people's mails have too, if a server, a list or a rule has forwarded them. */
static const struct sign weak_signs[] = {
	{"Auto-Submitted", "auto-forwarded"},
	{"X-Auto-Response-Suppress", NULL},
	{"Precedence", "bulk"},
	{"X-Precedence", "bulk"},
};

/* Signs of other desks and trackers: of their automatic answers, and of what people write through them. */
static const struct sign desk_signs[] = {
	{"RT-Ticket", NULL},
	{"RT-Originator", NULL},
	{"X-RT-*", NULL},
	{"Managed-By", "RT "},
	{"X-OTRS-*", NULL},
	{"X-Powered-By", "OTRS|Znuny|OTOBO|Zammad|osTicket|FreeScout"},
	{"X-Mailer",
	 "OTRS|Znuny|OTOBO|Zendesk|Freshdesk|osTicket|Zammad|FreeScout|Kayako|Redmine|MantisBT|Mantis|Help "
	 "Scout|HelpSpot|"
	 "GLPI|JIRA|Atlassian|Cerb|Cerberus|SysAid|ServiceNow|Deskpro|UVdesk|iTop|Trac|Bugzilla|YouTrack|vTiger|Faveo|"
	 "HESK|Request Tracker|TeamSupport|Spiceworks|LiveAgent|Gorgias|Kanboard"},
	{"X-Zendesk-*", NULL},
	{"X-Zammad-*", NULL},
	{"X-JIRA-*", NULL},
	{"X-Atlassian-*", NULL},
	{"X-Freshdesk-*", NULL},
	{"X-FreeScout-*", NULL},
	{"X-osTicket-*", NULL},
	{"X-HelpScout-*", NULL},
	{"X-GLPI-*", NULL},
	{"X-Redmine-*", NULL},
	{"X-Mantis-*", NULL},
	{"X-Trac-*", NULL},
	{"X-Bugzilla-*", NULL},
	{"X-GitHub-*", NULL},
	{"X-GitLab-*", NULL},
	{"X-Launchpad-*", NULL},
	{"X-Phabricator-*", NULL},
	{"X-ServiceNow-*", NULL},
	{"X-Kayako-*", NULL},
	{"X-DeskPRO-*", NULL},
	{"X-SysAid-*", NULL},
	{"X-YouTrack-*", NULL},
	{"X-LiveAgent-*", NULL},
	{"X-Intercom-*", NULL},
	{"X-HappyFox-*", NULL},
};

static const struct sign spam_signs[] = {
	{"X-Spam-Flag", "yes|true|1|spam"},
	{"X-Spam-Status", "yes|spam"},
	{"X-Spam", "yes|true|spam"},
	{"X-Spam-Verdict", "spam|yes"},
	{"X-Spam-Action", "reject|add header|rewrite subject"},
	{"X-Barracuda-Spam-Flag", "yes"},
	{"X-Bogosity", "spam|yes"},
	{"X-DSPAM-Result", "spam"},
	{"X-Spambayes-Classification", "spam"},
	{"X-CRM114-Status", "spam"},
	{"X-SES-Spam-Verdict", "fail"},
	{"X-Ovh-Spam-Status", "spam"},
	{"X-YahooFilteredBulk", NULL},
	{"X-MS-Exchange-Organization-SCL", "5|6|7|8|9"},
	{"X-Rspamd-Action", "reject|add header|rewrite subject"},
};

/* The first word of a value: "no" in "(a comment) no; owner=…". */
static struct span first_word(struct span value)
{
	size_t len = 0;

	for (ptrdiff_t end; span_starts(value, SPAN("(")) && (end = span_chr(value, ')')) >= 0;)
		value = span_trim(span_from(value, (size_t)end + 1));
	while (len < value.len && value.ptr[len] > ' ' && value.ptr[len] != ';' && value.ptr[len] != '(')
		len++;
	return span_sub(value, 0, len);
}

static bool sign_given(const struct sign *sign, struct span value)
{
	struct span word = first_word(value);

	if (sign->values)
		return words_any(sign->values, value, span_istarts);
	if (span_ieq(word, SPAN("auto-forwarded")))
		return false;
	return word.len && !span_ieq(word, SPAN("no")) && !span_ieq(word, SPAN("none")) &&
	       !span_ieq(word, SPAN("false"));
}

struct span signs_show(struct arena *a, struct span name, struct span value)
{
	return arena_printf(a, "%.*s: %.*s", SPAN_ARG(name), SPAN_ARG(utf8_cut(value, 200)));
}

/* A quick test, made for every field and every sign: most names differ in their third letter. Upper and lower case
 * differ in one bit. */
static bool may_match(const struct sign *sign, struct span name)
{
	return name.len > 2 && ((name.ptr[2] ^ sign->name[2]) & ~0x20) == 0;
}

static bool name_matches(const struct sign *sign, struct span name)
{
	struct span want = span_of(sign->name);

	if (!span_ends(want, SPAN("*")))
		return span_ieq(name, want);
	want.len--;
	/* a request to suppress answers is not a sign of one */
	return span_istarts(name, want) && !span_ieq(name, SPAN("X-Auto-Response-Suppress"));
}

/* Exchange itself may mark a person's mail so on its way inside an organisation. */
static bool is_stamped(const struct mail *mail, const struct header *h)
{
	const struct header *as = header_find(&mail->headers, SPAN("X-MS-Exchange-Organization-AuthAs"));

	return span_ieq(h->name, SPAN("X-Auto-Response-Suppress")) && as && span_ieq(as->value, SPAN("Internal")) &&
	       span_ifind(h->value, SPAN("All")) < 0;
}

/* "Header: value" of the first field that is one of the signs, or empty. */
static struct span sign_find(struct arena *a, const struct mail *mail, const struct sign *signs, size_t count)
{
	for (size_t i = 0; i < mail->headers.count; i++) {
		const struct header *h = &mail->headers.items[i];

		for (size_t k = 0; k < count; k++)
			if (may_match(&signs[k], h->name) && name_matches(&signs[k], h->name) &&
			    sign_given(&signs[k], span_trim(h->value)) && !is_stamped(mail, h))
				return signs_show(a, h->name, h->value);
	}
	return SPAN_NONE;
}
#define SIGN_FIND(a, mail, signs) sign_find((a), (mail), (signs), sizeof(signs) / sizeof(*(signs)))

/* Local parts, or parts of them between non-letters, at which nobody reads mail. */
static const char robots[] =
	"mailer-daemon|mailerdaemon|mail-daemon|noreply|no-reply|no_reply|no.reply|donotreply|"
	"do-not-reply|do_not_reply|dont-reply|dontreply|nepasrepondre|ne-pas-repondre|ne_pas_repondre|"
	"nicht-antworten|keine-antwort|noresponder|no-responder|nao-responda|naoresponda|non-rispondere|"
	"autoresponder|auto-reply|autoreply";

bool signs_robot(struct span addr)
{
	ptrdiff_t at = span_rchr(addr, '@');
	struct span local = at < 0 ? addr : span_sub(addr, 0, (size_t)at), rest = span_of(robots), one;

	while (span_cut(&rest, '|', &one)) {
		ptrdiff_t found = span_ifind(local, one);
		size_t end = (size_t)found + one.len;

		if (found >= 0 && (found == 0 || !ascii_is_letter(local.ptr[found - 1])) &&
		    (end == local.len || !ascii_is_letter(local.ptr[end])))
			return true;
	}
	return false;
}

static struct span sender_sign(struct arena *a, const struct mail *mail)
{
	if (signs_robot(mail->sender.addr))
		return signs_show(a, SPAN("From"), mail->sender.addr);
	const struct header *from = header_find(&mail->headers, SPAN("From"));
	if (from && mail->from.count == 0 &&
	    (span_find(from->raw, SPAN("<>")) >= 0 || signs_robot(span_trim(from->raw))))
		return signs_show(a, from->name, from->value);
	return SPAN_NONE;
}

static struct span list_sign(struct arena *a, const struct mail *mail)
{
	struct span list = SIGN_FIND(a, mail, list_signs), leave = SIGN_FIND(a, mail, unsubscribe_signs);

	if (list.len || !leave.len)
		return list;
	struct span folded = utf8_fold(a, utf8_cut(mail->text, MAX_LEAVE)),
		    rest = utf8_fold(a, utf8_cut(mail->folded, MAX_LEAVE));
	bool told = words_among(unsubscribe_words, folded) || words_among(unsubscribe_words, rest);
	return told || SIGN_FIND(a, mail, bulk_signs).len ? leave : SPAN_NONE;
}

/* Strong signs first: the weak ones do not matter if there is a strong one. */
static void automatic_read(struct arena *a, const struct mail *mail, struct signs *signs)
{
	struct span desk = SIGN_FIND(a, mail, desk_signs), strong = SIGN_FIND(a, mail, auto_signs);

	if (!strong.len)
		strong = sender_sign(a, mail);
	/* other desks call the mails of their agents auto-generated, too */
	if (desk.len && span_istarts(strong, SPAN("Auto-Submitted: auto-generated")))
		strong = SPAN_NONE;
	signs->automatic = strong;
	signs->weak = !strong.len;
	if (!signs->automatic.len)
		signs->automatic = SIGN_FIND(a, mail, weak_signs);
	if (!signs->automatic.len)
		signs->automatic = desk;
	if (!signs->automatic.len && mail->null_return_path)
		signs->automatic = SPAN("Return-Path: <>");
}

void signs_read(struct arena *a, struct mail *mail)
{
	static const struct sign own_signs[] = {{"X-Caredesk-Ticket", NULL}, {"X-Caredesk-Template", NULL}};
	struct signs *signs = &mail->signs;

	*signs = (struct signs){0};
	signs->own = SIGN_FIND(a, mail, own_signs);
	signs->list = list_sign(a, mail);
	automatic_read(a, mail, signs);
	signs->spam = SIGN_FIND(a, mail, spam_signs);
}
