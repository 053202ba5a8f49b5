/* library: loads a library when it is first used. Loading those that most commands do without would take longer than
 * the rest of a start.
 *
 * The Makefile lists them (LATE). library.sh generates a jump for each of their functions that we call, so that the
 * calls are written as usual, and these tables. Where it knows no jump for the processor, they are linked as usual. */
#ifndef CAREDESK_LIBRARY_H
#define CAREDESK_LIBRARY_H

#include "parsers/base/err.h"

#include <stddef.h>

/* Must have succeeded before a function of the library is called, if only with a NULL pointer. The second time, and
 * for a library that is linked as usual, there is nothing to do. */
int library_load(const char *name, struct err *err);

/* --- generated --- */

#ifdef __aarch64__
#define LIBRARY_PAGE 65536 /* the largest that there is */
#else
#define LIBRARY_PAGE 4096
#endif
#define LIBRARY_MOST (LIBRARY_PAGE / sizeof(void *))

extern const struct library {
	const char *name, *file;              /* "cairo", "libcairo.so.2" */
	const char *const *functions;         /* ends with NULL */
	size_t first;                         /* of its addresses */
} libraries[];                                /* ends with a name of NULL */
extern void *library_addresses[LIBRARY_MOST]; /* where the jumps lead; read-only except while one is loaded */

#endif
