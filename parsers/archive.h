/* archive: the names of what is in a file that holds others (zip and kin, tar), without unpacking anything.
 *
 * At most ARCHIVE_NAMES of them, each cut to ARCHIVE_NAME bytes and cleaned; whatever is wrong with the file, what
 * could be read by then is given. Whole names, with folders. */
#ifndef CAREDESK_ARCHIVE_H
#define CAREDESK_ARCHIVE_H

#include "parsers/base/arena.h"

#define ARCHIVE_NAMES ((size_t)500)
#define ARCHIVE_NAME ((size_t)200)

/* None where it is no such file. */
void archive_names(struct arena *a, struct span file, struct span_list *out);

#endif
