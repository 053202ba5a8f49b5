/* failed: whose delivery failed, as a report says it in groups, headers, dialogues or words. */
#ifndef CAREDESK_FAILED_H
#define CAREDESK_FAILED_H

#include "parsers/evidence.h"

/* Fills e->mail->bounce.recipients. Whom such reports name besides (whom to ask, who wrote, who reports) is no
 * recipient. */
void failed_read(struct evidence *e);

#endif
