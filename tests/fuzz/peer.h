/* peer: implements daemon/edge/connection.h with a server that plays given bytes, whatever it receives. */
#ifndef CAREDESK_TESTS_FUZZ_PEER_H
#define CAREDESK_TESTS_FUZZ_PEER_H

#include "parsers/base/span.h"

/* Sets what the next connection receives; keeps no copy. The lines up to the first empty one are the greeting; the
 * first byte after that says how many bytes come at a time. */
void peer_says(struct span bytes);

#endif
