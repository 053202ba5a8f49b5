/* pattern: case-insensitive UTF-8 regular expressions (PCRE2) with bounded work: match, depth and heap limits, and one
 * for the total over all start positions. \w and the like know all letters; invalid UTF-8 matches nothing. Not
 * thread-safe. */
#ifndef CAREDESK_PATTERN_H
#define CAREDESK_PATTERN_H

#include "parsers/base/err.h"
#include "parsers/base/span.h"

struct pattern;

#define PATTERN_MATCH_LIMIT 100000
#define PATTERN_MAX_SUBJECT ((size_t)256 << 10) /* bytes of text that are matched; the rest is ignored */

/* Compiles a regex; the caller frees *out. ERR_CONFIG with PCRE2's message and the offset. */
int pattern_new(struct span regex, struct pattern **out, struct err *err);
void pattern_free(struct pattern *p); /* NULL is fine */

enum pattern_result {
	PATTERN_NO,
	PATTERN_YES,
	PATTERN_LIMIT
}; /* PATTERN_LIMIT: a limit was hit; treat as no, and report it */
enum pattern_result pattern_match(const struct pattern *p, struct span text);

#endif
