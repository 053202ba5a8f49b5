#include "daemon/run/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void name_file(char out[PATH_MAX], const char *folder, unsigned n)
{
	snprintf(out, PATH_MAX, "%s/sent-%u", folder, n);
}

int journal_open(const char *folder, unsigned n, int *fd, struct err *err)
{
	char path[PATH_MAX];
	name_file(path, folder, n);
	int opened = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (opened < 0)
		return err_set(err, ERR_RETRY, "%s: %s", path, strerror(errno));
	*fd = opened;
	return 0;
}

void journal_add(int fd, uint64_t id)
{
	ssize_t written = write(fd, &id, sizeof id);
	(void)written;
}

void journal_clear(int fd)
{
	int done = ftruncate(fd, 0);
	(void)done; /* what is left is found to be marked */
}

void journal_read(const char *folder, unsigned n, struct arena *a, struct id_list *out)
{
	char path[PATH_MAX];
	uint64_t id;
	name_file(path, folder, n);
	FILE *file = fopen(path, "re");
	if (!file)
		return;
	while (fread(&id, sizeof id, 1, file) == 1)
		*LIST_ADD(a, out) = id;
	fclose(file);
}

void journal_remove(const char *folder, unsigned n)
{
	char path[PATH_MAX];
	name_file(path, folder, n);
	unlink(path);
}
