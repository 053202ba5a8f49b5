/* facts: what the store knows that bears on one mail, as values, so that decide() need ask nobody.
 *
 * daemon/desk/gather.c fills it inside the transaction in which the plan is applied. */
#ifndef CAREDESK_FACTS_H
#define CAREDESK_FACTS_H

#include "conf/conf.h"
#include "daemon/core/base/writer.h"
#include "parsers/base/token.h"
#include "parsers/mail.h"
#include "store/records.h"

/* Counters, by name; an address or a mail's id stands after those that end in a colon. */
#define COUNT_ANSWERS "auto:"                    /* automatic answers to somebody */
#define COUNT_ADDRESS "auto-unproven:"           /* those without proof */
#define COUNT_DOMAIN "auto-domain:"              /* those without proof, to a domain */
#define COUNT_UNPROVEN "auto-unproven"           /* and over all */
#define COUNT_WITHHELD "withheld"                /* answers that were not sent */
#define COUNT_TOLD "told:auto:"                  /* the agent was told that they are withheld */
#define COUNT_TOLD_UNPROVEN "told:auto-unproven" /* the same for all without proof */
#define COUNT_MAILS "auto"                       /* automatic mails over all */
#define COUNT_FLOOD "told:flood"                 /* the manager was told of too many */
#define COUNT_OVERSIZE "told:big:"               /* the sender was told that a mail is too big */
#define COUNT_HELD "held"                        /* mails of unknown addresses that are held */
#define COUNT_HELD_DOMAIN "held-domain:"         /* of one domain */
#define FACTS_LISTED_MAX 500                     /* tickets of one #list */
#define FACTS_FOUND_MAX 30                       /* tickets of one #search */
#define FACTS_RECENT 5                           /* messages of a ticket that a customer writes on */
#define HOUR ((int64_t)3600)
#define MINUTE ((int64_t)60)
#define YEARS ((int64_t)10 * 365 * 24 * 3600)

struct ticket_facts {
	struct ticket ticket;
	struct message_list messages; /* all of them, where an agent writes or the clock decides … */
	struct message_list recent;   /* … else the newest, FACTS_RECENT at most; both oldest first */
	struct event_list events;     /* only where a command asks for them (#show, #why) */
	bool has_undo;
	struct undo undo; /* the sender's own last one here */
};
struct ticket_facts_list {
	struct ticket_facts *items;
	size_t count, cap;
};

/* A Message-ID in the mail's refs that this desk received. */
struct ref_facts {
	struct span msgid;
	uint64_t ticket;
	uint32_t seq;
	struct span_list to; /* its recipients */
	bool proven; /* a person's mail that came with proof of its sender: a key for who is on the ticket, or got it */
};
struct ref_facts_list {
	struct ref_facts *items;
	size_t count, cap;
};

/* What of a mail its agent wrote; daemon/core/agent/own_part.h. */
struct own_part {
	bool is_known;    /* the sender's is an agent's address: the rest is filled */
	struct span text; /* their own lines without commands; above those that answer some of the customer's,
			     these, quoted. Empty: there are none */
	struct command_list commands; /* brackets of the subject, then the `#` lines among their own */
	struct span mixed; /* a line of which can't be told whose it is; empty: there is none. It is in text */
	bool answers_note; /* what it quotes is a mail with a note */
	bool is_cut;       /* lines of the desk's own were left out */
	/* the first `#` line, without its "#", that may be one of a stranger's message that is answered; empty: none */
	struct span borrowed;
};

struct agent_state_list { /* one for each agent of the config, in its order */
	struct agent_state *items;
	size_t count, cap;
};

/* What an agent's #search has found, best first. */
struct found_ticket {
	struct ticket ticket;
	uint32_t seq; /* the message that fits best; 0: the ticket itself */
	struct span snippet;
};
struct found_list {
	struct found_ticket *items;
	size_t count, cap;
};
struct searched {
	bool unready; /* there is no index now: it is being made */
	bool more;    /* than these */
	bool widened; /* nothing has the very words: these have words that begin with them */
	struct found_list found;
};

struct facts_report {
	struct span text, charts; /* the figures; pictures as clean HTML, and the parts that they are */
	struct outmail_part_list parts;
};

struct facts {
	const struct mailbox_conf *mailbox; /* where the mail came in */
	int64_t restored;                   /* when the store was last brought back from a backup; 0: never */
	struct token_keys keys;
	uint64_t next_ticket, next_outmail;
	bool duplicate; /* the same Message-ID with the same content is known; the content, where it has no id */
	uint64_t duplicate_ticket; /* to which ticket; 0: to none */
	struct span duplicate_why;
	bool id_reused;         /* its Message-ID is known, but of another mail … */
	uint64_t reused_ticket; /* … to this ticket; 0: to none */
	struct ticket_facts_list
		tickets; /* each that the mail's ids, addresses, tags or commands name; merged ones with their targets;
			    those of an undo; all open ones of an agent who says that they are away */
	struct ref_facts_list refs;
	bool sender_known; /* a customer record exists */
	struct customer sender;
	struct ticket_list sender_tickets; /* the sender's own (as customer or watcher), newest first: where a [status]
					      asks for all of them */
	struct agent_state_list agents;
	uint32_t sender_open;    /* open tickets of the sender */
	uint32_t sender_replies; /* automatic answers to the sender within the hour */
	bool sender_told;        /* the agent was told of it within the hour */
	/* answers without proof within the hour: to the sender, to the sender's domain, over all */
	uint32_t sender_unproven, domain_replies, unproven_replies;
	uint32_t withheld;          /* answers that were not sent within the hour */
	bool unproven_told;         /* somebody was told of it within the hour */
	uint32_t mails_this_minute; /* automatic mails within the minute */
	bool flood_told;
	bool oversize_told;          /* the sender of this very mail was told that it is too big */
	struct outmail_list bounced; /* the desk's own mails that a bounce names (no bodies) */
	struct customer_list_facts {
		struct customer *items;
		size_t count, cap;
	} recipients;               /* records of people that may be mailed: unreachable or not, language */
	struct ticket_list listed;  /* for an agent's #list, newest first: their own, or those that its words mean; one
				       over the most that are shown says that there are more */
	struct searched searched;   /* for an agent's #search */
	struct facts_report report; /* for an agent's #report */
	/* For a mail that somebody else has written than stands in From: the mail as that person's, and these facts
	 * with what is known of that person as the sender. NULL: From's. */
	const struct writer *writer;
	const struct mail *writer_mail;
	const struct facts *writer_facts;
	struct pending
		pending[PENDING_KIND_COUNT]; /* what the sender is asked to confirm, where that bears on the mail */
	bool pending_any;                    /* there is one */
	uint32_t held_domain, held_all;      /* mails held within the hour: of the sender's domain, of all */
	bool released; /* an admin has let it out of quarantine: it becomes a ticket, or part of one */
	struct outmail_list
		answered; /* with an agent's mail: the desk's mails to them that it answers, or may (no bodies) */
	struct own_part own;
	bool proven;          /* this is a held mail whose author has vouched for it: obey it */
	uint64_t held_ticket; /* with proven: where it is kept, and as which message */
	uint32_t held_seq;
	bool anyway; /* with proven: it was crossed, and is sent as it was */
};

/* NULL when not among them. */
const struct ticket_facts *facts_ticket(const struct facts *f, uint64_t id);
const struct message *facts_message(const struct facts *f, uint64_t ticket, uint32_t seq);
const struct customer *facts_customer(const struct facts *f, struct span addr);
const struct agent_state *facts_agent(const struct facts *f, struct span name);
/* COUNT_ANSWERS, COUNT_TOLD, COUNT_ADDRESS, COUNT_DOMAIN and the canonical address, or its domain. */
struct span facts_answers_name(struct span addr, struct arena *a);
struct span facts_told_name(struct span addr, struct arena *a);
struct span facts_unproven_name(struct span addr, struct arena *a);
struct span facts_domain_name(struct span addr, struct arena *a);
struct span facts_held_domain_name(struct span addr, struct arena *a);
/* COUNT_OVERSIZE and what tells this mail from others. */
struct span facts_oversize_name(const struct mail *mail, struct arena *a);

#endif
