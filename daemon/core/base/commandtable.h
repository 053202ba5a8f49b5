/* commandtable: the one list of the agents' commands and the customers' queries. Parsing, execution, `#help`, the
 * customers' [help] and the manual are all derived from it. */
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
	COMMAND_RECORD,
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
	WHO_AGENT,   /* a proven agent; in brackets in the subject, or on a line */
	WHO_CUSTOMER /* anyone, about their own tickets and data; in brackets in the subject */
};

enum command_args {
	ARGS_NONE,
	ARGS_ASSIGNEE,      /* an agent (name or address) or a category (name or tag) */
	ARGS_MAYBE_TIME,    /* nothing, a duration or a date */
	ARGS_TIME,          /* a duration (30m 2h 3d 1w) or a date (2026-12-01, optionally followed by 14:30) */
	ARGS_AWAY,          /* as ARGS_TIME, optionally followed by "handover" */
	ARGS_PRIORITY,      /* low normal high urgent */
	ARGS_CATEGORY,      /* name or tag */
	ARGS_LINE,          /* one line of text, not empty */
	ARGS_TAGS,          /* one or more words */
	ARGS_ADDRESSES,     /* one or more addresses */
	ARGS_ADDRESS,       /* one address */
	ARGS_TICKET,        /* the number of another ticket */
	ARGS_MAYBE_NUMBER,  /* nothing, or the number of one of their own tickets */
	ARGS_CANNED,        /* the name of a canned answer */
	ARGS_ARTICLE,       /* the name of an article */
	ARGS_MAYBE_ADDRESS, /* nothing, or one address */
	ARGS_MAYBE_MESSAGE, /* nothing, or the number of a message of the ticket */
	ARGS_FILTER,        /* words that select tickets, or none */
	ARGS_SEARCH,        /* words to look for, and words that select tickets */
	ARGS_PERIOD,        /* nothing, or days: week, month, a date (period.h) */
	ARGS_WORDS          /* any words, or none */
};

enum command_use {
	USE_TICKET, /* changes a ticket; needs one */
	USE_TEXT,   /* says what happens to the mail's text: #note, #canned, #split, #new, #fwd */
	USE_ASK,    /* changes nothing; is answered */
	USE_SELF,   /* changes the agent's own state */
	USE_LATER   /* known but not available: the answer says so, and help does not list it */
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

/* Indexed by enum command_id. */
extern const struct command_def command_table[COMMAND_COUNT];

/* Looks up a command of agents or of customers by name, case-blind; NULL: unknown. */
const struct command_def *command_find(enum command_who who, struct span name);
/* An agent's command as it was called: "#customer" alone asks, with an address it is another command. */
const struct command_def *command_called(struct span name, struct span args);
enum command_id command_id(const struct command_def *def);
/* The agents' command whose name is closest to `name`; NULL when none is within an edit distance of 2. */
const struct command_def *command_near(struct span name);
/* The command with an example argument, as that language writes it: "#search words", "#search mots". */
struct span command_form(const struct command_def *def, struct span language);
/* The help line in that language ("de-AT" is German); in English where there is none. */
struct span command_help(const struct command_def *def, struct span language);

#endif
