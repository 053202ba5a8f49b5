/* archive: lists the names of the files in an archive (zip and its relatives, tar) without unpacking anything.
 *
 * At most ARCHIVE_NAMES names, each with its folders, cut to ARCHIVE_NAME bytes and cleaned. If the file is damaged,
 * the names read up to that point. */
#ifndef CAREDESK_ARCHIVE_H
#define CAREDESK_ARCHIVE_H

#include "parsers/base/arena.h"

#define ARCHIVE_NAMES ((size_t)500)
#define ARCHIVE_NAME ((size_t)200)

/* *out is empty if the file is not an archive. */
void archive_names(struct arena *a, struct span file, struct span_list *out);

#endif
