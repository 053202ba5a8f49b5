/* html: a report as one HTML file that needs nothing else: charts and tables, for screens of every size, light and
 * dark, and paper. */
#ifndef CAREDESK_REPORT_HTML_H
#define CAREDESK_REPORT_HTML_H

#include "daemon/report/report.h"
#include "parsers/base/buf.h"

#define HTML_CUSTOMERS 20 /* as many as a page should have */

/* A page and its end, with what stands between them: several reports, say. renew: seconds after which a browser asks
 * for it again; 0: it does not. */
void html_begin(struct buf *out, struct span title, struct span language, unsigned renew);
void html_end(struct buf *out);
/* Heading, tiles, charts and the tables that there are. `customers`: the table by customer too. */
void html_report(struct buf *out, const struct report *r, struct span language, bool customers);

#endif
