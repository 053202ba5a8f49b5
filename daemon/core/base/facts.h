/* facts: all that the store knows about one mail, as values, so that decide() needs no access to the store.
 *
 * daemon/desk/gather.c fills it inside the transaction in which the plan is applied. */
#ifndef CAREDESK_FACTS_H
#define CAREDESK_FACTS_H

#include "conf/conf.h"
#include "daemon/core/base/writer.h"
#include "parsers/base/token.h"
#include "parsers/mail.h"
#include "store/records.h"

/* Names of counters; to those that end in a colon an address or a mail's id is appended. */
#define COUNT_ANSWERS "auto:"                    /* automatic answers to an address */
#define COUNT_ADDRESS "auto-unproven:"           /* … those to mails without proof */
#define COUNT_DOMAIN "auto-domain:"              /* … those to mails without proof, for a whole domain */
#define COUNT_UNPROVEN "auto-unproven"           /* … and in total */
#define COUNT_WITHHELD "withheld"                /* answers that were withheld */
#define COUNT_TOLD "told:auto:"                  /* the agent was told that answers to this address are withheld */
#define COUNT_TOLD_UNPROVEN "told:auto-unproven" /* the same for all mails without proof */
#define COUNT_MAILS "auto"                       /* all automatic mails */
#define COUNT_FLOOD "told:flood"                 /* the manager was told that there are too many */
#define COUNT_OVERSIZE "told:big:"               /* the sender was told that a mail is too big */
#define COUNT_HELD "held"                        /* mails from unknown addresses held for confirmation */
#define COUNT_HELD_DOMAIN "held-domain:"         /* … from one domain */
#define FACTS_LISTED_MAX 500                     /* tickets of one #list */
#define FACTS_FOUND_MAX 30                       /* tickets of one #search */
#define FACTS_RECENT 5                           /* recent messages of a ticket to which a customer writes */
#define HOUR ((int64_t)3600)
#define MINUTE ((int64_t)60)
#define YEARS ((int64_t)10 * 365 * 24 * 3600)

struct ticket_facts {
	struct ticket ticket;
	struct message_list messages; /* all of them, where an agent writes or the clock decides … */
	struct message_list recent;   /* … otherwise the newest, at most FACTS_RECENT; both oldest first */
	struct event_list events;     /* only where a command needs them (#show, #why) */
	struct ticket_list customers; /* all tickets of its customer, newest first, where #customer asks for them; one
					 more than are shown means that there are more */
	bool has_undo;
	struct undo undo; /* the sender's own last one on this ticket */
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
	bool proven; /* a message that came with proof of its sender: naming it gives access to its ticket, for those on
			the ticket or among its recipients */
};
struct ref_facts_list {
	struct ref_facts *items;
	size_t count, cap;
};

/* The part of a mail that its agent wrote; see daemon/core/agent/own_part.h. */
struct own_part {
	bool is_known;    /* the sender's address is an agent's, and the rest is filled in */
	struct span text; /* their own lines without commands; where they answer lines of the customer's, these are
			     quoted above them. Empty: none */
	struct command_list commands; /* from brackets in the subject, then from `#` lines among their own */
	struct span mixed;            /* a line of uncertain origin; empty: there is none. It is part of text */
	bool answers_note;            /* the mail that it quotes carries a note */
	bool is_cut;                  /* lines that the desk had written were left out */
	/* the first `#` line, without its "#", that may come from the customer's message being answered; empty: none */
	struct span borrowed;
};

struct agent_state_list { /* one for each agent in the config, in its order */
	struct agent_state *items;
	size_t count, cap;
};

/* What an agent's #search found, best match first. */
struct found_ticket {
	struct ticket ticket;
	uint32_t seq; /* the best matching message; 0: the ticket itself */
	struct span snippet;
};
struct found_list {
	struct found_ticket *items;
	size_t count, cap;
};
struct searched {
	bool unready; /* there is no index at the moment: it is being built */
	bool more;    /* there are more hits than these */
	bool widened; /* nothing matched the exact words: these hits have words that begin with them */
	struct found_list found;
};

struct facts_report {
	struct span text, charts; /* the figures as text; the charts as clean HTML, which shows `parts` */
	struct outmail_part_list parts;
};

struct facts {
	const struct mailbox_conf *mailbox; /* where the mail came in */
	int64_t restored;                   /* when the store was last restored from a backup; 0: never */
	struct token_keys keys;
	uint64_t next_ticket, next_outmail;
	bool duplicate; /* the same Message-ID with the same content is known; without an id, the same content */
	uint64_t duplicate_ticket; /* on which ticket; 0: none */
	struct span duplicate_why;
	bool id_reused;         /* its Message-ID is known, but from a different mail … */
	uint64_t reused_ticket; /* … on this ticket; 0: none */
	struct ticket_facts_list
		tickets; /* every ticket that the mail's ids, addresses, tags or commands name, and what those merged
			    into; those of an undo; all open tickets of an agent who says that they are away */
	struct ref_facts_list refs;
	bool sender_known; /* a customer record exists */
	struct customer sender;
	struct ticket_list sender_tickets; /* the sender's own (as customer or watcher), newest first: only where a
					      [status] asks for all of them */
	struct agent_state_list agents;
	uint32_t sender_open;    /* open tickets of the sender */
	uint32_t sender_replies; /* automatic answers to the sender within the hour */
	bool sender_told;        /* the agent was told within the hour that these are withheld */
	/* answers to mails without proof within the hour: to the sender, to the sender's domain, in total */
	uint32_t sender_unproven, domain_replies, unproven_replies;
	uint32_t withheld;          /* answers that were withheld within the hour */
	bool unproven_told;         /* somebody was told within the hour that answers without proof are withheld */
	uint32_t mails_this_minute; /* automatic mails within the minute */
	bool flood_told;
	bool oversize_told;          /* the sender was already told that this very mail is too big */
	struct outmail_list bounced; /* the desk's own mails that a bounce names (no bodies) */
	struct customer_list_facts {
		struct customer *items;
		size_t count, cap;
	} recipients; /* records of people who may be written to: whether they can be reached, their language */
	struct ticket_list listed;  /* for an agent's #list, newest first: their own tickets, or those that its words
				       select; one more than are shown means that there are more */
	struct searched searched;   /* for an agent's #search */
	struct facts_report report; /* for an agent's #report */
	/* For a mail written by somebody other than From: the mail as theirs, and these facts with theirs as the
	 * sender's. NULL: From wrote it. */
	const struct writer *writer;
	const struct mail *writer_mail;
	const struct facts *writer_facts;
	struct pending pending[PENDING_KIND_COUNT]; /* what the sender has been asked to confirm, where the mail may
						       answer it */
	bool pending_any;                           /* there is at least one */
	uint32_t held_domain, held_all;             /* mails held within the hour: from the sender's domain, in total */
	bool released; /* an admin has released it from quarantine: it becomes a ticket, or part of one */
	struct outmail_list
		answered; /* for an agent's mail: the desk's mails to them that it answers, or may answer (no bodies) */
	struct own_part own;
	bool proven;          /* this is a held mail that its author has confirmed: carry it out */
	uint64_t held_ticket; /* with proven: where the mail is kept, and as which message */
	uint32_t held_seq;
	bool anyway; /* with proven: a colleague's answer crossed it, and it is sent as it was */
};

/* NULL when the facts do not have it. */
const struct ticket_facts *facts_ticket(const struct facts *f, uint64_t id);
const struct message *facts_message(const struct facts *f, uint64_t ticket, uint32_t seq);
const struct customer *facts_customer(const struct facts *f, struct span addr);
const struct agent_state *facts_agent(const struct facts *f, struct span name);
/* The counter's name for an address: COUNT_ANSWERS, COUNT_TOLD and COUNT_ADDRESS with the canonical address,
 * COUNT_DOMAIN and COUNT_HELD_DOMAIN with its domain. */
struct span facts_answers_name(struct span addr, struct arena *a);
struct span facts_told_name(struct span addr, struct arena *a);
struct span facts_unproven_name(struct span addr, struct arena *a);
struct span facts_domain_name(struct span addr, struct arena *a);
struct span facts_held_domain_name(struct span addr, struct arena *a);
/* COUNT_OVERSIZE with the mail's Message-ID, or a hash of its content where it has none. */
struct span facts_oversize_name(const struct mail *mail, struct arena *a);

#endif
