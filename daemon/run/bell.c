#include "daemon/run/bell.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/run/runfolder.h"

#define PATH_SIZE (PATH_MAX + 64)

static void name_fifo(char out[PATH_SIZE], const char *folder, const char *kind, unsigned n)
{
	snprintf(out, PATH_SIZE, "%s/bell-%s-%u", folder, kind, n);
}

int bell_listen(const char *store_path, const char *kind, unsigned n, int *fd, struct err *err)
{
	char folder[PATH_MAX], path[PATH_SIZE];
	runfolder_path(folder, store_path);
	name_fifo(path, folder, kind, n);
	if (mkfifo(path, 0600) != 0 && errno != EEXIST)
		return err_set(err, ERR_RETRY, "%s: %s", path, strerror(errno));
	int opened = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
	if (opened < 0)
		return err_set(err, ERR_RETRY, "%s: %s", path, strerror(errno));
	*fd = opened;
	return 0;
}

void bell_drain(int fd)
{
	char bytes[256];
	while (read(fd, bytes, sizeof bytes) > 0)
		;
}

void bell_ring(const char *store_path, const char *kind)
{
	char folder[PATH_MAX], path[PATH_SIZE];
	runfolder_path(folder, store_path);
	for (unsigned n = 0; n < BELL_MAX; n++) {
		name_fifo(path, folder, kind, n);
		int fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0 && errno == ENOENT)
			return;
		if (fd < 0)
			continue;
		ssize_t written = write(fd, "!", 1);
		(void)written; /* full: it is awake already */
		close(fd);
	}
}
