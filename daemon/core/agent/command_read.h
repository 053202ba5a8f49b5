/* command_read: a mail's commands, read and validated, before anything is done: all of them, or what is wrong with each
 * and what would be right.
 *
 * Which commands: every `#` line that mail->commands has, known or not. A bracket of the subject is one in two cases
 * alone: the mail was made from a command link whose token names just that command, or it is a fresh mail, which
 * answers and forwards nothing. The words of a reply's subject are a stranger's. */
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
	struct span name;                     /* #new, #customer: a name that stood before the address; may be empty */
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
	const struct agent_conf *agent; /* who commands */
	struct span language;           /* to answer in */
	uint64_t ticket;                /* that they are about, merged ones followed; 0: none */
	struct command_call_list list;
	struct fault_list faults; /* not empty: nothing may be done */
};

/* Does the mail hold commands at all, right or wrong ones? */
bool command_read_any(struct work *w, const struct proof *proof);
/* All commands of the mail; out->faults: what is wrong with each of them that can't be done. */
void command_read_all(struct work *w, const struct proof *proof, uint64_t ticket, struct command_calls *out);
/* The first of that command, or NULL. */
const struct command_call *command_calls_find(const struct command_calls *o, enum command_id id);
/* A subject without prefixes, without the ticket's tag and the brackets that are commands. */
struct span command_read_subject(struct work *w, const struct subject *s);
/* One more fault: nothing will be done. `hint` may be empty. */
void command_calls_fault(struct work *w, struct command_calls *o, struct span line, struct span hint);

/* "jo@example.org", also as "<jo@…>" or with "mailto:": the address, its domain in lower case; false: it is none. */
bool command_read_address(struct arena *a, struct span word, struct span *out);

#endif
