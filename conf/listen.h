/* listen: where something listens: "host:port", "[::1]:port", or the path of a socket. */
#ifndef CAREDESK_LISTEN_H
#define CAREDESK_LISTEN_H

#include "parsers/base/span.h"

/* host (without brackets) and port apart; false: it is neither that nor anything. */
bool listen_address(struct span listen, struct span *host, struct span *port);
bool listen_is_path(struct span listen);
/* Does it reach this machine alone? */
bool listen_is_local(struct span listen);

#endif
