#include "store/searchplace.h"

#include "store/private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool name_read(const char *name, const char *end, uint64_t *number)
{
	uint64_t n = 0;
	const char *p = name;
	for (; *p >= '0' && *p <= '9' && p - name < 18; p++)
		n = n * 10 + (uint64_t)(*p - '0');
	*number = n;
	return p > name && strcmp(p, end) == 0;
}

static void place_look(struct searchplace *p)
{
	DIR *dir = opendir(p->folder);
	uint64_t number;
	p->current = p->building = 0;
	for (struct dirent *e; dir && (e = readdir(dir));) {
		if (name_read(e->d_name, ".db", &number) && number > p->current)
			p->current = number;
		if (name_read(e->d_name, ".new", &number) && number > p->building)
			p->building = number;
	}
	if (dir)
		closedir(dir);
}

void searchplace_look(const char *store_path, struct searchplace *out)
{
	*out = (struct searchplace){.lock = -1};
	snprintf(out->folder, sizeof out->folder, "%s/search", store_path);
	place_look(out);
}

int searchplace_take(const char *store_path, struct searchplace *out, struct err *err)
{
	char path[SEARCHPLACE_PATH];
	searchplace_look(store_path, out);
	if (mkdir(out->folder, 0700) != 0 && errno != EEXIST)
		return private_error(out->folder, err);
	if (private_folder(out->folder, err))
		return -1;
	snprintf(path, sizeof path, "%s/lock", out->folder);
	out->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (out->lock < 0)
		return private_error(path, err);
	if (flock(out->lock, LOCK_EX | LOCK_NB) != 0) {
		searchplace_leave(out);
		return err_set(err, ERR_RETRY, "another process is updating the search index");
	}
	place_look(out);
	return 0;
}

void searchplace_leave(struct searchplace *p)
{
	if (p->lock >= 0)
		close(p->lock);
	p->lock = -1;
}

void searchplace_file(const struct searchplace *p, uint64_t number, bool is_new, char out[SEARCHPLACE_PATH])
{
	snprintf(out, SEARCHPLACE_PATH, "%s/%llu.%s", p->folder, (unsigned long long)number, is_new ? "new" : "db");
}

void searchplace_remove(const struct searchplace *p, uint64_t number, bool is_new)
{
	static const char *const ends[] = {"", "-wal", "-shm"};
	char path[SEARCHPLACE_PATH], whole[SEARCHPLACE_PATH + 8];
	searchplace_file(p, number, is_new, path);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(whole, sizeof whole, "%s%s", path, ends[i]);
		unlink(whole);
	}
}

int searchplace_finish(struct searchplace *p, struct err *err)
{
	char from[SEARCHPLACE_PATH], to[SEARCHPLACE_PATH], log[SEARCHPLACE_PATH + 8];
	searchplace_file(p, p->building, true, from);
	searchplace_file(p, p->building, false, to);
	if (rename(from, to) != 0)
		return private_error(from, err);
	/* its WAL is empty, and useless under the old name */
	snprintf(log, sizeof log, "%s-wal", from);
	unlink(log);
	snprintf(log, sizeof log, "%s-shm", from);
	unlink(log);
	for (uint64_t n = p->building - 1; n > 0 && p->building - n < 8; n--)
		searchplace_remove(p, n, false);
	p->current = p->building;
	p->building = 0;
	return 0;
}
