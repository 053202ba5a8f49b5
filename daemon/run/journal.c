#include "daemon/run/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "daemon/run/bell.h"

#define LOCK_TRIES 200
#define LOCK_PAUSE_MS 50
#define PATH_SIZE (PATH_MAX + 64)

static void name_file(char out[PATH_SIZE], const char *folder, unsigned n)
{
	snprintf(out, PATH_SIZE, "%s/sent-%u", folder, n);
}

/* Waits a little: the process that has it is ending. */
static bool journal_lock(int fd)
{
	for (int tries = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; tries++) {
		if (tries == LOCK_TRIES)
			return false;
		poll(NULL, 0, LOCK_PAUSE_MS);
	}
	return true;
}

int journal_open(const char *folder, unsigned n, int *fd, struct err *err)
{
	char path[PATH_SIZE];
	name_file(path, folder, n);
	int opened = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (opened < 0)
		return err_set(err, ERR_RETRY, "%s: %s", path, strerror(errno));
	if (!journal_lock(opened)) {
		close(opened);
		return err_set(err, ERR_RETRY, "%s: in use by another sender", path);
	}
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
	(void)done; /* entries that remain are found to be marked */
}

bool journal_read(const char *folder, unsigned n, struct arena *a, struct id_list *out)
{
	char path[PATH_SIZE];
	uint64_t id;
	name_file(path, folder, n);
	FILE *file = fopen(path, "re");
	if (!file)
		return errno != ENOENT;
	journal_lock(fileno(file)); /* if its sender is still ending, it writes nothing more */
	while (fread(&id, sizeof id, 1, file) == 1)
		*LIST_ADD(a, out) = id;
	fclose(file);
	return true;
}

void journal_remove(const char *folder, unsigned n)
{
	char path[PATH_SIZE];
	name_file(path, folder, n);
	unlink(path);
}

static int carry_one(struct arena *a, const char *from, const char *to, unsigned n, struct err *err)
{
	struct id_list ids = {0};
	int fd;
	journal_read(from, n, a, &ids);
	if (ids.count && journal_open(to, n, &fd, err) != 0)
		return -1;
	for (size_t i = 0; i < ids.count; i++)
		journal_add(fd, ids.items[i]);
	if (ids.count)
		close(fd);
	journal_remove(from, n);
	return 0;
}

int journal_carry(const char *from, const char *to, struct err *err)
{
	struct arena a;
	int result = 0;
	arena_init(&a);
	for (unsigned n = 0; result == 0 && n < BELL_MAX; n++)
		result = carry_one(&a, from, to, n, err);
	arena_clear(&a);
	return result;
}
