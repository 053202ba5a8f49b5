/* folder: names of IMAP folders, from UTF-8 to IMAP's modified UTF-7 (RFC 3501 5.1.3). */
#ifndef CAREDESK_FOLDER_H
#define CAREDESK_FOLDER_H

#include "parsers/base/arena.h"

/* NUL-terminated, in the arena. Control characters are left out. */
const char *folder_encode(struct arena *a, struct span name);

#endif
