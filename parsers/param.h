/* param: structured header values with parameters (Content-Type, Content-Disposition): RFC 2045, RFC 2231 continuations
 * and charsets, and the encoded-words in quotes, raw 8-bit bytes and missing quotes that real clients send. */
#ifndef CAREDESK_PARAM_H
#define CAREDESK_PARAM_H

#include "parsers/charset.h"

#define PARAM_MAX 64 /* parameters of one field, pieces included; the rest is not looked at */

struct param {
	struct span name;  /* lower case, without "*0*" */
	struct span value; /* decoded, UTF-8 */
};
struct param_list {
	struct param *items;
	size_t count, cap;
};
struct param_value {
	struct span main; /* before the first ';', lower case, without comments and blanks: "text/plain" */
	struct param_list params;
};

/* Never fails: what can't be read is left out. Everything lives in the arena or in `raw`. */
void param_parse(struct charsets *c, struct arena *a, struct span raw, struct param_value *out);
/* The parameter's value, or the empty span. */
struct span param_get(const struct param_value *v, struct span name);

/* All but name, filename and boundary, for the type to be rewritten: "charset=utf-8; method=REPLY". Values of
 * printable ASCII without '"', '\\' and ';' alone, at most PARAM_PLAIN_MAX bytes in all; what is beyond is left out. */
#define PARAM_PLAIN_MAX 400
struct span param_plain(struct arena *a, const struct param_value *v);

#endif
