/* http: one POST over verified TLS (libcurl), bounded in time and size. No redirect is followed. http:// is for
 * loopback alone. */
#ifndef CAREDESK_HTTP_H
#define CAREDESK_HTTP_H

#include "parsers/base/arena.h"
#include "parsers/base/err.h"

#define HTTP_ANSWER_MAX ((size_t)256 << 10) /* more is cut off, and refused */

struct http_request {
	const char *url;
	const char *content_type;
	struct span body;
	const char *ca_file; /* NULL: the system's */
	const char *proxy;   /* NULL: none */
	int timeout;         /* seconds for all of it */
};
struct http_answer {
	int status;
	struct span body;
};

/* ERR_RETRY: not reached, or no answer; ERR_REFUSED: its certificate is not right, or the answer too large. Any status
 * is an answer. No error has the body in its text. */
int http_post(const struct http_request *request, struct arena *a, struct http_answer *out, struct err *err);

#endif
