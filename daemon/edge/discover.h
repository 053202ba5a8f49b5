/* discover: where a domain's mail servers are (RFC 6186 and 8314 SRV records, MX, the usual names), and how to connect
 * to them. */
#ifndef CAREDESK_DISCOVER_H
#define CAREDESK_DISCOVER_H

#include "daemon/edge/connection.h"

#define DISCOVER_SECONDS 4 /* for one attempt */

struct candidate {
	struct span host;
	int port;   /* 0: the usual ports */
	bool plain; /* loopback without TLS, and nothing else */
};
struct candidate_list {
	struct candidate *items;
	size_t count, cap;
};

/* Appends candidates, the likeliest first, localhost last. Asks DNS; a query without an answer adds nothing. */
void discover_candidates(struct arena *a, enum protocol protocol, struct span domain, struct candidate_list *out);
/* Appends the SRV records of a DNS answer, by priority. False: it is not a DNS answer. */
bool discover_srv(struct arena *a, struct span answer, struct candidate_list *out);

/* Tries TLS from the first byte, STARTTLS and, on loopback, no TLS. On success *server is what was tried: host, port
 * and tls as found, `user` NULL, `timeout` DISCOVER_SECONDS, without TLS `ca_file` NULL; *auth says whether it offers
 * AUTH. ERR_REFUSED: there is a server, but its certificate is not trusted; *server is filled then too. */
int discover_try(struct arena *a, enum protocol protocol, const struct candidate *c, struct server *server, bool *auth,
		 struct err *err);

#endif
