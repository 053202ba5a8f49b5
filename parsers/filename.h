/* filename: names of attachments that are safe to write to a disk and to show. */
#ifndef CAREDESK_FILENAME_H
#define CAREDESK_FILENAME_H

#include "parsers/base/arena.h"

#define FILENAME_MAX_BYTES 200

/* 1 to 200 bytes of UTF-8 on one line: no path, no control character, none of the characters that a file system
 * refuses, no leading dot, no name that Windows keeps for devices. Where nothing is left, a name after the type:
 * "attachment.png". */
struct span filename_safe(struct arena *a, struct span name, struct span type);

#endif
