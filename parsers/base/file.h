/* file: a small file that is written whole: who reads it finds the old bytes or the new ones, never a part. */
#ifndef CAREDESK_FILE_H
#define CAREDESK_FILE_H

#include "parsers/base/span.h"

/* To a file, a pipe or a socket; signals go by. -1: errno, and it is not known how much was written. */
int file_write_all(int fd, struct span bytes);

/* Is it to outlive a crash of the machine? */
enum file_kept { FILE_FOR_NOW, FILE_FOR_GOOD };
/* The bytes are written to PATH.new (0600), which takes the place of PATH. -1: errno says why, and PATH is as it was.
 */
int file_replace(const char *path, struct span bytes, enum file_kept kept);
/* What was named or renamed in the folder is on disk. -1: errno. */
int file_sync_folder(const char *folder);
/* The same for the folder that the path is in. */
int file_sync_parent(const char *path);

#endif
