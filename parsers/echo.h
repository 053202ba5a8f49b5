/* echo: finds the lines of a mail's text that are lines of other texts coming back: quoted with any mark or none,
 * wrapped at another width, with other blanks, bullets or quotation marks, with links written out, or converted from
 * HTML.
 *
 * Runs of words are compared (sequence.h), so neither the client nor the language matters. Time and memory are linear
 * in the length of the texts. */
#ifndef CAREDESK_ECHO_H
#define CAREDESK_ECHO_H

#include "parsers/base/arena.h"

enum echo_source_kind {
	SOURCE_HIDDEN, /* must not be shown: any whole line of it that comes back is an echo, wherever it is */
	SOURCE_SHOWN,  /* may be quoted */
	SOURCE_KNOWN,  /* was said in public: people may say it again, so it is an echo only if it is quoted, or
			  continues another source's lines */
};
struct echo_source {
	struct span text;
	enum echo_source_kind kind;
	bool goes_on; /* it continues the text of the previous source */
};
struct echo_source_list {
	struct echo_source *items;
	size_t count, cap;
};

enum echo {
	ECHO_NONE,   /* in no source */
	ECHO_BLANK,  /* has neither words nor links */
	ECHO_MIXED,  /* new words and a source's in one line: it can't be told who wrote it */
	ECHO_HIDDEN, /* these three: wholly from a source */
	ECHO_SHOWN,
	ECHO_KNOWN,
};
struct echo_line {
	struct span text; /* without its line end */
	enum echo echo;
	size_t source;  /* index of the source of its first word that is in one; 0 if none is */
	bool is_marked; /* quoted: "> …", "Jo> …" */
	size_t from,
		to; /* the lines of shown sources that it ends with: indices into echo_lines.shown; from == to: none */
};
struct echo_lines {
	struct echo_line *items;
	size_t count, cap;
	struct span_list shown; /* all lines of all sources, verbatim; empty if they are not SOURCE_SHOWN */
};

/* Fills *out with all lines of `text`, which must outlive it. */
void echo_find(struct arena *a, struct span text, const struct echo_source_list *sources, struct echo_lines *out);

/* Is the line wholly from a source: hidden, shown or known? */
bool echo_is_source(enum echo echo);

#endif
