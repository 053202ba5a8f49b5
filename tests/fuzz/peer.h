/* peer: daemon/edge/connection.h over bytes that are there already: a server that says them, whatever it is told. */
#ifndef CAREDESK_TESTS_FUZZ_PEER_H
#define CAREDESK_TESTS_FUZZ_PEER_H

#include "parsers/base/span.h"

/* What the next connection hears. The lines up to the first empty one are its greeting; the first byte after that line
 * says how many bytes come at a time. */
void peer_says(struct span bytes);

#endif
