/* notification: what Amazon's mail service tells about a mail, in JSON, by mail: the notification itself or, again,
 * as a string inside the one of its message service. */
#ifndef CAREDESK_NOTIFICATION_H
#define CAREDESK_NOTIFICATION_H

#include "parsers/dsn.h"

/* Adds whose delivery failed or is late, and the Message-IDs (raw values) of the mail. False: the text is no such
 * notification, or of something else. What follows the JSON is passed over. Makes no system calls except for
 * memory. */
bool notification_read(struct arena *a, struct span text, struct dsn *out, struct span_list *ids);

#endif
