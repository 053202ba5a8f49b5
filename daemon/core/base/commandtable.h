/* commandtable: every command of agents and every query of customers, once: parsing, acting, `#help`, the customers'
 * [help] and the manual come from it. */
#ifndef CAREDESK_COMMANDTABLE_H
#define CAREDESK_COMMANDTABLE_H

#include "parsers/base/arena.h"

enum command_id {
	COMMAND_NOTE,
	COMMAND_TAKE,
	COMMAND_ASSIGN,
	COMMAND_UNASSIGN,
	COMMAND_OPEN,
	COMMAND_PENDING,
	COMMAND_RESOLVE,
	COMMAND_CLOSE,
	COMMAND_SPAM,
	COMMAND_PRIORITY,
	COMMAND_CATEGORY,
	COMMAND_SUBJECT,
	COMMAND_TAG,
	COMMAND_UNTAG,
	COMMAND_WATCH,
	COMMAND_UNWATCH,
	COMMAND_CUSTOMER,
	COMMAND_MERGE,
	COMMAND_LINK,
	COMMAND_SPLIT,
	COMMAND_SNOOZE,
	COMMAND_DUE,
	COMMAND_CANNED,
	COMMAND_ARTICLE,
	COMMAND_TO,
	COMMAND_SEND,
	COMMAND_RAW,
	COMMAND_SHOW,
	COMMAND_WHY,
	COMMAND_LIST,
	COMMAND_SEARCH,
	COMMAND_REPORT,
	COMMAND_AWAY,
	COMMAND_BACK,
	COMMAND_UNDO,
	COMMAND_HELP,
	COMMAND_NEW,
	COMMAND_FWD,
	QUERY_STATUS,
	QUERY_CLOSE,
	QUERY_HELP,
	QUERY_FAQ,
	QUERY_SOLVED,
	QUERY_EXPORT,
	QUERY_FORGET,
	COMMAND_COUNT
};

enum command_who {
	WHO_AGENT,   /* proven; in the subject's brackets or as a line */
	WHO_CUSTOMER /* anybody, about what is their own; in the subject's brackets */
};

enum command_args {
	ARGS_NONE,
	ARGS_ASSIGNEE,      /* an agent (name or address) or a category (name or tag) */
	ARGS_MAYBE_TIME,    /* nothing, a duration or a date */
	ARGS_TIME,          /* a duration (30m 2h 3d 1w) or a date (2026-12-01, with 14:30 after it where wanted) */
	ARGS_AWAY,          /* the same, "handover" after it where wanted */
	ARGS_PRIORITY,      /* low normal high urgent */
	ARGS_CATEGORY,      /* name or tag */
	ARGS_LINE,          /* one line of text, not empty */
	ARGS_TAGS,          /* one or more words */
	ARGS_ADDRESSES,     /* one or more addresses */
	ARGS_ADDRESS,       /* one address */
	ARGS_TICKET,        /* the number of another ticket */
	ARGS_MAYBE_NUMBER,  /* nothing, or the number of an own ticket */
	ARGS_CANNED,        /* the name of a canned answer */
	ARGS_ARTICLE,       /* the name of an article */
	ARGS_MAYBE_ADDRESS, /* nothing, or one address */
	ARGS_MAYBE_MESSAGE, /* nothing, or the number of a message of the ticket */
	ARGS_FILTER,        /* words that say which tickets, or none */
	ARGS_SEARCH,        /* words to be found, and words that say which tickets */
	ARGS_PERIOD,        /* nothing, or days: week, month, a date (period.h) */
	ARGS_WORDS          /* any words, or none */
};

enum command_use {
	USE_TICKET, /* changes a ticket; needs one */
	USE_TEXT,   /* says what becomes of the mail's text: #note, #canned, #split, #new, #fwd */
	USE_ASK,    /* changes nothing, is answered */
	USE_SELF,   /* changes the agent's own state */
	USE_LATER   /* known, but not offered: answered so, and not listed */
};

struct command_def {
	const char *name;
	enum command_who who;
	enum command_args args;
	enum command_use use;
	bool needs_ticket;
	bool undoable;
	const char *form;                     /* as shown: "#assign bob", "[status #1042]" */
	const char *help, *help_de, *help_fr; /* one line each */
};

/* In the order of enum command_id. */
extern const struct command_def command_table[COMMAND_COUNT];

/* Theirs by name, case-blind; NULL when there is none. */
const struct command_def *command_find(enum command_who who, struct span name);
enum command_id command_id(const struct command_def *def);
/* The agents' command whose name is nearest to what was written, or NULL when none is near (edit distance over 2). */
const struct command_def *command_near(struct span name);
/* The help line for a language ("de-AT" is German); English where there is none. */
struct span command_help(const struct command_def *def, struct span language);

#endif
