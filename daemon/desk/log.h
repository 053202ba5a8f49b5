/* log: one line per outcome, on standard error, as key=value fields.
 *
 *   2026-11-02T09:14:03.120Z level=info event=mail mailbox=support uid=12 verdict=new ticket=4
 *
 * No mail text, no customer's address and no secret goes into a line above level LOG_DEBUG. A value is quoted when it
 * needs it, so that it can add neither a field nor a line. The sink and the level are the one global here. */
#ifndef CAREDESK_LOG_H
#define CAREDESK_LOG_H

#include "parsers/base/err.h"
#include "parsers/base/span.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

#define LOG_MAX_LINE 1024 /* bytes; a longer line is cut */

struct log_line {
	bool off; /* below the level: nothing is built */
	size_t len;
	char text[LOG_MAX_LINE];
};

/* Sets the level, below which lines are dropped, and where lines are written. Initially LOG_INFO and 2. */
void log_setup(enum log_level level, int fd);
/* Puts "<3>" and the like in front of each line, for the journal (sd-daemon(3)). To be set before the first fork. */
void log_priorities(bool on);
/* Would a line of that level be written? */
bool log_wants(enum log_level level);

/* A line is built between log_start and log_end; what is longer than LOG_MAX_LINE is cut. */
void log_start(struct log_line *l, enum log_level level, const char *event);
void log_span(struct log_line *l, const char *key, struct span value);
void log_text(struct log_line *l, const char *key, const char *value);
void log_number(struct log_line *l, const char *key, int64_t value);
void log_end(struct log_line *l); /* writes the line with a single write() */

/* Logs a whole line: the event, and the error's kind and text. */
void log_err(enum log_level level, const char *event, const struct err *err);
/* "retry", "refused", … */
const char *log_kind(const struct err *err);

#endif
