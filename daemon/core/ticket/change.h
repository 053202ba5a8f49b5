/* change: what a ticket becomes, whoever wants it so: a customer's mail, an agent's command, `caredesk set`, the clock.
 * One set of checks, one event with the value before and the one after, one rule for who is told. What is so already
 * changes nothing and makes no event. */
#ifndef CAREDESK_CHANGE_H
#define CAREDESK_CHANGE_H

#include "daemon/core/base/plan.h"
#include "daemon/core/outgoing/phrase.h"
#include "daemon/core/ticket/lifecycle.h"

enum change_kind {
	CHANGE_STATUS,       /* life; until: not 0: it comes back by itself then */
	CHANGE_WOKEN,        /* the time has come of what was snoozed, or pending until then */
	CHANGE_SNOOZE,       /* until */
	CHANGE_DUE,          /* until */
	CHANGE_PRIORITY,     /* priority */
	CHANGE_CATEGORY,     /* category */
	CHANGE_AGENT,        /* agent; NULL: nobody */
	CHANGE_CHOOSE,       /* whom the category gives; text: that agent gives it away, so else nobody has it */
	CHANGE_SUBJECT,      /* text */
	CHANGE_CUSTOMER,     /* text: the address; name, if known */
	CHANGE_TAG,          /* words */
	CHANGE_UNTAG,        /* words */
	CHANGE_WATCH,        /* words: addresses; an agent's makes a watching agent */
	CHANGE_UNWATCH,      /* words */
	CHANGE_NEWCOMER,     /* words: addresses */
	CHANGE_LINK,         /* ticket */
	CHANGE_LINK_ONE,     /* ticket, which need not be among the facts: it knows nothing of it */
	CHANGE_MERGE,        /* ticket: it goes into this one */
	CHANGE_PROVEN,       /* its customer has written with proof; no event */
	CHANGE_SOLVED,       /* text: the article that has solved it, so its customer */
	CHANGE_RATED,        /* score: 1 to 5; text: the words with it */
	CHANGE_MOVED_ANSWER, /* an import: it was answered elsewhere, by that agent or (NULL) by somebody else */
	CHANGE_MOVED_STATUS, /* an import: the status that it had there */
	CHANGE_RESTORE,      /* before: what `after` differs in becomes as it was there */
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
	uint64_t ticket; /* among the facts */
	const struct ticket *before, *after;
};

enum change_fault_kind {
	CHANGE_FINE,
	CHANGE_NOT_FROM_HERE, /* the status forbids it */
	CHANGE_EMPTY,
	CHANGE_NO_ADDRESS,
	CHANGE_OWN_ADDRESS,
	CHANGE_AGENT_ADDRESS,
	CHANGE_NOT_WATCHING,
	CHANGE_NO_TICKET,
	CHANGE_SAME_TICKET,
	CHANGE_MERGED_ALREADY,
	CHANGE_SINCE, /* somebody has changed it since */
	CHANGE_FAULT_COUNT
};
struct change_fault {
	enum change_fault_kind kind;
	struct span one, two; /* the words that its sentence names */
};
/* Is nothing against it? Else *fault says what; untouched where it is fine. */
bool change_check(const struct work *w, const struct ticket *t, const struct change *c, struct change_fault *fault);
/* May that address be a customer's, or (watcher) a watcher's? */
bool change_address(const struct work *w, struct span address, bool watcher, struct change_fault *fault);
struct span change_fault_text(struct arena *a, struct span language, const struct change_fault *fault);

/* t: the plan's own copy. Nothing may be against it. Sends nothing. */
void change_apply(struct work *w, struct ticket *t, const struct change *c, struct span actor, struct span why);
/* Both know of each other; no event. False: they did already. */
bool change_link(struct work *w, struct ticket *a, struct ticket *b);

enum change_tell {
	CHANGE_TELL_NOBODY,
	CHANGE_TELL_AGENTS, /* a new agent, and the former one */
	CHANGE_TELL_ALL     /* the customer too, that it is resolved or closed */
};
/* Once all changes are made: the mails about what is another way than it was. */
void change_tell(struct work *w, struct ticket *t, enum change_tell whom);

#endif
