/* command_read: reads and validates a mail's commands, before anything is done: the result is all of them, or what is
 * wrong with each and what would be right.
 *
 * Every `#` line in mail->commands counts, known or not. A bracket in the subject counts in two cases only: the mail
 * was made from a command link whose token names that very command, or it is a fresh mail that neither answers nor
 * forwards anything. The subject of a reply is not the agent's own. */
#ifndef CAREDESK_COMMAND_READ_H
#define CAREDESK_COMMAND_READ_H

#include "daemon/core/base/commandtable.h"
#include "daemon/core/base/plan.h"
#include "daemon/core/base/proof.h"

#define COMMAND_MAX_WORDS 20

struct command_call {
	enum command_id id;
	struct span args;                     /* as written */
	const struct agent_conf *agent;       /* #assign bob */
	const struct category_conf *category; /* #assign billing, #category */
	const struct canned_conf *canned;     /* #canned */
	const struct article_conf *article;   /* #article */
	enum priority priority;               /* #priority */
	uint64_t ticket;                      /* #merge, #link */
	uint32_t message;                     /* #raw 3; 0: not given */
	int64_t until;                        /* #pending 3d, #snooze, #due, #away; 0: not given */
	bool handover;                        /* #away … handover */
	struct span name;                     /* #new, #customer: the name before the address; may be empty */
	struct span_list words;               /* addresses (domain in lower case), tags, words */
};
struct command_call_list {
	struct command_call *items;
	size_t count, cap;
};
struct fault { /* in the agent's language */
	struct span line, hint;
};
struct fault_list {
	struct fault *items;
	size_t count, cap;
};

struct command_calls {
	const struct agent_conf *agent; /* who gave the commands */
	struct span language;           /* to answer in */
	uint64_t ticket;                /* the ticket that they are about, after merges; 0: none */
	struct command_call_list list;
	struct fault_list faults; /* not empty: nothing is to be done */
};

/* Does the mail contain commands, right or wrong? */
bool command_read_any(struct work *w, const struct proof *proof);
/* Reads all commands of the mail; out->faults says what is wrong with those that can't be done. */
void command_read_all(struct work *w, const struct proof *proof, uint64_t ticket, struct command_calls *out);
/* The first call of that command; NULL: none. */
const struct command_call *command_calls_find(const struct command_calls *o, enum command_id id);
/* The subject without prefixes, the ticket's tag and bracketed commands. */
struct span command_read_subject(struct work *w, const struct subject *s);
/* Adds a fault, so that nothing will be done. `hint` may be empty. */
void command_calls_fault(struct work *w, struct command_calls *o, struct span line, struct span hint);

/* Reads "jo@example.org", also as "<jo@…>" or with "mailto:": *out is the address with its domain in lower case; false:
 * not an address. */
bool command_read_address(struct arena *a, struct span word, struct span *out);

#endif
