/* log: one line per outcome, on standard error, as key=value fields.
 *
 *   2026-11-02T09:14:03.120Z level=info event=mail mailbox=support uid=12 verdict=new ticket=4
 *
 * No mail text, no customer's address and no secret goes into a line above LOG_DEBUG. A value is quoted when it
 * needs it, so a value can add neither a field nor a line. The sink and the level are the one global here. */
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

/* What is below `level` is dropped from now on. fd: where lines go. At the start: LOG_INFO, 2. */
void log_setup(enum log_level level, int fd);
/* For the journal: "<3>" and the like in front of each line (sd-daemon(3)). Set it before the first process is forked.
 */
void log_priorities(bool on);
/* A line is built between log_start and log_end; what is longer than LOG_MAX_LINE is cut. */
bool log_wants(enum log_level level);

void log_start(struct log_line *l, enum log_level level, const char *event);
void log_span(struct log_line *l, const char *key, struct span value);
void log_text(struct log_line *l, const char *key, const char *value);
void log_number(struct log_line *l, const char *key, int64_t value);
void log_end(struct log_line *l); /* writes it with one write() */

/* A whole line for an error: event and the error's kind and text. */
void log_err(enum log_level level, const char *event, const struct err *err);
/* "retry", "refused", … */
const char *log_kind(const struct err *err);

#endif
