/* tnef: reads Outlook's winmail.dat (MS-OXTNEF): a mail's text and files, packed into one. Bounded, safe on any
 * bytes. */
#ifndef CAREDESK_TNEF_H
#define CAREDESK_TNEF_H

#include "parsers/charset.h"

#define TNEF_MAX_FILES 100

struct tnef_file {
	struct span name;  /* UTF-8, perhaps empty */
	struct span type;  /* "image/png", perhaps empty */
	struct span bytes; /* a view of the input */
};
struct tnef {
	struct span text; /* UTF-8; empty if there is none */
	struct span html; /* the same as HTML, if there is no plain text */
	struct tnef_file files[TNEF_MAX_FILES];
	size_t count;
};

/* False if the bytes are not TNEF. */
bool tnef_read(struct charsets *c, struct arena *a, struct span bytes, struct tnef *out);

#endif
