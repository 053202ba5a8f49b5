/* vacation: out-of-office answers, by their form and by words of many languages (vacation_words.h). Words alone make
 * none: people write about absences too. */
#ifndef CAREDESK_VACATION_H
#define CAREDESK_VACATION_H

#include "parsers/mail.h"

enum vacation_kind {
	VACATION_NONE,   /* "Out of office message for a colleague": more than the form of such a subject */
	VACATION_LOOSE,  /* "Vacation: …", "Urlaub": people head their own mails so */
	VACATION_OFFICE, /* "Out of office: …", "AUTO: Jo is out of the office" */
	VACATION_REPLY,  /* "Automatic reply: …" */
};
/* The form of a subject. */
struct vacation_subject {
	enum vacation_kind kind;
	bool answers; /* what follows is the subject of another mail: "Re: …", "… [ACME #7] …" */
	bool absent;  /* what follows is an absence, or its days: "…: holidays", "… until 5 May" */
	bool bare;    /* nothing follows, or nothing but an absence */
};
void vacation_subject(struct arena *a, const struct subject *subject, struct vacation_subject *out);

/* Does the text say in the first person that its writer is away? `first`: before anything else, in no quotation. */
bool vacation_text(struct arena *a, struct span text, bool first);
/* Does it begin by saying that it is an automatic one? */
bool vacation_declared(struct arena *a, struct span text);
/* Does it begin with thanks for a mail, as such answers do? */
bool vacation_thanks(struct arena *a, struct span text);
/* Does it ask for something? Absence notices do so too, but whoever asks may be a person. */
bool vacation_requests(struct arena *a, struct span text);

#endif
