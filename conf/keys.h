/* keys: the table of every configuration key: its type and range, where its value is stored, its default, and what it
 * means. Checks, defaults, suggestions and the reference are all derived from it. */
#ifndef CAREDESK_CONF_KEYS_H
#define CAREDESK_CONF_KEYS_H

#include "parsers/base/span.h"

#include <stdio.h>

struct arena;

/* The type of a key's value, and what it becomes. Texts are UTF-8 without control characters. */
enum key_type {
	KEY_GROUP,     /* a group whose members go into the same struct */
	KEY_SWITCH,    /* a bool; or a group whose members go into the same struct, meaning true */
	KEY_GROUPS,    /* a list of groups: an array of `width` bytes each at `offset`, its length at `given` */
	KEY_TEXT,      /* struct span */
	KEY_LINES,     /* struct span; line ends and tabs are allowed */
	KEY_STRING,    /* const char * */
	KEY_WORD,      /* const char *, one of `words` */
	KEY_CHOICE,    /* an enum or a bool: the index in `words` */
	KEY_PATH,      /* const char *; relative to the configuration's folder */
	KEY_NAME,      /* struct span without white space and []#,:;@"<>() */
	KEY_NAMES,     /* struct span_list of such names */
	KEY_TEXTS,     /* struct span_list */
	KEY_ADDRESS,   /* struct span: local@domain, the domain in lower case */
	KEY_ADDRESSES, /* struct span_list */
	KEY_BOOL,
	KEY_NUMBER,   /* an integer of `width` bytes */
	KEY_SIZE,     /* the same; bytes, or "25M" with K, M or G */
	KEY_DURATION, /* the same; seconds, or "30m" with s, m, h, d, w or y */
	KEY_PATTERN,  /* struct pattern *; a case-blind PCRE2 regex */
	KEY_HEADER,   /* the same of "Name: regex"; the name is a struct span at `given` */
	KEY_FORBIDDEN /* not a key; `help` says what to use instead */
};

struct key {
	const char *group; /* "", "desk", "mailboxes.imap" … */
	const char *name;
	enum key_type type;
	bool required;
	int64_t min, max;     /* of numbers, sizes and durations; max also: bytes of a text, 0: KEY_MAX_TEXT */
	const char *words;    /* separated by spaces; "-": an index that can't be written */
	const char *preset;   /* the default, as text; NULL: none */
	size_t offset, width; /* in the struct of its list of groups, or in struct conf */
	size_t given;         /* offset of a bool that is set when the key is; 0: none */
	const char *help;
};

#define KEY_MAX_TEXT 500
#define KEY_MAX_LINES ((int64_t)64 << 10)

extern const struct key conf_keys[];
extern const size_t conf_key_count;

/* The key with that name in the group, or NULL. */
const struct key *key_find(const char *group, struct span name);
/* Adds the names of all keys of a group, except forbidden ones. */
void key_names(const char *group, struct arena *a, struct span_list *out);
/* The first other group that has a key with that name, or NULL. */
const char *key_elsewhere(const char *group, struct span name);
/* The full group name of a KEY_GROUP or KEY_GROUPS: "mailboxes" + "imap" is "mailboxes.imap". */
const char *key_group(const struct key *key, struct arena *a);

/* Writes the reference of all keys as Markdown. */
void conf_print_reference(FILE *out);

#endif
