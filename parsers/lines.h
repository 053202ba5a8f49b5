/* lines: classifies each line of a mail's text: the author's own, or the start of quoted history or of a signature, as
 * mail clients write them in many languages. Only the form is judged; parsers/text.h decides what is folded. */
#ifndef CAREDESK_LINES_H
#define CAREDESK_LINES_H

#include "parsers/base/arena.h"

#define LINES_MAX 20000 /* any further text is one last line */

enum line_kind {
	LINE_TEXT,
	LINE_BLANK,
	LINE_QUOTE,       /* "> …" */
	LINE_ATTRIBUTION, /* "On …, Jo <jo@example.org> wrote:", over up to four lines */
	LINE_HEADERS,     /* first line of a "From: … Sent: … Subject: …" block */
	LINE_ORIGINAL,    /* "-----Original Message-----", "## reply above this line ##" */
	LINE_FORWARDED,   /* "---------- Forwarded message ---------" */
	LINE_SIGNATURE,   /* "-- " */
	LINE_FOOTER,      /* "Sent from my phone" */
	LINE_RULE,        /* "________", "=====" */
};

struct line {
	struct span text;  /* without its line end */
	struct span plain; /* see line_plain */
	bool folded;       /* `plain` has been computed */
	bool field_known;  /* `field` has been computed */
	int field;         /* which header field a "Name: value" line is, an enum foreign_field */
	enum line_kind kind;
};
struct line_list {
	struct line *items;
	size_t count, cap;
};

/* The line for comparisons: folded, white space collapsed, emphasis removed; empty for very long lines. Computed on
 * first use, because few lines are ever compared. */
struct span line_plain(struct arena *a, struct line *line);

/* Classifies all lines of `text`, which is UTF-8 and must outlive *out. */
void lines_read(struct arena *a, struct span text, struct line_list *out);

/* Does it contain a year or a time of day? */
bool lines_dated(struct span line);

#endif
