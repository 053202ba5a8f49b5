/* records: what is kept, as plain structs, and their names. The schema on disk is store/records.proto.
 *
 * Spans belong to the arena that a record was read into, or to whoever builds it. Times are seconds
 * since 1970 UTC, 0 for "none". Addresses are local@domain with the domain in lower case; two addresses
 * are the same when they are equal case-blind. */
#ifndef CAREDESK_RECORDS_H
#define CAREDESK_RECORDS_H

#include "parsers/base/arena.h"
#include "parsers/base/attachment.h"
#include "parsers/base/terms.h"

struct id_list {
	uint64_t *items;
	size_t count, cap;
};

struct thread_root { /* the first mail that the desk sent to somebody about a ticket: what their client threads on */
	struct span addr, msgid;
};
struct thread_root_list {
	struct thread_root *items;
	size_t count, cap;
};

/* What the clock has to do with a ticket, one of each kind at most. The numbers are on disk: a new one goes before
 * TIMER_KIND_COUNT, none ever changes. */
enum timer_kind {
	TIMER_WAKE,           /* it was snoozed, or pending until then */
	TIMER_CLOSE,          /* it was resolved, and nothing was heard */
	TIMER_NUDGE,          /* it is pending, and the customer is reminded */
	TIMER_RESOLVE,        /* it is pending, and nothing was heard */
	TIMER_REMIND_FIRST,   /* most of the time for the first answer is gone … */
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
struct timer_due { /* whose */
	uint64_t ticket;
	struct timer timer;
};
struct timer_due_list {
	struct timer_due *items;
	size_t count, cap;
};

struct stop {             /* while it is not our turn no time of a service level goes by */
	int64_t from, to; /* to 0: it still stands */
};
struct stop_list {
	struct stop *items;
	size_t count, cap;
};

/* What reports count of a ticket, as values: it follows from the ticket's events (daemon/core/base/figures). Days are
 * those of the desk's zone, since 1970; 0: not yet. Times are seconds of business time while it was the desk's turn. */
enum goal { GOAL_NONE, GOAL_KEPT, GOAL_MISSED, GOAL_COUNT };
struct figure_day { /* what an agent, or (agent empty) somebody else, did on one day */
	uint32_t day;
	struct span agent;
	uint32_t answers, reopened, bounces;
};
struct figure_days { /* in order of time */
	struct figure_day *items;
	size_t count, cap;
};
struct figure_article { /* an article of the help on one day: in an acknowledgement, in an answer, said to have helped
			 */
	uint32_t day;
	struct span name;
	uint32_t proposed, sent, solved;
};
struct figure_articles {
	struct figure_article *items;
	size_t count, cap;
};
struct figures {
	bool counted;                       /* false: of a ticket older than figures are, and not counted yet */
	uint32_t created_day, created_hour; /* 0 to 23, there */
	uint32_t first_day, first_took;     /* the first answer */
	enum goal first_goal;
	uint32_t resolved_day, resolve_took; /* while it is resolved or closed: the last time that it became so */
	enum goal resolve_goal;
	uint32_t rated_day, rating; /* 1 to 5 */
	int64_t paused_since;       /* since when it is not the desk's turn; 0: it is */
	uint32_t paused;            /* how long that was before */
	struct figure_days days;
	struct figure_articles articles;
};

struct ticket {
	uint64_t id; /* 1, 2, 3 …, never reused */
	struct span subject;
	enum status status;
	enum priority priority;
	struct span category;
	struct span agent;    /* name; empty: nobody */
	struct span customer; /* address */
	struct span customer_name;
	struct span language;
	struct span mailbox;             /* the mailbox that it came in by: whose address speaks to the customer */
	struct span_list watchers;       /* addresses that get what the customer gets */
	struct span_list agent_watchers; /* agents' names that get customer mails too */
	struct span_list newcomers;      /* addresses that wrote on it and get no mail */
	struct span_list tags;
	struct id_list links;
	uint64_t merged_into; /* with STATUS_MERGED */
	int64_t created, updated;
	int64_t answered; /* first answer of an agent */
	int64_t finished; /* when it became resolved or closed */
	int64_t due;      /* set by hand … */
	int64_t due_set;  /* … when */
	int64_t wake;     /* pending or snoozed until */
	bool snoozed;
	bool waiting;              /* unassigned because nobody was free: to be assigned when somebody is */
	uint32_t messages, events; /* how many there are; their seq runs from 1 */
	struct span_list thread; /* Message-IDs for In-Reply-To/References: last received from the customer side first,
				    at most 20 */
	struct thread_root_list roots; /* at most 50 */
	bool unproven;  /* its first mail, whose words its subject and customer_name are, came without proof of its
			   sender */
	uint32_t asked; /* the message whose [close] waits for the customer's confirmation; 0: none */
	struct timer_list timers; /* what the clock will do: follows from all the rest (daemon/core/ticket/timers) */
	/* Service levels (daemon/core/ticket/levels). */
	int64_t started;        /* their times are counted from then on; 0: since it was created */
	struct stop_list stops; /* in order of time */
	int64_t first_due,
		resolve_due;    /* kept when the answer is given, and when it is resolved; 0: none, or stopped */
	uint32_t told;          /* 1 << kind of each reminder and escalation that was sent */
	int64_t pending_since;  /* when it last became the customer's turn; 0: it is not */
	uint32_t satisfaction;  /* what the customer thought of it, 1 to 5; 0: not said */
	int64_t feedback_asked; /* when the customer was asked that; 0: never */
	uint64_t change;        /* when it was put last, counted over all tickets (store_changed); kept by the store */
	/* Articles, by name: that were proposed to the customer, that agents have sent, that has solved it. */
	struct span_list proposed, articles;
	struct span solved_by;
	struct figures figures;
	int64_t thanked; /* when the customer said thank you and nothing else, last; 0: never */
};
struct ticket_list {
	struct ticket *items;
	size_t count, cap;
};
enum ticket_sort { TICKETS_BY_ID, TICKETS_BY_DUE, TICKETS_BY_CREATED, TICKETS_BY_UPDATED, TICKETS_BY_PRIORITY };
struct ticket_filter { /* which tickets; an empty or zero member does not filter */
	bool all;      /* closed, spam and merged too; resolved too */
	bool by_status, by_priority;
	enum status status;
	enum priority priority;
	struct span category, agent, customer;
	struct span person;    /* as customer or watcher */
	struct span_list tags; /* each of them */
	bool unassigned, waiting;
	int64_t updated_before; /* updated <= this */
	bool awake, snoozed;    /* not snoozed; snoozed */
	int64_t due_before;     /* ticket_due() != 0 and <= this */
	enum ticket_sort sort;  /* the earliest first, those without a time last; the most urgent first */
	size_t limit;           /* 0: no limit */
	bool newest;            /* with TICKETS_BY_ID: the highest first */
};

struct message {
	uint64_t ticket;
	uint32_t seq;
	enum message_kind kind;
	struct span from, from_name;
	struct span_list to; /* all recipients named in it: who may answer it */
	struct span subject, text, folded;
	struct span language;
	int64_t date, received;
	struct span message_id;
	struct attachment_list attachments;
	uint64_t raw_size;    /* of the raw mail kept beside it; 0 when there is none */
	struct span reply_to; /* what its Reply-To names besides `from`, "Jo <jo@example.org>, …" */
	struct span sent_by;  /* who stands in its From, where `from` is somebody whom that one has written for */
	bool held;            /* no command in it was carried out yet: unproven, except those that are crossed */
	bool crossed;         /* with held: proven, but a colleague's answer went out meanwhile; #send sends it */
	struct span held_for; /* the agent's name that it claims to be, or is from */
	bool proven;          /* it came with proof of its sender; of messages kept before this was known: false */
	struct span
		sent_to;  /* an answer that went to that person of the ticket alone; empty: to all, as far as known */
	struct span html; /* the same words as `text`, as cleaned HTML (mail.h); empty: there is none */
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
	struct span what;     /* whom or what it is about: an address, a template, tags, a subject */
	struct span from, to; /* of a change: the value before and the one after; empty: none */
	uint64_t number;      /* another ticket, a message's seq, or a time: as the kind says; 0: none */
	struct span why;      /* which id, tag, rule, header decided it */
	struct span via;      /* Message-ID of the mail that caused it; empty when none */
};
struct event_list {
	struct event *items;
	size_t count, cap;
};

/* What is known of a customer's address. STANDING_UNTOLD: the record is older than this was kept. */
enum standing {
	STANDING_UNTOLD,
	STANDING_UNPROVEN, /* nobody has proven it yet */
	STANDING_KNOWN,    /* who has written with proof, or whom an agent or admin made */
	STANDING_COUNT
};

struct customer {
	struct span addr, name, language;
	bool language_told; /* by the Content-Language of a mail alone */
	int64_t since, last;
	struct span last_agent; /* of the last ticket: for "sticky" */
	uint32_t tickets, open; /* how many tickets, and how many of them are open; kept by the store */
	bool unreachable;       /* permanent bounce: no more mail */
	struct span bounce_reason;
	enum standing standing;
	int64_t feedback_asked; /* when the desk last asked how content they are; 0: never */
};

struct agent_state { /* of an agent of the config, by name */
	struct span name;
	uint32_t open;         /* open tickets: kept by the store */
	int64_t last_assigned; /* in microseconds-like ticks: a counter that grows with each assignment */
	int64_t away_until;    /* 0: here */
	bool away_auto;        /* by an out-of-office answer: the next own mail brings back */
	struct span tail;      /* what the last mails ended with, line by line … */
	uint32_t tail_mails;   /* … and how many did */
};

struct outmail_part { /* an attachment handed on from a kept raw mail */
	uint64_t ticket;
	uint32_t seq; /* message whose raw mail holds it */
	struct attachment attachment;
	struct span bytes; /* a picture that the desk made: itself, held by no mail (ticket 0) */
};
struct outmail_part_list {
	struct outmail_part *items;
	size_t count, cap;
};

/* What was counted on one day for one group, or on several added up. The lists are pairs of a value and how often it
 * came, in order of value: ratings 1 to 5; hours in which tickets were made; times as figure_code has them. */
/* SUMS_FAQ: articles that were sent to whoever asked for them, which is on no ticket (store_faq_sent). The numbers are
 * on disk. */
enum sums_of { SUMS_ALL, SUMS_AGENT, SUMS_CATEGORY, SUMS_CUSTOMER, SUMS_ARTICLE, SUMS_FAQ, SUMS_OF_COUNT };
struct sum {
	struct span name; /* of the agent, category or customer; empty: nobody's, or of all */
	uint32_t tickets, closed, reopened, answers, bounces;
	uint32_t proposed, sent, solved; /* of articles */
	struct id_list ratings, hours, first, resolve;
};

/* A time and how its goal fared, as one number that sorts by time. Below 4096 s times are exact, above they are cut to
 * the nearest 1/2048 below, so that a day has few different ones. */
uint64_t figure_code(uint32_t took, enum goal goal);
uint32_t figure_took(uint64_t code);
enum goal figure_goal(uint64_t code);
/* Every code there can be has a place of its own, from 0 to before FIGURE_PLACES, in their order. */
#define FIGURE_PLACES ((4096 + 20 * 2048) * GOAL_COUNT)
uint32_t figure_place(uint64_t code);
uint64_t figure_at(uint32_t place);

#define OUTMAIL_FRAME_MAX ((size_t)16 << 10)

/* A mail that the desk sends to one recipient, complete except for its bytes. */
struct outmail {
	uint64_t id;
	uint64_t ticket;             /* 0: none */
	struct span to, to_name;     /* the envelope recipient */
	struct span_list shown_cc;   /* Cc header: addresses that get a copy of their own */
	struct span from, from_name; /* header From: the desk's address */
	struct span reply_to;        /* signed address; empty: none */
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
	struct span_list tokens; /* the signed tokens that are in it on purpose: its recipient's own */
	/* Kept while the row is, so that the desk knows its own lines when an agent's answer brings them back: the body
	 * of a mail to an agent, without the text of the message that it carries, which stands there at text_at. */
	struct span frame; /* at most OUTMAIL_FRAME_MAX bytes: the middle of a longer one is left out */
	uint32_t text_at;
	uint32_t carries;  /* that message of the ticket; 0: none */
	uint32_t messages; /* of the ticket when it was made; 0: not known */
	struct span html;  /* the body as HTML; empty: the text alone */
};
struct outmail_list {
	struct outmail *items;
	size_t count, cap;
};

/* Of the events of a ticket, the first that a webhook is still to be told of, and with it those after it. What is told
 * is read from the ticket then: nothing of it is here. */
struct call {
	struct span hook; /* its name */
	uint64_t ticket;
	uint32_t seq;          /* of the event */
	int64_t created, next; /* when that happened; when it is told */
	uint32_t attempts;
	struct span error; /* last failure */
};
struct call_list {
	struct call *items;
	size_t count, cap;
};

/* What somebody is asked to confirm by mail. The numbers are on disk. */
enum pending_kind { PENDING_ADDRESS, PENDING_EXPORT, PENDING_FORGET, PENDING_KIND_COUNT };

struct pending {
	enum pending_kind kind;
	struct span addr;
	struct span
		code; /* of an address: what an answer may carry instead of the token; empty: none is taken any more */
	struct span language;   /* of the mail that asks */
	struct span mailbox;    /* where it was asked for */
	uint32_t wrong;         /* codes that came and were not it */
	uint32_t mails;         /* that are held */
	int64_t asked, expires; /* asked 0: the mail that asks could not be sent yet */
	bool confirmed;         /* to be carried out */
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
	uint64_t size;        /* of the raw mail, kept whole beside it */
	bool untrusted;       /* nobody vouches for its headers */
	struct span held_for; /* not empty: nothing is wrong with it, but that this address is still to be confirmed */
};
struct quarantined_list {
	struct quarantined *items;
	size_t count, cap;
};

/* What an agent's last command mail changed: the tickets as they were. */
struct undo {
	uint64_t ticket;
	struct span agent;
	struct span via;
	int64_t time;
	struct ticket_list before;
	struct ticket_list after; /* the same tickets, in the same order, as it left them */
	struct span done;         /* one line: what is taken back */
	struct span_list sent;    /* who got a mail of it: that cannot be taken back */
};

#endif
