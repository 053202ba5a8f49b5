/* foreign: what mail clients write around a mail, in many languages: names of header fields, "On … wrote:", "Original
 * Message", "Sent from my phone", how people close a letter, and the names of months. There is one table of each kind,
 * for all callers.
 *
 * The lists have the form of words.h, folded (utf8_fold); compare them with folded text. */
#ifndef CAREDESK_FOREIGN_H
#define CAREDESK_FOREIGN_H

#include "parsers/words.h"

/* A field of a header block ("From: … Sent: … To: … Subject: …"). These are bits, so a set of them is an int. */
enum foreign_field {
	FIELD_NONE = 0,
	FIELD_FROM = 1,
	FIELD_DATE = 2,
	FIELD_TO = 4,
	FIELD_SUBJECT = 8,
	FIELD_OTHER = 16
};

/* The field with that name, which must be folded, trimmed and without its colon. */
enum foreign_field foreign_field(struct span name);

extern const char foreign_wrote[];          /* "wrote": ends an attribution, or follows a name in it */
extern const char foreign_attributions[];   /* other beginnings of an attribution: "quoting", "message from" */
extern const char foreign_openers[];        /* the word before its date: "on" */
extern const char foreign_originals[];      /* "original message": between dashes, before history */
extern const char foreign_forwards[];       /* "forwarded message": between dashes, before a forwarded mail */
extern const char foreign_forward_starts[]; /* the same, on a line of its own: "begin forwarded message" */
extern const char foreign_sent[];           /* "sent": in a line in which a device or program names itself … */
extern const char foreign_devices[];        /* … together with its name */
extern const char foreign_sent_starts[];    /* "sent from": such a line begins with it, whatever the device … */
extern const char foreign_sent_ends[];      /* … or ends with it */
extern const char foreign_closings[];       /* "best regards": fills a line that closes a letter … */
extern const char foreign_thanks[];         /* … as "thanks" may */
extern const char foreign_selves[];         /* "I", "my": the writer speaks about themselves */
extern const char foreign_disclaimers[];    /* from the disclaimers that companies add to mails: "confidential" */

/* The month that a word names or abbreviates, 1 to 12, or 0. test: span_eq for folded words, span_ieq for others. */
unsigned foreign_month(struct span word, words_test test);

#endif
