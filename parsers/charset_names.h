/* charset_names: the charsets of the C library's iconv and the names that mails use for them. Names are compared
 * without case and punctuation: "ISO_8859-2", "iso8859-2" and "iso88592" are one. */
#ifndef CAREDESK_CHARSET_NAMES_H
#define CAREDESK_CHARSET_NAMES_H

#include "parsers/base/span.h"

struct charset_name {
	const char *iconv;   /* its name for iconv_open */
	const char *aliases; /* blank-separated words of lower-case letters and digits */
};

extern const struct charset_name charset_names[];
extern const size_t charset_names_count;

/* Row of the charset with that name, or -1. What mail clients and the web mean by a name wins over its registered
 * meaning: "iso-8859-1" is windows-1252, "gb2312" is gb18030. */
ptrdiff_t charset_names_find(struct span name);
/* Row of the charset whose name is closest to an unknown one ("iso-8559-1"), or -1. */
ptrdiff_t charset_names_near(struct span name);

#endif
