#include "daemon/cli/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/cli/mbox.h"
#include "parsers/base/arena.h"
#include "parsers/base/buf.h"

struct walk {
	source_got got;
	void *ctx;
	struct err *err;
};

static int walk_path(const struct walk *w, const char *path, int depth);

static int system_error(struct err *err, const char *path)
{
	enum err_kind kind = errno == ENOENT || errno == ENOTDIR ? ERR_NOTFOUND : ERR_RETRY;
	return err_set(err, kind, "%s: %s", path, strerror(errno));
}

static int read_all(int fd, const char *path, struct buf *out, struct err *err)
{
	for (;;) {
		char *room = buf_room(out, 65536);
		if (!room)
			return err_set(err, ERR_CORRUPT, "%s: larger than %zu bytes", path, out->max);
		ssize_t n = read(fd, room, 65536);
		if (n == 0)
			return 0;
		if (n > 0)
			out->len += (size_t)n;
		else if (errno != EINTR)
			return system_error(err, path);
	}
}

static int give_mbox(const struct walk *w, const char *path, struct span bytes)
{
	struct span rest = bytes, mail, next;
	char name[4096];
	int result = 0;
	mbox_next(&rest, &mail);
	if (!mbox_next(&rest, &next))
		return w->got(w->ctx, span_of(path), mail, w->err);
	rest = bytes;
	for (size_t n = span_starts(bytes, SPAN("From ")) ? 1 : 0; result == 0 && mbox_next(&rest, &mail); n++) {
		snprintf(name, sizeof name, "%s#%zu", path, n);
		result = w->got(w->ctx, span_of(name), mail, w->err);
	}
	return result;
}

static int walk_fd(const struct walk *w, int fd, const char *path)
{
	struct buf bytes;
	buf_init(&bytes, SOURCE_MAX_FILE);
	int result = read_all(fd, path, &bytes, w->err);
	if (result == 0 && mbox_is(buf_span(&bytes)))
		result = give_mbox(w, path, buf_span(&bytes));
	else if (result == 0)
		result = w->got(w->ctx, span_of(path), buf_span(&bytes), w->err);
	buf_clear(&bytes);
	return result;
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_maildir(const char *path, struct arena *a)
{
	return is_folder(arena_printf(a, "%s/new", path).ptr) && is_folder(arena_printf(a, "%s/cur", path).ptr);
}

static int walk_folder(const struct walk *w, const char *path, int depth)
{
	struct dirent **entries;
	struct arena a;
	int result = 0, n = scandir(path, &entries, is_shown, by_name);
	if (n < 0)
		return system_error(w->err, path);
	arena_init(&a);
	bool maildir = is_maildir(path, &a);
	for (int i = 0; i < n; i++) {
		bool unfinished = maildir && strcmp(entries[i]->d_name, "tmp") == 0;
		if (result == 0 && !unfinished)
			result = walk_path(w, arena_printf(&a, "%s/%s", path, entries[i]->d_name).ptr, depth + 1);
		free(entries[i]);
	}
	free(entries);
	arena_clear(&a);
	return result;
}

static int walk_path(const struct walk *w, const char *path, int depth)
{
	if (depth > SOURCE_MAX_DEPTH)
		return err_set(w->err, ERR_CORRUPT, "%s: folders too deep", path);
	if (is_folder(path))
		return walk_folder(w, path, depth);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return system_error(w->err, path);
	int result = walk_fd(w, fd, path);
	close(fd);
	return result;
}

int source_each(const char *path, source_got got, void *ctx, struct err *err)
{
	struct walk w = {got, ctx, err};
	return strcmp(path, "-") == 0 ? walk_fd(&w, 0, "-") : walk_path(&w, path, 0);
}
