/* authresults: parses Authentication-Results by its grammar (RFC 8601): comments, quoted strings, version,
 * properties. */
#ifndef CAREDESK_AUTHRESULTS_H
#define CAREDESK_AUTHRESULTS_H

#include "parsers/mail.h"

/* Parses one unfolded field value into the arena. Never fails: a value that does not follow the grammar is `broken`. */
void authres_parse(struct arena *a, struct span value, struct authres *out);

#endif
