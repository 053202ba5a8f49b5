/* describe: a plan as text for people: stable, one fact a line. */
#ifndef CAREDESK_TESTS_DESCRIBE_H
#define CAREDESK_TESTS_DESCRIBE_H

#include "parsers/base/buf.h"
#include "tests/golden/desk.h"

/* Times are UTC. {agent 1} stands for a token: whose, and of which ticket; {agent 1}#7 for the Message-ID of mail 7.
 * The mails' texts stand there too where the setup says "bodies". */
void describe_plan(const struct golden *d, const struct plan *plan, struct buf *out);

#endif
