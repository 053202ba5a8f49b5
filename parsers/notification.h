/* notification: reads notifications of Amazon's mail service (SES) about a mail, sent by mail as JSON: either the
 * notification itself, or wrapped as a string in one of its message service (SNS). */
#ifndef CAREDESK_NOTIFICATION_H
#define CAREDESK_NOTIFICATION_H

#include "parsers/dsn.h"

/* Adds the recipients to whom delivery failed or is delayed, and the mail's Message-IDs (raw values). False if the text
 * is not a notification with such recipients. Text after the JSON is ignored. Makes no system calls except for
 * memory. */
bool notification_read(struct arena *a, struct span text, struct dsn *out, struct span_list *ids);

#endif
