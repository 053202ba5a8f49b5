#include "daemon/run/runfolder.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/run/journal.h"
#include "store/private.h"

#define LINK ".run"
#define LOCK "daemon.lock"
#define LOCK_TRIES 40 /* a killed daemon's processes need a moment to end */
#define LOCK_PAUSE_MS 50

static int path_join(char out[PATH_MAX], const char *folder, const char *name, struct err *err)
{
	int n = snprintf(out, PATH_MAX, "%s/%s", folder, name);
	return n > 0 && n < PATH_MAX ? 0 : err_set(err, ERR_CONFIG, "%.100s…: the path is too long", folder);
}

void runfolder_path(char out[PATH_MAX], const char *store_path)
{
	struct err err;
	char path[PATH_MAX];
	struct stat st;
	bool linked = path_join(path, store_path, LINK, &err) == 0 && lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
	snprintf(out, PATH_MAX, "%s", linked ? path : store_path);
}

/* --- which one --- */

/* systemd separates the folders of a service by colons. */
static int from_environment(char out[PATH_MAX], const char *folders, struct err *err)
{
	size_t n = strcspn(folders, ":");
	if (folders[0] != '/' || n >= PATH_MAX)
		return err_set(err, ERR_CONFIG, "RUNTIME_DIRECTORY is not an absolute path");
	snprintf(out, PATH_MAX, "%.*s", (int)n, folders);
	return 0;
}

static int wanted(char out[PATH_MAX], const struct conf *conf, struct err *err)
{
	const char *folders = getenv("RUNTIME_DIRECTORY");
	if (!conf->run_path && folders && *folders)
		return from_environment(out, folders, err);
	snprintf(out, PATH_MAX, "%s", conf->run_path ? conf->run_path : conf->store_path);
	return 0;
}

static int runfolder_make(const char *path, struct err *err)
{
	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		return private_error(path, err);
	return private_folder(path, err);
}

/* --- locks --- */

static int runfolder_lock(int fd, const char *path, const char *what, struct err *err)
{
	if (fd < 0)
		return err_set(err, ERR_RETRY, "%s: %s", path, strerror(errno));
	for (int i = 0; i < LOCK_TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return 0;
		poll(NULL, 0, LOCK_PAUSE_MS);
	}
	return err_set(err, ERR_RETRY, "%s: another daemon is running %s", path, what);
}

static int lock_store(struct runfolder *r, const char *path, struct err *err)
{
	r->store_lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return runfolder_lock(r->store_lock, path, "on this store", err);
}

static int lock_run(struct runfolder *r, const char *folder, struct err *err)
{
	char path[PATH_MAX];
	if (path_join(path, folder, LOCK, err) != 0)
		return -1;
	r->run_lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	return runfolder_lock(r->run_lock, path, "in this run folder", err);
}

/* --- the move --- */

static bool is_same(const char *a, const char *b)
{
	struct stat x, y;
	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* Replaces the link atomically by one to the absolute path, or removes it. */
static int set_link(const char *store_path, const char *folder, struct err *err)
{
	char path[PATH_MAX], new[PATH_MAX], whole[PATH_MAX];
	if (!realpath(folder, whole))
		return private_error(folder, err);
	if (path_join(path, store_path, LINK, err) != 0 || path_join(new, store_path, LINK ".new", err) != 0)
		return -1;
	unlink(new);
	if (is_same(store_path, folder))
		return unlink(path) == 0 || errno == ENOENT ? 0 : private_error(path, err);
	return symlink(whole, new) == 0 && rename(new, path) == 0 ? 0 : private_error(path, err);
}

static int move(const char *store_path, const char *folder, struct err *err)
{
	char before[PATH_MAX];
	runfolder_path(before, store_path);
	if (!is_same(before, folder) && journal_carry(before, folder, err) != 0)
		return -1;
	return set_link(store_path, folder, err);
}

int runfolder_take(const struct conf *conf, struct runfolder *out, struct err *err)
{
	char folder[PATH_MAX];
	*out = RUNFOLDER_NONE;
	if (wanted(folder, conf, err) != 0 || lock_store(out, conf->store_path, err) != 0 ||
	    runfolder_make(folder, err) != 0 || lock_run(out, folder, err) != 0)
		return -1;
	return move(conf->store_path, folder, err);
}

bool runfolder_held(const char *store_path)
{
	int fd = open(store_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool held = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
	if (fd >= 0)
		close(fd);
	return held;
}

void runfolder_leave(struct runfolder *r)
{
	if (r->run_lock >= 0)
		close(r->run_lock);
	if (r->store_lock >= 0)
		close(r->store_lock);
	*r = RUNFOLDER_NONE;
}
