/* httpd: answers GET and HEAD, in the caller's own process and thread (libmicrohttpd).
 *
 * Clients are bounded: in the number of connections, the memory of each, and its lifetime, whatever the client does.
 * One answer per connection. */
#ifndef CAREDESK_HTTPD_H
#define CAREDESK_HTTPD_H

#include "parsers/base/buf.h"
#include "parsers/base/err.h"

struct httpd;

#define HTTPD_CONNECTIONS 32
#define HTTPD_MEMORY ((size_t)16 << 10) /* of a request */
#define HTTPD_IDLE_SECONDS 10
#define HTTPD_LIFE_MS 30000

struct httpd_answer {
	unsigned status;  /* 200 … */
	const char *type; /* of the body; NULL: plain text */
	struct buf body;
};

struct httpd_options {
	const char *listen; /* "127.0.0.1:8025", "[::1]:8025", "localhost:8025", or the path of a socket to create */
	const char *token;  /* NULL: none is required, and only requests to a name of this machine are answered */
	/* `allowed`: the client has presented the token, or none is required. *out comes zeroed, with an initialised
	 * body. */
	void (*answer)(void *ctx, struct span path, bool allowed, struct httpd_answer *out);
	void *ctx;
};

/* ERR_CONFIG, ERR_RETRY: it can't listen there. The options must outlive *out, except for `listen`. */
int httpd_open(const struct httpd_options *options, struct httpd **out, struct err *err);
/* Serves requests for at most that long. ERR_RETRY: the server no longer works. */
int httpd_serve(struct httpd *h, int milliseconds, struct err *err);
void httpd_close(struct httpd *h); /* NULL is fine */

#endif
