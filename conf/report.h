/* report: the list of errors in a configuration, one line each as compilers write them, in the order of files and
 * lines. */
#ifndef CAREDESK_CONF_REPORT_H
#define CAREDESK_CONF_REPORT_H

#include "conf/conf.h"

#define REPORT_MAX_LINES 500 /* further ones are counted, not listed */

/* "file:line: error: …"; with line 0: "file: error: …". */
void report_error(struct conf_errors *e, const char *file, unsigned line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void report_warning(struct conf_errors *e, const char *file, unsigned line, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Adds a complete line; counts as an error. */
void report_line(struct conf_errors *e, const char *line);
/* "; did you mean `WORD`?" for the nearest of the words, or "". */
const char *report_meant(struct conf_errors *e, struct span word, const struct span_list *words);

#endif
