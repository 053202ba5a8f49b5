#include "daemon/edge/sendmail.h"

#include "parsers/base/addrspec.h"
#include "parsers/base/arena.h"
#include "parsers/base/buf.h"
#include "parsers/base/monotonic.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#define LIMIT_SECONDS 60
#define MAX_WORDS 300 /* bytes of the program's output that are passed on */

extern char **environ;

/* The mail with LF lines in a memory file, positioned at its start; -1 when there is no memory. As the program reads a
 * file, nothing can block on a pipe. */
static int mail_file(struct span bytes)
{
	struct buf text;
	buf_init(&text, BUF_MAX);
	while (bytes.len) {
		ptrdiff_t end = span_find(bytes, SPAN("\r\n"));
		buf_add(&text, span_sub(bytes, 0, end < 0 ? bytes.len : (size_t)end));
		if (end >= 0)
			buf_chr(&text, '\n');
		bytes = span_from(bytes, end < 0 ? bytes.len : (size_t)end + 2);
	}
	int fd = text.over ? -1 : memfd_create("mail", MFD_CLOEXEC);
	if (fd >= 0 && (write(fd, text.ptr, text.len) != (ssize_t)text.len || lseek(fd, 0, SEEK_SET))) {
		close(fd);
		fd = -1;
	}
	buf_clear(&text);
	return fd;
}

static int spawn_program(const char *program, char *const argv[], int in, int words, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, 0);
	posix_spawn_file_actions_adddup2(&actions, words, 1);
	posix_spawn_file_actions_adddup2(&actions, words, 2);
	posix_spawnattr_init(&attr);
	sigemptyset(&none);
	posix_spawnattr_setsigmask(&attr, &none);
	sigaddset(&none, SIGPIPE);
	posix_spawnattr_setsigdefault(&attr, &none);
	posix_spawnattr_setpgroup(&attr, 0);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	int failed = posix_spawn(pid, program, &actions, &attr, argv, environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

/* Waits for the program to end. False: the limit has passed, and it and its children were killed. */
static bool sendmail_wait_for(pid_t pid, int *status)
{
	int fd = pidfd_open(pid, 0), ready = 0;
	struct pollfd polled = {.fd = fd, .events = POLLIN};
	int64_t end = monotonic_ms() + LIMIT_SECONDS * 1000, left;
	while (ready <= 0 && (left = end - monotonic_ms()) > 0)
		ready = poll(&polled, 1, (int)left);
	if (ready <= 0)
		kill(-pid, SIGKILL);
	while (waitpid(pid, status, 0) < 0 && errno == EINTR) {
	}
	if (fd >= 0)
		close(fd);
	return ready > 0;
}

/* The start of the program's output, on one line. */
static void sendmail_read_words(int words, char out[MAX_WORDS + 1])
{
	ssize_t n = pread(words, out, MAX_WORDS, 0);
	size_t len = n > 0 ? (size_t)n : 0;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)out[i] < ' ' || out[i] == 0x7F)
			out[i] = ' ';
	out[span_rtrim((struct span){out, len}).len] = '\0';
}

static void sendmail_judge(const char *program, int status, const char *words, struct delivery_result *out)
{
	const char *colon = words[0] ? ": " : "";
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		out->outcome = DELIVERY_SENT;
	} else if (WIFEXITED(status) && WEXITSTATUS(status) != EX_TEMPFAIL) {
		out->outcome = DELIVERY_REFUSED;
		err_set(&out->err, ERR_REFUSED, "%s: exit code %d%s%s", program, WEXITSTATUS(status), colon, words);
	} else if (WIFEXITED(status)) {
		err_set(&out->err, ERR_RETRY, "%s: temporary failure%s%s", program, colon, words);
	} else {
		err_set(&out->err, ERR_RETRY, "%s: killed by signal %d%s%s", program, WTERMSIG(status), colon, words);
	}
}

static void sendmail_run(const char *program, char *const argv[], int in, int words, struct delivery_result *out)
{
	pid_t pid;
	int status = 0;
	char said[MAX_WORDS + 1];
	int failed = spawn_program(program, argv, in, words, &pid);
	if (failed) {
		err_set(&out->err, ERR_RETRY, "%s: cannot be started: %s", program, strerror(failed));
		return;
	}
	bool ended = sendmail_wait_for(pid, &status);
	sendmail_read_words(words, said);
	if (ended)
		sendmail_judge(program, status, said, out);
	else
		err_set(&out->err, ERR_RETRY, "%s: did not end within %d s", program, LIMIT_SECONDS);
}

void sendmail_send(const char *program, struct span from, struct span to, struct span bytes,
		   struct delivery_result *out)
{
	*out = (struct delivery_result){.outcome = DELIVERY_RETRY};
	struct arena a;
	arena_init(&a);
	struct span sender = from.len ? addrspec_form(&a, from, NULL) : SPAN("<>");
	struct span recipient = addrspec_form(&a, to, NULL);
	if (!sender.len || !recipient.len) {
		out->outcome = DELIVERY_REFUSED;
		err_set(&out->err, ERR_REFUSED, "%s: an address that cannot be passed to it", program);
		arena_clear(&a);
		return;
	}
	char *argv[] = {(char *)(uintptr_t)program, "-i", "-f", arena_str(&a, sender), "--",
			arena_str(&a, recipient),   NULL};
	int in = mail_file(bytes), words = memfd_create("words", MFD_CLOEXEC);
	if (in < 0 || words < 0)
		err_set(&out->err, ERR_RETRY, "%s: not enough memory for the mail: %s", program, strerror(errno));
	else
		sendmail_run(program, argv, in, words, out);
	if (in >= 0)
		close(in);
	if (words >= 0)
		close(words);
	arena_clear(&a);
}
