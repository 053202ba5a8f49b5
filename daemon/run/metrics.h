/* metrics: how the desk is doing, for monitoring, in the format of OpenMetrics 1.0. */
#ifndef CAREDESK_METRICS_H
#define CAREDESK_METRICS_H

#include "daemon/run/status.h"
#include "parsers/base/buf.h"

#define METRICS_TYPE "application/openmetrics-text; version=1.0.0; charset=utf-8"

void metrics_write(struct buf *out, const struct desk_status *s, const char *version);

#endif
