/* exact: a copy of a text in a heap block of exactly its size, without a NUL, so that sanitizers see a read past its
 * end. */
#ifndef CAREDESK_TEST_EXACT_H
#define CAREDESK_TEST_EXACT_H

#include "parsers/base/span.h"

#include <stdlib.h>
#include <string.h>

static inline struct span exact_new(const char *text)
{
	size_t len = strlen(text);
	char *copy = malloc(len ? len : 1);

	if (!copy)
		abort();
	memcpy(copy, text, len);
	return span_make(copy, len);
}

static inline void exact_free(struct span s)
{
	free((void *)(uintptr_t)s.ptr);
}

#endif
