/* tnef: Outlook's winmail.dat (MS-OXTNEF): the text and the files of a mail, packed in one. Bounded, safe on any
 * bytes. */
#ifndef CAREDESK_TNEF_H
#define CAREDESK_TNEF_H

#include "parsers/charset.h"

#define TNEF_MAX_FILES 100

struct tnef_file {
	struct span name;  /* UTF-8, perhaps empty */
	struct span type;  /* "image/png", perhaps empty */
	struct span bytes; /* a part of what was handed in */
};
struct tnef {
	struct span text; /* UTF-8; empty where there is none */
	struct span html; /* the same, where that is all that there is */
	struct tnef_file files[TNEF_MAX_FILES];
	size_t count;
};

/* False for what is not TNEF. */
bool tnef_read(struct charsets *c, struct arena *a, struct span bytes, struct tnef *out);

#endif
