#include "daemon/edge/maildir.h"

#include "parsers/base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_NAME 200

static int maildir_failed(struct err *err, const char *what, const char *path)
{
	return err_set(err, errno == ENOENT ? ERR_NOTFOUND : ERR_RETRY, "%s: %s: %s", path, what, strerror(errno));
}

/* Opens the Maildir and creates what is missing of it and its three folders. -1: ERR_RETRY. */
static int open_maildir(const char *path, struct err *err)
{
	static const char *const folders[] = {"tmp", "new", "cur"};
	if (mkdir(path, 0700) && errno != EEXIST)
		return err_set(err, ERR_RETRY, "%s: cannot be made: %s", path, strerror(errno));
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return err_set(err, ERR_RETRY, "%s: %s", path, strerror(errno));
	for (size_t i = 0; i < 3; i++) {
		if (mkdirat(dir, folders[i], 0700) && errno != EEXIST) {
			err_set(err, ERR_RETRY, "%s/%s: cannot be made: %s", path, folders[i], strerror(errno));
			close(dir);
			return -1;
		}
	}
	return dir;
}

static struct span name_unique(struct span name)
{
	ptrdiff_t colon = span_chr(name, ':');
	return colon < 0 ? name : span_sub(name, 0, (size_t)colon);
}

static bool has_flag(struct span name, char flag)
{
	ptrdiff_t info = span_find(name, SPAN(":2,"));
	return info >= 0 && span_chr(span_from(name, (size_t)info + 3), flag) >= 0;
}

static int list_folder(int dir, const char *folder, struct arena *a, struct maildir_item_list *out)
{
	int fd = openat(dir, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd < 0 ? NULL : fdopendir(fd);
	if (!d) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	for (struct dirent *entry; (entry = readdir(d));) {
		struct span name = span_of(entry->d_name);
		if (name.ptr[0] == '.' || has_flag(name, 'S'))
			continue;
		struct span path = arena_printf(a, "%s/%s", folder, entry->d_name);
		*LIST_ADD(a, out) = (struct maildir_item){.path = path, .unique = name_unique(span_from(path, 4))};
	}
	closedir(d);
	return 0;
}

/* The delivery time that a name begins with. */
static uint64_t name_time(struct span unique)
{
	uint64_t time = 0;
	for (size_t i = 0; i < unique.len && i < 18 && unique.ptr[i] >= '0' && unique.ptr[i] <= '9'; i++)
		time = time * 10 + (uint64_t)(unique.ptr[i] - '0');
	return time;
}

static int by_age(const void *pa, const void *pb)
{
	const struct maildir_item *a = pa, *b = pb;
	uint64_t ta = name_time(a->unique), tb = name_time(b->unique);
	return ta != tb ? (ta < tb ? -1 : 1) : span_cmp(a->unique, b->unique);
}

/* Keeps the first `limit` that are regular files, with their sizes. */
static void keep_files(int dir, struct maildir_item_list *list, size_t limit)
{
	size_t kept = 0;
	for (size_t i = 0; i < list->count && kept < limit; i++) {
		struct stat st;
		if (fstatat(dir, list->items[i].path.ptr, &st, AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode))
			continue;
		list->items[kept] = list->items[i];
		list->items[kept++].size = (uint64_t)st.st_size;
	}
	list->count = kept;
}

int maildir_list(const char *path, size_t limit, struct arena *a, struct maildir_item_list *out, struct err *err)
{
	struct maildir_item_list found = {0};
	int dir = open_maildir(path, err);
	if (dir < 0)
		return -1;
	if (list_folder(dir, "new", a, &found) || list_folder(dir, "cur", a, &found)) {
		err_set(err, ERR_RETRY, "%s: cannot be listed: %s", path, strerror(errno));
		close(dir);
		return -1;
	}
	if (found.count)
		qsort(found.items, found.count, sizeof(*found.items), by_age);
	keep_files(dir, &found, limit);
	close(dir);
	*out = found;
	return 0;
}

static int read_up_to(int fd, uint64_t max, struct arena *a, struct span *out)
{
	struct stat st;
	if (fstat(fd, &st))
		return -1;
	size_t want = (uint64_t)st.st_size < max ? (size_t)st.st_size : (size_t)max, len = 0;
	char *bytes = arena_alloc(a, want + 1);
	while (len < want) {
		ssize_t n = read(fd, bytes + len, want - len);
		if (n < 0 && errno != EINTR)
			return -1;
		if (n == 0)
			break;
		len += n > 0 ? (size_t)n : 0;
	}
	*out = (struct span){bytes, len};
	return 0;
}

/* "path/item" in the arena, NUL-terminated. */
static const char *item_path(const char *path, const struct maildir_item *item, struct arena *a)
{
	return arena_printf(a, "%s/%.*s", path, SPAN_ARG(item->path)).ptr;
}

int maildir_read(const char *path, const struct maildir_item *item, uint64_t max, struct arena *a, struct span *out,
		 struct err *err)
{
	const char *file = item_path(path, item, a);
	int fd = open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return maildir_failed(err, "cannot be opened", file);
	int result = read_up_to(fd, max, a, out);
	if (result)
		err_set(err, ERR_RETRY, "%s: cannot be read: %s", file, strerror(errno));
	close(fd);
	return result;
}

/* The item's new name in cur/: with its flags and S. */
static const char *done_name(const struct maildir_item *item, struct arena *a)
{
	ptrdiff_t info = span_find(item->path, SPAN(":2,"));
	struct span flags = info < 0 ? SPAN_NONE : span_from(item->path, (size_t)info + 3);
	size_t before = 0; /* flags are in ASCII order */
	while (before < flags.len && flags.ptr[before] < 'S')
		before++;
	return arena_printf(a, "cur/%.*s:2,%.*sS%.*s", SPAN_ARG(item->unique), SPAN_ARG(span_sub(flags, 0, before)),
			    SPAN_ARG(span_from(flags, before)))
		.ptr;
}

int maildir_done(const char *path, const struct maildir_item *item, const char *move_to, struct err *err)
{
	struct arena a;
	arena_init(&a);
	int result = -1;
	const char *file = item_path(path, item, &a), *to = path;
	if (move_to)
		to = move_to[0] == '/' ? move_to : arena_printf(&a, "%s/.%s", path, move_to).ptr;
	int dir = open_maildir(to, err);
	if (dir < 0)
		goto out;
	result = renameat(AT_FDCWD, file, dir, done_name(item, &a)) && errno != ENOENT ? -1 : 0;
	if (result)
		err_set(err, ERR_RETRY, "%s: cannot be moved to %s: %s", file, to, strerror(errno));
	close(dir);
out:
	arena_clear(&a);
	return result;
}

/* Writes the file and syncs it. */
static int write_tmp(int dir, const char *name, struct span bytes)
{
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -1;
	int result = file_write_all(fd, bytes) || fsync(fd) ? -1 : 0;
	int why = errno;
	close(fd);
	errno = why;
	return result;
}

static int sync_folder(int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	int result = fsync(fd);
	close(fd);
	return result;
}

static bool unique_ok(struct span unique)
{
	for (size_t i = 0; i < unique.len; i++)
		if (unique.ptr[i] <= ' ' || unique.ptr[i] > '~' || strchr("/:,", unique.ptr[i]))
			return false;
	return unique.len && unique.len <= MAX_NAME && unique.ptr[0] != '.';
}

void maildir_deliver(const char *path, struct span unique, struct span bytes, struct delivery_result *out)
{
	char tmp[MAX_NAME + 8], new[MAX_NAME + 8];
	*out = (struct delivery_result){.outcome = DELIVERY_RETRY};
	if (!unique_ok(unique)) {
		out->outcome = DELIVERY_REFUSED;
		err_set(&out->err, ERR_REFUSED, "%s: not a file name for a mail in a Maildir", path);
		return;
	}
	snprintf(tmp, sizeof(tmp), "tmp/%.*s", SPAN_ARG(unique));
	snprintf(new, sizeof(new), "new/%.*s", SPAN_ARG(unique));
	int dir = open_maildir(path, &out->err);
	if (dir < 0)
		return;
	if (write_tmp(dir, tmp, bytes) || renameat(dir, tmp, dir, new) || sync_folder(dir, "new")) {
		err_set(&out->err, ERR_RETRY, "%s: cannot be delivered to: %s", path, strerror(errno));
		unlinkat(dir, tmp, 0);
	} else {
		out->outcome = DELIVERY_SENT;
	}
	close(dir);
}

int maildir_watch(const char *path, struct err *err)
{
	struct arena a;
	int dir = open_maildir(path, err);
	if (dir < 0)
		return -1;
	close(dir);
	arena_init(&a);
	const char *folder = arena_printf(&a, "%s/new", path).ptr;
	int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (watch < 0 || inotify_add_watch(watch, folder, IN_MOVED_TO | IN_CLOSE_WRITE) < 0) {
		err_set(err, ERR_RETRY, "%s: cannot be watched: %s", folder, strerror(errno));
		if (watch >= 0)
			close(watch);
		watch = -1;
	}
	arena_clear(&a);
	return watch;
}

bool maildir_wait(int watch, int milliseconds, int wake)
{
	char events[4096];
	struct pollfd polled[2] = {{.fd = watch, .events = POLLIN}, {.fd = wake, .events = POLLIN}};
	poll(polled, 2, milliseconds);
	bool changed = false;
	while (read(watch, events, sizeof(events)) > 0)
		changed = true;
	return changed;
}
