/* mail: the only entrance. Raw bytes of an RFC 5322 mail in, a complete struct mail out.
 *
 * Every span points into the caller's arena (or into the raw bytes, if mail_parse is called directly); all text is
 * well-formed UTF-8. Nothing here does I/O. In the product only the reader's child (reader.h) calls these functions:
 * strangers' bytes are parsed in the sandbox. */
#ifndef CAREDESK_MAIL_H
#define CAREDESK_MAIL_H

#include "parsers/base/arena.h"
#include "parsers/base/attachment.h"
#include "parsers/base/digest.h"
#include "parsers/base/err.h"

/* Bounds on what is kept of one mail. Anything beyond them is only in the raw mail. */
#define MAIL_MAX_HEADERS 1000
#define MAIL_MAX_ADDRESSES 500 /* per header field */
#define MAIL_MAX_REFS 100
#define MAIL_MAX_ATTACHMENTS 500
#define MAIL_MAX_TEXT ((size_t)1 << 20) /* bytes of text kept; longer texts are cut, see `damage` */
#define MAIL_MAX_HTML ((size_t)1 << 20) /* bytes of cleaned HTML; none is kept if it would be more */
#define MAIL_MAX_COMMANDS 50

struct address {
	struct span name; /* display name, decoded, one line; may be empty */
	struct span addr; /* local@domain, domain in lower case; empty if there is none */
};
struct address_list {
	struct address *items;
	size_t count, cap;
};

struct header {
	struct span name;  /* as written */
	struct span value; /* unfolded, RFC 2047 decoded, UTF-8, one line */
	struct span raw;   /* unfolded but not decoded; may not be UTF-8 */
};
struct header_list {
	struct header *items;
	size_t count, cap;
};

/* Text in square brackets in the subject, in order of appearance; see parsers/subject.h. */
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
	bool formal;                    /* has a part for delivery reports (RFC 3464 or similar) */
	bool permanent;                 /* 5.x.x, or words to that effect; false: delayed or unknown */
	bool delayed;                   /* only a warning: delivery is still being attempted */
	struct address_list recipients; /* recipients to whom delivery failed */
	struct span status;             /* "5.1.1" or empty */
	struct span diagnostic;         /* one line for people */
	struct span_list original_ids;  /* Message-IDs of the mail that bounced, without <> */
};

/* Each span is empty, or names the header or text that decided ("Auto-Submitted: auto-replied"). */
struct signs {
	struct span own; /* has X-Caredesk-Ticket */
	struct span list;
	struct span automatic;
	bool weak; /* people's mails have this sign of `automatic` too, if a server, a list or a rule has forwarded them
		    */
	struct span spam;
	struct span vacation;   /* an out-of-office answer; automatic is set too */
	int64_t vacation_until; /* the day that it names (00:00 UTC), or 0 */
};

/* One Authentication-Results header field (RFC 8601). */
struct authres_result {
	struct span method, result;                                 /* "dkim", "pass": lower case */
	struct span header_from, header_d, header_i, smtp_mailfrom; /* empty if absent */
};
struct authres_result_list {
	struct authres_result *items;
	size_t count, cap;
};
struct authres {
	struct span id; /* authserv-id, lower case; empty if there is none, as in Microsoft 365's */
	bool broken;    /* the field does not follow the grammar and must be ignored */
	struct authres_result_list results;
};
struct authres_list {
	struct authres *items;
	size_t count, cap; /* topmost first */
};

/* A command as written; see parsers/command.h. The core decides what it means. */
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
	struct span damage; /* why headers_only, or what had to be repaired; otherwise empty */
	struct header_list headers;

	size_t from_fields; /* number of From header fields */
	bool from_group;    /* From contains RFC 5322 group syntax */
	bool from_doubted;  /* From, read again outside the sandbox (witness.h), does not plainly say the same */
	struct address_list from;
	struct address sender; /* first of From, else Sender, else Return-Path; addr may be empty */
	struct address_list reply_to, to, cc;
	struct address_list original_from; /* X-Original-From, Original-From, Author, in this order: the author whose
					      From a list or group has replaced */
	struct address_list delivered;     /* Delivered-To, X-Original-To, Envelope-To, X-Envelope-To */
	bool null_return_path;             /* Return-Path: <> */

	struct span message_id; /* without <>; empty if there is none */
	struct span_list refs;  /* In-Reply-To's, then References nearest first; without <>, no repeats */
	int64_t date;           /* seconds since 1970 UTC; 0 if absent or unreadable */
	struct span language;   /* first tag of Content-Language, lower case */
	struct span written;    /* language of `text`, lower case; empty if uncertain. Set by the reader's child */
	struct subject subject;

	struct span text;             /* the new part */
	struct span folded;           /* quoted history and signature */
	struct span whole, signature; /* the same split, but with the history kept and only the signature folded away,
					 for a mail that answers none of ours; both empty if there is no history */
	struct span unfolded;         /* the full text in order; empty if that is `whole` or, without it, `text` */
	/* The same words as in `text`, and in `whole`, as HTML: a well-formed UTF-8 fragment without <html> and <body>,
	 * using nothing but what html_clean.h allows. The mail's own pictures are <img src="cid:…"> with the content_id
	 * of an attachment whose in_html is set. Empty if the mail had no HTML that says the same. */
	struct span html, html_whole;
	bool from_html;
	bool encrypted;               /* some of the mail is encrypted and can't be read here */
	struct command_list commands; /* `#` lines and brackets in the subject, as candidates */
	struct span command_text;     /* text without the `#` command lines and the signature after them */
	struct attachment_list attachments;
	struct span enclosed; /* the first attached mail: "From: …", "Subject: …", a blank line, its text; empty if
				 there is none */

	struct signs signs;
	struct bounce bounce;
	struct authres_list authres;
	/* Hash of the addresses in From, To and Cc, the Date, Subject and body: equal if the same mail comes twice,
	 * whatever relays have added. */
	unsigned char content[DIGEST_SIZE];
};

struct charsets;

/* Parses a whole mail. Returns 0, or -1 (ERR_CORRUPT) if not even headers can be read (empty, binary). `raw` must
 * outlive *out. May crash or hang on hostile input if libetpan does: see reader.h. */
int mail_parse(struct charsets *c, struct arena *a, struct span raw, struct mail *out, struct err *err);

/* Parses the headers alone, with our own code, without libetpan: for a mail whose body killed a reader, and for one
 * over max_size. Safe on any bytes. `damage` is stored in the mail. Errors as above. */
int mail_parse_headers(struct charsets *c, struct arena *a, struct span raw, struct span damage, struct mail *out,
		       struct err *err);

#endif
