/* plan: what is to be changed, what is to be sent, and why, as a value. daemon/desk/apply.c carries it out, `caredesk
 * replay` prints it, the golden tests compare it. All of it lives in one arena. */
#ifndef CAREDESK_PLAN_H
#define CAREDESK_PLAN_H

#include "daemon/core/base/facts.h"

struct plan_ticket_list {
	struct ticket **items; /* pointers stay valid while the plan lives */
	size_t count, cap;
};
struct plan_message {
	struct message message;
	bool with_raw;       /* the raw mail is stored with it */
	bool update;         /* it is stored already and changes: its raw mail stays */
	uint64_t raw_ticket; /* not 0: its raw mail is a copy of that message's */
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
struct plan_count { /* a counter to raise by one, its window in seconds; see store_count */
	struct span name;
	int64_t window;
};
struct plan_count_list {
	struct plan_count *items;
	size_t count, cap;
};
struct plan_faqs { /* articles sent to people who asked for them: reports count them by day */
	struct plan_faq {
		uint32_t day;
		struct span article;
	} * items;
	size_t count, cap;
};
struct plan_late {       /* something a desk that was down does late: one summary lists all of them */
	struct span who; /* an agent's name, or "manager" */
	uint64_t ticket;
	enum timer_kind kind;
};
struct plan_late_list {
	struct plan_late *items;
	size_t count, cap;
};
struct plan_release { /* a held message to be decided again, now as proven */
	uint64_t ticket;
	uint32_t seq;
	bool anyway; /* its author knows that a colleague answered meanwhile */
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
	uint64_t ticket; /* which ticket it concerns; 0: none */
	bool is_new;     /* this plan creates the ticket */
	bool proven;     /* the mail came with proof of its sender */
	bool failed;     /* our own host says that it is forged */
	struct span
		from; /* who wrote the mail: From, or the person for whom a list, form or the desk wrote (writer.h) */
	struct span text;     /* what is kept as the message (replay prints it) */
	struct span html;     /* the same as HTML; empty: none */
	struct span folded;   /* what was folded away from it */
	struct span held_for; /* with quarantine_reason: nothing is wrong with the mail, it waits for this address to be
				 confirmed */
	struct pending_list pendings;  /* each in its new state */
	struct span quarantine_reason; /* not empty: the mail is kept whole in quarantine */

	struct plan_ticket_list tickets; /* each in its new state */
	struct plan_message_list messages;
	struct event_list events;
	struct outmail_list mails; /* complete, ids from facts.next_outmail on */
	struct plan_customer_list customers;
	struct agent_state_list agents; /* those that change; the store maintains `open` itself */
	struct plan_count_list counts;
	struct plan_faqs faqs;
	struct plan_late_list late;
	struct plan_reasons reasons;
	struct span_list unreachable; /* addresses whose queued mails are dropped (permanent bounces) */
	bool has_undo, drop_undo;
	struct undo undo;
	bool has_release;
	struct plan_release release;
	size_t security;      /* tokens that are valid for nobody or were used by others: the shell logs the number */
	bool leave;           /* the mail stays in its mailbox (oversize) */
	struct span_list why; /* one line each: the id, tag, rule or header that decided it */
};

/* What every step of a decision works on: decide()'s arguments, and the plan so far. */
struct work {
	const struct conf *conf;
	const struct mail *mail; /* NULL when the clock decides */
	const struct facts *facts;
	int64_t now;
	struct arena *a;
	struct plan *plan;
};

/* The plan's own copy of a ticket, to be changed; copied from the facts on first use. NULL when neither knows the
 * ticket. */
struct ticket *plan_ticket(struct work *w, uint64_t id);
/* A new ticket with the next id, created now, nothing else set. */
struct ticket *plan_ticket_new(struct work *w);
/* The ticket as in the plan, else as in the facts, without copying it into the plan; NULL when neither knows it. */
const struct ticket *plan_peek(const struct work *w, uint64_t id);

/* Adds w->mail as the ticket's next message, with its raw mail. Valid until the next plan_message. */
struct message *plan_message(struct work *w, struct ticket *t, enum message_kind kind);
/* Replaces the message's text and HTML (which may be empty), in the plan too; pictures that the HTML does not show are
 * dropped from its attachments. */
void plan_message_text(struct work *w, struct message *m, struct span text, struct span html);
/* The plan shows the message's text and HTML. */
void plan_text(struct work *w, const struct message *m);
/* Adds the next event of t, now, through w->mail, and updates t->updated. Fills in ticket, seq, time and via; texts are
 * not copied. t NULL: does nothing. plan_event is for events that have no more than `what`. */
void plan_event_put(struct work *w, struct ticket *t, const struct event *event);
void plan_event(struct work *w, struct ticket *t, struct span actor, enum event_kind kind, struct span what,
		struct span why);
/* Adds one line to plan->why. */
void plan_why(struct work *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The plan's own copy of an agent's state, to be changed; NULL: no such agent in the config. Valid until the next
 * plan_agent. plan_agent_peek copies nothing into the plan. */
struct agent_state *plan_agent(struct work *w, struct span name);
const struct agent_state *plan_agent_peek(const struct work *w, struct span name);
/* The plan's own copy of a customer's record, to be changed; a new one where there is none. Valid until the next
 * plan_customer. */
struct customer *plan_customer(struct work *w, struct span addr);
/* The record as in the plan, else as in the facts; NULL: unknown. */
const struct customer *plan_customer_peek(const struct work *w, struct span addr);
/* Raises a counter by one; `window` in seconds. The name is not copied. */
void plan_count(struct work *w, struct span name, int64_t window);

/* Lists of addresses, case-blind. plan_add does not copy the address and returns false when it was there already;
 * plan_drop returns whether it was there. */
bool plan_add(struct work *w, struct span_list *list, struct span s);
bool plan_drop(struct span_list *list, struct span s);

#endif
