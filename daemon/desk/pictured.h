/* pictured: a report for a mail: its figures as the variables of templates, its charts as pictures. */
#ifndef CAREDESK_PICTURED_H
#define CAREDESK_PICTURED_H

#include "daemon/core/base/facts.h"
#include "daemon/report/chart.h"
#include "store/records.h"
#include "templates/template.h"

/* The list `figures` (name, value): those of a row; `all`: also those that can't be known. */
void pictured_figures(struct arena *a, struct vars *vars, const struct report_row *row, bool all, struct span language);
/* The variable `charts`, pictures in HTML and words in the text, and the parts that it shows. Those of the charts that
 * have something to show. */
void pictured_charts(struct arena *a, struct vars *vars, const struct report *r, const enum chart *charts, size_t count,
		     struct span language, struct outmail_part_list *parts);

/* The same as facts for #report: text and pictures, those of the agents too. */
void pictured_facts(struct arena *a, const struct report *r, struct span language, struct facts_report *out);

#endif
