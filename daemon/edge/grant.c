#include "daemon/edge/grant.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "parsers/base/file.h"
#include "parsers/base/monotonic.h"

#define GRANT_MAX ((size_t)64 << 10)
#define LOCK_PAUSE_MS 50

static struct span kept_text(const json_t *object, const char *name, struct arena *a)
{
	const json_t *value = json_object_get(object, name);
	return json_is_string(value) ? arena_dup(a, span_make(json_string_value(value), json_string_length(value)))
				     : SPAN_NONE;
}

static int64_t kept_number(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

int grant_read(const struct server *server, struct arena *a, struct grant *out, struct err *err)
{
	char bytes[GRANT_MAX];
	int fd = open(server->oauth.grant, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));
	int why = errno;
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return err_set(err, ERR_CONFIG, "no grant for %s%s%s: run caredesk login", server->user,
			       why == ENOENT ? "" : ": ", why == ENOENT ? " yet" : strerror(why));
	json_t *json = json_loadb(bytes, (size_t)n, JSON_REJECT_DUPLICATES, NULL);
	explicit_bzero(bytes, sizeof(bytes));
	*out = (struct grant){.refresh = kept_text(json, "refresh_token", a),
			      .access = kept_text(json, "access_token", a),
			      .expires = kept_number(json, "expires"),
			      .ends = kept_number(json, "ends")};
	json_decref(json);
	return out->refresh.len || out->access.len
		       ? 0
		       : err_set(err, ERR_CONFIG, "%s: not a grant: run caredesk login", server->oauth.grant);
}

static struct span grant_folder(struct span path)
{
	return span_sub(path, 0, (size_t)span_rchr(path, '/'));
}

int grant_write(const struct server *server, const struct grant *g, struct err *err)
{
	json_t *json = json_pack("{s:s%, s:s%, s:I, s:I}", "refresh_token", g->refresh.len ? g->refresh.ptr : "",
				 g->refresh.len, "access_token", g->access.ptr, g->access.len, "expires",
				 (json_int_t)g->expires, "ends", (json_int_t)g->ends);
	char *text = json ? json_dumps(json, JSON_INDENT(1)) : NULL;
	json_decref(json);
	if (!text)
		abort();
	int result = file_replace(server->oauth.grant, span_of(text), FILE_FOR_GOOD);
	if (result)
		err_set(err, ERR_RETRY, "%s: %s", server->oauth.grant, strerror(errno));
	explicit_bzero(text, strlen(text));
	free(text);
	return result;
}

/* flock() itself waits for ever or not at all. */
static int lock_await(int fd, int milliseconds)
{
	int64_t end = monotonic_ms() + milliseconds;
	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK || monotonic_ms() >= end)
			return -1;
		poll(NULL, 0, LOCK_PAUSE_MS);
	}
	return 0;
}

int grant_lock(const struct server *server, int milliseconds, struct arena *a, struct err *err)
{
	struct span folder = grant_folder(span_of(server->oauth.grant));
	const char *path = arena_printf(a, "%.*s/lock", SPAN_ARG(folder)).ptr;
	mkdir(arena_str(a, grant_folder(folder)), 0700);
	mkdir(arena_str(a, folder), 0700);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0 && lock_await(fd, milliseconds) == 0)
		return fd;
	err_set(err, ERR_RETRY, "%s: %s", path,
		fd >= 0 && errno == EWOULDBLOCK ? "another process is still renewing this grant" : strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}
