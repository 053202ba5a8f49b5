/* order: a mail's commands, read and validated, before anything is done: all of them, or what is wrong with each and what
 * would be right.
 *
 * Which commands: every `#` line that mail->commands has, known or not. A bracket of the subject is one in two cases alone:
 * the mail was made from a command link whose token names just that command, or it is a fresh mail, which answers and
 * forwards nothing. The words of a reply's subject are a stranger's. */
#ifndef CAREDESK_ORDER_H
#define CAREDESK_ORDER_H

#include "daemon/core/base/commandtable.h"
#include "daemon/core/base/plan.h"
#include "daemon/core/base/proof.h"

#define ORDER_MAX_WORDS 20

struct order {
	enum command_id id;
	struct span args;                     /* as written */
	const struct agent_conf *agent;       /* #assign bob */
	const struct category_conf *category; /* #assign billing, #category */
	const struct canned_conf *canned;     /* #canned */
	enum priority priority;               /* #priority */
	uint64_t ticket;                      /* #merge, #link */
	uint32_t message;                     /* #raw 3; 0: not given */
	int64_t until;                        /* #pending 3d, #snooze, #due, #away; 0: not given */
	bool handover;                        /* #away … handover */
	struct span name;                     /* #new, #customer: a name that stood before the address; may be empty */
	struct span_list words;               /* addresses (domain in lower case), tags, words */
};
struct order_list {
	struct order *items;
	size_t count, cap;
};
struct fault { /* in the agent's language */
	struct span line, hint;
};
struct fault_list {
	struct fault *items;
	size_t count, cap;
};

struct orders {
	const struct agent_conf *agent; /* who commands */
	struct span language;           /* to answer in */
	uint64_t ticket;                /* that they are about, merged ones followed; 0: none */
	struct order_list list;
	struct fault_list faults; /* not empty: nothing may be done */
};

/* Does the mail hold commands at all, right or wrong ones? */
bool order_any(struct work *w, const struct proof *proof);
/* All commands of the mail; out->faults: what is wrong with each of them that can't be done. */
void order_read(struct work *w, const struct proof *proof, uint64_t ticket, struct orders *out);
/* The first of that command, or NULL. */
const struct order *order_find(const struct orders *o, enum command_id id);
/* A subject without prefixes, without the ticket's tag and the brackets that are commands. */
struct span order_subject(struct work *w, const struct subject *s);
/* One more fault: nothing will be done. `hint` may be empty. */
void order_fault(struct work *w, struct orders *o, struct span line, struct span hint);

/* "jo@example.org", also as "<jo@…>" or with "mailto:": the address, its domain in lower case; false: it is none. */
bool order_address(struct arena *a, struct span word, struct span *out);

#endif
