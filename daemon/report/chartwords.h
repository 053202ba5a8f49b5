/* chartwords: what a chart shows, in lines of text, for those who see no pictures. */
#ifndef CAREDESK_REPORT_CHARTWORDS_H
#define CAREDESK_REPORT_CHARTWORDS_H

#include "daemon/report/chart.h"
#include "parsers/base/buf.h"

/* The chart's title and a line for each thing in it; nothing where the chart has nothing to show. */
void chart_words(enum chart chart, const struct report *r, struct span language, struct arena *a, struct buf *out);

#endif
