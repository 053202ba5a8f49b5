/* fuzz: what the fuzz targets share. Each fuzz_TARGET.c is one program; its kept inputs are seeds/TARGET/. */
#ifndef CAREDESK_TESTS_FUZZ_H
#define CAREDESK_TESTS_FUZZ_H

#include "parsers/base/utf8.h"
#include "parsers/charset.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Checks what must hold for every input: an input for which it doesn't is kept, as a crash is. */
static inline void must(bool holds)
{
	if (!holds)
		abort();
}

/* Opened once, because opening takes longer than a thousand inputs. */
static inline struct charsets *fuzz_charsets(void)
{
	static struct charsets *opened;
	if (!opened)
		opened = charsets_new();
	return opened;
}

/* The first byte chooses the parser, the others are its input. */
static inline void fuzz_one(void (*const parsers[])(struct arena *, struct span), size_t count, struct span in)
{
	struct arena a;
	if (!in.len)
		return;
	arena_init(&a);
	parsers[(unsigned char)in.ptr[0] % count](&a, span_from(in, 1));
	arena_clear(&a);
}

static inline bool is_line(struct span s)
{
	return utf8_valid(s) && span_chr(s, '\n') < 0 && span_chr(s, '\r') < 0;
}

#endif
