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
	{"carries what {1} wrote", "mit dem Text von {1}", "avec le texte de {1}"},
	{"tells of a change", "meldet eine Änderung", "annonce un changement"},
	{"tells the team", "Hinweis an das Team", "information pour l'équipe"},
	{"nobody gets it twice", "niemand bekommt sie zweimal", "personne ne le reçoit deux fois"},
	{"its author gets no copy", "der Verfasser bekommt keine Kopie", "l'auteur n'en reçoit pas de copie"},
	{"that is not an address", "das ist keine Adresse", "ce n'est pas une adresse"},
	{"it is the desk's own address", "das ist die Adresse dieses Supports", "c'est l'adresse de ce support"},
	{"mail to that address bounces", "E-Mails an diese Adresse kommen zurück",
	 "les messages à cette adresse reviennent"},
	{"the address bounces", "E-Mails an diese Adresse kommen zurück", "les messages à cette adresse reviennent"},
	{"the config says so", "laut Konfiguration", "selon la configuration"},
	{"the sender is not verified", "der Absender ist nicht bestätigt", "l'expéditeur n'est pas vérifié"},
	{"it was written before the store was restored, and may have been answered then",
	 "geschrieben vor der Wiederherstellung, vielleicht damals schon beantwortet",
	 "écrit avant la restauration, peut-être déjà traité alors"},
	{"{1} automatic answers to that address within the hour",
	 "{1} automatische Antworten an diese Adresse in einer Stunde",
	 "{1} réponses automatiques à cette adresse en une heure"},
	{"{1} open tickets of that address", "{1} offene Tickets dieser Adresse",
	 "{1} tickets ouverts de cette adresse"},
	{"that address had its answer without proof within the hour",
	 "diese Adresse hat in dieser Stunde schon eine Antwort ohne Nachweis bekommen",
	 "cette adresse a déjà eu sa réponse sans preuve dans l'heure"},
	{"{1} answers without proof to that domain within the hour",
	 "{1} Antworten ohne Nachweis an diese Domain in einer Stunde",
	 "{1} réponses sans preuve à ce domaine en une heure"},
	{"{1} answers without proof within the hour", "{1} Antworten ohne Nachweis in einer Stunde",
	 "{1} réponses sans preuve en une heure"},
	{"{1} automatic mails within the minute", "{1} automatische E-Mails in einer Minute",
	 "{1} messages automatiques en une minute"},
	{"nothing names a ticket of the sender's", "nichts verweist auf ein Ticket des Absenders",
	 "rien ne désigne un ticket de l'expéditeur"},
	{"the sender's own signed reply address", "die eigene signierte Antwortadresse des Absenders",
	 "l'adresse de réponse signée de l'expéditeur"},
	{"the sender's own signed Message-ID", "die eigene signierte Message-ID des Absenders",
	 "le Message-ID signé de l'expéditeur"},
	{"somebody else's signed reply address", "die signierte Antwortadresse von jemand anderem",
	 "l'adresse de réponse signée de quelqu'un d'autre"},
	{"somebody else's signed Message-ID", "die signierte Message-ID von jemand anderem",
	 "le Message-ID signé de quelqu'un d'autre"},
	{"answers the received Message-ID {1}", "antwortet auf die empfangene Message-ID {1}",
	 "répond au Message-ID reçu {1}"},
	{"the tag of ticket {1} in the subject", "die Nummer von Ticket {1} im Betreff",
	 "le numéro du ticket {1} dans l'objet"},
	{"nothing proves the sender", "der Absender ist nicht nachgewiesen", "rien ne prouve l'expéditeur"},
	{"our host says that the sender is forged", "laut unserem Mailserver ist der Absender gefälscht",
	 "selon notre serveur, l'expéditeur est falsifié"},
	{"the mail names it, but the sender is not on it", "die E-Mail nennt es, aber der Absender gehört nicht dazu",
	 "le message le nomme, mais l'expéditeur n'y participe pas"},
	{"answers a mail of the ticket, but is not on it",
	 "antwortet auf eine E-Mail des Tickets, gehört aber nicht dazu",
	 "répond à un message du ticket sans y participer"},
	{"it was closed too long ago to be reopened", "es ist zu lange geschlossen, um wieder geöffnet zu werden",
	 "il est clos depuis trop longtemps pour être rouvert"},
	{"the customer's new ticket follows it", "das neue Ticket des Kunden führt es fort",
	 "le nouveau ticket du client en prend la suite"},
	{"the same {1} came before, to ticket {2}", "schon einmal eingegangen ({1~}), zu Ticket {2}",
	 "déjà reçu ({1~}), pour le ticket {2}"},
	{"content", "derselbe Inhalt", "même contenu"},
	{"Message-ID and content", "dieselbe Message-ID und derselbe Inhalt", "mêmes Message-ID et contenu"},
	{"another mail came with the same Message-ID before, to ticket {1}",
	 "eine andere E-Mail mit derselben Message-ID ging schon an Ticket {1}",
	 "un autre message de même Message-ID est déjà arrivé pour le ticket {1}"},
	{"the desk's own mail came back", "eine eigene E-Mail kam zurück", "un de nos messages est revenu"},
	{"the own Message-ID of the mail that came back", "die Message-ID der E-Mail, die zurückkam",
	 "le Message-ID du message revenu"},
	{"the signed address that the report came to", "die signierte Adresse, an die der Bericht ging",
	 "l'adresse signée qui a reçu le rapport"},
	{"the failed recipient's last ticket, without a token", "das letzte Ticket dieses Empfängers, ohne Token",
	 "le dernier ticket de ce destinataire, sans jeton"},
	{"it counts for nothing", "zählt nicht", "sans effet"},
	{"the token counts for nothing", "das Token zählt nicht", "le jeton est sans effet"},
	{"category {1} by {2}, priority {3} by {4}, language {5} by {6}",
	 "Kategorie laut {2~}, Priorität laut {4~}, Sprache {5} laut {6~}",
	 "catégorie selon {2~}, priorité selon {4~}, langue {5} selon {6~}"},
	{"mailbox {1}", "Postfach {1}", "la boîte {1}"},
	{"rule {1}", "Regel {1}", "la règle {1}"},
	{"subject tag {1}", "Betreff {1}", "l'objet {1}"},
	{"category {1}", "Kategorie {1}", "la catégorie {1}"},
	{"nothing says otherwise", "Vorgabe", "le réglage par défaut"},
	{"the desk's first category", "erster Kategorie des Supports", "la première catégorie du support"},
	{"its text", "Text", "le texte"},
	{"its Content-Language", "Content-Language", "le Content-Language"},
	{"the customer's record", "Kundendaten", "la fiche du client"},
	{"the desk", "Einstellung des Supports", "le réglage du support"},
	{"the least loaded of category {1}, {2} open", "die wenigsten offenen Tickets in {1}: {2}",
	 "le moins de tickets ouverts dans {1} : {2}"},
	{"next in turn of category {1}, {2} open", "in {1} an der Reihe; offene Tickets: {2}",
	 "le suivant dans {1} ; tickets ouverts : {2}"},
	{"the customer's last agent of category {1}, {2} open",
	 "hatte das letzte Ticket dieses Kunden; offene Tickets: {2}",
	 "avait le dernier ticket de ce client ; tickets ouverts : {2}"},
	{"nobody of category {1} is free", "in {1} ist niemand frei", "personne n'est libre dans {1}"},
	{"category {1} assigns nobody", "{1} weist niemanden zu", "{1} n'attribue à personne"},
	{"its agent is away and nobody else is free", "der Agent ist abwesend, und sonst ist niemand frei",
	 "l'agent est absent et personne d'autre n'est libre"},
	{"among the mail's recipients", "unter den Empfängern der E-Mail", "parmi les destinataires du message"},
	{"among the recipients of a mail without proof", "unter den Empfängern einer E-Mail ohne Nachweis",
	 "parmi les destinataires d'un message sans preuve"},
	{"among the recipients of the agent's answer", "unter den Empfängern der Antwort des Agenten",
	 "parmi les destinataires de la réponse de l'agent"},
	{"an agent answered", "ein Agent hat geantwortet", "un agent a répondu"},
	{"the customer wrote", "der Kunde hat geschrieben", "le client a écrit"},
	{"the customer closes the ticket", "der Kunde schließt das Ticket", "le client clôt le ticket"},
	{"the customer says so", "sagt der Kunde", "selon le client"},
	{"the customer says what has solved it", "der Kunde sagt, was es gelöst hat",
	 "le client dit ce qui l'a résolu"},
	{"solved by the article {1}, the customer says", "laut Kunde gelöst durch den Artikel {1}",
	 "résolu par l'article {1} selon le client"},
	{"the customer's [close]", "[close] des Kunden", "[close] du client"},
	{"the customer's [close], without proof", "[close] des Kunden, ohne Nachweis",
	 "[close] du client, sans preuve"},
	{"the customer confirms the [close] of message {1}", "der Kunde bestätigt das [close] von Nachricht {1}",
	 "le client confirme le [close] du message {1}"},
	{"the customer's answer to the question", "Antwort des Kunden auf die Frage",
	 "réponse du client à la question"},
	{"the customer's answer to the question what they thought of it",
	 "Antwort des Kunden auf die Frage nach der Zufriedenheit", "réponse du client à la demande d'avis"},
	{"the question was answered before: the first answer counts",
	 "die Frage war schon beantwortet: Es gilt die erste Antwort",
	 "question déjà répondue : la première réponse compte"},
	{"a thank-you alone: it reopens nothing", "nur ein Dank: öffnet nichts wieder",
	 "un simple merci : ne rouvre rien"},
	{"[export], confirmed by the customer", "[export], vom Kunden bestätigt", "[export], confirmé par le client"},
	{"proven by {1}", "nachgewiesen durch {1~}", "prouvé par {1~}"},
	{"its token", "Token", "son jeton"},
	{"its token and Authentication-Results", "Token und Authentication-Results",
	 "son jeton et Authentication-Results"},
	{"it has no token", "kein Token", "aucun jeton"},
	{"its token has expired", "das Token ist abgelaufen", "le jeton a expiré"},
	{"its token's key is gone", "den Schlüssel des Tokens gibt es nicht mehr", "la clé du jeton n'existe plus"},
	{"its token was not made for this agent", "das Token gehört nicht diesem Agenten",
	 "le jeton n'est pas celui de cet agent"},
	{"its token is not for this ticket", "das Token gilt nicht für dieses Ticket",
	 "le jeton ne vaut pas pour ce ticket"},
	{"its token is for ticket {1}, its subject names {2}", "das Token gilt für Ticket {1}, der Betreff nennt {2}",
	 "le jeton vaut pour le ticket {1}, l'objet nomme {2}"},
	{"its command link was made for another command, or another agent",
	 "der Link gehört zu einem anderen Befehl oder Agenten",
	 "le lien est celui d'une autre commande ou d'un autre agent"},
	{"no authserv_id is configured", "keine authserv_id eingestellt", "aucun authserv_id configuré"},
	{"our host's Authentication-Results are broken", "die Authentication-Results unseres Mailservers sind unlesbar",
	 "les Authentication-Results de notre serveur sont illisibles"},
	{"our host's Authentication-Results do not pass {1}",
	 "die Authentication-Results unseres Mailservers bestätigen {1} nicht",
	 "les Authentication-Results de notre serveur ne valident pas {1}"},
	{"its topmost Authentication-Results are not our host's",
	 "die obersten Authentication-Results sind nicht die unseres Mailservers",
	 "les premiers Authentication-Results ne sont pas ceux de notre serveur"},
	{"it has no From field", "kein From-Feld", "aucun champ From"},
	{"it has more than one From field", "mehr als ein From-Feld", "plus d'un champ From"},
	{"it names no sender's address", "keine Absenderadresse", "aucune adresse d'expéditeur"},
	{"its author has vouched for it", "vom Verfasser bestätigt", "confirmé par son auteur"},
	{"its author sends what was held", "vom Verfasser freigegeben", "libéré par son auteur"},
	{"the mail that it held is released", "die zurückgehaltene E-Mail ist freigegeben",
	 "le message retenu est libéré"},
	{"it holds a mail without proof", "enthält eine E-Mail ohne Nachweis", "contient un message sans preuve"},
	{"it was decided before", "schon entschieden", "déjà décidé"},
	{"the answer to the question", "Antwort auf die Frage", "réponse à la question"},
	{"the answer to the question is not an explicit yes", "die Antwort auf die Frage ist kein klares Ja",
	 "la réponse à la question n'est pas un oui explicite"},
	{"it answers a mail that is older than a colleague's answer",
	 "antwortet auf eine E-Mail, die älter ist als die Antwort eines Kollegen",
	 "répond à un message antérieur à la réponse d'un collègue"},
	{"its time is over", "die Frist ist abgelaufen", "le délai est écoulé"},
	{"most of its time is over", "der größte Teil der Frist ist abgelaufen",
	 "la plus grande partie du délai est écoulée"},
	{"pending since {1}, and nothing was heard", "wartet seit {1}, keine Antwort",
	 "en attente depuis le {1}, sans réponse"},
	{"resolved since {1}, and nothing was heard", "gelöst seit {1}, keine Antwort",
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
	{"receipt", "receipt", "Quittung", "reçu"},
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
		buf_str(&out, "; ");
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
