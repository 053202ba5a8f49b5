/* http: one POST over verified TLS (libcurl), bounded in time and size. No redirect is followed. http:// is as it is
 * asked for: the configuration's checks say where it may be. */
#ifndef CAREDESK_HTTP_H
#define CAREDESK_HTTP_H

#include "parsers/base/arena.h"
#include "parsers/base/err.h"

#define HTTP_ANSWER_MAX ((size_t)256 << 10) /* more is cut off, and refused */

struct http_request {
	const char *url;
	const char *content_type;
	struct span body;
	const char *ca_file;       /* NULL: the system's */
	const char *proxy;         /* NULL: none */
	int timeout;               /* seconds for all of it */
	const char *shown;         /* what errors call it; NULL: the URL */
	const char *const *fields; /* more header fields, "name: value", NULL at the end; NULL: none */
	int stop;         /* when it can be read, the exchange is cut off within a second; 0: nothing does that */
	bool public_only; /* addresses that are not the internet's are not connected to (netaddr.h) */
	bool no_body;     /* of the answer the status is all that is wanted: the rest is thrown away, and of no
			   * consequence */
};
struct http_answer {
	int status;
	struct span body;
	int64_t retry_after; /* seconds, as Retry-After says; 0: it does not */
};

/* ERR_RETRY: not reached, or no answer; ERR_REFUSED: its certificate is not right, or the answer too large. Any status
 * is an answer. No error has the body in its text. */
int http_post(const struct http_request *request, struct arena *a, struct http_answer *out, struct err *err);

#endif
