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
	bool mbox;
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

static int source_read_all(int fd, const char *path, struct buf *out, struct err *err)
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

static int source_give(const struct walk *w, const char *name, struct span raw, bool of_mbox)
{
	return w->got(w->ctx, &(struct source_mail){span_of(name), raw, of_mbox}, w->err);
}

static int give_mbox(const struct walk *w, const char *path, struct span bytes)
{
	struct span rest = bytes, mail, next;
	char name[4096];
	int result = 0;
	mbox_next(&rest, &mail);
	if (!mbox_next(&rest, &next))
		return source_give(w, path, mail, true);
	rest = bytes;
	for (size_t n = span_starts(bytes, SPAN("From ")) ? 1 : 0; result == 0 && mbox_next(&rest, &mail); n++) {
		snprintf(name, sizeof name, "%s#%zu", path, n);
		result = source_give(w, name, mail, true);
	}
	return result;
}

static int walk_file(const struct walk *w, int fd, const char *path)
{
	struct buf bytes;
	buf_init(&bytes, SOURCE_MAX_FILE);
	int result = source_read_all(fd, path, &bytes, w->err);
	if (result == 0 && mbox_is(buf_span(&bytes)))
		result = give_mbox(w, path, buf_span(&bytes));
	else if (result == 0)
		result = source_give(w, path, buf_span(&bytes), w->mbox);
	buf_clear(&bytes);
	return result;
}

static int walk_pipe(const struct walk *w)
{
	struct buf bytes;
	buf_init(&bytes, SOURCE_MAX_FILE);
	int result = source_read_all(0, "-", &bytes, w->err);
	if (result == 0)
		result = source_give(w, "-", mbox_without_from(buf_span(&bytes)), false);
	buf_clear(&bytes);
	return result;
}

static int source_is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int entry_order(const struct dirent **a, const struct dirent **b)
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
	int result = 0, n = scandir(path, &entries, source_is_shown, entry_order);
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
		return err_set(w->err, ERR_CORRUPT, "%s: folders nested too deeply", path);
	if (is_folder(path))
		return walk_folder(w, path, depth);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return system_error(w->err, path);
	int result = walk_file(w, fd, path);
	close(fd);
	return result;
}

int source_each(const char *path, bool mbox, source_got got, void *ctx, struct err *err)
{
	struct walk w = {mbox, got, ctx, err};
	if (strcmp(path, "-") != 0)
		return walk_path(&w, path, 0);
	return mbox ? walk_file(&w, 0, "-") : walk_pipe(&w);
}
