/* listen: an address to listen on: "host:port", "[::1]:port", or the path of a socket. */
#ifndef CAREDESK_LISTEN_H
#define CAREDESK_LISTEN_H

#include "parsers/base/span.h"

/* Splits into host (without brackets) and port; false: it has another form. */
bool listen_address(struct span listen, struct span *host, struct span *port);
bool listen_is_path(struct span listen);
/* Is it reachable from this machine only? */
bool listen_is_local(struct span listen);

#endif
