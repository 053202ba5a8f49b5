/* plan: what shall change, what shall be sent, and why; a value. daemon/apply.c carries it out,
 * `caredesk replay` prints it, the golden tests compare it. Everything lives in one arena. */
#ifndef CAREDESK_PLAN_H
#define CAREDESK_PLAN_H

#include "daemon/core/facts.h"

struct plan_message {
	struct message message;
	bool with_raw; /* the raw mail is kept beside it */
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
struct plan_release { /* a held message that is to be decided again, now proven */
	uint64_t ticket;
	uint32_t seq;
};

struct plan {
	enum verdict verdict;
	uint64_t ticket;               /* which ticket it concerns; 0: none */
	bool is_new;                   /* that ticket is made by this plan */
	struct span text;              /* what is kept as the message (replay prints it) */
	struct span quarantine_reason; /* with VERDICT_QUARANTINE */

	struct ticket_list tickets; /* each as it shall be */
	struct plan_message_list messages;
	struct event_list events;
	struct outmail_list mails; /* complete, ids from facts.next_outmail on */
	struct plan_customer_list customers;
	struct agent_state_list agents; /* those that change */
	struct plan_count_list counts;
	struct span_list unreachable; /* addresses whose queued mails are dropped (permanent bounce) */
	bool has_undo, drop_undo;
	struct undo undo;
	bool has_release;
	struct plan_release release;
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
 * NULL when neither knows it. Valid until the next plan_ticket of another. */
struct ticket *plan_ticket(struct plan *p, const struct facts *f, struct arena *a, uint64_t id);
void plan_why(struct plan *p, struct arena *a, const char *format, ...) __attribute__((format(printf, 3, 4)));
struct event *plan_event(struct plan *p, struct arena *a, struct ticket *t, int64_t now, struct span actor,
			 const char *event, struct span detail, struct span why);

#endif
