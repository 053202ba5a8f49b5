/* change: every change of a ticket, whoever makes it: a customer's mail, an agent's command, `caredesk set`, the clock.
 * One set of checks, one event with the old and the new value, one rule for who is told. A change to the value that is
 * there already does nothing and makes no event. */
#ifndef CAREDESK_CHANGE_H
#define CAREDESK_CHANGE_H

#include "daemon/core/base/plan.h"
#include "daemon/core/outgoing/phrase.h"
#include "daemon/core/ticket/lifecycle.h"

enum change_kind {
	CHANGE_STATUS,   /* life; until: the ticket comes back at that time; 0: it does not */
	CHANGE_WOKEN,    /* the time of a snoozed ticket, or of one pending until then, has come */
	CHANGE_SNOOZE,   /* until */
	CHANGE_DUE,      /* until */
	CHANGE_PRIORITY, /* priority */
	CHANGE_CATEGORY, /* category */
	CHANGE_AGENT,    /* agent; NULL: nobody */
	CHANGE_CHOOSE, /* an agent chosen by the category; text: the agent who gives it away, so that it waits if no one
			  is free */
	CHANGE_SUBJECT,      /* text */
	CHANGE_CUSTOMER,     /* text: the address; name: if known */
	CHANGE_TAG,          /* words */
	CHANGE_UNTAG,        /* words */
	CHANGE_WATCH,        /* words: addresses; an agent's address makes a watching agent */
	CHANGE_UNWATCH,      /* words */
	CHANGE_NEWCOMER,     /* words: addresses */
	CHANGE_LINK,         /* ticket */
	CHANGE_LINK_ONE,     /* ticket: need not be among the facts, and is not changed */
	CHANGE_MERGE,        /* ticket: is merged into this one */
	CHANGE_PROVEN,       /* the customer has written with proof; no event */
	CHANGE_SOLVED,       /* text: the article that solved it, according to the customer */
	CHANGE_RATED,        /* score: 1 to 5; text: the words that came with it */
	CHANGE_MOVED_ANSWER, /* an import: answered elsewhere, by that agent or (NULL) by someone else */
	CHANGE_MOVED_STATUS, /* an import: its status there */
	CHANGE_RESTORE,      /* before, after: fields that differ between them become as in `before` */
	CHANGE_KIND_COUNT
};

struct change {
	enum change_kind kind;
	enum life_event life;
	enum priority priority;
	enum status status;
	unsigned score;
	const struct category_conf *category;
	const struct agent_conf *agent;
	struct span text, name;
	struct span_list words;
	int64_t until;
	uint64_t ticket; /* must be among the facts */
	const struct ticket *before, *after;
};

enum change_fault_kind {
	CHANGE_FINE,
	CHANGE_NOT_FROM_HERE, /* the ticket's status forbids it */
	CHANGE_EMPTY,
	CHANGE_NO_ADDRESS,
	CHANGE_OWN_ADDRESS,
	CHANGE_AGENT_ADDRESS,
	CHANGE_NOT_WATCHING,
	CHANGE_NO_TICKET,
	CHANGE_SAME_TICKET,
	CHANGE_MERGED_ALREADY,
	CHANGE_SINCE, /* changed by someone else since */
	CHANGE_FAULT_COUNT
};
struct change_fault {
	enum change_fault_kind kind;
	struct span one, two; /* placeholders of its sentence */
};
/* May the change be made? If not, *fault says why; otherwise *fault is left untouched. */
bool change_check(const struct work *w, const struct ticket *t, const struct change *c, struct change_fault *fault);
/* May that be a customer's address, or (`watcher`) a watcher's? If not, *fault says why. */
bool change_address(const struct work *w, struct span address, bool watcher, struct change_fault *fault);
/* The fault as a sentence in that language, in the arena. */
struct span change_fault_text(struct arena *a, struct span language, const struct change_fault *fault);

/* Makes a change that change_check allows. t: the plan's own copy. Sends nothing. */
void change_apply(struct work *w, struct ticket *t, const struct change *c, struct span actor, struct span why);
/* Links two tickets with each other; no event. False: they were already. */
bool change_link(struct work *w, struct ticket *a, struct ticket *b);

enum change_tell {
	CHANGE_TELL_NOBODY,
	CHANGE_TELL_AGENTS, /* the new agent and the former one */
	CHANGE_TELL_ALL     /* also the customer, when the ticket was resolved or closed */
};
/* To be called after all changes: sends the mails about what now differs from the facts. */
void change_tell(struct work *w, struct ticket *t, enum change_tell whom);

#endif
