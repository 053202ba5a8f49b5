/* foreign: what mail clients write around a mail, in the languages that they speak: names of header fields, "On …
 * wrote:", "Original Message", "Sent from my phone", and how people close a letter. One table of each kind, for
 * everybody.
 *
 * Lists are those of words.h, folded (utf8_fold); compare with folded text. */
#ifndef CAREDESK_FOREIGN_H
#define CAREDESK_FOREIGN_H

#include "parsers/words.h"

/* Field of a header block ("From: … Sent: … To: … Subject: …"); bits, so that a set of them is an int. */
enum foreign_field {
	FIELD_NONE = 0,
	FIELD_FROM = 1,
	FIELD_DATE = 2,
	FIELD_TO = 4,
	FIELD_SUBJECT = 8,
	FIELD_OTHER = 16
};

/* `name`: folded, trimmed, without its colon. */
enum foreign_field foreign_field(struct span name);

extern const char foreign_wrote[];          /* "wrote": ends an attribution, or stands in it after a name */
extern const char foreign_attributions[];   /* what else one begins with: "quoting", "message from" */
extern const char foreign_openers[];        /* the word in front of its date: "on" */
extern const char foreign_originals[];      /* "original message": between dashes, in front of history */
extern const char foreign_forwards[];       /* "forwarded message": between dashes, in front of a forwarded mail */
extern const char foreign_forward_starts[]; /* the same as a line of its own: "begin forwarded message" */
extern const char foreign_sent[];           /* "sent": in what a device or program says of itself … */
extern const char foreign_devices[];        /* … together with its name */
extern const char foreign_sent_starts[];    /* "sent from": what such a line begins with, whatever the device … */
extern const char foreign_sent_ends[];      /* … or ends in */
extern const char foreign_closings[];       /* "best regards": all of a line that closes a letter … */
extern const char foreign_thanks[];         /* … as "thanks" may */
extern const char foreign_selves[];         /* "I", "my": the writer speaks of themselves */
extern const char foreign_disclaimers[];    /* of what a company puts under its mails: "confidential" */

#endif
