/* parting: the state while an agent's mail is divided into what the agent wrote and what the desk had sent; see
 * own_part.h.
 *
 * sent_lines.c fills in the sources, own_part.c decides what happens to each line and writes the rest, lead.c finds the
 * lines that lead to what is cut. */
#ifndef CAREDESK_PARTING_H
#define CAREDESK_PARTING_H

#include "daemon/core/base/plan.h"
#include "parsers/base/buf.h"
#include "parsers/echo.h"
#include "parsers/lines.h"

/* What happens to a line. */
enum use { USE_OWN, USE_BLANK, USE_QUOTE, USE_CUT };

struct parting {
	const struct conf *conf;
	struct arena *a;
	struct echo_source_list sources;
	struct {
		size_t *items;
		size_t count, cap;
	} mail_of;    /* for each source: index in facts->answered, or NO_MAIL */
	size_t bytes; /* total of the sources */
	struct {
		uint32_t *items;
		size_t count, cap;
	} public;       /* hashes of lines that were sent to customers or written by them */
	size_t carried; /* visible bytes of the shortest message that the mail may answer; 0: none */
	size_t quoted;  /* … of which this much has been quoted so far */
	bool is_html;   /* the mail's text was made from HTML */
	bool in_source; /* from here on, quoted lines are the source text of a mail */
	bool is_inline; /* words of the agent's are below some of its lines, and not only below all */
	struct echo_lines lines;
	struct line_list forms; /* the same lines, classified by form; the last entry may stand for many */
	enum use *uses;
	struct own_part *out;
	struct buf text;
};

#define NO_MAIL SIZE_MAX

/* Sets sources and carried: the mails that may be answered, the messages in them, and the ticket's notes. */
void sent_lines_read(struct parting *p, const struct facts *facts, const struct mail *mail);

/* Counts bytes without white space. */
size_t visible_bytes(struct span s);

/* Cuts what leads to line `block`, the first that is cut or quoted: an attribution, a header block or a rule directly
 * above it, in any language, that names the desk or a date. */
void lead_cut(struct parting *p, size_t block);

#endif
