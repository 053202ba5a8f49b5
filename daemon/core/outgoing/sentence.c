#include "daemon/core/outgoing/sentence.h"

#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/phrase.h"
#include "daemon/core/outgoing/wording.h"
#include "parsers/base/buf.h"

#define SENTENCE_MAX 4000

/* {what} {from} {to} {n} are the event's values, {time} is its number as a time; an empty agent means nobody. */
static const struct words {
	const char *detail, *en, *de, *fr;
} sentences[EVENT_COUNT] = {
	[EVENT_CREATED] = {"{what}", "Ticket created: {what}", "Ticket angelegt: {what}", "Ticket créé : {what}"},
	[EVENT_MESSAGE] = {"{what}", "Message: {what}", "Nachricht: {what}", "Message : {what}"},
	[EVENT_NOTE] = {"{what}", "Note: {what}", "Notiz: {what}", "Note : {what}"},
	[EVENT_SORTED] = {"{what}, {to}", "Category {what}, priority {to}", "Kategorie {what}, Priorität {to}",
			  "Catégorie {what}, priorité {to}"},
	[EVENT_ASSIGNED] = {"{to}", "Assigned to {to}", "Zugewiesen an {to}", "Attribué à {to}"},
	[EVENT_WAITING] = {"", "Waiting: nobody is free", "Wartet: niemand ist frei",
			   "En attente : personne n'est libre"},
	[EVENT_STATUS] = {"{from} to {to}", "Status: {from} to {to}", "Status: {from} → {to}", "État : {from} → {to}"},
	[EVENT_PRIORITY] = {"{from} to {to}", "Priority: {from} to {to}", "Priorität: {from} → {to}",
			    "Priorité : {from} → {to}"},
	[EVENT_CATEGORY] = {"{from} to {to}", "Category: {from} to {to}", "Kategorie: {from} → {to}",
			    "Catégorie : {from} → {to}"},
	[EVENT_SUBJECT] = {"{to}", "Subject: {to}", "Betreff: {to}", "Objet : {to}"},
	[EVENT_CUSTOMER] = {"{from} to {to}", "Customer: {from} to {to}", "Kunde: {from} → {to}",
			    "Client : {from} → {to}"},
	[EVENT_TAGGED] = {"{what}", "Tagged: {what}", "Schlagwort hinzugefügt: {what}", "Étiquette ajoutée : {what}"},
	[EVENT_UNTAGGED] = {"{what}", "Tag removed: {what}", "Schlagwort entfernt: {what}",
			    "Étiquette retirée : {what}"},
	[EVENT_WATCHER] = {"{what}", "Watching: {what}", "Liest mit: {what}", "Suit le ticket : {what}"},
	[EVENT_UNWATCHED] = {"{what}", "No longer watching: {what}", "Liest nicht mehr mit: {what}",
			     "Ne suit plus le ticket : {what}"},
	[EVENT_NEWCOMER] = {"{what}", "Newcomer: {what}", "Neu dabei: {what}", "Nouveau participant : {what}"},
	[EVENT_LINKED] = {"{n}", "Linked to ticket {n}", "Verknüpft mit Ticket {n}", "Lié au ticket {n}"},
	[EVENT_MERGED] = {"into {n}", "Merged into ticket {n}", "Mit Ticket {n} zusammengeführt",
			  "Fusionné avec le ticket {n}"},
	[EVENT_ABSORBED] = {"{n}", "Ticket {n} was merged into this one", "Ticket {n} wurde mit diesem zusammengeführt",
			    "Ticket {n} fusionné avec celui-ci"},
	[EVENT_SPLIT] = {"message {what} to {n}", "Message {what} became ticket {n}",
			 "Aus Nachricht {what} wurde Ticket {n}", "Le message {what} est devenu le ticket {n}"},
	[EVENT_UNTIL] = {"{time}{what}", "Pending until {time}{what}", "Wartend bis {time}{what}",
			 "En attente jusqu'au {time}{what}"},
	[EVENT_SNOOZED] = {"{time}{what}", "Snoozed until {time}{what}", "Zurückgestellt bis {time}{what}",
			   "En sommeil jusqu'au {time}{what}"},
	[EVENT_DUE] = {"{time}{what}", "Due {time}{what}", "Fällig {time}{what}", "Échéance : {time}{what}"},
	[EVENT_WOKEN] = {"", "Back again", "Wieder vorgelegt", "De retour"},
	[EVENT_AWAY] = {"{time}{what}", "The agent is away: {time}{what}", "Der Agent ist abwesend: {time}{what}",
			"L'agent est absent : {time}{what}"},
	[EVENT_BACK] = {"", "The agent is back", "Der Agent ist wieder da", "L'agent est de retour"},
	[EVENT_UNDONE] = {"{what}", "Undone: {what}", "Zurückgenommen: {what}", "Annulé : {what}"},
	[EVENT_REFUSED] = {"{what}", "Refused: {what}", "Abgelehnt: {what}", "Refusé : {what}"},
	[EVENT_SECURITY] = {"{what}", "Security: {what}", "Sicherheit: {what}", "Sécurité : {what}"},
	[EVENT_AUTOMATIC] = {"{what}", "Automatic mail: {what}", "Automatische E-Mail: {what}",
			     "Message automatique : {what}"},
	[EVENT_BOUNCE] = {"{from} {what}: {to}", "Mail to {what} came back ({from}): {to}",
			  "E-Mail an {what} kam zurück ({from}): {to}", "Message à {what} revenu ({from}) : {to}"},
	[EVENT_LOOP] = {"{what}", "The desk's own mail came back: {what}", "Eigene E-Mail kam zurück: {what}",
			"Notre propre message est revenu : {what}"},
	[EVENT_UNPROVEN] = {"{what} {n}", "Not proven to be from {what}: kept as note {n}",
			    "Nicht nachweislich von {what}: als Notiz {n} aufbewahrt",
			    "Rien ne prouve que cela vient de {what} : conservé comme note {n}"},
	[EVENT_VOUCHED] = {"{n}", "Note {n} was confirmed", "Notiz {n} wurde bestätigt", "La note {n} a été confirmée"},
	[EVENT_DISOWNED] = {"{n}", "Note {n} was disowned", "Notiz {n} wurde zurückgewiesen",
			    "La note {n} a été désavouée"},
	[EVENT_RELEASED] = {"{n}", "Note {n} was released", "Notiz {n} wurde freigegeben", "La note {n} a été libérée"},
	[EVENT_MAIL] = {"{what} to {to}", "Mail: {what} to {to}", "E-Mail: {what} an {to}", "Message : {what} à {to}"},
	[EVENT_WITHHELD] = {"{what} to {to}", "Mail withheld: {what} to {to}", "E-Mail zurückgehalten: {what} an {to}",
			    "Message retenu : {what} à {to}"},
	[EVENT_UNSENT] = {"{what} to {to}", "Mail not sent: {what} to {to}", "E-Mail nicht gesendet: {what} an {to}",
			  "Message non envoyé : {what} à {to}"},
	[EVENT_MAIL_SENT] = {"{what} to {to}", "Mail sent: {what} to {to}", "E-Mail gesendet: {what} an {to}",
			     "Message envoyé : {what} à {to}"},
	[EVENT_MAIL_FAILED] = {"{what} to {to}", "Mail failed: {what} to {to}",
			       "Zustellung gescheitert: {what} an {to}", "Échec du message : {what} à {to}"},
	[EVENT_MAIL_RETRIED] = {"{what} to {to}", "Mail tried again: {what} to {to}",
				"Zustellung erneut versucht: {what} an {to}", "Nouvel envoi tenté : {what} à {to}"},
	[EVENT_MAIL_DROPPED] = {"{what} to {to}", "Mail dropped: {what} to {to}", "E-Mail verworfen: {what} an {to}",
				"Message abandonné : {what} à {to}"},
	[EVENT_DUPLICATE] = {"{what}", "The same mail came again: {what}", "Dieselbe E-Mail kam noch einmal: {what}",
			     "Le même message est revenu : {what}"},
	[EVENT_TOKEN_COVERED] = {"{n} in {what} to {to}", "Masked {n} signed addresses of others in {what} to {to}",
				 "{n} signierte Adressen anderer in {what} an {to} unkenntlich gemacht",
				 "{n} adresses signées d'autres personnes masquées dans {what} à {to}"},
	[EVENT_CROSSED] = {"{n} {what}", "Answer held as note {n}: {what} answered meanwhile",
			   "Antwort zurückgehalten als Notiz {n}: {what} hat inzwischen geantwortet",
			   "Réponse retenue comme note {n} : {what} a répondu entre-temps"},
	[EVENT_REMINDED] = {"{what} {to}", "Reminder sent ({what}) to {to}", "Erinnerung gesendet ({what}) an {to}",
			    "Rappel envoyé ({what}) à {to}"},
	[EVENT_OVERDUE] = {"{what} {time}", "Overdue ({what}) since {time}", "Überfällig ({what}) seit {time}",
			   "En retard ({what}) depuis {time}"},
	[EVENT_FEEDBACK_ASKED] = {"{to}", "Feedback requested from {to}", "Um Bewertung gebeten: {to}",
				  "Avis demandé à {to}"},
	[EVENT_FEEDBACK] = {"{n} {what}", "Feedback: {n} of 5 {what}", "Bewertung: {n} von 5 {what}",
			    "Avis : {n} sur 5 {what}"},
	[EVENT_REUSED_ID] = {"{what}", "Another mail has the same Message-ID: {what}",
			     "Eine andere E-Mail hat dieselbe Message-ID: {what}",
			     "Un autre message porte le même Message-ID : {what}"},
	[EVENT_PROPOSED] = {"{what}", "Article proposed: {what}", "Artikel vorgeschlagen: {what}",
			    "Article proposé : {what}"},
	[EVENT_ARTICLE] = {"{what}", "Article sent: {what}", "Artikel geschickt: {what}", "Article envoyé : {what}"},
	[EVENT_SOLVED] = {"{what}", "Solved by the article {what}", "Gelöst durch den Artikel {what}",
			  "Résolu par l'article {what}"},
	[EVENT_DELETED] = {"{what}", "Ticket deleted{what}", "Ticket gelöscht{what}", "Ticket supprimé{what}"},
	[EVENT_FORGOTTEN] = {"{what}", "A person's data was removed: {what}", "Daten einer Person gelöscht: {what}",
			     "Données d'une personne effacées : {what}"},
	[EVENT_EXPIRED] = {"{what}", "Removed after expiry: {what}", "Nach Ablauf gelöscht: {what}",
			   "Effacé après expiration : {what}"},
	[EVENT_EXPORTED] = {"", "The customer was sent a copy of their data",
			    "Der Kunde hat eine Kopie seiner Daten erhalten",
			    "Le client a reçu une copie de ses données"},
	[EVENT_HOOK_DROPPED] = {"{what}", "Webhook {what} was not notified: given up",
				"Webhook {what} nicht benachrichtigt: aufgegeben",
				"Webhook {what} non averti : abandonné"},
	[EVENT_OTHER] = {"{what}", "{what}", "{what}", "{what}"},
};

static struct span nobody(struct span language)
{
	if (span_istarts(language, SPAN("de")))
		return SPAN("niemand");
	return span_istarts(language, SPAN("fr")) ? SPAN("personne") : SPAN("nobody");
}

/* A status or a priority in that language; anything else unchanged. */
static struct span term(struct span language, const struct event *e, struct span name)
{
	enum status status;
	enum priority priority;
	if (language.len && e->kind == EVENT_STATUS && status_from(name, &status))
		return phrase_status(language, status);
	bool is_priority = e->kind == EVENT_PRIORITY || e->kind == EVENT_SORTED;
	return language.len && is_priority && priority_from(name, &priority) ? phrase_priority(language, priority)
									     : name;
}

/* What the event is about: a name that programs know, in words for people. */
static struct span event_subject(struct arena *a, struct span language, const struct event *e)
{
	switch (e->kind) {
	case EVENT_MAIL:
	case EVENT_WITHHELD:
	case EVENT_UNSENT:
	case EVENT_MAIL_SENT:
	case EVENT_MAIL_FAILED:
	case EVENT_MAIL_RETRIED:
	case EVENT_MAIL_DROPPED:
	case EVENT_TOKEN_COVERED:
	case EVENT_REMINDED:
	case EVENT_OVERDUE:
		return wording_name(language, e->what);
	case EVENT_UNDONE:
		return wording_names(a, language, e->what);
	case EVENT_SECURITY:
		return wording_reason(a, language, e->what);
	default:
		return e->what;
	}
}

static struct span value(struct arena *a, const struct zone *zone, struct span language, const struct event *e,
			 struct span name)
{
	if (span_eq(name, SPAN("what")))
		return language.len ? event_subject(a, language, e) : e->what;
	if (span_eq(name, SPAN("from")))
		return term(language, e, e->from);
	if (span_eq(name, SPAN("to")))
		return e->to.len || e->kind != EVENT_ASSIGNED ? term(language, e, e->to) : nobody(language);
	if (span_eq(name, SPAN("n")))
		return arena_printf(a, "%llu", (unsigned long long)e->number);
	return language.len ? when_until_short(a, zone, language, (int64_t)e->number)
			    : when_until(a, zone, (int64_t)e->number);
}

static struct span sentence_fill(struct arena *a, const struct zone *zone, struct span language, const struct event *e,
				 const char *pattern)
{
	struct buf out;
	struct span rest = span_of(pattern), text, name;
	buf_init(&out, SENTENCE_MAX);
	while (span_cut(&rest, '{', &text)) {
		buf_add(&out, text);
		if (span_cut(&rest, '}', &name))
			buf_add(&out, value(a, zone, language, e, name));
	}
	text = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return text;
}

struct span sentence_event(struct arena *a, const struct zone *zone, struct span language, const struct event *e)
{
	const struct words *w = &sentences[e->kind];
	return sentence_fill(a, zone, language, e,
			     span_istarts(language, SPAN("de"))   ? w->de
			     : span_istarts(language, SPAN("fr")) ? w->fr
								  : w->en);
}

struct span sentence_detail(struct arena *a, const struct zone *zone, const struct event *e)
{
	return sentence_fill(a, zone, SPAN_NONE, e, sentences[e->kind].detail);
}
