/* parting: an agent's mail while it is told apart what the agent wrote and what the desk had sent; see own_part.h.
 *
 * sent_lines fills the sources, own_part.c what becomes of each line and what is left, lead the line that leads to what
 * is cut. */
#ifndef CAREDESK_PARTING_H
#define CAREDESK_PARTING_H

#include "daemon/core/base/plan.h"
#include "parsers/base/buf.h"
#include "parsers/echo.h"
#include "parsers/lines.h"

/* What becomes of a line. */
enum use { USE_OWN, USE_BLANK, USE_QUOTE, USE_CUT };

struct parting {
	const struct conf *conf;
	struct arena *a;
	struct echo_source_list sources;
	struct {
		size_t *items;
		size_t count, cap;
	} mail_of;    /* of each source: index in facts->answered, or NO_MAIL */
	size_t bytes; /* of the sources */
	struct {
		uint32_t *items;
		size_t count, cap;
	} public;       /* hashes of lines that were said in public */
	size_t carried; /* visible bytes of the shortest message that may be answered; 0: none */
	size_t quoted;  /* of its lines so far */
	bool is_html;   /* the mail's text was */
	bool in_source; /* marked lines from here on are of a mail that is quoted as it came */
	bool is_inline; /* words of the agent's stand below some of its lines, and not below all */
	struct echo_lines lines;
	struct line_list forms; /* the same lines, as their form says; the last one may be many */
	enum use *uses;
	struct own_part *out;
	struct buf text;
};

#define NO_MAIL SIZE_MAX

/* Fills sources and carried: the mails that may be answered, the messages that they carry, and the ticket's notes. */
void sent_lines_read(struct parting *p, const struct facts *facts, const struct mail *mail);

/* Without white space. */
size_t visible_bytes(struct span s);

/* Cuts what stands directly before line `block`, the first that is cut or quoted, and leads to it: an attribution or a
 * header block of any language, a rule. It names the desk, or a date. */
void lead_cut(struct parting *p, size_t block);

#endif
