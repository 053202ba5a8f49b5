/* bundle: a backup's folder: copies of files, and a manifest that names each with its size and SHA-256. The manifest is
 * written last: a folder without one is not a backup, but an interrupted attempt, which the next one may use.
 *
 *   caredesk backup 1
 *   created 2026-11-26T12:00:00Z
 *   version 0.1.0
 *   file SHA256 SIZE store/data.mdb
 *   file SHA256 SIZE files/etc/caredesk/caredesk.conf      (its path was /etc/caredesk/caredesk.conf) */
#ifndef CAREDESK_BUNDLE_H
#define CAREDESK_BUNDLE_H

#include "parsers/base/arena.h"
#include "parsers/base/err.h"

#define BUNDLE_STORE "store/data.mdb"

struct bundle_file {
	struct span name; /* within the folder */
	struct span sha256;
	uint64_t size;
};
struct bundle {
	struct arena *a;
	const char *folder;
	struct span created, version;
	struct bundle_file_list {
		struct bundle_file *items;
		size_t count, cap;
	} files;
};

/* Makes a new folder, or takes an empty one or the remains of an interrupted backup. ERR_REFUSED: something else is in
 * it. */
int bundle_new(struct bundle *b, struct arena *a, const char *folder, struct err *err);
/* Creates a file of what `fill` writes to fd, which is a pipe: one process hashes the bytes, another one writes them,
 * with the pipes as the only buffers, so that a large copy leaves a running daemon its memory and its turn at the disk.
 * room: the largest size expected, in bytes. */
int bundle_fill(struct bundle *b, const char *name, uint64_t room, int (*fill)(void *ctx, int fd, struct err *err),
		void *ctx, struct err *err);
/* Copies a file, or everything in a folder, from anywhere. A missing one is skipped. */
int bundle_take(struct bundle *b, const char *path, struct err *err);
int bundle_finish(struct bundle *b, struct span created, const char *version, struct err *err);

/* Reads a manifest. ERR_NOTFOUND: the folder has none; ERR_CORRUPT. */
int bundle_read(struct bundle *b, struct arena *a, const char *folder, struct err *err);
/* Checks every file against the manifest. ERR_CORRUPT names one that differs; a missing one is ERR_NOTFOUND. */
int bundle_check(struct bundle *b, struct err *err);
/* The path of one of its files, in the arena. */
const char *bundle_path(const struct bundle *b, struct span name);
/* Copies a file to a path that does not exist yet, and creates the folders above it. ERR_REFUSED: the path exists. */
int bundle_copy(struct bundle *b, struct span name, const char *to, struct err *err);

#endif
