/* failed: the recipients to whom delivery failed, from a report's groups, headers, SMTP dialogue or words. */
#ifndef CAREDESK_FAILED_H
#define CAREDESK_FAILED_H

#include "parsers/evidence.h"

/* Fills e->mail->bounce.recipients. Others whom such reports name (contacts, the author, the reporting system) are not
 * recipients. */
void failed_read(struct evidence *e);

#endif
