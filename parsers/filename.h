/* filename: makes the names of attachments safe to show and to write to disk. */
#ifndef CAREDESK_FILENAME_H
#define CAREDESK_FILENAME_H

#include "parsers/base/arena.h"

#define FILENAME_MAX_BYTES 200

/* 1 to 200 bytes of UTF-8 on one line: no path, no control characters, no characters that a file system refuses, no
 * leading dot, no name that Windows reserves for devices. If nothing is left, a name derived from the type:
 * "attachment.png". */
struct span filename_safe(struct arena *a, struct span name, struct span type);

#endif
