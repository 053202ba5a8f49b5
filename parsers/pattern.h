/* pattern: case-blind UTF-8 PCRE2 with bounded work: match, depth and heap limits, and one over all places where a
 * match may begin. \w and the like know all letters; bytes that are not UTF-8 match nothing. Not for use by two threads
 * at once. */
#ifndef CAREDESK_PATTERN_H
#define CAREDESK_PATTERN_H

#include "parsers/base/err.h"
#include "parsers/base/span.h"

struct pattern;

#define PATTERN_MATCH_LIMIT 100000
#define PATTERN_MAX_SUBJECT ((size_t)256 << 10) /* bytes looked at; the rest is not */

/* ERR_CONFIG with PCRE2's words and the offset. Owned by the caller. */
int pattern_new(struct span regex, struct pattern **out, struct err *err);
void pattern_free(struct pattern *p); /* NULL is fine */

enum pattern_result { PATTERN_NO, PATTERN_YES, PATTERN_LIMIT }; /* LIMIT: a bound was hit; treat as no and say so */
enum pattern_result pattern_match(const struct pattern *p, struct span text);

#endif
