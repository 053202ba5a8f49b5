/* describe: a plan as readable, stable text, one fact per line. */
#ifndef CAREDESK_TESTS_DESCRIBE_H
#define CAREDESK_TESTS_DESCRIBE_H

#include "parsers/base/buf.h"
#include "tests/golden/desk.h"

/* Times are UTC. {agent 1} stands for a token: its role and its ticket; {agent 1}#7 for the Message-ID of mail 7. If
 * the setup says "bodies", the mails' texts are included. */
void describe_plan(const struct golden *d, const struct plan *plan, struct buf *out);

#endif
