/* evidence: the marks of a delivery report, gathered once for bounce and failed: who sent it, its words line by line,
 * the header of the mail that it returns, its groups of recipients. Internal to the reading of bounces. */
#ifndef CAREDESK_EVIDENCE_H
#define CAREDESK_EVIDENCE_H

#include "parsers/dsn.h"
#include "parsers/report_parts.h"

#define EVIDENCE_MAX_LINES 500

enum evidence_sender {
	SENDER_PERSON,
	SENDER_SERVICE, /* a shared address or a machine's: "mailgw@", or a postmaster who greets */
	SENDER_ROBOT,   /* not a person, judging by headers or address */
	SENDER_DAEMON,  /* a mail system, judging by its name */
};

/* A non-blank line of the report's words. */
struct evidence_line {
	struct span text, folded;
	struct span addr; /* the first address that may be a failed recipient's; may be empty */
	bool leads;       /* the line begins with the address */
	char code;        /* '4' or '5' if the line has an SMTP code, otherwise 0 */
};
struct evidence_lines {
	struct evidence_line *items;
	size_t count, cap;
};

struct evidence {
	struct arena *arena;
	const struct report_parts *parts;
	struct mail *mail;
	enum evidence_sender sender;
	struct span subject;       /* folded */
	struct span words, folded; /* the text before the returned mail; the same, folded */
	struct evidence_lines lines;
	struct header_list returned; /* header of the mail that came back; may be empty */
	bool returns;                /* `returned` has fields that only a real header has */
	bool returns_ours;           /* … and its From is a recipient of this mail */
	struct dsn dsn;              /* its groups of recipients, from a part or from the text */
	struct span_list ids;        /* Message-IDs of the mail that came back, raw, if they are not in its header */
	struct address_list written; /* recipients of the mail that came back */
	bool relaxed;                /* the report's own sender and recipients may be failed recipients, too */
};

/* evidence_begin judges the sender and subject from mail->headers, signs and text; evidence_read fills in the rest. */
void evidence_begin(struct arena *a, const struct report_parts *parts, struct mail *mail, struct evidence *e);
void evidence_read(struct evidence *e);

/* Does the folded text contain, or begin with, one of the words (joined by '|')? */
bool evidence_says(struct span folded, const char *words);
bool evidence_begins(struct span folded, const char *words);
/* Does the mail greet in its first line, or ask a question, as people do? */
bool evidence_personal(const struct evidence *e);
/* Iterates over the addresses of a text, starting from {.rest = text}. Addresses of authors and contacts, and those in
 * brackets after another one, are skipped. False if there are no more. */
struct evidence_mentions {
	struct span rest;
	bool any, aside; /* there was an address; the last one was skipped */
};
bool evidence_mention(const struct evidence *e, struct evidence_mentions *m, struct span *addr);
/* Is there an SMTP code near an address? */
bool evidence_coded(const struct evidence *e);
/* Index of the line that announces recipients, 0 if none does. *told (may be NULL): is there one? */
size_t evidence_announced(const struct evidence *e, bool *told);
/* Does any line consist of an address and nothing else? */
bool evidence_alone(const struct evidence *e);
/* Does any line begin with an address? */
bool evidence_lists(const struct evidence *e);

#endif
