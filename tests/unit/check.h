/* check: what the unit tests share. Include it first of all. */
#ifndef CAREDESK_TESTS_CHECK_H
#define CAREDESK_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "parsers/base/arena.h"
#include "parsers/charset.h"

/* A copy in a heap block of its exact size, so that a read past the end is seen. Free it. */
static inline struct span check_exact(struct span s)
{
	char *copy = malloc(s.len ? s.len : 1);
	if (s.len)
		memcpy(copy, s.ptr, s.len);
	return (struct span){copy, s.len};
}

/* Long lists of attempts: every how-manyth is tried. STEP in the environment, 7 under the sanitizers; all without
 * it. */
static inline size_t check_step(void)
{
	const char *step = getenv("STEP");
	size_t n = step ? strtoul(step, NULL, 10) : 1;
	if (n > 1)
		printf("STEP=%zu: of the attempts, one in %zu\n", n, n);
	return n ? n : 1;
}

/* What a measured span may be on this machine, where others work too: the more of them, the longer. */
static inline double check_allowed(double seconds)
{
	double load = 0, processors = (double)sysconf(_SC_NPROCESSORS_ONLN);
	return getloadavg(&load, 1) == 1 && load > processors ? seconds * load / processors : seconds;
}

/* Set-up and tear-down of a group whose *state is a struct charsets. */
static inline int check_charsets(void **state)
{
	*state = charsets_new();
	return *state ? 0 : -1;
}
static inline int check_charsets_free(void **state)
{
	charsets_free(*state);
	return 0;
}

#define CHECK_SPAN(got, want)                                                                                          \
	do {                                                                                                           \
		struct span check_got = (got), check_want = (want);                                                    \
		if (!span_eq(check_got, check_want))                                                                   \
			fail_msg("%s:%d: got \"%.*s\", want \"%.*s\"", __FILE__, __LINE__, SPAN_ARG(check_got),        \
				 SPAN_ARG(check_want));                                                                \
	} while (0)

#endif
