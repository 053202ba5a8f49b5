/* xlsx: a report as a spreadsheet: a sheet for each table that there is, with real numbers, dates and durations. */
#ifndef CAREDESK_REPORT_XLSX_H
#define CAREDESK_REPORT_XLSX_H

#include "daemon/report/report.h"
#include "parsers/base/err.h"

#define XLSX_CUSTOMERS 20000 /* as many as its sheet has: those with most tickets */

/* Makes or replaces that file. ERR_RETRY: it can't be written. */
int xlsx_write(const char *path, const struct report *r, struct span language, struct err *err);

#endif
