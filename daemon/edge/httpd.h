/* httpd: answers GET and HEAD, in the caller's own process and thread (libmicrohttpd).
 *
 * Clients are bounded: so many connections, so much memory each, and a time by which each is over, whatever it does.
 * One answer a connection. */
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
	const char *type; /* of the body */
	struct buf body;
};

struct httpd_options {
	const char *listen; /* "127.0.0.1:8025", "[::1]:8025", "localhost:8025", or the path of a socket to be made */
	const char *token;  /* NULL: none is asked for, and only names of this machine are answered to */
	/* allowed: the client has shown the token, or none is asked for. *out is zeroed except for an initialised body.
	 */
	void (*answer)(void *ctx, struct span path, bool allowed, struct httpd_answer *out);
	void *ctx;
};

/* ERR_CONFIG: it can't be listened there. The options must outlive *out, except for `listen`. */
int httpd_open(const struct httpd_options *options, struct httpd **out, struct err *err);
/* Serves for at most that long. ERR_RETRY. */
int httpd_serve(struct httpd *h, int milliseconds, struct err *err);
void httpd_close(struct httpd *h); /* NULL is fine */

#endif
