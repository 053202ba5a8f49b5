/* span: a view of bytes owned by others; never assumed to end in NUL.
 *
 * A span is valid as long as the memory it points into. An empty span may have a NULL ptr. Functions with an i in their
 * name (span_ieq) ignore the case of ASCII letters. */
#ifndef CAREDESK_SPAN_H
#define CAREDESK_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
	const char *ptr;
	size_t len;
};

struct span_list {
	struct span *items;
	size_t count, cap;
};

/* A literal as a span. */
#define SPAN(literal) ((struct span){(literal), sizeof(literal) - 1})
/* The same in the initializer of a static table. */
#define SPAN_INIT(literal)                                                                                             \
	{                                                                                                              \
		(literal), sizeof(literal) - 1                                                                         \
	}
/* A span as the two arguments of "%.*s". */
#define SPAN_ARG(s) (int)((s).len > 65535 ? 65535 : (s).len), (s).ptr ? (s).ptr : ""
#define SPAN_NONE ((struct span){NULL, 0})

/* The bytes of a NUL-terminated string; the empty span for NULL. */
static inline struct span span_of(const char *text)
{
	return (struct span){text, text ? strlen(text) : 0};
}

static inline struct span span_make(const void *ptr, size_t len)
{
	return (struct span){ptr, len};
}

/* Most differing spans differ in the first byte; comparing it saves a call. */
static inline bool span_eq(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || (*a.ptr == *b.ptr && memcmp(a.ptr, b.ptr, a.len) == 0));
}

static inline bool span_starts(struct span s, struct span prefix)
{
	return s.len >= prefix.len &&
	       (prefix.len == 0 || (*s.ptr == *prefix.ptr && memcmp(s.ptr, prefix.ptr, prefix.len) == 0));
}

bool span_ieq(struct span a, struct span b);
bool span_istarts(struct span s, struct span prefix);
bool span_ends(struct span s, struct span suffix);
bool span_iends(struct span s, struct span suffix);
/* Compares like memcmp; a prefix sorts first. */
int span_cmp(struct span a, struct span b);

/* Index of the first occurrence, or -1. */
ptrdiff_t span_find(struct span s, struct span needle);
ptrdiff_t span_ifind(struct span s, struct span needle);
ptrdiff_t span_chr(struct span s, char c);
ptrdiff_t span_rchr(struct span s, char c);

/* Subspans; `from` and `count` beyond the end are reduced to it. */
static inline struct span span_from(struct span s, size_t from)
{
	if (from == 0)
		return s;
	if (from >= s.len)
		return (struct span){s.ptr ? s.ptr + s.len : NULL, 0};
	return (struct span){s.ptr + from, s.len - from};
}

struct span span_sub(struct span s, size_t from, size_t count);
/* Trim white space (space, tab, CR, LF, FF, VT) from both ends, or from the right one. */
struct span span_trim(struct span s);
struct span span_rtrim(struct span s);

/* Takes the part up to the first `sep` (all if there is none) from the front of *rest, and drops the `sep`; false if
 * *rest was empty. */
bool span_cut(struct span *rest, char sep, struct span *part);
/* The same by lines: LF, CRLF or a bare CR ends a line and is not part of it. */
bool span_line(struct span *rest, struct span *line);
/* The same by white space; leading white space is skipped. */
bool span_word(struct span *rest, struct span *word);
/* Number of words, as taken by span_word. */
size_t span_words(struct span s);

/* Parses a number of decimal digits; false on any other byte, an empty span, or overflow. */
bool span_u64(struct span s, uint64_t *out);

bool span_in(const struct span_list *list, struct span s);
bool span_iin(const struct span_list *list, struct span s);

#endif
