#include "daemon/core/base/commandtable.h"

#include "parsers/base/nearest.h"

#define ROW(id, name, args, use, ticket, undo, form, en, de, fr)                                                       \
	[COMMAND_##id] = {name, WHO_AGENT, ARGS_##args, USE_##use, ticket, undo, form, en, de, fr}
#define QUERY(id, name, args, use, form, en, de, fr)                                                                   \
	[QUERY_##id] = {name, WHO_CUSTOMER, ARGS_##args, USE_##use, false, false, form, en, de, fr}

/* name, arguments, use, needs a ticket, undoable, as shown, what it does */
const struct command_def command_table[COMMAND_COUNT] = {
	ROW(NOTE, "note", NONE, TEXT, true, false, "#note", "this mail is a note: the customer does not get it",
	    "diese Mail ist eine Notiz: der Kunde bekommt sie nicht",
	    "ce message est une note : le client ne le reçoit pas"),
	ROW(TAKE, "take", NONE, TICKET, true, true, "#take", "the ticket is mine", "das Ticket übernehme ich",
	    "je prends le ticket"),
	ROW(ASSIGN, "assign", ASSIGNEE, TICKET, true, true, "#assign bob",
	    "to an agent, or to whoever a category gives", "an einen Bearbeiter, oder an wen eine Kategorie es gibt",
	    "à un agent, ou à celui que donne une catégorie"),
	ROW(UNASSIGN, "unassign", NONE, TICKET, true, true, "#unassign", "to nobody", "an niemanden", "à personne"),
	ROW(OPEN, "open", NONE, TICKET, true, true, "#open", "our turn", "wir sind dran", "c'est à nous"),
	ROW(PENDING, "pending", MAYBE_TIME, TICKET, true, true, "#pending 3d",
	    "the customer's turn; with a time it comes back by itself",
	    "der Kunde ist dran; mit einer Zeit kommt es von selbst zurück",
	    "c'est au client ; avec un délai il revient de lui-même"),
	ROW(RESOLVE, "resolve", NONE, TICKET, true, true, "#resolve", "done; an answer opens it again",
	    "erledigt; eine Antwort öffnet es wieder", "résolu ; une réponse le rouvre"),
	ROW(CLOSE, "close", NONE, TICKET, true, true, "#close", "closed for good", "endgültig geschlossen",
	    "fermé définitivement"),
	ROW(SPAM, "spam", NONE, TICKET, true, true, "#spam", "it is spam", "es ist Spam", "c'est du spam"),
	ROW(PRIORITY, "priority", PRIORITY, TICKET, true, true, "#priority high", "low, normal, high or urgent",
	    "low, normal, high oder urgent", "low, normal, high ou urgent"),
	ROW(CATEGORY, "category", CATEGORY, TICKET, true, true, "#category billing", "another category",
	    "eine andere Kategorie", "une autre catégorie"),
	ROW(SUBJECT, "subject", LINE, TICKET, true, true, "#subject New subject", "another subject",
	    "ein anderer Betreff", "un autre objet"),
	ROW(TAG, "tag", TAGS, TICKET, true, true, "#tag a b", "adds tags", "fügt Schlagwörter hinzu",
	    "ajoute des étiquettes"),
	ROW(UNTAG, "untag", TAGS, TICKET, true, true, "#untag a", "removes tags", "nimmt Schlagwörter weg",
	    "enlève des étiquettes"),
	ROW(WATCH, "watch", ADDRESSES, TICKET, true, true, "#watch jo@example.org",
	    "gets what the customer gets (an agent: what the agent gets)",
	    "bekommt, was der Kunde bekommt (ein Bearbeiter: was der Bearbeiter bekommt)",
	    "reçoit ce que le client reçoit (un agent : ce que l'agent reçoit)"),
	ROW(UNWATCH, "unwatch", ADDRESSES, TICKET, true, true, "#unwatch jo@example.org", "gets it no more",
	    "bekommt es nicht mehr", "ne le reçoit plus"),
	ROW(CUSTOMER, "customer", ADDRESS, TICKET, true, true, "#customer jo@example.org", "who the customer is",
	    "wer der Kunde ist", "qui est le client"),
	ROW(MERGE, "merge", TICKET, TICKET, true, true, "#merge 1043", "1043 goes into this ticket",
	    "1043 geht in diesem Ticket auf", "1043 est fusionné dans ce ticket"),
	ROW(LINK, "link", TICKET, TICKET, true, true, "#link 1043", "1043 is related", "1043 gehört dazu",
	    "1043 est lié"),
	ROW(SPLIT, "split", NONE, TEXT, true, false, "#split",
	    "the customer's mail that this one answers becomes a ticket of its own",
	    "die Mail des Kunden, auf die diese antwortet, wird ein eigenes Ticket",
	    "le message du client auquel celui-ci répond devient un ticket à part"),
	ROW(SNOOZE, "snooze", TIME, TICKET, true, true, "#snooze 3d", "hides it until then", "verbirgt es bis dahin",
	    "le cache jusque-là"),
	ROW(DUE, "due", TIME, TICKET, true, true, "#due 2026-12-01", "sets the due time", "setzt die Frist",
	    "fixe l'échéance"),
	ROW(CANNED, "canned", CANNED, TEXT, true, false, "#canned refund", "puts that canned answer before the text",
	    "stellt den Textbaustein vor den Text", "place la réponse type avant le texte"),
	ROW(TO, "to", ADDRESS, TEXT, true, false, "#to jo@example.org",
	    "this answer goes to that person of the ticket alone", "diese Antwort geht nur an diese Person des Tickets",
	    "cette réponse ne va qu'à cette personne du ticket"),
	ROW(SEND, "send", NONE, TICKET, true, false, "#send",
	    "sends my answer that was held because a colleague's went out, as it was",
	    "sendet meine Antwort, die wegen der eines Kollegen zurückgehalten wurde, wie sie war",
	    "envoie, telle quelle, ma réponse retenue parce qu'un collègue avait répondu"),
	ROW(RAW, "raw", MAYBE_MESSAGE, ASK, true, false, "#raw 3",
	    "answers with the original mail attached, whole: of message 3, or, alone, the one that is answered",
	    "antwortet mit der ganzen Originalmail als Anhang: von Nachricht 3, oder allein die beantwortete",
	    "répond avec le message d'origine entier en pièce jointe : du message 3, ou, seul, celui auquel on répond"),
	ROW(SHOW, "show", NONE, ASK, true, false, "#show", "answers with the whole history",
	    "antwortet mit dem ganzen Verlauf", "répond avec tout l'historique"),
	ROW(WHY, "why", NONE, ASK, true, false, "#why", "what decided this ticket's way",
	    "was über den Weg des Tickets entschied", "ce qui a décidé du parcours du ticket"),
	ROW(LIST, "list", FILTER, ASK, false, false, "#list open billing",
	    "my tickets, or those that fit the words: status, priority, category, agent, tag, unassigned, all, "
	    "customer:addr, older:2d",
	    "meine Tickets, oder die zu den Wörtern passen: Status, Priorität, Kategorie, Bearbeiter, Schlagwort, "
	    "unassigned, all, customer:adresse, older:2d",
	    "mes tickets, ou ceux qui répondent aux mots : statut, priorité, catégorie, agent, étiquette, unassigned, "
	    "all, customer:adresse, older:2d"),
	ROW(SEARCH, "search", WORDS, LATER, false, false, "#search words", "finds tickets by their words",
	    "findet Tickets nach ihren Wörtern", "trouve des tickets par leurs mots"),
	ROW(REPORT, "report", WORDS, LATER, false, false, "#report week", "figures", "Zahlen", "des chiffres"),
	ROW(AWAY, "away", AWAY, SELF, false, false, "#away 2026-12-01",
	    "no new tickets for me till then; with \"handover\" mine go to others",
	    "bis dahin keine neuen Tickets für mich; mit „handover“ gehen meine an andere",
	    "plus de nouveaux tickets pour moi jusque-là ; avec « handover » les miens vont à d'autres"),
	ROW(BACK, "back", NONE, SELF, false, false, "#back", "I am here again", "ich bin wieder da",
	    "je suis de retour"),
	ROW(UNDO, "undo", NONE, TICKET, true, false, "#undo", "takes back what my last command mail did to this ticket",
	    "nimmt zurück, was meine letzte Befehlsmail an diesem Ticket tat",
	    "annule ce que mon dernier message de commandes a fait à ce ticket"),
	ROW(HELP, "help", NONE, ASK, false, false, "#help", "the commands", "die Befehle", "les commandes"),
	ROW(NEW, "new", ADDRESS, TEXT, false, false, "#new jo@example.org", "opens a ticket for that customer",
	    "öffnet ein Ticket für diesen Kunden", "ouvre un ticket pour ce client"),
	ROW(FWD, "fwd", MAYBE_ADDRESS, TEXT, false, false, "#fwd", "the forwarded mail becomes its author's ticket",
	    "die weitergeleitete Mail wird ein Ticket ihres Autors",
	    "le message transféré devient un ticket de son auteur"),

	/* name, arguments, use, as shown, what it does */
	QUERY(STATUS, "status", MAYBE_NUMBER, ASK, "[status #1042]",
	      "where ticket 1042 stands; [status] alone: the list of your tickets",
	      "wie es um Ticket 1042 steht; [status] allein: die Liste Ihrer Tickets",
	      "où en est le ticket 1042 ; [status] seul : la liste de vos tickets"),
	QUERY(CLOSE, "close", MAYBE_NUMBER, TICKET, "[close #1042]",
	      "closes your ticket 1042; in a reply about a ticket, [close] alone closes that one",
	      "schließt Ihr Ticket 1042 ab; in einer Antwort zu einem Ticket genügt [close]",
	      "clôt votre ticket 1042 ; dans une réponse à propos d'un ticket, [close] suffit"),
	QUERY(HELP, "help", NONE, ASK, "[help]", "this mail", "diese E-Mail", "ce message"),
	QUERY(FAQ, "faq", WORDS, LATER, "[faq opening hours]", "searches our articles", "sucht in unseren Artikeln",
	      "cherche dans nos articles"),
	QUERY(EXPORT, "export", NONE, LATER, "[export]", "what we keep about you", "was wir über Sie aufbewahren",
	      "ce que nous conservons à votre sujet"),
	QUERY(FORGET, "forget", NONE, LATER, "[forget]", "we delete what we keep about you",
	      "wir löschen, was wir über Sie aufbewahren", "nous effaçons ce que nous conservons à votre sujet"),
};

const struct command_def *command_find(enum command_who who, struct span name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (command_table[i].who == who && span_ieq(name, span_of(command_table[i].name)))
			return &command_table[i];
	return NULL;
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

struct span command_help(const struct command_def *def, struct span language)
{
	if (span_istarts(language, SPAN("de")))
		return span_of(def->help_de);
	if (span_istarts(language, SPAN("fr")))
		return span_of(def->help_fr);
	return span_of(def->help);
}
