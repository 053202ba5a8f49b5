/* plan: what shall change, what shall be sent, and why; a value. daemon/desk/apply.c carries it out,
 * `caredesk replay` prints it, the golden tests compare it. Everything lives in one arena. */
#ifndef CAREDESK_PLAN_H
#define CAREDESK_PLAN_H

#include "daemon/core/base/facts.h"

struct plan_ticket_list {
	struct ticket **items; /* their addresses stay while the plan lives */
	size_t count, cap;
};
struct plan_message {
	struct message message;
	bool with_raw;       /* the raw mail is kept beside it */
	bool update;         /* it is kept already, and changes: its raw mail stays */
	uint64_t raw_ticket; /* not 0: its raw mail is a copy of the one beside that message */
	uint32_t raw_seq;
};
struct plan_message_list {
	struct plan_message *items;
	size_t count, cap;
};
struct plan_customer_list {
	struct customer *items;
	size_t count, cap;
};
struct plan_count { /* counters to raise by one, windows in seconds; see store_count */
	struct span name;
	int64_t window;
};
struct plan_count_list {
	struct plan_count *items;
	size_t count, cap;
};
struct plan_faqs { /* articles that go to whoever asked for them: what reports count of a day */
	struct plan_faq {
		uint32_t day;
		struct span article;
	} * items;
	size_t count, cap;
};
struct plan_late {       /* a desk that was off is late with it: one summary says it, with all of its kind */
	struct span who; /* an agent's name, or "manager" */
	uint64_t ticket;
	enum timer_kind kind;
};
struct plan_late_list {
	struct plan_late *items;
	size_t count, cap;
};
struct plan_release { /* a held message that is to be decided again, now proven */
	uint64_t ticket;
	uint32_t seq;
	bool anyway; /* its author knows what a colleague has answered meanwhile */
};

/* Why the desk gave a ticket to an agent. */
enum assign_reason { REASON_LEAST_LOADED, REASON_IN_TURN, REASON_LAST_AGENT };
struct plan_reasons {
	struct plan_reason {
		uint64_t ticket;
		enum assign_reason reason;
		struct span category;
	} * items;
	size_t count, cap;
};

struct plan {
	enum verdict verdict;
	uint64_t ticket;      /* which ticket it concerns; 0: none */
	bool is_new;          /* that ticket is made by this plan */
	bool proven;          /* the mail came with proof of its sender */
	bool failed;          /* our own host says that it is not its sender's */
	struct span from;     /* of the mail: who wrote it where From has the desk's or a list's address, else From */
	struct span text;     /* what is kept as the message (replay prints it) */
	struct span html;     /* the same as HTML; empty: there is none */
	struct span folded;   /* what was folded away of it */
	struct span held_for; /* with a reason: nothing is wrong with it, it waits for this address to be confirmed */
	struct pending_list pendings;  /* each as it shall be */
	struct span quarantine_reason; /* not empty: kept whole in quarantine */

	struct plan_ticket_list tickets; /* each as it shall be */
	struct plan_message_list messages;
	struct event_list events;
	struct outmail_list mails; /* complete, ids from facts.next_outmail on */
	struct plan_customer_list customers;
	struct agent_state_list agents; /* those that change; the store keeps `open` itself */
	struct plan_count_list counts;
	struct plan_faqs faqs;
	struct plan_late_list late;
	struct plan_reasons reasons;
	struct span_list unreachable; /* addresses whose queued mails are dropped (permanent bounce) */
	bool has_undo, drop_undo;
	struct undo undo;
	bool has_release;
	struct plan_release release;
	size_t security;      /* tokens that hold for nobody, or in wrong hands: the shell logs it */
	bool leave;           /* the mail stays in its mailbox (oversize) */
	struct span_list why; /* one line each: which id, tag, rule, header decided it */
};

/* What every step of a decision works on: decide()'s arguments, and the plan as it grows. */
struct work {
	const struct conf *conf;
	const struct mail *mail; /* NULL for what the clock brings */
	const struct facts *facts;
	int64_t now;
	struct arena *a;
	struct plan *plan;
};

/* The ticket as the plan has it so far: its own copy if it changes it already, else one from the facts is copied in.
 * NULL when neither knows it. */
struct ticket *plan_ticket(struct work *w, uint64_t id);
/* A new ticket with the next id, created now, nothing else set. */
struct ticket *plan_ticket_new(struct work *w);
/* The ticket as the plan has it, or as the facts do, copying nothing in; NULL when neither knows it. */
const struct ticket *plan_peek(const struct work *w, uint64_t id);

/* w->mail as the ticket's next message, its raw mail kept beside it. Valid until the next plan_message. */
struct message *plan_message(struct work *w, struct ticket *t, enum message_kind kind);
/* What the message says is another text than the mail's, and the same as HTML (or nothing); pictures that only the rest
 * of the mail shows are not attachments of it. Both become the plan's. */
void plan_message_text(struct work *w, struct message *m, struct span text, struct span html);
/* The message's text and HTML become the plan's. */
void plan_text(struct work *w, const struct message *m);
/* The next event of t, through w->mail, now; also makes it the ticket's `updated`. Ticket, seq, time and via are filled
 * in here; texts are not copied. t NULL: nothing is kept. plan_event is for those that need no more than `what`. */
void plan_event_put(struct work *w, struct ticket *t, const struct event *event);
void plan_event(struct work *w, struct ticket *t, struct span actor, enum event_kind kind, struct span what,
		struct span why);
/* One line more of why. */
void plan_why(struct work *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The agent's state as the plan has it, to be changed; NULL for a name that the config does not have. Valid until the
 * next plan_agent. plan_agent_peek copies nothing in. */
struct agent_state *plan_agent(struct work *w, struct span name);
const struct agent_state *plan_agent_peek(const struct work *w, struct span name);
/* The record of a customer as the plan has it, to be changed; new where there is none. Valid until the next. */
struct customer *plan_customer(struct work *w, struct span addr);
/* The record as the plan or the facts have it, or NULL. */
const struct customer *plan_customer_peek(const struct work *w, struct span addr);
/* Raises a counter by one. The name is not copied. */
void plan_count(struct work *w, struct span name, int64_t window);

/* Lists of addresses, case-blind. _add copies nothing and adds no one twice; _drop says whether it was there. */
bool plan_add(struct work *w, struct span_list *list, struct span s);
bool plan_drop(struct span_list *list, struct span s);

#endif
