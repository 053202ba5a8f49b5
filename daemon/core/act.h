/* act: an agent's commands become changes, all or none.
 *
 * act_parse reads every command of the mail into validated actions or says what is wrong with each and what would be
 * right; only when nothing is wrong, act_apply changes the plan: the tickets' copies, events with a why, mails, the
 * agent's state, the undo. */
#ifndef CAREDESK_ACT_H
#define CAREDESK_ACT_H

#include "daemon/core/commandtable.h"
#include "daemon/core/plan.h"

struct action {
	enum command_id id;
	struct span args;                     /* as written */
	const struct agent_conf *agent;       /* #assign bob */
	const struct category_conf *category; /* #assign billing, #category */
	const struct canned_conf *canned;     /* #canned */
	enum priority priority;
	uint64_t ticket;        /* #merge, #link */
	int64_t until;          /* #pending 3d, #snooze, #due, #away; 0: not given */
	bool handover;          /* #away … handover */
	struct span text;       /* #subject */
	struct span_list words; /* tags, addresses (lower-case domain), words of #list */
};
struct action_list {
	struct action *items;
	size_t count, cap;
};

/* One mail's commands. `ticket` is the one that they are about, 0: none. */
struct orders {
	const struct agent_conf *agent; /* who commands, proven */
	uint64_t ticket;
	struct action_list actions;
	struct span_list wrong; /* one line each, in the agent's language; not empty: nothing may be done */
	struct span_list done;  /* receipt lines, filled by act_apply */
	struct span answer;     /* what #show, #why, #list and #help answer; filled by act_apply */
	struct span in_front;   /* the canned answers' text */
	bool is_note, split, help, no_change;
	struct span status_word; /* a status command was among them: no automatic `pending` after an answer */
};

void act_parse(struct work *w, struct orders *o);
void act_apply(struct work *w, struct orders *o);
/* Is there an action of that id? The first one, or NULL. */
const struct action *act_find(const struct orders *o, enum command_id id);
/* Do any of the subject's brackets or `#` lines ask for something (unknown `#` lines too)? */
bool act_has_commands(const struct mail *mail);

#endif
