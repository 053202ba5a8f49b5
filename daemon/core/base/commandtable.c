#include "daemon/core/base/commandtable.h"

#include "parsers/base/nearest.h"

#define ROW(id, name, args, use, ticket, undo, form, en, de, fr)                                                       \
	[COMMAND_##id] = {name, WHO_AGENT, ARGS_##args, USE_##use, ticket, undo, form, en, de, fr}
#define QUERY(id, name, args, use, form, en, de, fr)                                                                   \
	[QUERY_##id] = {name, WHO_CUSTOMER, ARGS_##args, USE_##use, false, false, form, en, de, fr}

/* name, arguments, use, needs a ticket, undoable, form, help */
const struct command_def command_table[COMMAND_COUNT] = {
	ROW(NOTE, "note", NONE, TEXT, true, false, "#note", "this mail is a note: the customer does not receive it",
	    "diese E-Mail ist eine Notiz: der Kunde bekommt sie nicht",
	    "ce message est une note : le client ne le reçoit pas"),
	ROW(TAKE, "take", NONE, TICKET, true, true, "#take", "assigns the ticket to me", "weist mir das Ticket zu",
	    "m'attribue le ticket"),
	ROW(ASSIGN, "assign", ASSIGNEE, TICKET, true, true, "#assign bob",
	    "assigns it to an agent, or to an agent chosen by the category",
	    "weist es einem Agenten zu, oder einem, den die Kategorie bestimmt",
	    "l'attribue à un agent, ou à un agent choisi par la catégorie"),
	ROW(UNASSIGN, "unassign", NONE, TICKET, true, true, "#unassign", "removes the assignment",
	    "hebt die Zuweisung auf", "retire l'attribution"),
	ROW(OPEN, "open", NONE, TICKET, true, true, "#open", "our turn", "wir sind dran", "à nous de répondre"),
	ROW(PENDING, "pending", MAYBE_TIME, TICKET, true, true, "#pending 3d",
	    "the customer's turn; with a time, the ticket comes back by itself",
	    "der Kunde ist dran; mit einer Zeitangabe kommt das Ticket von selbst zurück",
	    "au client de répondre ; avec un délai, le ticket revient de lui-même"),
	ROW(RESOLVE, "resolve", NONE, TICKET, true, true, "#resolve", "resolved; a reply reopens it",
	    "gelöst; eine Antwort öffnet es wieder", "résolu ; une réponse le rouvre"),
	ROW(CLOSE, "close", NONE, TICKET, true, true, "#close", "closes it for good", "schließt es endgültig ab",
	    "clôt définitivement le ticket"),
	ROW(SPAM, "spam", NONE, TICKET, true, true, "#spam", "marks it as spam", "markiert es als Spam",
	    "le marque comme spam"),
	ROW(PRIORITY, "priority", PRIORITY, TICKET, true, true, "#priority high", "low, normal, high or urgent",
	    "low, normal, high oder urgent", "low, normal, high ou urgent"),
	ROW(CATEGORY, "category", CATEGORY, TICKET, true, true, "#category billing", "changes the category",
	    "ändert die Kategorie", "change la catégorie"),
	ROW(SUBJECT, "subject", LINE, TICKET, true, true, "#subject New subject", "changes the subject",
	    "ändert den Betreff", "change l'objet"),
	ROW(TAG, "tag", TAGS, TICKET, true, true, "#tag a b", "adds tags", "fügt Schlagwörter hinzu",
	    "ajoute des étiquettes"),
	ROW(UNTAG, "untag", TAGS, TICKET, true, true, "#untag a", "removes tags", "entfernt Schlagwörter",
	    "retire des étiquettes"),
	ROW(WATCH, "watch", ADDRESSES, TICKET, true, true, "#watch jo@example.org",
	    "sends copies of what the customer gets (to an agent: of what the agent gets)",
	    "schickt Kopien dessen, was der Kunde bekommt (an Agenten: was der Agent bekommt)",
	    "envoie en copie ce que le client reçoit (à un agent : ce que l'agent reçoit)"),
	ROW(UNWATCH, "unwatch", ADDRESSES, TICKET, true, true, "#unwatch jo@example.org", "stops sending copies",
	    "schickt keine Kopien mehr", "n'envoie plus de copies"),
	ROW(CUSTOMER, "customer", ADDRESS, TICKET, true, true, "#customer jo@example.org", "changes the customer",
	    "ändert den Kunden", "change le client"),
	ROW(MERGE, "merge", TICKET, TICKET, true, true, "#merge 1043", "merges ticket 1043 into this one",
	    "führt Ticket 1043 mit diesem zusammen", "fusionne le ticket 1043 avec celui-ci"),
	ROW(LINK, "link", TICKET, TICKET, true, true, "#link 1043", "links ticket 1043 to this one",
	    "verknüpft Ticket 1043 mit diesem", "lie le ticket 1043 à celui-ci"),
	ROW(SPLIT, "split", NONE, TEXT, true, false, "#split",
	    "turns the customer's mail that this one answers into a ticket of its own",
	    "macht aus der E-Mail des Kunden, auf die diese antwortet, ein eigenes Ticket",
	    "fait du message du client auquel celui-ci répond un ticket à part"),
	ROW(SNOOZE, "snooze", TIME, TICKET, true, true, "#snooze 3d", "hides it until then",
	    "stellt es bis dahin zurück", "le met en sommeil jusque-là"),
	ROW(DUE, "due", TIME, TICKET, true, true, "#due 2026-12-01", "sets the due time", "setzt die Frist",
	    "fixe l'échéance"),
	ROW(CANNED, "canned", CANNED, TEXT, true, false, "#canned refund",
	    "puts that canned answer in front of the text", "setzt den Textbaustein vor den Text",
	    "place la réponse type avant le texte"),
	ROW(ARTICLE, "article", ARTICLE, TEXT, true, false, "#article vpn", "puts that article in front of the text",
	    "setzt den Artikel vor den Text", "place l'article avant le texte"),
	ROW(TO, "to", ADDRESS, TEXT, true, false, "#to jo@example.org",
	    "this answer goes only to that person on the ticket", "diese Antwort geht nur an diese Person des Tickets",
	    "cette réponse ne va qu'à cette personne du ticket"),
	ROW(SEND, "send", NONE, TICKET, true, false, "#send",
	    "sends, as it was, my answer that was held because a colleague had answered",
	    "sendet unverändert meine Antwort, die zurückgehalten wurde, weil ein Kollege geantwortet hatte",
	    "envoie, telle quelle, ma réponse retenue parce qu'un collègue avait répondu"),
	ROW(RAW, "raw", MAYBE_MESSAGE, ASK, true, false, "#raw 3",
	    "answers with the complete original mail attached: message 3 or, without a number, the one you answer",
	    "antwortet mit der ganzen Originalmail als Anhang: der von Nachricht 3 oder, ohne Nummer, der "
	    "beantworteten",
	    "répond avec le message d'origine entier en pièce jointe : le message 3 ou, sans numéro, celui auquel vous "
	    "répondez"),
	ROW(SHOW, "show", NONE, ASK, true, false, "#show", "answers with the whole history",
	    "antwortet mit dem ganzen Verlauf", "répond avec tout l'historique"),
	ROW(WHY, "why", NONE, ASK, true, false, "#why", "explains how this ticket was sorted and assigned",
	    "erklärt, wie das Ticket eingeordnet und zugewiesen wurde",
	    "explique comment le ticket a été classé et attribué"),
	ROW(LIST, "list", FILTER, ASK, false, false, "#list open billing",
	    "my tickets, or those that match all of the words: status, priority, category, agent, tag, unassigned, "
	    "all, "
	    "customer:addr, older:2d, overdue, due:4h, sort:due",
	    "meine Tickets oder die, auf die alle Wörter passen: Status, Priorität, Kategorie, Agent, Schlagwort, "
	    "unassigned, all, customer:adresse, older:2d, overdue, due:4h, sort:due",
	    "mes tickets, ou ceux qui correspondent à tous les mots : état, priorité, catégorie, agent, étiquette, "
	    "unassigned, "
	    "all, customer:adresse, older:2d, overdue, due:4h, sort:due"),
	ROW(SEARCH, "search", SEARCH, ASK, false, false, "#search words",
	    "tickets that contain all these words; the words of #list filter",
	    "Tickets, in denen alle diese Wörter stehen; die Wörter von #list filtern",
	    "les tickets qui contiennent tous ces mots ; les mots de #list filtrent"),
	ROW(REPORT, "report", PERIOD, ASK, false, false, "#report week",
	    "figures with charts: today, yesterday, the week, month or year, or since a date",
	    "Zahlen mit Diagrammen: heute, gestern, Woche, Monat, Jahr oder ab einem Datum",
	    "des chiffres avec graphiques : aujourd'hui, hier, la semaine, le mois ou l'année, ou depuis une date"),
	ROW(RECORD, "customer", NONE, ASK, true, false, "#customer", "answers with this customer's record and tickets",
	    "antwortet mit den Angaben zu diesem Kunden und seinen Tickets",
	    "répond avec la fiche de ce client et ses tickets"),
	ROW(AWAY, "away", AWAY, SELF, false, false, "#away 2026-12-01",
	    "no new tickets for me until then; with \"handover\" mine go to others",
	    "bis dahin keine neuen Tickets für mich; mit „handover“ gehen meine an andere",
	    "plus de nouveaux tickets pour moi jusque-là ; avec « handover » les miens vont à d'autres"),
	ROW(BACK, "back", NONE, SELF, false, false, "#back", "I am back", "ich bin wieder da", "je suis de retour"),
	ROW(UNDO, "undo", NONE, TICKET, true, false, "#undo", "undoes what my last command mail did to this ticket",
	    "nimmt zurück, was meine letzten Befehle an diesem Ticket geändert haben",
	    "annule ce que mes dernières commandes ont changé sur ce ticket"),
	ROW(HELP, "help", NONE, ASK, false, false, "#help", "lists the commands", "zeigt die Befehle",
	    "affiche les commandes"),
	ROW(NEW, "new", ADDRESS, TEXT, false, false, "#new jo@example.org", "opens a ticket for that customer",
	    "öffnet ein Ticket für diesen Kunden", "ouvre un ticket pour ce client"),
	ROW(FWD, "fwd", MAYBE_ADDRESS, TEXT, false, false, "#fwd",
	    "turns the forwarded mail into a ticket of its author",
	    "macht aus der weitergeleiteten E-Mail ein Ticket ihres Verfassers",
	    "fait du message transféré un ticket de son auteur"),

	/* name, arguments, use, form, help */
	QUERY(STATUS, "status", MAYBE_NUMBER, ASK, "[status #1042]",
	      "tells you how ticket 1042 stands; [status] alone lists your tickets",
	      "der Stand von Ticket 1042; [status] allein: eine Liste Ihrer Tickets",
	      "où en est le ticket 1042 ; [status] seul : la liste de vos tickets"),
	QUERY(CLOSE, "close", MAYBE_NUMBER, TICKET, "[close #1042]",
	      "closes your ticket 1042; in a reply about a ticket, [close] alone closes that one",
	      "schließt Ihr Ticket 1042 ab; in einer Antwort zu einem Ticket genügt [close]",
	      "clôt votre ticket 1042 ; dans une réponse à propos d'un ticket, [close] suffit"),
	QUERY(HELP, "help", NONE, ASK, "[help]", "sends you this mail", "diese E-Mail", "ce message"),
	QUERY(FAQ, "faq", WORDS, ASK, "[faq opening hours]", "searches our articles; [faq] alone lists them",
	      "sucht in unseren Artikeln; [faq] allein listet sie auf",
	      "cherche dans nos articles ; [faq] seul en donne la liste"),
	QUERY(SOLVED, "solved", WORDS, TICKET, "[solved vpn]",
	      "in a reply about a ticket: tells us that this article solved it",
	      "in einer Antwort zu einem Ticket: dieser Artikel hat es gelöst",
	      "dans une réponse à propos d'un ticket : cet article l'a résolu"),
	QUERY(EXPORT, "export", NONE, ASK, "[export]", "sends you everything that we keep about you",
	      "was wir über Sie aufbewahren", "ce que nous conservons à votre sujet"),
	QUERY(FORGET, "forget", NONE, ASK, "[forget]", "deletes everything that we keep about you",
	      "wir löschen, was wir über Sie aufbewahren", "nous effaçons ce que nous conservons à votre sujet"),
};

const struct command_def *command_find(enum command_who who, struct span name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (command_table[i].who == who && span_ieq(name, span_of(command_table[i].name)))
			return &command_table[i];
	return NULL;
}

const struct command_def *command_called(struct span name, struct span args)
{
	const struct command_def *def = command_find(WHO_AGENT, name);
	return def == &command_table[COMMAND_CUSTOMER] && !args.len ? &command_table[COMMAND_RECORD] : def;
}

enum command_id command_id(const struct command_def *def)
{
	return (enum command_id)(def - command_table);
}

const struct command_def *command_near(struct span name)
{
	struct nearest n;
	nearest_init(&n, name);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (command_table[i].who == WHO_AGENT)
			nearest_try(&n, span_of(command_table[i].name));
	return command_find(WHO_AGENT, nearest_best(&n));
}

/* Examples whose words are a language's own; all others are forms that every language has. */
static const struct {
	enum command_id id;
	const char *de, *fr;
} forms[] = {
	{COMMAND_SUBJECT, "#subject Neuer Betreff", "#subject Nouvel objet"},
	{COMMAND_DUE, "#due 1.12.2026", "#due 01/12/2026"},
	{COMMAND_SEARCH, "#search Wörter", "#search mots"},
	{COMMAND_AWAY, "#away 1.12.2026", "#away 01/12/2026"},
	{COMMAND_REPORT, "#report Woche", "#report semaine"},
	{QUERY_FAQ, "[faq Öffnungszeiten]", "[faq horaires d'ouverture]"},
};

struct span command_form(const struct command_def *def, struct span language)
{
	bool german = span_istarts(language, SPAN("de")), french = span_istarts(language, SPAN("fr"));
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms) && (german || french); i++)
		if (forms[i].id == command_id(def))
			return span_of(german ? forms[i].de : forms[i].fr);
	return span_of(def->form);
}

struct span command_help(const struct command_def *def, struct span language)
{
	if (span_istarts(language, SPAN("de")))
		return span_of(def->help_de);
	if (span_istarts(language, SPAN("fr")))
		return span_of(def->help_fr);
	return span_of(def->help);
}
