/* chart: a report's figures as pictures. */
#ifndef CAREDESK_REPORT_CHART_H
#define CAREDESK_REPORT_CHART_H

#include "daemon/report/drawing.h"
#include "daemon/report/report.h"

enum chart { CHART_FLOW, CHART_TIMES, CHART_LOAD, CHART_RATINGS, CHART_HOURS, CHART_COUNT };

/* Needs the tables by day (flow) and by agent (load). False: there is nothing to show. */
bool chart_draw(enum chart chart, const struct report *r, struct span language, struct arena *a, struct drawing *out);
const char *chart_name(enum chart chart); /* "flow" … */

#endif
