/* echo: which lines of a mail's text are lines of other texts that have come back: quoted with any mark or none,
 * wrapped at another width, with other blanks, bullets, quotation marks, with links written out, as HTML made text
 * again.
 *
 * What is compared is runs of words (sequence.h), so neither the client nor the language matters. Time and memory are
 * linear in the length of the texts. */
#ifndef CAREDESK_ECHO_H
#define CAREDESK_ECHO_H

#include "parsers/base/arena.h"

enum echo_source_kind {
	SOURCE_HIDDEN, /* must not be shown: any whole line of it that comes back is an echo, wherever it stands */
	SOURCE_SHOWN,  /* may be quoted */
	SOURCE_KNOWN,  /* was said in public: somebody may say it again, so it is an echo only where it is quoted, or
			  goes on from another one's lines */
};
struct echo_source {
	struct span text;
	enum echo_source_kind kind;
	bool goes_on; /* it follows the source before it in the same text */
};
struct echo_source_list {
	struct echo_source *items;
	size_t count, cap;
};

enum echo {
	ECHO_NONE,   /* no source has it */
	ECHO_BLANK,  /* it has neither words nor links */
	ECHO_MIXED,  /* new words and those of a source in one line: it can't be told whose it is */
	ECHO_HIDDEN, /* these: all of a source */
	ECHO_SHOWN,
	ECHO_KNOWN,
};
struct echo_line {
	struct span text; /* without its line end */
	enum echo echo;
	size_t source;  /* where it is of one: which, by its first word */
	bool is_marked; /* quoted: "> …", "Jo> …" */
	size_t from,
		to; /* which lines of shown sources it ends with: indices into echo_lines.shown; from == to: none */
};
struct echo_lines {
	struct echo_line *items;
	size_t count, cap;
	struct span_list shown; /* the sources' lines, as they are there; empty where they are not to be shown */
};

/* All lines of `text`, which must outlive *out. */
void echo_find(struct arena *a, struct span text, const struct echo_source_list *sources, struct echo_lines *out);

/* Is it all of a source: hidden, shown or known? */
bool echo_is_source(enum echo echo);

#endif
