#include "conf/conf.h"
#include "parsers/base/buf.h"
#include "parsers/base/monotonic.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_WORDS 200 /* bytes of a command's error output */
#define MAX_SECRET ((size_t)64 << 10)
#define COMMAND_SECONDS 30

/* The first line; a secret has no control characters. */
static int take_line(struct buf *bytes, struct arena *a, const char *source, char **out, struct err *err)
{
	struct span rest = buf_span(bytes), line = SPAN_NONE;
	span_line(&rest, &line);
	if (bytes->over || line.len == 0)
		return err_set(err, ERR_CONFIG, "%s: %s", source, bytes->over ? "too long" : "the first line is empty");
	for (size_t i = 0; i < line.len; i++)
		if ((unsigned char)line.ptr[i] < 32 || line.ptr[i] == 127)
			return err_set(err, ERR_CONFIG, "%s: contains a control character", source);
	*out = arena_str(a, line);
	return 0;
}

/* Clears the buffer without leaving its content in memory. */
static void wipe(struct buf *bytes)
{
	if (bytes->cap)
		explicit_bzero(bytes->ptr, bytes->len);
	buf_clear(bytes);
}

static int secret_file_read(const char *path, struct arena *a, char **out, struct err *err)
{
	struct buf bytes;
	int result = -1;
	buf_init(&bytes, MAX_SECRET);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t n = -1;
	for (char *room; fd >= 0 && (room = buf_room(&bytes, 4096)) && (n = read(fd, room, 4096)) > 0;)
		bytes.len += (size_t)n;
	if (fd < 0 || n < 0)
		err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
	else
		result = take_line(&bytes, a, path, out, err);
	if (fd >= 0)
		close(fd);
	wipe(&bytes);
	return result;
}

const char *conf_secret_path(const struct secret *secret, struct arena *a)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	if (secret->file || !secret->credential || !folder)
		return secret->file;
	return arena_printf(a, "%s/%s", folder, secret->credential).ptr;
}

static int read_credential(const struct secret *secret, struct arena *a, char **out, struct err *err)
{
	const char *path = conf_secret_path(secret, a);
	if (!path)
		return err_set(err, ERR_CONFIG, "credential %s: systemd provided none (no $CREDENTIALS_DIRECTORY)",
			       secret->credential);
	return secret_file_read(path, a, out, err);
}

/* ---- commands ---- */

static void become(const char *command, int out, int words)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setpgid(0, 0);
	alarm(COMMAND_SECONDS + 1); /* for a command that closes its output but does not exit */
	int null = open("/dev/null", O_RDONLY);
	if (null >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 &&
	    dup2(words, STDERR_FILENO) >= 0)
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/* Starts the command in its own process group, so that all its children can be killed with it. */
static pid_t command_start(const char *command, int words, int *out)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC))
		return -1;
	pid_t pid = fork();
	if (pid == 0)
		become(command, ends[1], words);
	close(ends[1]);
	*out = ends[0];
	if (pid < 0)
		close(ends[0]);
	return pid;
}

/* Reads to the end; false on an error or timeout. */
static bool read_all(int fd, struct buf *bytes)
{
	int64_t end = monotonic_ms() + COMMAND_SECONDS * 1000;
	for (;;) {
		struct pollfd waiting = {.fd = fd, .events = POLLIN};
		int64_t left = end - monotonic_ms();
		int ready = left > 0 ? poll(&waiting, 1, (int)left) : 0;
		if (ready < 0 && errno == EINTR)
			continue;
		char *room = ready > 0 ? buf_room(bytes, 4096) : NULL;
		if (!room)
			return ready > 0;
		ssize_t n = read(fd, room, 4096);
		if (n <= 0)
			return n == 0;
		bytes->len += (size_t)n;
	}
}

static int command_wait(pid_t pid)
{
	int status;
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

/* The beginning of the command's error output, on one line: ": no such file". Its whole stderr is not ours to pass on:
 * it may be long, and may contain the secret. */
static const char *complaint(int words, struct arena *a)
{
	char said[MAX_WORDS];
	ssize_t n = words < 0 ? 0 : pread(words, said, sizeof(said), 0);
	for (ssize_t i = 0; i < n; i++)
		if ((unsigned char)said[i] < ' ' || said[i] == 0x7F)
			said[i] = ' ';
	struct span line = span_trim(span_make(said, n > 0 ? (size_t)n : 0));
	return line.len ? arena_printf(a, ": %.*s", SPAN_ARG(line)).ptr : "";
}

static int run_command(const char *command, struct arena *a, char **out, struct err *err)
{
	struct buf bytes;
	int fd = -1, result = -1, words = memfd_create("words", MFD_CLOEXEC);
	buf_init(&bytes, MAX_SECRET);
	pid_t pid = words < 0 ? -1 : command_start(command, words, &fd);
	if (pid < 0) {
		err_set(err, ERR_RETRY, "cannot run `%s`: %s", command, strerror(errno));
		if (words >= 0)
			close(words);
		return -1;
	}
	bool done = read_all(fd, &bytes);
	if (!done)
		kill(-pid, SIGKILL);
	close(fd);
	int status = command_wait(pid);
	if (!done)
		err_set(err, ERR_RETRY, "`%s` did not finish within %d s", command, COMMAND_SECONDS);
	else if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		err_set(err, ERR_RETRY, "`%s` failed (%s %d)%s", command, WIFEXITED(status) ? "exit code" : "signal",
			WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status), complaint(words, a));
	else
		result = take_line(&bytes, a, command, out, err);
	close(words);
	wipe(&bytes);
	return result;
}

int conf_secret(const struct secret *secret, struct arena *a, char **out, struct err *err)
{
	if (secret->file)
		return secret_file_read(secret->file, a, out, err);
	if (secret->credential)
		return read_credential(secret, a, out, err);
	if (secret->command || secret->token_command)
		return run_command(secret->command ? secret->command : secret->token_command, a, out, err);
	return err_set(err, ERR_CONFIG, "there is no password");
}
