/* file: replaces small files as a whole: readers find either the old or the new bytes, never a part of them. */
#ifndef CAREDESK_FILE_H
#define CAREDESK_FILE_H

#include "parsers/base/span.h"

/* Writes to a file, a pipe or a socket, continuing after signals. -1: see errno; an unknown part has been written. */
int file_write_all(int fd, struct span bytes);

/* Must the file survive a crash of the machine? */
enum file_kept { FILE_FOR_NOW, FILE_FOR_GOOD };
/* Writes the bytes to PATH.new (mode 0600), which then replaces PATH. -1: see errno; PATH is unchanged, unless with
 * FILE_FOR_GOOD only syncing the folder failed: then PATH is new, but may not survive a crash.
 * */
int file_replace(const char *path, struct span bytes, enum file_kept kept);
/* Makes the folder's new and renamed entries durable. -1: see errno. */
int file_sync_folder(const char *folder);
/* The same for the folder that contains the path. */
int file_sync_parent(const char *path);

#endif
