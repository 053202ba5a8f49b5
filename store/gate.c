#include "store/gate.h"

#include "parsers/base/buf.h"
#include "parsers/base/monotonic.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define CALL_FIRST 1000 /* milliseconds that the first call lasts; each further one twice as long … */
#define CALL_LAST 32000 /* … up to this */
#define LOOK_MS 10

/* The descriptor plus one; 0: failed, see errno. */
static int file_open(const char *folder, const char *name)
{
	struct buf path;
	buf_init(&path, BUF_MAX);
	buf_printf(&path, "%s/%s", folder, name);
	int fd = open(path.ptr, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	buf_clear(&path);
	return fd + 1;
}

static void file_close(int *file)
{
	if (*file)
		close(*file - 1);
	*file = 0;
}

static int lock(int file, int how)
{
	int rc;
	do
		rc = flock(file - 1, how);
	while (rc != 0 && errno == EINTR);
	return rc;
}

void gate_leave(struct gate *g)
{
	file_close(&g->held);
	file_close(&g->turn);
}

/* 0, or errno. */
static int files_open(struct gate *g, const char *folder)
{
	g->turn = file_open(folder, ".turn");
	g->held = g->turn ? file_open(folder, ".gate") : 0;
	if (g->held)
		return 0;
	int why = errno;
	gate_leave(g);
	return why;
}

static int gate_failed(struct gate *g, const char *folder, const char *why, struct err *err)
{
	gate_leave(g);
	return err_set(err, ERR_RETRY, "%s/.gate: %s", folder, why);
}

int gate_enter(struct gate *g, const char *folder, struct err *err)
{
	int why = files_open(g, folder);
	if (why == EROFS || why == EACCES || why == EPERM)
		return 0;
	if (why)
		return gate_failed(g, folder, strerror(why), err);
	if (lock(g->turn, LOCK_SH) == 0 && lock(g->held, LOCK_SH) == 0 && lock(g->turn, LOCK_UN) == 0)
		return 0;
	return gate_failed(g, folder, strerror(errno), err);
}

bool gate_is_called(const struct gate *g)
{
	if (!g->turn)
		return false;
	if (flock(g->turn - 1, LOCK_SH | LOCK_NB) != 0)
		return errno == EWOULDBLOCK;
	flock(g->turn - 1, LOCK_UN);
	return false;
}

/* One call. 1: all have left; 0: not within that time; -1: see errno. */
static int call_once(struct gate *g, int milliseconds)
{
	int64_t end = monotonic_ms() + milliseconds;
	if (lock(g->turn, LOCK_EX) != 0)
		return -1;
	while (flock(g->held - 1, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return -1;
		if (monotonic_ms() > end)
			return 0;
		poll(NULL, 0, LOOK_MS);
	}
	return 1;
}

int gate_shut(struct gate *g, const char *folder, struct err *err)
{
	int rc = 0, why = files_open(g, folder);
	if (why)
		return gate_failed(g, folder, strerror(why), err);
	for (int wait = CALL_FIRST; rc == 0 && wait <= CALL_LAST; wait *= 2) {
		rc = call_once(g, wait);
		if (rc > 0)
			return 0;
		lock(g->turn, LOCK_UN);
		poll(NULL, 0, wait / 2);
	}
	return gate_failed(g, folder, rc ? strerror(errno) : "another process has the store open", err);
}
