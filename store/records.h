/* records: everything that is stored, as plain structs, and their names. The schema on disk is store/records.proto.
 *
 * Spans belong to the arena that a record was read into, or to the code that builds it. Times are seconds since 1970
 * UTC, 0 for "none". Addresses are local@domain with the domain in lower case; two addresses are the same when they are
 * equal case-insensitively. */
#ifndef CAREDESK_RECORDS_H
#define CAREDESK_RECORDS_H

#include "parsers/base/arena.h"
#include "parsers/base/attachment.h"
#include "parsers/base/terms.h"

struct id_list {
	uint64_t *items;
	size_t count, cap;
};

struct thread_root { /* the first mail that the desk sent to an address about a ticket: the recipient's client threads
			on it */
	struct span addr, msgid;
};
struct thread_root_list {
	struct thread_root *items;
	size_t count, cap;
};

/* What the clock has to do with a ticket, at most one of each kind. The numbers are on disk: add new ones before
 * TIMER_KIND_COUNT, never change any. */
enum timer_kind {
	TIMER_WAKE,           /* it is snoozed, or pending, until then */
	TIMER_CLOSE,          /* it was resolved, and the customer has not replied */
	TIMER_NUDGE,          /* it is pending: remind the customer */
	TIMER_RESOLVE,        /* it is pending, and the customer has not replied */
	TIMER_REMIND_FIRST,   /* most of the time for the first answer has passed … */
	TIMER_LATE_FIRST,     /* … or all of it */
	TIMER_REMIND_RESOLVE, /* the same for the resolution */
	TIMER_LATE_RESOLVE,
	TIMER_KIND_COUNT
};
struct timer {
	enum timer_kind kind;
	int64_t at;
};
struct timer_list {
	struct timer *items;
	size_t count, cap;
};
struct timer_due { /* a timer and its ticket */
	uint64_t ticket;
	struct timer timer;
};
struct timer_due_list {
	struct timer_due *items;
	size_t count, cap;
};

struct stop {             /* a pause of the service-level times, while it is not our turn */
	int64_t from, to; /* to 0: still paused */
};
struct stop_list {
	struct stop *items;
	size_t count, cap;
};

/* What reports count about a ticket, as values, derived from the ticket's events (daemon/core/base/figures). Days are
 * in the desk's time zone, counted from 1970; 0: not yet. Times are seconds of business time while it was the desk's
 * turn. */
enum goal { GOAL_NONE, GOAL_KEPT, GOAL_MISSED, GOAL_COUNT };
struct figure_day { /* what an agent, or (agent empty) anybody else, did on one day */
	uint32_t day;
	struct span agent;
	uint32_t answers, reopened, bounces;
};
struct figure_days { /* in order of time */
	struct figure_day *items;
	size_t count, cap;
};
struct figure_article { /* how often an article, on one day, was proposed in an acknowledgement, sent in an answer, said
			   to have helped */
	uint32_t day;
	struct span name;
	uint32_t proposed, sent, solved;
};
struct figure_articles {
	struct figure_article *items;
	size_t count, cap;
};
struct figures {
	bool counted;                       /* false: the ticket is older than this feature, and not counted yet */
	uint32_t created_day, created_hour; /* hour: 0 to 23 in the desk's zone */
	uint32_t first_day, first_took;     /* the first answer */
	enum goal first_goal;
	uint32_t resolved_day, resolve_took; /* while resolved or closed: of the last time it was resolved */
	enum goal resolve_goal;
	uint32_t rated_day, rating; /* 1 to 5 */
	int64_t paused_since;       /* since when it has not been the desk's turn; 0: it is */
	uint32_t paused;            /* how long earlier pauses took */
	struct figure_days days;
	struct figure_articles articles;
};

struct ticket {
	uint64_t id; /* 1, 2, 3 …, never reused */
	struct span subject;
	enum status status;
	enum priority priority;
	struct span category;
	struct span agent;    /* name; empty: unassigned */
	struct span customer; /* address */
	struct span customer_name;
	struct span language;
	struct span mailbox;       /* the mailbox that it came in through, whose address is used towards the customer */
	struct span_list watchers; /* addresses that get a copy of what the customer gets */
	struct span_list agent_watchers; /* names of agents that get the customer's mails too */
	struct span_list newcomers;      /* addresses that wrote on it but get no mail */
	struct span_list tags;
	struct id_list links;
	uint64_t merged_into; /* with STATUS_MERGED */
	int64_t created, updated;
	int64_t answered; /* first answer of an agent */
	int64_t finished; /* when it became resolved or closed */
	int64_t due;      /* set manually … */
	int64_t due_set;  /* … when */
	int64_t wake;     /* pending or snoozed until */
	bool snoozed;
	bool waiting;              /* unassigned because no agent was free: to be assigned when one is */
	uint32_t messages, events; /* how many there are; seq runs from 1 */
	struct span_list thread; /* Message-IDs for In-Reply-To/References: last received from the customer side first,
				    at most 20 */
	struct thread_root_list roots; /* at most 50 */
	bool unproven;  /* its first mail, from which subject and customer_name come, had no proof of its sender */
	uint32_t asked; /* the message whose [close] awaits the customer's confirmation; 0: none */
	struct timer_list timers; /* what the clock will do, derived from the rest (daemon/core/ticket/timers) */
	/* Service levels (daemon/core/ticket/levels). */
	int64_t started;        /* their times count from then on; 0: from creation */
	struct stop_list stops; /* in order of time */
	int64_t first_due,
		resolve_due;    /* kept after the answer was given, and after it was resolved; 0: none, or paused */
	uint32_t told;          /* 1 << kind of each reminder and escalation that was sent */
	int64_t pending_since;  /* when it became the customer's turn; 0: it is not */
	uint32_t satisfaction;  /* the customer's rating, 1 to 5; 0: none */
	int64_t feedback_asked; /* when the customer was asked for it; 0: never */
	uint64_t change; /* number of its last put, counted over all tickets (store_changed); maintained by the store */
	/* Articles, by name: those proposed to the customer, those sent by agents, and the one that solved it. */
	struct span_list proposed, articles;
	struct span solved_by;
	struct figures figures;
	int64_t thanked; /* when the customer last wrote just a thank you; 0: never */
};
struct ticket_list {
	struct ticket *items;
	size_t count, cap;
};
enum ticket_sort { TICKETS_BY_ID, TICKETS_BY_DUE, TICKETS_BY_CREATED, TICKETS_BY_UPDATED, TICKETS_BY_PRIORITY };
struct ticket_filter { /* selects tickets; an empty or zero member does not filter */
	bool all;      /* finished ones too: resolved, closed, spam and merged */
	bool by_status, by_priority;
	enum status status;
	enum priority priority;
	struct span category, agent, customer;
	struct span person;    /* an address: customer or watcher */
	struct span_list tags; /* all of them */
	bool unassigned, waiting;
	int64_t updated_before; /* updated <= this */
	bool awake, snoozed;    /* not snoozed; snoozed */
	int64_t due_before;     /* ticket_due() != 0 and <= this */
	enum ticket_sort sort;  /* earliest first, those without a time last; by priority: most urgent first */
	size_t limit;           /* 0: no limit */
	bool newest;            /* with TICKETS_BY_ID: highest first */
};

struct message {
	uint64_t ticket;
	uint32_t seq;
	enum message_kind kind;
	struct span from, from_name;
	struct span_list to; /* all recipients named in it: these may answer it */
	struct span subject, text, folded;
	struct span language;
	int64_t date, received;
	struct span message_id;
	struct attachment_list attachments;
	uint64_t raw_size;    /* of the raw mail stored with it; 0: there is none */
	struct span reply_to; /* other addresses in its Reply-To, "Jo <jo@example.org>, …" */
	struct span sent_by;  /* the address in From, where that one wrote on behalf of `from` */
	bool held;            /* none of its commands was carried out yet: it is unproven, unless `crossed` */
	bool crossed;         /* with held: proven, but a colleague answered meanwhile; #send sends it */
	struct span held_for; /* name of the agent that it is from, or claims to be from */
	bool proven;          /* it came with proof of its sender; false for messages stored before this was recorded */
	struct span sent_to;  /* an answer sent to this person alone; empty: to all, as far as known */
	struct span html;     /* the content of `text` as sanitised HTML (mail.h); empty: none */
};
struct message_list {
	struct message *items;
	size_t count, cap;
};

struct event {
	uint64_t ticket;
	uint32_t seq;
	int64_t time;
	struct span actor; /* address, agent's name, "desk", "clock" or "admin" */
	enum event_kind kind;
	struct span what;     /* what it is about: an address, a template, tags, a subject */
	struct span from, to; /* of a change: the old and the new value; empty: none */
	uint64_t number;      /* another ticket, a message's seq, or a time, depending on the kind; 0: none */
	struct span why;      /* which id, tag, rule, header decided it */
	struct span via;      /* Message-ID of the mail that caused it; empty: none */
};
struct event_list {
	struct event *items;
	size_t count, cap;
};

/* How far a customer's address is proven. STANDING_UNTOLD: the record was stored before this was recorded. */
enum standing {
	STANDING_UNTOLD,
	STANDING_UNPROVEN, /* not proven yet */
	STANDING_KNOWN,    /* wrote with proof, or was registered by an agent or admin */
	STANDING_COUNT
};

struct customer {
	struct span addr, name, language;
	bool language_told; /* only known from a mail's Content-Language */
	int64_t since, last;
	struct span last_agent; /* agent of the last ticket, for "sticky" */
	uint32_t tickets, open; /* how many tickets, and how many of them are open; maintained by the store */
	bool unreachable;       /* after a permanent bounce: gets no more mail */
	struct span bounce_reason;
	enum standing standing;
	int64_t feedback_asked; /* when the desk last asked for a rating; 0: never */
};

struct agent_state { /* state of a configured agent, by name */
	struct span name;
	uint32_t open;         /* open tickets; maintained by the store */
	int64_t last_assigned; /* not a time: the number of the agent's last assignment, counted over all agents */
	int64_t away_until;    /* 0: not away */
	bool away_auto;        /* set by an out-of-office reply: the agent's next mail ends it */
	struct span tail;      /* the lines that the last mails ended with … */
	uint32_t tail_mails;   /* … and how many mails did */
};

struct outmail_part { /* an attachment passed on from a stored raw mail */
	uint64_t ticket;
	uint32_t seq; /* message whose raw mail contains it */
	struct attachment attachment;
	struct span bytes; /* the content itself, for a picture made by the desk, which is in no mail (ticket 0) */
};
struct outmail_part_list {
	struct outmail_part *items;
	size_t count, cap;
};

/* What was counted on one day for one group, or the total of several. The lists are pairs of a value and how often it
 * occurred, ordered by value: ratings 1 to 5; hours in which tickets were created; times as figure_code encodes
 * them. */
/* SUMS_FAQ: articles sent on request, without a ticket (store_faq_sent). The numbers are on disk. */
enum sums_of { SUMS_ALL, SUMS_AGENT, SUMS_CATEGORY, SUMS_CUSTOMER, SUMS_ARTICLE, SUMS_FAQ, SUMS_OF_COUNT };
struct sum {
	struct span name; /* of the agent, category or customer; empty: none, or the total */
	uint32_t tickets, closed, reopened, answers, bounces;
	uint32_t proposed, sent, solved; /* of articles */
	struct id_list ratings, hours, first, resolve;
};

/* A time and whether its goal was met, as one number that sorts by time. Times below 4096 s are exact; longer ones are
 * rounded down to 12 significant bits, so that a day has few different values. */
uint64_t figure_code(uint32_t took, enum goal goal);
uint32_t figure_took(uint64_t code);
enum goal figure_goal(uint64_t code);
/* Maps every possible code to a place, from 0 to FIGURE_PLACES - 1, in the same order. */
#define FIGURE_PLACES ((4096 + 20 * 2048) * GOAL_COUNT)
uint32_t figure_place(uint64_t code);
uint64_t figure_at(uint32_t place);

#define OUTMAIL_FRAME_MAX ((size_t)16 << 10)

/* A mail from the desk to one recipient, complete except for its rendered bytes. */
struct outmail {
	uint64_t id;
	uint64_t ticket;             /* 0: none */
	struct span to, to_name;     /* envelope recipient */
	struct span_list shown_cc;   /* for the Cc header: addresses that get copies of their own */
	struct span from, from_name; /* From header: the desk's address */
	struct span reply_to;        /* a signed address; empty: none */
	struct span envelope_from;
	struct span subject, body, template, language;
	struct span message_id, in_reply_to;
	struct span_list references; /* oldest first */
	enum auto_submitted auto_submitted;
	struct outmail_part_list parts;
	int64_t created, next, date;
	uint32_t attempts;
	enum outmail_state state;
	struct span error;       /* last failure */
	struct span_list tokens; /* signed tokens that are in it on purpose: the recipient's own */
	/* Kept as long as the row, so that the desk recognises its own lines in an agent's answer: the body of a mail
	 * to an agent, without the text of the message that it carries, which was at text_at. */
	struct span frame; /* at most OUTMAIL_FRAME_MAX bytes; of a longer one the middle is left out */
	uint32_t text_at;
	uint32_t carries;  /* the message of the ticket that it carries; 0: none */
	uint32_t messages; /* of the ticket when it was made; 0: unknown */
	struct span html;  /* the body as HTML; empty: text only */
};
struct outmail_list {
	struct outmail *items;
	size_t count, cap;
};

/* A pending webhook delivery: the first of a ticket's events that the webhook has not been sent yet, and implicitly
 * those after it. The content is read from the ticket on delivery; none of it is stored here. */
struct call {
	struct span hook; /* the webhook's name */
	uint64_t ticket;
	uint32_t seq;          /* of the event */
	int64_t created, next; /* when the event happened; when to deliver it */
	uint32_t attempts;
	struct span error; /* last failure */
};
struct call_list {
	struct call *items;
	size_t count, cap;
};

/* What a person is asked to confirm by mail. The numbers are on disk. */
enum pending_kind { PENDING_ADDRESS, PENDING_EXPORT, PENDING_FORGET, PENDING_KIND_COUNT };

struct pending {
	enum pending_kind kind;
	struct span addr;
	struct span code;       /* for PENDING_ADDRESS: accepted instead of the token; empty: no longer accepted */
	struct span language;   /* of the confirmation request */
	struct span mailbox;    /* mailbox that the request came to */
	uint32_t wrong;         /* how many wrong codes came */
	uint32_t mails;         /* how many mails are held */
	int64_t asked, expires; /* asked 0: the confirmation request has not been sent yet */
	bool confirmed;         /* confirmed, to be carried out */
};
struct pending_list {
	struct pending *items;
	size_t count, cap;
};

struct quarantined {
	uint64_t id;
	struct span mailbox, reason, message_id;
	uint64_t uid;
	uint32_t uidvalidity;
	int64_t received;
	uint64_t size;        /* of the raw mail, which is stored whole */
	bool untrusted;       /* its headers are not to be trusted */
	struct span held_for; /* not empty: it waits for this address to be confirmed, nothing else is wrong */
};
struct quarantined_list {
	struct quarantined *items;
	size_t count, cap;
};

/* What an agent's last command mail changed: the tickets as they were before. */
struct undo {
	uint64_t ticket;
	struct span agent;
	struct span via;
	int64_t time;
	struct ticket_list before;
	struct ticket_list after; /* the same tickets, in the same order, after it */
	struct span done;         /* one line: what undo takes back */
	struct span_list sent;    /* recipients of mails it caused, which can't be taken back */
};

#endif
