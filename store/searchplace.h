/* searchplace: where the files of the index are: STORE/search/N.db is the one that answers, the highest; N.new one that
 * is being made. A new one has a new name: what another process has open stays whole until it is closed. Inside store/
 * only. */
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
/* For whoever writes: the folder is made, and locked. ERR_RETRY: another process has it. */
int searchplace_take(const char *store_path, struct searchplace *out, struct err *err);
void searchplace_leave(struct searchplace *p);

void searchplace_file(const struct searchplace *p, uint64_t number, bool is_new, char out[SEARCHPLACE_PATH]);
/* The one that was being made answers from now on; those before it go. */
int searchplace_finish(struct searchplace *p, struct err *err);
void searchplace_remove(const struct searchplace *p, uint64_t number, bool is_new);

#endif
