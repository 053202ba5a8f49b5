/* mail: the one door. Raw bytes of an RFC 5322 mail in, a complete struct mail out.
 *
 * Every span points into memory of the arena that was handed in (or into the raw bytes, where
 * mail_parse is called directly); all text is well-formed UTF-8. Nothing here does I/O.
 * Only the reader's child (reader.h) calls these in the product: what parses strangers' bytes runs in the sandbox. */
#ifndef CAREDESK_MAIL_H
#define CAREDESK_MAIL_H

#include "parsers/base/arena.h"
#include "parsers/base/attachment.h"
#include "parsers/base/digest.h"
#include "parsers/base/err.h"

/* Bounds on what is kept of one mail. What is beyond them stays in the raw mail. */
#define MAIL_MAX_HEADERS 1000
#define MAIL_MAX_ADDRESSES 500 /* per header field */
#define MAIL_MAX_REFS 100
#define MAIL_MAX_ATTACHMENTS 500
#define MAIL_MAX_TEXT ((size_t)1 << 20) /* bytes of text kept as the message; the rest is marked cut */
#define MAIL_MAX_HTML ((size_t)1 << 20) /* bytes of cleaned HTML; where it would be more there is none */
#define MAIL_MAX_COMMANDS 50

struct address {
	struct span name; /* display name, decoded, one line; may be empty */
	struct span addr; /* local@domain, domain in lower case; empty when there is none */
};
struct address_list {
	struct address *items;
	size_t count, cap;
};

struct header {
	struct span name;  /* as written */
	struct span value; /* unfolded, RFC 2047 decoded, UTF-8, one line */
	struct span raw;   /* unfolded only: the bytes as they came, perhaps not UTF-8 */
};
struct header_list {
	struct header *items;
	size_t count, cap;
};

/* What stands in square brackets in the subject, in order; parsers/subject.h. */
struct bracket {
	struct span text;  /* inside, trimmed */
	size_t start, end; /* byte range in `subject.text`, brackets included */
};
struct bracket_list {
	struct bracket *items;
	size_t count, cap;
};
struct subject {
	struct span text; /* decoded, white space collapsed, as the sender wrote it */
	struct span bare; /* the end of `text`: without leading Re:/AW:/Fwd: … of any language */
	bool is_reply, is_forward;
	struct bracket_list brackets;
};

struct bounce {
	bool is_bounce;
	bool formal;                    /* it has a part for it (RFC 3464 and kin) */
	bool permanent;                 /* 5.x.x or said so; false: delayed or unknown */
	bool delayed;                   /* a warning only: still being tried */
	struct address_list recipients; /* whose delivery failed */
	struct span status;             /* "5.1.1" or empty */
	struct span diagnostic;         /* one line for people */
	struct span_list original_ids;  /* Message-IDs of the mail that bounced, without <> */
};

/* Each is empty, or says which header or text decided ("Auto-Submitted: auto-replied"). */
struct signs {
	struct span own; /* X-Caredesk-Ticket is there */
	struct span list;
	struct span automatic;
	bool weak; /* people's mails bear it too, when a server, a list or a rule has handed them on */
	struct span spam;
	struct span vacation;   /* an out-of-office answer; automatic is set too */
	int64_t vacation_until; /* the day that it names (00:00 UTC), 0 when none */
};

/* One Authentication-Results header field (RFC 8601). */
struct authres_result {
	struct span method, result;                                 /* "dkim", "pass": lower case */
	struct span header_from, header_d, header_i, smtp_mailfrom; /* empty when absent */
};
struct authres_result_list {
	struct authres_result *items;
	size_t count, cap;
};
struct authres {
	struct span id; /* authserv-id, lower case; empty: none, as Microsoft 365 writes it */
	bool broken;    /* the field does not follow the grammar: counts for nothing */
	struct authres_result_list results;
};
struct authres_list {
	struct authres *items;
	size_t count, cap; /* topmost first */
};

/* A command as written; parsers/command.h. What it means is the core's affair. */
struct command {
	struct span name; /* without '#', lower case */
	struct span args; /* rest of the line or bracket, trimmed */
	bool in_subject;
};
struct command_list {
	struct command *items;
	size_t count, cap;
};

struct mail {
	uint64_t size;      /* of the raw mail */
	bool headers_only;  /* the body was not, or could not be, read */
	struct span damage; /* why headers_only, or what had to be repaired; else empty */
	struct header_list headers;

	size_t from_fields; /* number of From header fields */
	bool from_group;    /* From holds RFC 5322 group syntax */
	bool from_doubted;  /* read again outside the sandbox (witness.h), it does not plainly say the same */
	struct address_list from;
	struct address sender; /* first of From, else Sender, else Return-Path; addr may be empty */
	struct address_list reply_to, to, cc;
	struct address_list original_from; /* X-Original-From, Original-From, Author, in this order: whom a list or
					      group has put itself in place of */
	struct address_list delivered;     /* Delivered-To, X-Original-To, Envelope-To, X-Envelope-To */
	bool null_return_path;             /* Return-Path: <> */

	struct span message_id; /* without <>; empty when none */
	struct span_list refs;  /* In-Reply-To's, then References nearest first; without <>, no repeats */
	int64_t date;           /* seconds since 1970 UTC; 0 when absent or unreadable */
	struct span language;   /* first tag of Content-Language, lower case */
	struct span written;    /* the language that `text` is in, lower case, where that is sure; the reader looks */
	struct subject subject;

	struct span text;             /* the new part */
	struct span folded;           /* quoted history and signature that were folded away */
	struct span whole, signature; /* the same where history stays and only the signature is folded away, for a mail
					 that answers none of ours; both empty where there is no history */
	struct span unfolded;         /* all of it in its order; empty where `whole`, or else `text`, is that */
	/* The same words as `text`, and as `whole`, as HTML: a well-formed UTF-8 fragment without <html> and <body>,
	 * rewritten from nothing but what html_clean.h allows. Pictures of the mail's own are <img src="cid:…"> with
	 * the content_id of an attachment whose in_html is set. Empty where the mail had no HTML, or none that says the
	 * same. */
	struct span html, html_whole;
	bool from_html;
	bool encrypted;               /* some of it is, and can't be read here */
	struct command_list commands; /* `#` lines and subject brackets, as an agent would mean them */
	struct span command_text;     /* text without the `#` command lines and without the signature after them */
	struct attachment_list attachments;
	struct span
		enclosed; /* of the first attached mail: "From: …", "Subject: …", a blank line, its text; else empty */

	struct signs signs;
	struct bounce bounce;
	struct authres_list authres;
	/* The same for the same mail come twice, whatever relays have added: From's, To's and Cc's addresses, Date,
	 * Subject, body. */
	unsigned char content[DIGEST_SIZE];
};

struct charsets;

/* Whole mail. Returns 0; -1 (ERR_CORRUPT) when not even headers can be read from it (empty, binary).
 * `raw` must outlive *out. May crash or hang on hostile input where libetpan does: see reader.h. */
int mail_parse(struct charsets *c, struct arena *a, struct span raw, struct mail *out, struct err *err);

/* Headers alone, by our own code, without libetpan: for a mail whose body killed a reader, and for
 * one over max_size. Safe on any bytes. `damage` is kept in the mail. Errors as above. */
int mail_parse_headers(struct charsets *c, struct arena *a, struct span raw, struct span damage, struct mail *out,
		       struct err *err);

#endif
