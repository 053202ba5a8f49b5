/* evidence: what a delivery report is known by, gathered once for bounce and failed: who sent it, its words line by
 * line, the header of the mail that it returns, its groups of recipients. Internal to the reading of bounces. */
#ifndef CAREDESK_EVIDENCE_H
#define CAREDESK_EVIDENCE_H

#include "parsers/dsn.h"
#include "parsers/report_parts.h"

#define EVIDENCE_MAX_LINES 500

enum evidence_sender {
	SENDER_PERSON,
	SENDER_SERVICE, /* an address or name that people share or machines have: "mailgw@", a postmaster who greets */
	SENDER_ROBOT,   /* no person, by its headers or its address */
	SENDER_DAEMON,  /* a mail system, by its name */
};

/* A line of the report's words that is not blank. */
struct evidence_line {
	struct span text, folded;
	struct span addr; /* the first address that may be a failed recipient's; may be empty */
	bool leads;       /* the address is what the line begins with */
	char code;        /* '4' or '5': it has a code of SMTP; 0: none */
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
	struct span words, folded; /* the text in front of the returned mail; the same folded */
	struct evidence_lines lines;
	struct header_list returned; /* header of the mail that came back; may be empty */
	bool returns;                /* it is a header as mail systems keep it */
	bool returns_ours;           /* and its From is whom this mail is for */
	struct dsn dsn;              /* its groups, of a part or written into the text */
	struct span_list ids;        /* Message-IDs of the mail that came back, raw, where not its header tells them */
	struct address_list written; /* whom the mail that came back was for */
	bool relaxed;                /* whoever wrote or got this report may be a failed recipient, too */
};

/* The sender and the subject, of mail->headers, signs and text; then (evidence_read) all the rest. */
void evidence_begin(struct arena *a, const struct report_parts *parts, struct mail *mail, struct evidence *e);
void evidence_read(struct evidence *e);

/* Is one of the words, joined by '|', in the folded text; does it begin with one? */
bool evidence_says(struct span folded, const char *words);
bool evidence_begins(struct span folded, const char *words);
bool evidence_listed(const struct address_list *list, struct span addr);
/* Does it begin with a line that greets, or ask, as people's mails do? */
bool evidence_personal(const struct evidence *e);
/* The addresses of a text, one by one; begins as {.rest = text}. Those of who wrote or whom to ask, and what stands in
 * brackets after another one, are passed over. False: no more. */
struct evidence_mentions {
	struct span rest;
	bool any, aside; /* there was an address; it was passed over */
};
bool evidence_mention(const struct evidence *e, struct evidence_mentions *m, struct span *addr);
/* Does a code of SMTP stand beside an address? */
bool evidence_coded(const struct evidence *e);
/* The number of the line that announces recipients; the first one's where none does. *told (may be NULL): one does. */
size_t evidence_announced(const struct evidence *e, bool *told);
/* Has a line an address and nothing else? */
bool evidence_alone(const struct evidence *e);
/* Does a line begin with an address? */
bool evidence_lists(const struct evidence *e);

#endif
