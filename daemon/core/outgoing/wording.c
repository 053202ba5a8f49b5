#include "daemon/core/outgoing/wording.h"

#include "parsers/base/buf.h"

#define WORDING_MAX 4000
#define VALUES 7 /* {1} to {6} */
#define DEEP 4   /* a reason in a reason in … */

/* {1} is a value, {1~} a value that is a reason itself. The first pattern that fits is taken. */
static const struct reason {
	const char *en, *de, *fr;
} reasons[] = {
	{"answers the mail", "Antwort auf die E-Mail", "réponse au message"},
	{"passes on what {1} wrote", "mit dem Text von {1}", "avec le texte de {1}"},
	{"reports a change", "meldet eine Änderung", "annonce un changement"},
	{"notifies the team", "Hinweis an das Team", "information pour l'équipe"},
	{"already among the recipients", "schon unter den Empfängern", "déjà parmi les destinataires"},
	{"the author does not get a copy", "der Verfasser bekommt keine Kopie", "l'auteur n'en reçoit pas de copie"},
	{"not a valid address", "das ist keine Adresse", "ce n'est pas une adresse"},
	{"it is the desk's own address", "das ist die Adresse dieses Supports", "c'est l'adresse de ce support"},
	{"mail to that address bounces", "E-Mails an diese Adresse kommen zurück",
	 "les messages à cette adresse reviennent"},
	{"the address bounces", "E-Mails an diese Adresse kommen zurück", "les messages à cette adresse reviennent"},
	{"disabled in the config", "in der Konfiguration abgeschaltet", "désactivé dans la configuration"},
	{"the sender is not verified", "der Absender ist nicht bestätigt", "l'expéditeur n'est pas vérifié"},
	{"it was written before the store was restored, and may already have been answered",
	 "geschrieben vor der Wiederherstellung, vielleicht damals schon beantwortet",
	 "écrit avant la restauration, peut-être déjà traité alors"},
	{"{1} automatic answers to that address in the last hour",
	 "{1} automatische Antworten an diese Adresse in der letzten Stunde",
	 "{1} réponses automatiques à cette adresse dans la dernière heure"},
	{"that address has {1} open tickets", "{1} offene Tickets dieser Adresse",
	 "{1} tickets ouverts de cette adresse"},
	{"that address already got an answer to an unproven mail in the last hour",
	 "diese Adresse hat in der letzten Stunde schon eine Antwort auf eine E-Mail ohne Nachweis bekommen",
	 "cette adresse a déjà reçu une réponse à un message sans preuve dans la dernière heure"},
	{"{1} answers to unproven mail from that domain in the last hour",
	 "{1} Antworten auf E-Mails ohne Nachweis aus dieser Domain in der letzten Stunde",
	 "{1} réponses à des messages sans preuve de ce domaine dans la dernière heure"},
	{"{1} answers to unproven mail in the last hour",
	 "{1} Antworten auf E-Mails ohne Nachweis in der letzten Stunde",
	 "{1} réponses à des messages sans preuve dans la dernière heure"},
	{"{1} automatic mails in the last minute", "{1} automatische E-Mails in der letzten Minute",
	 "{1} messages automatiques dans la dernière minute"},
	{"no reference to a ticket of the sender's", "nichts verweist auf ein Ticket des Absenders",
	 "rien ne désigne un ticket de l'expéditeur"},
	{"the sender's own signed reply address", "die eigene signierte Antwortadresse des Absenders",
	 "l'adresse de réponse signée de l'expéditeur"},
	{"the sender's own signed Message-ID", "die eigene signierte Message-ID des Absenders",
	 "le Message-ID signé de l'expéditeur"},
	{"somebody else's signed reply address", "die signierte Antwortadresse von jemand anderem",
	 "l'adresse de réponse signée de quelqu'un d'autre"},
	{"somebody else's signed Message-ID", "die signierte Message-ID von jemand anderem",
	 "le Message-ID signé de quelqu'un d'autre"},
	{"answers the received mail {1}", "antwortet auf die empfangene E-Mail {1}", "répond au message reçu {1}"},
	{"the tag of ticket {1} in the subject", "die Nummer von Ticket {1} im Betreff",
	 "le numéro du ticket {1} dans l'objet"},
	{"our mail server says that the mail is forged", "laut unserem Mailserver ist die E-Mail gefälscht",
	 "selon notre serveur, le message est falsifié"},
	{"the mail names it, but the sender is not on it", "die E-Mail nennt es, aber der Absender gehört nicht dazu",
	 "le message le nomme, mais l'expéditeur n'y participe pas"},
	{"answers a mail of the ticket, but is not on it",
	 "antwortet auf eine E-Mail des Tickets, gehört aber nicht dazu",
	 "répond à un message du ticket sans y participer"},
	{"it was closed too long ago to be reopened", "es ist zu lange geschlossen, um wieder geöffnet zu werden",
	 "il est clos depuis trop longtemps pour être rouvert"},
	{"the customer's new ticket follows it", "das neue Ticket des Kunden führt es fort",
	 "le nouveau ticket du client en prend la suite"},
	{"a mail with the same {1} came earlier, to ticket {2}", "schon einmal eingegangen ({1~}), zu Ticket {2}",
	 "déjà reçu ({1~}), pour le ticket {2}"},
	{"content", "derselbe Inhalt", "même contenu"},
	{"Message-ID and content", "dieselbe Message-ID und derselbe Inhalt", "mêmes Message-ID et contenu"},
	{"another mail with the same Message-ID came earlier, to ticket {1}",
	 "eine andere E-Mail mit derselben Message-ID ging schon an Ticket {1}",
	 "un autre message de même Message-ID est déjà arrivé pour le ticket {1}"},
	{"the desk's own mail came back", "eine eigene E-Mail kam zurück", "un de nos messages est revenu"},
	{"the Message-ID of the desk's mail that came back", "die Message-ID der E-Mail, die zurückkam",
	 "le Message-ID du message revenu"},
	{"the signed address that the report was sent to", "die signierte Adresse, an die der Bericht ging",
	 "l'adresse signée qui a reçu le rapport"},
	{"the failed recipient's latest ticket, without a token", "das letzte Ticket dieses Empfängers, ohne Token",
	 "le dernier ticket de ce destinataire, sans jeton"},
	{"the token is ignored", "das Token wird ignoriert", "le jeton est ignoré"},
	{"category {1} {2}, priority {3} {4}, language {5} {6}", "Kategorie {2~}, Priorität {4~}, Sprache {5} {6~}",
	 "catégorie {2~}, priorité {4~}, langue {5} {6~}"},
	{"from mailbox {1}", "laut Postfach {1}", "selon la boîte {1}"},
	{"from rule {1}", "laut Regel {1}", "selon la règle {1}"},
	{"from subject tag {1}", "laut Betreff {1}", "selon l'objet {1}"},
	{"from category {1}", "laut Kategorie {1}", "selon la catégorie {1}"},
	{"by default", "laut Vorgabe", "par défaut"},
	{"as the desk's first", "als erste des Supports", "comme première du support"},
	{"from the mail's text", "laut Text der E-Mail", "selon le texte du message"},
	{"from the mail's Content-Language", "laut Content-Language der E-Mail",
	 "selon le Content-Language du message"},
	{"from the customer's record", "laut Kundendaten", "selon la fiche du client"},
	{"from the desk", "laut Support", "selon le support"},
	{"the least loaded in category {1}, {2} open", "die wenigsten offenen Tickets in {1}: {2}",
	 "le moins de tickets ouverts dans {1} : {2}"},
	{"next in turn in category {1}, {2} open", "in {1} an der Reihe; offene Tickets: {2}",
	 "le suivant dans {1} ; tickets ouverts : {2}"},
	{"the customer's last agent in category {1}, {2} open",
	 "hatte das letzte Ticket dieses Kunden; offene Tickets: {2}",
	 "avait le dernier ticket de ce client ; tickets ouverts : {2}"},
	{"nobody in category {1} is free", "in {1} ist niemand frei", "personne n'est libre dans {1}"},
	{"category {1} does not assign agents", "{1} weist niemanden zu", "{1} n'attribue à personne"},
	{"its agent is away and nobody else is free", "der Agent ist abwesend, und sonst ist niemand frei",
	 "l'agent est absent et personne d'autre n'est libre"},
	{"among the mail's recipients", "unter den Empfängern der E-Mail", "parmi les destinataires du message"},
	{"among the recipients of an unproven mail", "unter den Empfängern einer E-Mail ohne Nachweis",
	 "parmi les destinataires d'un message sans preuve"},
	{"among the recipients of the agent's answer", "unter den Empfängern der Antwort des Agenten",
	 "parmi les destinataires de la réponse de l'agent"},
	{"an agent answered", "ein Agent hat geantwortet", "un agent a répondu"},
	{"the customer wrote", "der Kunde hat geschrieben", "le client a écrit"},
	{"the customer closes the ticket", "der Kunde schließt das Ticket", "le client clôt le ticket"},
	{"the customer says so", "sagt der Kunde", "selon le client"},
	{"the customer says what solved it", "der Kunde sagt, was es gelöst hat", "le client dit ce qui l'a résolu"},
	{"the customer says that article {1} solved it", "laut Kunde gelöst durch den Artikel {1}",
	 "résolu par l'article {1} selon le client"},
	{"the customer's [close]", "[close] des Kunden", "[close] du client"},
	{"an unproven [close] from the customer", "[close] des Kunden, ohne Nachweis",
	 "[close] du client, sans preuve"},
	{"the customer confirms the [close] in message {1}", "der Kunde bestätigt das [close] von Nachricht {1}",
	 "le client confirme le [close] du message {1}"},
	{"the customer's answer to the feedback question", "Antwort des Kunden auf die Frage nach der Zufriedenheit",
	 "réponse du client à la demande d'avis"},
	{"the feedback question was already answered: the first answer counts",
	 "die Frage nach der Zufriedenheit war schon beantwortet: Es gilt die erste Antwort",
	 "la question a déjà reçu une réponse : la première compte"},
	{"only a thank-you: the ticket is not reopened", "nur ein Dank: das Ticket wird nicht wieder geöffnet",
	 "un simple merci : le ticket n'est pas rouvert"},
	{"[export], confirmed by the customer", "[export], vom Kunden bestätigt", "[export], confirmé par le client"},
	{"proven by {1}", "nachgewiesen durch {1~}", "prouvé par {1~}"},
	{"its token", "Token", "son jeton"},
	{"its token and Authentication-Results", "Token und Authentication-Results",
	 "son jeton et Authentication-Results"},
	{"it has no token", "kein Token", "aucun jeton"},
	{"its token has expired", "das Token ist abgelaufen", "le jeton a expiré"},
	{"its token was made with a key that no longer exists", "den Schlüssel des Tokens gibt es nicht mehr",
	 "la clé du jeton n'existe plus"},
	{"its token was not made for this agent", "das Token gehört nicht diesem Agenten",
	 "le jeton n'est pas celui de cet agent"},
	{"its token is not for this ticket", "das Token gilt nicht für dieses Ticket",
	 "le jeton ne vaut pas pour ce ticket"},
	{"its token is for ticket {1}, but its subject names ticket {2}",
	 "das Token gilt für Ticket {1}, der Betreff nennt {2}", "le jeton vaut pour le ticket {1}, l'objet nomme {2}"},
	{"its command link was made for another command or another agent",
	 "der Link gehört zu einem anderen Befehl oder Agenten",
	 "le lien est celui d'une autre commande ou d'un autre agent"},
	{"no authserv_id is configured", "keine authserv_id eingestellt", "aucun authserv_id configuré"},
	{"our mail server's Authentication-Results are malformed",
	 "die Authentication-Results unseres Mailservers sind unlesbar",
	 "les Authentication-Results de notre serveur sont illisibles"},
	{"our mail server's Authentication-Results show no pass for {1}",
	 "die Authentication-Results unseres Mailservers bestätigen {1} nicht",
	 "les Authentication-Results de notre serveur ne valident pas {1}"},
	{"its topmost Authentication-Results are not our mail server's",
	 "die obersten Authentication-Results sind nicht die unseres Mailservers",
	 "les premiers Authentication-Results ne sont pas ceux de notre serveur"},
	{"it has no From field", "kein From-Feld", "aucun champ From"},
	{"it has more than one From field", "mehr als ein From-Feld", "plus d'un champ From"},
	{"a token made for {1} was used by {2}", "{2} hat ein Token von {1} verwendet",
	 "{2} a utilisé un jeton de {1}"},
	{"{1}, no longer an agent, used an agent's token",
	 "{1}, nicht mehr Agent, hat das Token eines Agenten verwendet",
	 "{1}, qui n'est plus agent, a utilisé le jeton d'un agent"},
	{"its From is a group", "From ist eine Gruppe", "From est un groupe"},
	{"its From is not clearly a single address", "From ist nicht eindeutig eine Adresse",
	 "From n'est pas clairement une seule adresse"},
	{"its From does not contain exactly one address", "From enthält nicht genau eine Adresse",
	 "From ne contient pas exactement une adresse"},
	{"it has no sender address", "keine Absenderadresse", "aucune adresse d'expéditeur"},
	{"its author confirmed it", "vom Verfasser bestätigt", "confirmé par son auteur"},
	{"its author released it with #send", "vom Verfasser freigegeben", "libéré par son auteur"},
	{"the mail that it held has been released", "die zurückgehaltene E-Mail ist freigegeben",
	 "le message retenu est libéré"},
	{"created to hold an unproven mail", "enthält eine E-Mail ohne Nachweis", "contient un message sans preuve"},
	{"the question was already answered", "die Frage war schon beantwortet",
	 "la question avait déjà reçu une réponse"},
	{"the answer to the question is yes", "die Antwort auf die Frage ist Ja", "la réponse à la question est oui"},
	{"the answer to the question is not an explicit yes", "die Antwort auf die Frage ist kein klares Ja",
	 "la réponse à la question n'est pas un oui explicite"},
	{"it answers a mail older than a colleague's answer",
	 "antwortet auf eine E-Mail, die älter ist als die Antwort eines Kollegen",
	 "répond à un message antérieur à la réponse d'un collègue"},
	{"the time allowed has passed", "die Frist ist abgelaufen", "le délai est écoulé"},
	{"most of the time allowed has passed", "der größte Teil der Frist ist abgelaufen",
	 "la plus grande partie du délai est écoulée"},
	{"pending since {1}, and nothing has been heard", "wartet seit {1}, keine Antwort",
	 "en attente depuis le {1}, sans réponse"},
	{"resolved since {1}, and nothing has been heard", "gelöst seit {1}, keine Antwort",
	 "résolu depuis le {1}, sans réponse"},
	{"pending until {1}", "wartend bis {1}", "en attente jusqu'au {1}"},
	{"snoozed until {1}", "zurückgestellt bis {1}", "en sommeil jusqu'au {1}"},
	{"{1}, and {2}", "{1~}, und {2~}", "{1~}, et {2~}"},
};

static const struct name {
	const char *name, *en, *de, *fr;
} names[] = {
	{"acknowledge", "acknowledgement", "Eingangsbestätigung", "accusé de réception"},
	{"assigned", "new ticket", "Zuweisung", "attribution"},
	{"closed", "closing", "Abschluss", "clôture"},
	{"confirm", "request to confirm", "Bitte um Bestätigung", "demande de confirmation"},
	{"customer_message", "customer's message", "Nachricht des Kunden", "message du client"},
	{"digest", "digest", "Bericht", "bilan"},
	{"escalation", "escalation", "Eskalation", "escalade"},
	{"faq", "help articles", "Hilfeartikel", "articles d'aide"},
	{"feedback", "request for feedback", "Bitte um Bewertung", "demande d'avis"},
	{"help_agent", "help", "Hilfe", "aide"},
	{"help_customer", "help", "Hilfe", "aide"},
	{"note", "note", "Notiz", "note"},
	{"oversize", "too large", "zu groß", "trop volumineux"},
	{"own_data", "own data", "eigene Daten", "données personnelles"},
	{"rated", "rating", "Bewertung", "avis"},
	{"receipt", "receipt", "Quittung", "compte rendu"},
	{"refused", "refusal", "Ablehnung", "refus"},
	{"reminder", "reminder", "Erinnerung", "rappel"},
	{"reply", "answer", "Antwort", "réponse"},
	{"resolved", "resolution", "Lösung", "résolution"},
	{"status", "status", "Status", "état"},
	{"status_list", "list of tickets", "Liste der Tickets", "liste des tickets"},
	{"summary", "summary", "Übersicht", "récapitulatif"},
	{"waiting", "waiting for the customer", "Warten auf den Kunden", "attente du client"},
	{"warning", "warning", "Hinweis", "avertissement"},
	{"subject", "subject", "Betreff", "objet"},
	{"priority", "priority", "Priorität", "priorité"},
	{"category", "category", "Kategorie", "catégorie"},
	{"agent", "agent", "Agent", "agent"},
	{"customer", "customer", "Kunde", "client"},
	{"customer's name", "customer's name", "Name des Kunden", "nom du client"},
	{"language", "language", "Sprache", "langue"},
	{"watchers", "watchers", "Beobachter", "en copie"},
	{"watching agents", "watching agents", "beobachtende Agenten", "agents en copie"},
	{"newcomers", "newcomers", "neue Teilnehmer", "nouveaux participants"},
	{"tags", "tags", "Schlagwörter", "étiquettes"},
	{"links", "links", "Verknüpfungen", "liens"},
	{"merged into", "merging", "Zusammenführung", "fusion"},
	{"finished", "end", "Ende", "fin"},
	{"due time", "due time", "Frist", "échéance"},
	{"wake time", "return", "Wiedervorlage", "retour"},
	{"snoozed", "snoozing", "Zurückstellung", "mise en sommeil"},
	{"first_answer", "first answer", "erste Antwort", "première réponse"},
	{"resolution", "resolution", "Lösung", "résolution"},
	{"auto", "automatic", "automatisch", "automatique"},
	{"bounce", "bounce", "Rückläufer", "retour"},
	{"desk", "desk", "Support", "support"},
};

/* Takes "{1}" or "{1~}" off the front of *pattern. */
static size_t place_take(struct span *pattern, bool *is_reason)
{
	size_t n = (size_t)(pattern->ptr[1] - '0');
	*is_reason = pattern->ptr[2] == '~';
	*pattern = span_from(*pattern, *is_reason ? 4 : 3);
	return n;
}

/* The words before the next place, which are taken off *pattern; all if there is none. */
static struct span words_take(struct span *pattern)
{
	ptrdiff_t at = span_chr(*pattern, '{');
	struct span words = at < 0 ? *pattern : span_sub(*pattern, 0, (size_t)at);
	*pattern = span_from(*pattern, words.len);
	return words;
}

static bool pattern_fits(struct span pattern, struct span text, struct span values[VALUES])
{
	struct span words = words_take(&pattern);
	bool is_reason;
	if (!span_starts(text, words))
		return false;
	text = span_from(text, words.len);
	while (pattern.len) {
		size_t n = place_take(&pattern, &is_reason);
		words = words_take(&pattern);
		ptrdiff_t end = words.len ? span_find(text, words) : (ptrdiff_t)text.len;
		if (end <= 0)
			return false;
		values[n] = span_sub(text, 0, (size_t)end);
		text = span_from(text, (size_t)end + words.len);
	}
	return !text.len;
}

static void reason_add(struct buf *out, struct span language, struct span why, int depth);

static void pattern_fill(struct buf *out, struct span pattern, struct span language, const struct span values[VALUES],
			 int depth)
{
	bool is_reason;
	buf_add(out, words_take(&pattern));
	while (pattern.len) {
		size_t n = place_take(&pattern, &is_reason);
		if (is_reason)
			reason_add(out, language, values[n], depth + 1);
		else
			buf_add(out, values[n]);
		buf_add(out, words_take(&pattern));
	}
}

static void reason_add(struct buf *out, struct span language, struct span why, int depth)
{
	struct span values[VALUES];
	bool german = span_istarts(language, SPAN("de"));
	for (size_t i = 0; depth < DEEP && i < sizeof reasons / sizeof *reasons; i++)
		if (pattern_fits(span_of(reasons[i].en), why, values)) {
			pattern_fill(out, span_of(german ? reasons[i].de : reasons[i].fr), language, values, depth);
			return;
		}
	buf_add(out, why);
}

struct span wording_reason(struct arena *a, struct span language, struct span why)
{
	struct buf out;
	ptrdiff_t at;
	if (!span_istarts(language, SPAN("de")) && !span_istarts(language, SPAN("fr")))
		return why;
	buf_init(&out, WORDING_MAX);
	while ((at = span_find(why, SPAN("; "))) >= 0) { /* "#close; proven by its token" */
		reason_add(&out, language, span_sub(why, 0, (size_t)at), 0);
		buf_str(&out, span_istarts(language, SPAN("fr")) ? "\u00a0; " : "; ");
		why = span_from(why, (size_t)at + 2);
	}
	reason_add(&out, language, why, 0);
	struct span text = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return text;
}

struct span wording_name(struct span language, struct span name)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (span_eq(name, span_of(names[i].name)))
			return span_of(span_istarts(language, SPAN("de"))   ? names[i].de
				       : span_istarts(language, SPAN("fr")) ? names[i].fr
									    : names[i].en);
	return name;
}

struct span wording_names(struct arena *a, struct span language, struct span list)
{
	struct buf out;
	ptrdiff_t at;
	buf_init(&out, WORDING_MAX);
	while ((at = span_find(list, SPAN(", "))) >= 0) {
		buf_add(&out, wording_name(language, span_sub(list, 0, (size_t)at)));
		buf_str(&out, ", ");
		list = span_from(list, (size_t)at + 2);
	}
	buf_add(&out, wording_name(language, list));
	struct span text = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return text;
}
