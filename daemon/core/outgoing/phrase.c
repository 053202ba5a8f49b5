#include "daemon/core/outgoing/phrase.h"

#include "parsers/base/buf.h"

#define PHRASE_MAX 4000

struct words {
	const char *en, *de, *fr;
};

static const struct words phrases[PHRASE_COUNT] = {
	[PHRASE_NOTE_KEPT] = {"Kept as a note; the customer does not receive it.",
			      "Als Notiz aufbewahrt; der Kunde bekommt sie nicht.",
			      "Conservé comme note ; le client ne la reçoit pas."},
	[PHRASE_ASSIGNED] = {"Assigned to {1}.", "Zugewiesen an {1}.", "Attribué à {1}."},
	[PHRASE_UNASSIGNED] = {"No longer assigned.", "Nicht mehr zugewiesen.", "Le ticket n'est plus attribué."},
	[PHRASE_WAITING] = {"Nobody in category {1} is free; the ticket will be assigned as soon as somebody is.",
			    "In {1} ist niemand frei; das Ticket wird zugewiesen, sobald jemand frei ist.",
			    "Personne n'est libre en {1} ; le ticket sera attribué dès que quelqu'un le sera."},
	[PHRASE_STATUS] = {"Status: {1}.", "Status: {1}.", "État : {1}."},
	[PHRASE_STATUS_UNTIL] = {"Status: {1}, until {2}.", "Status: {1}, bis {2}.", "État : {1}, jusqu'au {2}."},
	[PHRASE_PRIORITY] = {"Priority: {1}.", "Priorität: {1}.", "Priorité : {1}."},
	[PHRASE_CATEGORY] = {"Category: {1}.", "Kategorie: {1}.", "Catégorie : {1}."},
	[PHRASE_SUBJECT] = {"Subject: {1}", "Betreff: {1}", "Objet : {1}"},
	[PHRASE_TAGGED] = {"Tagged: {1}.", "Schlagwort hinzugefügt: {1}.", "Étiquette ajoutée : {1}."},
	[PHRASE_UNTAGGED] = {"Untagged: {1}.", "Schlagwort entfernt: {1}.", "Étiquette retirée : {1}."},
	[PHRASE_WATCHED] = {"{1} is now watching.", "{1} liest jetzt mit.", "{1} suit désormais le ticket."},
	[PHRASE_UNWATCHED] = {"{1} is no longer watching.", "{1} liest nicht mehr mit.", "{1} ne suit plus le ticket."},
	[PHRASE_CUSTOMER] = {"The customer is {1}.", "Kunde ist {1}.", "Le client est {1}."},
	[PHRASE_MERGED] = {"Ticket {1} was merged into ticket {2}.", "Ticket {1} wurde mit Ticket {2} zusammengeführt.",
			   "Le ticket {1} a été fusionné avec le ticket {2}."},
	[PHRASE_LINKED] = {"Linked to ticket {1}.", "Verknüpft mit Ticket {1}.", "Lié au ticket {1}."},
	[PHRASE_SPLIT] = {"The customer's mail is now ticket {1}.", "Die E-Mail des Kunden ist jetzt Ticket {1}.",
			  "Le message du client est désormais le ticket {1}."},
	[PHRASE_SNOOZED] = {"Snoozed until {1}.", "Zurückgestellt bis {1}.", "En sommeil jusqu'au {1}."},
	[PHRASE_DUE] = {"Due {1}.", "Fällig am {1}.", "Échéance le {1}."},
	[PHRASE_AWAY] = {"{1} is away until {2}; #back ends it.", "{1} ist bis {2} abwesend; #back beendet das.",
			 "{1} n'est pas disponible jusqu'au {2} ; #back y met fin."},
	[PHRASE_HANDED_OVER] = {"Ticket {1} handed over to {2}.", "Ticket {1} übergeben an {2}.",
				"Ticket {1} transmis à {2}."},
	[PHRASE_BACK] = {"{1} is back.", "{1} ist wieder da.", "{1} est de retour."},
	[PHRASE_UNDONE] = {"Undone: “{1}”", "Zurückgenommen: „{1}“", "Annulé : « {1} »"},
	[PHRASE_NOT_UNSENT] = {"Mail that was sent cannot be taken back: {1}.",
			       "Gesendetes lässt sich nicht zurücknehmen: {1}.",
			       "Ce qui a été envoyé ne peut pas être annulé : {1}."},
	[PHRASE_NEW] = {"Ticket {1} for {2}.", "Ticket {1} für {2} eröffnet.", "Ticket {1} pour {2}."},
	[PHRASE_RELEASED] = {"The held mail has now been carried out.",
			     "Die zurückgehaltene E-Mail wurde jetzt ausgeführt.",
			     "Le message retenu a maintenant été exécuté."},
	[PHRASE_WOULD_SEND] = {"sends a text to the customer", "schickt dem Kunden einen Text",
			       "envoie un texte au client"},

	[PHRASE_REASON_LEAST_LOADED] = {"fewest open tickets in category {1}", "die wenigsten offenen Tickets in {1}",
					"le moins de tickets ouverts dans {1}"},
	[PHRASE_REASON_IN_TURN] = {"next in turn in category {1}", "in {1} an der Reihe", "le suivant dans {1}"},
	[PHRASE_REASON_LAST_AGENT] = {"had this customer's last ticket", "hatte das letzte Ticket dieses Kunden",
				      "avait le dernier ticket de ce client"},
	[PHRASE_TO_ALONE] = {"Only {1} gets this answer; the customer does not, and the status stays the same.",
			     "Nur {1} bekommt diese Antwort, der Kunde nicht; der Status bleibt unverändert.",
			     "Seul {1} reçoit cette réponse, pas le client ; l'état ne change pas."},
	[PHRASE_BESIDE] =
		{"Your mail program also sent this mail directly to {1}, with everything it quotes.",
		 "Ihr E-Mail-Programm hat diese E-Mail auch direkt an {1} gesendet, mit allem, was sie zitiert.",
		 "Votre logiciel a aussi envoyé ce message directement à {1}, avec tout ce qu'il cite."},
	[PHRASE_BESIDE_WATCH] =
		{"{1} is now watching and gets the answers from the desk. Next time, write #watch {1} instead: "
		 "then only your answer goes there.",
		 "{1} liest jetzt mit und bekommt die Antworten von hier. Schreiben Sie beim nächsten Mal "
		 "#watch {1}: Dann geht nur Ihre Antwort dorthin.",
		 "{1} suit désormais le ticket et reçoit les réponses d'ici. La prochaine fois, écrivez #watch {1} : "
		 "seule votre réponse y sera envoyée."},
	[PHRASE_BESIDE_CROWD] = {"There are too many of them ({1}) to become watchers automatically: #watch adds them.",
				 "Es sind zu viele ({1}), um automatisch mitzulesen: #watch nimmt sie auf.",
				 "Ils sont trop nombreux ({1}) pour suivre d'office : #watch les ajoute."},
	[PHRASE_ORIGINAL] = {"The original mail of message {1} is attached.",
			     "Die Originalmail der Nachricht {1} ist angehängt.",
			     "L'original du message {1} est joint."},

	[PHRASE_TICKET_PRIORITY] = {"{1}", "{1}", "priorité {1}"}, /* in a list: "new, high, billing" */
	[PHRASE_TICKET_DUE] = {"due {1}", "fällig am {1}", "échéance le {1}"},
	[PHRASE_TICKET_SNOOZED] = {"snoozed until {1}", "zurückgestellt bis {1}", "en sommeil jusqu'au {1}"},
	[PHRASE_TICKET_UNTIL] = {"until {1}", "bis {1}", "jusqu'au {1}"},
	[PHRASE_TICKET_WATCHERS] = {"Watchers: {1}", "Beobachter: {1}", "En copie : {1}"},
	[PHRASE_TICKET_TAGS] = {"Tags: {1}", "Schlagwörter: {1}", "Étiquettes : {1}"},
	[PHRASE_RECORD_SINCE] = {"Known since {1}", "Bekannt seit {1}", "Connu depuis le {1}"},
	[PHRASE_RECORD_LAST] = {"Last mail on {1}", "Letzte E-Mail am {1}", "Dernier message le {1}"},
	[PHRASE_RECORD_LANGUAGE] = {"Language: {1}", "Sprache: {1}", "Langue : {1}"},
	[PHRASE_RECORD_TICKETS] = {"Tickets: {1}, of which open: {2}", "Tickets: {1}, davon offen: {2}",
				   "Tickets : {1}, dont ouverts : {2}"},
	[PHRASE_RECORD_UNPROVEN] = {"No mail was proven to be from this address yet.",
				    "Noch keine E-Mail kam nachweislich von dieser Adresse.",
				    "Aucun message n'a encore été prouvé comme venant de cette adresse."},
	[PHRASE_RECORD_UNREACHABLE] = {"Unreachable: mail to this address bounces. {1}",
				       "Nicht erreichbar: E-Mails an diese Adresse kommen zurück. {1}",
				       "Injoignable : les messages à cette adresse reviennent. {1}"},
	[PHRASE_MESSAGE_CROSSED] = {"(held: a colleague answered in the meantime; #send sends it)",
				    "(zurückgehalten: Inzwischen hat ein Kollege geantwortet; #send sendet sie)",
				    "(retenu : un collègue a répondu entre-temps ; #send l'envoie)"},
	[PHRASE_MESSAGE_HELD] = {"(not proven to be from that agent: no commands in it were carried out)",
				 "(nicht nachweislich von diesem Agenten: kein Befehl darin wurde ausgeführt)",
				 "(rien ne prouve que cet agent l'a écrit : aucune commande n'a été exécutée)"},
	[PHRASE_NO_TICKETS] = {"No tickets match.", "Keine passenden Tickets.", "Aucun ticket ne correspond."},
	[PHRASE_TICKETS_LEFT_OUT] = {"There are more; these are the newest {1}.",
				     "Es gibt mehr; dies sind die neuesten {1}.",
				     "Il y en a d'autres ; voici les {1} plus récents."},
	[PHRASE_FOUND_LEFT_OUT] =
		{"There are more; these {1} match best. More words narrow the search.",
		 "Es gibt mehr; diese {1} passen am besten. Mehr Wörter grenzen die Suche ein.",
		 "Il y en a d'autres ; voici les {1} meilleurs. Ajoutez des mots pour préciser la recherche."},
	[PHRASE_FOUND_WIDENED] =
		{"No ticket has exactly these words; these have words that begin with them.",
		 "Genau diese Wörter kommen nirgends vor; in diesen Tickets stehen Wörter, die so anfangen.",
		 "Aucun ticket ne contient exactement ces mots ; ceux-ci ont des mots qui commencent ainsi."},
	[PHRASE_TAKEN_AS_FILTER] = {"\"{1}\" was taken as a filter; put it in quotes to search for it.",
				    "„{1}“ wurde als Filter verstanden; in Anführungszeichen wird danach gesucht.",
				    "« {1} » a été compris comme un filtre ; entre guillemets, il est recherché."},
	[PHRASE_NOTHING_TO_FIND] = {"\"{1}\" is a filter: there is no word to search for.",
				    "„{1}“ ist ein Filter: es fehlt ein Wort, nach dem gesucht wird.",
				    "« {1} » est un filtre : il manque un mot à rechercher."},
	[PHRASE_NO_INDEX] = {"The search index is being built; please try again in a few minutes.",
			     "Der Suchindex wird gerade aufgebaut; bitte in einigen Minuten noch einmal versuchen.",
			     "L'index de recherche est en cours de construction ; réessayez dans quelques minutes."},
	[PHRASE_MESSAGES_LEFT_OUT] = {"The {1} oldest messages are left out to keep this mail short.",
				      "Aus Platzgründen weggelassen: die {1} ältesten Nachrichten.",
				      "Omis faute de place : les {1} messages les plus anciens."},
	[PHRASE_EVENTS_LEFT_OUT] = {"The {1} oldest events are left out to keep this mail short.",
				    "Aus Platzgründen weggelassen: die {1} ältesten Ereignisse.",
				    "Omis faute de place : les {1} événements les plus anciens."},
	[PHRASE_CUT] = {"The rest is left out to keep this mail short.", "Der Rest wurde aus Platzgründen weggelassen.",
			"Le reste est omis faute de place."},
	[PHRASE_ENCRYPTED] = {"[This mail is encrypted and cannot be read here. The original is kept.]",
			      "[Diese E-Mail ist verschlüsselt und hier nicht lesbar. Sie ist im Original aufbewahrt.]",
			      "[Ce message est chiffré et ne peut pas être lu ici. L'original est conservé.]"},
	[PHRASE_NO_TEXT] = {"[The text of this mail could not be read; the whole mail is attached.]",
			    "[Der Text dieser E-Mail ließ sich nicht lesen; die ganze E-Mail ist angehängt.]",
			    "[Le texte de ce message n'a pas pu être lu ; le message entier est joint.]"},
	[PHRASE_HISTORY_FOLDED] = {"[{1} lines of history folded]", "[{1} Zeilen Verlauf ausgeblendet]",
				   "[{1} lignes d'historique masquées]"},
	[PHRASE_SIGNATURE_FOLDED] = {"[{1} lines of signature folded]", "[{1} Zeilen Signatur ausgeblendet]",
				     "[{1} lignes de signature masquées]"},
	[PHRASE_HISTORY_FOLDED_ONE] = {"[1 line of history folded]", "[1 Zeile Verlauf ausgeblendet]",
				       "[1 ligne d'historique masquée]"},
	[PHRASE_SIGNATURE_FOLDED_ONE] = {"[1 line of signature folded]", "[1 Zeile Signatur ausgeblendet]",
					 "[1 ligne de signature masquée]"},
	[PHRASE_NO_COMMAND] = {"there is no command #{1}.", "Es gibt keinen Befehl #{1}.",
			       "il n'y a pas de commande #{1}."},
	[PHRASE_NO_ARGUMENTS] = {"#{1} takes no argument, but got \"{2}\".",
				 "#{1} steht allein, angegeben ist aber „{2}“.",
				 "#{1} ne prend pas d'argument, mais « {2} » est indiqué."},
	[PHRASE_ARGUMENTS_MISSING] = {"#{1} needs an argument.", "#{1} braucht eine Angabe.",
				      "#{1} demande un argument."},
	[PHRASE_NO_ASSIGNEE] = {"there is no agent or category \"{1}\".",
				"Es gibt keinen Agenten und keine Kategorie „{1}“.",
				"il n'y a ni agent ni catégorie « {1} »."},
	[PHRASE_AMBIGUOUS] = {"\"{1}\" is both an agent and a category.", "„{1}“ ist sowohl Agent als auch Kategorie.",
			      "« {1} » est à la fois un agent et une catégorie."},
	[PHRASE_NO_PRIORITY] = {"there is no priority \"{1}\".", "Es gibt keine Priorität „{1}“.",
				"il n'y a pas de priorité « {1} »."},
	[PHRASE_NO_CATEGORY] = {"there is no category \"{1}\".", "Es gibt keine Kategorie „{1}“.",
				"il n'y a pas de catégorie « {1} »."},
	[PHRASE_NO_TIME] = {"\"{1}\" is not a date or duration.", "„{1}“ ist weder Datum noch Dauer.",
			    "« {1} » n'est ni une date ni une durée."},
	[PHRASE_PAST] = {"\"{1}\" is in the past.", "„{1}“ liegt in der Vergangenheit.", "« {1} » est dans le passé."},
	[PHRASE_NO_ADDRESS] = {"\"{1}\" is not a mail address.", "„{1}“ ist keine E-Mail-Adresse.",
			       "« {1} » n'est pas une adresse e-mail."},
	[PHRASE_OWN_ADDRESS] = {"{1} is this desk's own address.", "{1} ist die Adresse dieses Supports.",
				"{1} est l'adresse de ce support."},
	[PHRASE_AGENT_ADDRESS] = {"{1} is an agent's address.", "{1} ist die Adresse eines Agenten.",
				  "{1} est l'adresse d'un agent."},
	[PHRASE_NO_NUMBER] = {"\"{1}\" is not a ticket number.", "„{1}“ ist keine Ticketnummer.",
			      "« {1} » n'est pas un numéro de ticket."},
	[PHRASE_NO_TICKET] = {"there is no ticket {1}.", "Es gibt kein Ticket {1}.", "il n'y a pas de ticket {1}."},
	[PHRASE_SAME_TICKET] = {"{1} is this very ticket.", "{1} ist dieses Ticket selbst.",
				"{1} est ce ticket lui-même."},
	[PHRASE_ALREADY_MERGED] = {"ticket {1} has already been merged into {2}.",
				   "Ticket {1} wurde bereits mit {2} zusammengeführt.",
				   "le ticket {1} est déjà fusionné avec {2}."},
	[PHRASE_STATUS_FORBIDS] = {"the ticket is {1}: its status can't be changed.",
				   "Das Ticket ist {1}: sein Status lässt sich nicht ändern.",
				   "le ticket est {1} : son état ne peut pas changer."},
	[PHRASE_EMPTY] = {"the subject can't be empty.", "Der Betreff kann nicht leer sein.",
			  "l'objet ne peut pas être vide."},
	[PHRASE_TICKET_NEEDED] = {"#{1} needs a ticket, but this mail does not belong to one.",
				  "#{1} braucht ein Ticket, aber diese E-Mail gehört zu keinem.",
				  "#{1} demande un ticket, mais ce message n'en concerne aucun."},
	[PHRASE_TICKETS_TOKEN] =
		{"#{1} is not about a single ticket, and your mail is proof only for the ticket it answers.",
		 "#{1} gilt nicht einem einzelnen Ticket, Ihre E-Mail ist aber nur für das Ticket ein Nachweis, auf "
		 "das "
		 "sie antwortet.",
		 "#{1} ne concerne pas un seul ticket, et votre message ne fait foi que pour celui auquel il "
		 "répond."},
	[PHRASE_USE_LINK] =
		{"Reply to a mail that is about no ticket, such as the one that the button “Help” brings.",
		 "Antworten Sie auf eine E-Mail, die zu keinem Ticket gehört, etwa auf die, die der Knopf „Hilfe“ "
		 "bringt.",
		 "Répondez à un message qui ne concerne aucun ticket, comme celui que le bouton « Aide » fait "
		 "venir."},
	[PHRASE_BORROWED] =
		{"a mail from outside also says #{1}, so it is not clear whether you mean it.",
		 "#{1} steht auch in einer E-Mail von außen; es lässt sich nicht erkennen, ob Sie es meinen.",
		 "un message de l'extérieur dit aussi #{1} : impossible de savoir si cela vient de vous."},
	[PHRASE_COMMAND_APART] =
		{"Use the command's link, or write [{1}] after the ticket's tag in the subject of a new mail.",
		 "Verwenden Sie den Link des Befehls, oder schreiben Sie [{1}] nach der Ticketnummer in den Betreff "
		 "einer neuen E-Mail.",
		 "Utilisez le lien de la commande, ou écrivez [{1}] après le numéro du ticket dans l'objet "
		 "d'un nouveau message."},
	[PHRASE_NO_MESSAGE] = {"there is no message {1} on this ticket.",
			       "Es gibt keine Nachricht {1} zu diesem Ticket.",
			       "il n'y a pas de message {1} dans ce ticket."},
	[PHRASE_NO_ORIGINAL] = {"no original mail is kept for message {1} of this ticket.",
				"Von Nachricht {1} dieses Tickets ist keine Originalmail aufbewahrt.",
				"l'original du message {1} de ce ticket n'est pas conservé."},
	[PHRASE_NOT_ON_TICKET] = {"{1} is not on this ticket.", "{1} gehört nicht zu diesem Ticket.",
				  "{1} ne fait pas partie de ce ticket."},
	[PHRASE_TO_NOBODY] = {"No mail goes to {1}: the answer would reach nobody.",
			      "An {1} gehen keine E-Mails: Die Antwort erreicht niemanden.",
			      "Aucun message n'est envoyé à {1} : la réponse ne parviendrait à personne."},
	[PHRASE_TEXT_NEEDED] = {"#{1} needs text to send, but this mail has none.",
				"#{1} braucht einen Text zum Senden, diese E-Mail hat keinen.",
				"#{1} demande un texte à envoyer, et ce message n'en a pas."},
	[PHRASE_NOTHING_HELD] = {"none of your answers is held on this ticket.",
				 "Zu diesem Ticket wird keine Antwort von Ihnen zurückgehalten.",
				 "aucune de vos réponses n'est retenue dans ce ticket."},
	[PHRASE_SEND_AS_IT_WAS] =
		{"#send sends the held answer as it was; the text of this mail would not be sent.",
		 "#send sendet die zurückgehaltene Antwort unverändert; der Text dieser E-Mail würde nicht gesendet.",
		 "#send envoie telle quelle la réponse retenue ; le texte de ce message ne serait pas envoyé."},
	[PHRASE_SEND_OR_ANSWER] =
		{"Write only #send to send the held answer, or the text without #send to send that instead.",
		 "Schreiben Sie nur #send, um die zurückgehaltene Antwort zu senden, oder den Text ohne #send, um "
		 "stattdessen diesen zu senden.",
		 "Écrivez #send seul pour envoyer la réponse retenue, ou le texte sans #send pour envoyer "
		 "celui-ci à la place."},
	[PHRASE_NO_ARTICLE] = {"there is no article \"{1}\".", "Es gibt keinen Artikel „{1}“.",
			       "il n'y a pas d'article « {1} »."},
	[PHRASE_ARTICLE_FITS] = {"Article: {2} (#article {1})", "Artikel: {2} (#article {1})",
				 "Article : {2} (#article {1})"},
	[PHRASE_NO_CANNED] = {"there is no canned answer \"{1}\".", "Es gibt keinen Textbaustein „{1}“.",
			      "il n'y a pas de réponse type « {1} »."},
	[PHRASE_LATER] = {"#{1} is not available yet.", "#{1} gibt es noch nicht.",
			  "#{1} n'est pas encore disponible."},
	[PHRASE_CONTRADICTION] = {"#{1} and #{2} contradict each other.", "#{1} und #{2} widersprechen sich.",
				  "#{1} et #{2} se contredisent."},
	[PHRASE_ALONE] = {"#{1} cannot be combined with #{2}.", "#{1} lässt sich nicht mit #{2} kombinieren.",
			  "#{1} ne peut pas être combiné avec #{2}."},
	[PHRASE_ONE_OF_A_KIND] = {"\"{1}\": only one of this kind can be given.",
				  "„{1}“: davon kann nur eines angegeben werden.",
				  "« {1} » : on ne peut en indiquer qu'un seul de ce type."},
	[PHRASE_NOTHING_TO_UNDO] = {"there is nothing of yours to undo on this ticket.",
				    "An diesem Ticket gibt es nichts von Ihnen zurückzunehmen.",
				    "il n'y a rien de vous à annuler sur ce ticket."},
	[PHRASE_UNDO_TOO_LATE] = {"ticket {1} has been changed since: {2}.", "Ticket {1} wurde seither geändert: {2}.",
				  "le ticket {1} a été modifié depuis : {2}."},
	[PHRASE_NOT_FORWARDED] = {"no forwarded mail with a sender address was found.",
				  "Keine weitergeleitete E-Mail mit einer Absenderadresse gefunden.",
				  "aucun message transféré avec une adresse d'expéditeur n'a été trouvé."},
	[PHRASE_NOT_WATCHING] = {"{1} is not watching this ticket.", "{1} liest bei diesem Ticket nicht mit.",
				 "{1} ne suit pas ce ticket."},
	[PHRASE_NOTHING_TO_SPLIT] = {"there is only one mail from the customer on this ticket.",
				     "Zu diesem Ticket gibt es nur eine E-Mail des Kunden.",
				     "il n'y a qu'un seul message du client sur ce ticket."},
	[PHRASE_UNREADABLE] = {"your mail could not be read; please send it again.",
			       "Ihre E-Mail ließ sich nicht lesen; bitte senden Sie sie noch einmal.",
			       "votre message n'a pas pu être lu ; veuillez le renvoyer."},
	[PHRASE_NOTHING_WRITTEN] = {"your mail contains neither text of your own nor a command.",
				    "Ihre E-Mail enthält weder eigenen Text noch einen Befehl.",
				    "votre message ne contient ni texte de votre part ni commande."},

	[PHRASE_MIXED] = {"one line mixes your words with words from the desk's mail: “{1}”",
			  "Eine Zeile enthält Worte von Ihnen und aus der E-Mail dieses Supports: „{1}“",
			  "une ligne mêle vos mots et ceux du message de ce support : « {1} »"},
	[PHRASE_CUSTOMER_NO_ADDRESS] = {"The customer has no mail address: the answer cannot reach them.",
					"Der Kunde hat keine E-Mail-Adresse: Die Antwort erreicht ihn nicht.",
					"Le client n'a pas d'adresse e-mail : la réponse ne lui parvient pas."},
	[PHRASE_CUSTOMER_DESK] =
		{"The customer is {1}, this desk's own address: the answer would reach nobody.",
		 "Kunde ist {1}, die Adresse dieses Supports: Die Antwort würde niemanden erreichen.",
		 "Le client est {1}, l'adresse de ce support : la réponse ne parviendrait à personne."},
	[PHRASE_CUSTOMER_YOU] = {"The customer is {1}, your own address: the answer is not sent there.",
				 "Kunde ist {1}, Ihre eigene Adresse: Die Antwort wird nicht dorthin gesendet.",
				 "Le client est {1}, votre propre adresse : la réponse n'y est pas envoyée."},
	[PHRASE_CUSTOMER_BOUNCES] = {"Mail to {1} bounces: the answer does not reach the customer.",
				     "E-Mails an {1} kommen zurück: Die Antwort erreicht den Kunden nicht.",
				     "Les messages à {1} reviennent : la réponse ne parvient pas au client."},
	[PHRASE_OWN_LINES] = {"Write your answer on lines of its own and send it again.",
			      "Schreiben Sie Ihre Antwort in eigene Zeilen und senden Sie sie noch einmal.",
			      "Écrivez votre réponse sur des lignes à part et renvoyez-la."},
	[PHRASE_DID_YOU_MEAN] = {"Did you mean {1}?", "Meinten Sie {1}?", "Vouliez-vous dire {1} ?"},
	[PHRASE_WRITE] = {"Usage: {1}", "Schreibweise: {1}", "Syntaxe : {1}"},
	[PHRASE_SEE_HELP] = {"#help lists the commands.", "#help zeigt die Befehle.",
			     "#help affiche la liste des commandes."},
	[PHRASE_KNOWN] = {"Known: {1}", "Bekannt sind: {1}", "Sont connus : {1}"},
};

static const struct words statuses[STATUS_COUNT] = {
	[STATUS_NEW] = {"new", "neu", "nouveau"},
	[STATUS_OPEN] = {"open", "offen", "ouvert"},
	[STATUS_PENDING] = {"pending", "wartet", "en attente"},
	[STATUS_RESOLVED] = {"resolved", "gelöst", "résolu"},
	[STATUS_CLOSED] = {"closed", "geschlossen", "clos"},
	[STATUS_SPAM] = {"spam", "Spam", "spam"},
	[STATUS_MERGED] = {"merged", "zusammengeführt", "fusionné"},
};

static const struct words priorities[PRIORITY_COUNT] = {
	[PRIORITY_LOW] = {"low", "niedrig", "basse"},
	[PRIORITY_NORMAL] = {"normal", "normal", "normale"},
	[PRIORITY_HIGH] = {"high", "hoch", "haute"},
	[PRIORITY_URGENT] = {"urgent", "dringend", "urgente"},
};

static struct span words_in(struct span language, const struct words *w)
{
	return span_of(span_istarts(language, SPAN("de")) ? w->de : span_istarts(language, SPAN("fr")) ? w->fr : w->en);
}

struct span phrase_status(struct span language, enum status s)
{
	return words_in(language, &statuses[s]);
}

struct span phrase_priority(struct span language, enum priority p)
{
	return words_in(language, &priorities[p]);
}

struct span phrase_text(struct arena *a, struct span language, enum phrase id, struct span one, struct span two)
{
	struct buf out;
	buf_init(&out, PHRASE_MAX);
	struct span rest = words_in(language, &phrases[id]);
	while (rest.len) {
		bool first = span_starts(rest, SPAN("{1}")), second = span_starts(rest, SPAN("{2}"));
		buf_add(&out, first ? one : second ? two : span_sub(rest, 0, 1));
		rest = span_from(rest, first || second ? 3 : 1);
	}
	struct span text = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return text;
}
