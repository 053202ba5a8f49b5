#include "daemon/edge/clamd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define PIECE ((size_t)64 << 10)
#define ANSWER_MAX 1024

static int clamd_failed(const char *path, const char *why, struct err *err)
{
	return err_set(err, ERR_RETRY, "clamd at %s: %s", path, why);
}

static int dial(const char *path, int *out, struct err *err)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	struct timeval patience = {.tv_sec = CLAMD_SECONDS};
	if (strlen(path) >= sizeof to.sun_path)
		return clamd_failed(path, "the path is too long", err);
	snprintf(to.sun_path, sizeof to.sun_path, "%s", path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return clamd_failed(path, strerror(errno), err);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
	if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
		clamd_failed(path, strerror(errno), err);
		close(fd);
		return -1;
	}
	*out = fd;
	return 0;
}

static bool clamd_send(int fd, const void *bytes, size_t len)
{
	const char *at = bytes;
	while (len) {
		ssize_t n = send(fd, at, len, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		len -= (size_t)n;
	}
	return true;
}

static bool put_length(int fd, size_t n)
{
	const unsigned char bytes[] = {(unsigned char)(n >> 24), (unsigned char)(n >> 16), (unsigned char)(n >> 8),
				       (unsigned char)n};
	return clamd_send(fd, bytes, sizeof bytes);
}

/* When its size limit is reached, clamd answers before it has everything: the rest can't be written then, and the
 * answer says why. */
static void stream(int fd, struct span bytes)
{
	bool good = clamd_send(fd, "zINSTREAM", sizeof "zINSTREAM");
	while (good && bytes.len) {
		struct span piece = span_sub(bytes, 0, PIECE);
		good = put_length(fd, piece.len) && clamd_send(fd, piece.ptr, piece.len);
		bytes = span_from(bytes, piece.len);
	}
	if (good)
		put_length(fd, 0);
}

/* The answer up to its NUL, or to the end of the stream. */
static struct span answer_read(int fd, char answer[ANSWER_MAX])
{
	size_t len = 0;
	while (len < ANSWER_MAX) {
		ssize_t n = recv(fd, answer + len, ANSWER_MAX - len, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		len += (size_t)n;
		if (memchr(answer, '\0', len))
			break;
	}
	return span_sub(span_make(answer, len), 0, strnlen(answer, len));
}

/* "stream: OK", "stream: Win.Test.EICAR_HDB-1 FOUND", "INSTREAM size limit exceeded. ERROR" */
static int understand(const char *path, struct span answer, struct arena *a, struct span *signature, struct err *err)
{
	answer = span_trim(answer);
	if (span_ends(answer, SPAN(": OK"))) {
		*signature = SPAN_NONE;
		return 0;
	}
	if (!span_ends(answer, SPAN(" FOUND")))
		return clamd_failed(path, answer.len ? arena_str(a, answer) : "no answer", err);
	ptrdiff_t colon = span_find(answer, SPAN(": "));
	answer = span_sub(answer, 0, answer.len - strlen(" FOUND"));
	*signature = arena_dup(a, colon < 0 ? answer : span_from(answer, (size_t)colon + 2));
	return 0;
}

int clamd_scan(const char *socket_path, struct span bytes, struct arena *a, struct span *signature, struct err *err)
{
	char answer[ANSWER_MAX];
	int fd = -1;
	if (dial(socket_path, &fd, err) != 0)
		return -1;
	stream(fd, bytes);
	struct span text = answer_read(fd, answer);
	close(fd);
	return understand(socket_path, text, a, signature, err);
}
