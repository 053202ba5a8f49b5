/* discover: where a domain's mail servers are (RFC 6186 and 8314 SRV records, MX, the usual names), and how they are
 * spoken to. */
#ifndef CAREDESK_DISCOVER_H
#define CAREDESK_DISCOVER_H

#include "daemon/edge/connection.h"

#define DISCOVER_SECONDS 4 /* for one try */

struct candidate {
	struct span host;
	int port;   /* 0: the usual ones */
	bool plain; /* loopback without TLS, and nothing else */
};
struct candidate_list {
	struct candidate *items;
	size_t count, cap;
};

/* The likeliest first; localhost last. Asks DNS; what is not answered is left out. */
void discover_candidates(struct arena *a, enum protocol protocol, struct span domain, struct candidate_list *out);
/* The SRV records (class IN) of a DNS answer, by priority; false: it is none. */
bool discover_srv(struct arena *a, struct span answer, struct candidate_list *out);

/* Tries TLS from the first byte, STARTTLS, and, on loopback, none: fills host, port and tls of *server (the rest stays)
 * and says whether it offers AUTH. ERR_REFUSED: it is there, and its certificate is not trusted; server is filled then
 * too. */
int discover_try(struct arena *a, enum protocol protocol, const struct candidate *c, struct server *server, bool *auth,
		 struct err *err);

#endif
