#include "parsers/gone.h"

#include "parsers/base/utf8.h"
#include "parsers/dsn.h"
#include "parsers/words.h"

/* No such mailbox, no such host, not an address, moved, a domain that accepts no mail (RFC 7505); no host found. */
static const char gone_details[] = "1.1|1.2|1.3|1.6|1.10|4.4|4.310";
/* Codes that servers use for anything. */
static const char vague_details[] = "0.0|1.0|3.0|5.0|5.1|4.1";

/* Folded, like everything they are compared with. */
static const char gone_words[] =
	"user unknown|unknown user|unknown recipient|recipient unknown|unknown address|address unknown|unknown mailbox|"
	"unknown local|unknown account|no such user|no such mailbox|no such recipient|no such address|no such account|"
	"no such person|no such local|no such domain|no such host|no mailbox here|no user here|user not found|"
	"user doesn't|mailbox not found|mailbox unavailable|recipient not found|account not found|address not found|"
	"wasn't found at|was not found at|doesn't exist|not exist|invalid recipient|"
	"invalid mailbox|invalid user|invalid address|invalid account|not a valid user|not a valid mailbox|"
	"not a valid recipient|bad destination mailbox|bad destination system|unrouteable|unroutable|not routeable|"
	"domain not found|host not found|host unknown|unknown host|unknown domain|name service error|nullmx|null mx|"
	"does not accept mail|no longer exists|no longer valid|no longer on server|recipientnotfound|not our customer|"
	"unbekannter empfänger|empfänger unbekannt|empfänger nicht gefunden|adresse unbekannt|benutzer unbekannt|"
	"existiert nicht|wurde nicht gefunden|destinataire inconnu|adresse inconnue|utilisateur inconnu|"
	"n'existe pas|est introuvable|no existe|usuario desconocido|destinatario desconocido|non esiste|"
	"destinatario sconosciuto|utente sconosciuto|bestaat niet|onbekende ontvanger|não existe|inexistente|"
	"finns inte|findes ikke|finnes ikke|ei ole olemassa|nie istnieje|neexistuje|nem létezik|nu există|"
	"не существует|не найден|не існує|mevcut değil|bulunamadı|不存在|查无此|找不到收件人|存在しません|存在しない|"
	"宛先不明|見つかりません|존재하지 않|없는 사용자";
/* Reasons that outweigh such words. */
static const char other_words[] =
	"quota|over limit|mailbox is full|mailbox full|full mailbox|storage|out of space|insufficient|policy|spam|"
	"blocked|blacklist|blocklist|block list|denylist|reputation|dmarc|spf|dkim|unauthenticated|not authorized|"
	"not permitted|rate limit|too many|temporar|try again|greylist|disabled|suspended|inactive|too large|size "
	"limit";

static bool is_detail(const char *details, struct span status)
{
	return words_listed(details, span_from(status, 2));
}

bool gone_is(struct arena *a, struct span status, struct span diagnostic)
{
	if (!status.len)
		status = dsn_status(diagnostic);
	if (status.len > 2 && is_detail(gone_details, status))
		return true;
	if (status.len > 2 && !is_detail(vague_details, status))
		return false;
	struct span words = utf8_fold(a, utf8_line(a, diagnostic));
	return words_any(gone_words, words, words_within) && !words_any(other_words, words, words_within);
}
