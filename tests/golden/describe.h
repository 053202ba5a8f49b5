/* describe: a plan as text for people: stable, one fact a line. */
#ifndef CAREDESK_TESTS_DESCRIBE_H
#define CAREDESK_TESTS_DESCRIBE_H

#include "daemon/core/base/plan.h"
#include "parsers/base/buf.h"

/* with_bodies: the mails' whole text too, else a line for each mail. */
void describe_plan(const struct plan *plan, bool with_bodies, struct buf *out);

#endif
