/* pictured: a report in a mail: its figures as template variables, its charts as pictures. */
#ifndef CAREDESK_PICTURED_H
#define CAREDESK_PICTURED_H

#include "daemon/core/base/facts.h"
#include "daemon/report/chart.h"
#include "store/records.h"
#include "templates/template.h"

/* Sets the list `figures` (name, value) from a row; `all`: including values that are not known. */
void pictured_figures(struct arena *a, struct vars *vars, const struct report_row *row, bool all, struct span language);
/* Sets the variable `charts`, pictures in HTML and words in text, and adds the pictures to `parts`. Charts with nothing
 * to show are left out. */
void pictured_charts(struct arena *a, struct vars *vars, const struct report *r, const enum chart *charts, size_t count,
		     struct span language, struct outmail_part_list *parts);

/* The facts for #report: text and pictures, including a table of agents. */
void pictured_facts(struct arena *a, const struct report *r, struct span language, struct facts_report *out);

#endif
