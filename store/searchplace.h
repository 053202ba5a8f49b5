/* searchplace: where the files of the index are: STORE/search/N.db, with the highest N, is the one in use; N.new is
 * being built. A new index has a new name, so a file that another process has open stays whole until it is closed.
 * Inside store/ only. */
#ifndef CAREDESK_SEARCHPLACE_H
#define CAREDESK_SEARCHPLACE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "parsers/base/err.h"

#define SEARCHPLACE_PATH (PATH_MAX + 64)

struct searchplace {
	char folder[PATH_MAX + 16];
	uint64_t current, building; /* 0: none */
	int lock;                   /* -1: not held */
};

void searchplace_look(const char *store_path, struct searchplace *out);
/* For writers: creates the folder and locks it. ERR_RETRY: another process holds the lock. */
int searchplace_take(const char *store_path, struct searchplace *out, struct err *err);
void searchplace_leave(struct searchplace *p);

void searchplace_file(const struct searchplace *p, uint64_t number, bool is_new, char out[SEARCHPLACE_PATH]);
/* Puts the finished index into use, and removes older ones. */
int searchplace_finish(struct searchplace *p, struct err *err);
void searchplace_remove(const struct searchplace *p, uint64_t number, bool is_new);

#endif
