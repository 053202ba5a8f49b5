/* print: a plan as text for people: stable, one fact a line. */
#ifndef CAREDESK_PRINT_H
#define CAREDESK_PRINT_H

#include "daemon/core/plan.h"
#include "parsers/base/buf.h"

/* with_mails: their whole text too (golden tests), else a line for each. */
void plan_print(const struct plan *plan, bool with_mails, struct buf *out);

#endif
