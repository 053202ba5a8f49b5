/* vacation: recognizes out-of-office answers by their form and by words of many languages (vacation_words.h). Words
 * alone do not suffice: people write about absences too. */
#ifndef CAREDESK_VACATION_H
#define CAREDESK_VACATION_H

#include "parsers/mail.h"

enum vacation_kind {
	VACATION_NONE,   /* not such a subject, or more than one: "Out of office message for a colleague" */
	VACATION_LOOSE,  /* "Vacation: …", "Urlaub": people use these as subjects, too */
	VACATION_OFFICE, /* "Out of office: …", "AUTO: Jo is out of the office" */
	VACATION_REPLY,  /* "Automatic reply: …" */
};
/* What the form of a subject says. */
struct vacation_subject {
	enum vacation_kind kind;
	bool answers; /* followed by the subject of another mail: "Re: …", "… [ACME #7] …" */
	bool absent;  /* followed by an absence or its days: "…: holidays", "… until 5 May" */
	bool bare;    /* followed by nothing, or nothing but an absence */
};
void vacation_subject(struct arena *a, const struct subject *subject, struct vacation_subject *out);

/* Does the text say in the first person that its author is away? `first`: without an introduction, and not in a
 * quotation. */
bool vacation_text(struct arena *a, struct span text, bool first);
/* Does it begin by saying that it is automatic? */
bool vacation_declared(struct arena *a, struct span text);
/* Does it begin with thanks for a mail, as such answers do? */
bool vacation_thanks(struct arena *a, struct span text);
/* Does it ask for something? Absence notices do so too, but it may be a person's mail. */
bool vacation_requests(struct arena *a, struct span text);

#endif
