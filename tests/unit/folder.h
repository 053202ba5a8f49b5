/* folder: folders for the tests, which go away with all that is in them. */
#ifndef CAREDESK_TESTS_FOLDER_H
#define CAREDESK_TESTS_FOLDER_H

#include "tests/unit/check.h"

#include <ftw.h>

/* A new folder in /tmp; give it to folder_remove. */
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

/* Frees path. */
static inline void folder_remove(char *path)
{
	assert_int_equal(nftw(path, folder_remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	free(path);
}

#endif
