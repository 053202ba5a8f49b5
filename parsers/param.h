/* param: parses header values with parameters (Content-Type, Content-Disposition): RFC 2045, RFC 2231 continuations and
 * charsets, and what real clients send: encoded-words in quotes, raw 8-bit bytes, missing quotes. */
#ifndef CAREDESK_PARAM_H
#define CAREDESK_PARAM_H

#include "parsers/charset.h"

#define PARAM_MAX 64 /* parameters per field, counting each piece; the rest is not read */

struct param {
	struct span name;  /* lower case, without "*0*" */
	struct span value; /* decoded, UTF-8 */
};
struct param_list {
	struct param *items;
	size_t count, cap;
};
struct param_value {
	struct span main; /* the part before the first ';', lower case, without comments and blanks: "text/plain" */
	struct param_list params;
};

/* Never fails: unreadable parameters are left out. Results point into the arena or `raw`. */
void param_parse(struct charsets *c, struct arena *a, struct span raw, struct param_value *out);
/* The value of the parameter with that name, or the empty span. */
struct span param_get(const struct param_value *v, struct span name);

/* The parameters except name, filename and boundary, for writing the type again: "charset=utf-8; method=REPLY". Only
 * values of printable ASCII without '"', '\\' and ';', and at most PARAM_PLAIN_MAX bytes in total; others are left
 * out. */
#define PARAM_PLAIN_MAX 400
struct span param_plain(struct arena *a, const struct param_value *v);

#endif
