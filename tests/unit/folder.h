/* folder: temporary folders for the tests, removed with everything in them. */
#ifndef CAREDESK_TESTS_FOLDER_H
#define CAREDESK_TESTS_FOLDER_H

#include "tests/unit/check.h"

#include <ftw.h>

/* Makes a new folder in /tmp and returns its path, which folder_remove frees. */
static inline char *folder_new(void)
{
	char path[] = "/tmp/caredesk-test-XXXXXX";
	assert_non_null(mkdtemp(path));
	return strdup(path);
}

static inline int folder_remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st, (void)type, (void)at;
	return remove(path);
}

/* Removes the folder with everything in it, and frees path. */
static inline void folder_remove(char *path)
{
	assert_int_equal(nftw(path, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	free(path);
}

#endif
