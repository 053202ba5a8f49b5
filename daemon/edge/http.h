/* http: one POST over verified TLS (libcurl), bounded in time and size. Redirects are not followed. An http:// URL is
 * used as given, without TLS: the configuration's checks say where it is allowed. */
#ifndef CAREDESK_HTTP_H
#define CAREDESK_HTTP_H

#include "parsers/base/arena.h"
#include "parsers/base/err.h"

#define HTTP_ANSWER_MAX ((size_t)256 << 10) /* a larger answer is refused */

struct http_request {
	const char *url;
	const char *content_type;
	struct span body;
	const char *ca_file;       /* NULL: the system's */
	const char *proxy;         /* NULL: none */
	int timeout;               /* seconds for the whole exchange */
	const char *shown;         /* its name in errors; NULL: the URL */
	const char *const *fields; /* more header fields, "name: value", NULL at the end; NULL: none */
	int stop;         /* a descriptor: once it is readable, the exchange is aborted within a second; 0: none */
	bool public_only; /* connect to public addresses only (netaddr.h) */
	bool no_body;     /* only the status counts: the answer's body is discarded, and an error in it is ignored */
};
struct http_answer {
	int status;
	struct span body;
	int64_t retry_after; /* seconds, from Retry-After; 0: there is none */
};

/* out->body is in the arena. ERR_RETRY: not reached, or no answer; ERR_REFUSED: the certificate is not trusted, the
 * address is not public, or the answer is too large. Any status is an answer. No error's text contains the body. */
int http_post(const struct http_request *request, struct arena *a, struct http_answer *out, struct err *err);

#endif
