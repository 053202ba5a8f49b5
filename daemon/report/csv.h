/* csv: a table of a report as RFC 4180 has it: a line of names, CRLF, times in seconds, empty where a figure can't be
 * known. */
#ifndef CAREDESK_REPORT_CSV_H
#define CAREDESK_REPORT_CSV_H

#include "daemon/report/report.h"
#include "parsers/base/buf.h"

void csv_write(struct buf *out, const struct report *r, enum report_by by);

#endif
