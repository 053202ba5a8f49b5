/* bundle: a backup's folder: copies of files, and a manifest that names each with its size and SHA-256. The manifest is
 * written last: a folder without one is not a backup, and whoever was stopped begins again in it.
 *
 *   caredesk backup 1
 *   created 2026-11-26T12:00:00Z
 *   version 0.1.0
 *   file SHA256 SIZE store/data.mdb
 *   file SHA256 SIZE files/etc/caredesk/caredesk.conf      (where it was: /etc/caredesk/caredesk.conf) */
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

/* A new folder, or an empty one, or what is left of a backup that was stopped. ERR_REFUSED: something else is in it. */
int bundle_new(struct bundle *b, struct arena *a, const char *folder, struct err *err);
/* Makes a file of what `fill` writes to fd, which is a pipe: another process hashes the bytes and writes them, with the
 * pipe as the only buffer, so that a large copy takes neither processor nor memory from the daemon beside it. room: the
 * largest size expected, in bytes. */
int bundle_fill(struct bundle *b, const char *name, uint64_t room, int (*fill)(void *ctx, int fd, struct err *err),
		void *ctx, struct err *err);
/* A file, or all that is in a folder, from anywhere. What is missing is passed over. */
int bundle_take(struct bundle *b, const char *path, struct err *err);
int bundle_finish(struct bundle *b, struct span created, const char *version, struct err *err);

/* Reads a manifest. ERR_NOTFOUND: the folder has none; ERR_CORRUPT. */
int bundle_read(struct bundle *b, struct arena *a, const char *folder, struct err *err);
/* Is every file there as the manifest says? ERR_CORRUPT names the one that is not. */
int bundle_check(struct bundle *b, struct err *err);
/* The path of a file of it. */
const char *bundle_path(const struct bundle *b, struct span name);
/* Copies a file to a path where nothing is, with the folders above it. ERR_REFUSED: something is there. */
int bundle_copy(struct bundle *b, struct span name, const char *to, struct err *err);

#endif
