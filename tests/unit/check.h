/* check: what the unit tests share. Include it first. */
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

/* A copy in a heap block of its exact size, so that the sanitizers see a read past its end. The caller frees its
 * bytes. */
static inline struct span check_exact(struct span s)
{
	char *copy = malloc(s.len ? s.len : 1);
	if (s.len)
		memcpy(copy, s.ptr, s.len);
	return (struct span){copy, s.len};
}

/* For long tables: only every n-th case is tried. n is STEP from the environment (7 under `make asan`), or else 1. */
static inline size_t check_step(void)
{
	const char *step = getenv("STEP");
	size_t n = step ? strtoul(step, NULL, 10) : 1;
	if (n > 1)
		printf("STEP=%zu: of the attempts, one in %zu\n", n, n);
	return n ? n : 1;
}

/* How long work that takes that many seconds on an idle machine may take under the current load. */
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
