#include "daemon/edge/httpd.h"

#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "conf/conf.h"
#include "conf/listen.h"
#include "parsers/base/digest.h"
#include "parsers/base/monotonic.h"

#define BACKLOG 64
#define PER_CLIENT 16
#define BODY_MAX ((size_t)64 << 20)

struct httpd {
	const struct httpd_options *options;
	struct MHD_Daemon *daemon;
	bool is_path;
	struct sockaddr_un path;
	struct guest {  /* a connection, and since when it is open */
		int fd; /* -1: none */
		int64_t since;
	} guests[HTTPD_CONNECTIONS];
};

/* --- the address --- */

static int listen_there(int fd, const char *where, const struct sockaddr *address, socklen_t size, struct err *err)
{
	int one = 1;
	if (fd < 0)
		return err_set(err, ERR_RETRY, "http: %s: %s", where, strerror(errno));
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, address, size) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	err_set(err, ERR_CONFIG, "http: %s: %s", where, strerror(errno));
	close(fd);
	return -1;
}

/* Whoever may use the socket's folder may connect; a socket that an earlier run left there is removed. */
static int listen_path(struct httpd *h, const char *path, struct err *err)
{
	struct stat st;
	h->path.sun_family = AF_UNIX;
	if (strlen(path) >= sizeof h->path.sun_path)
		return err_set(err, ERR_CONFIG, "http: %s: the path is too long", path);
	memcpy(h->path.sun_path, path, strlen(path) + 1);
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
		unlink(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	fd = listen_there(fd, path, (const struct sockaddr *)&h->path, sizeof h->path, err);
	h->is_path = fd >= 0;
	if (fd >= 0)
		chmod(path, 0660);
	return fd;
}

static int listen_port(const char *where, struct err *err)
{
	struct addrinfo hints = {.ai_flags = AI_PASSIVE, .ai_socktype = SOCK_STREAM}, *found;
	struct span host, port;
	char name[256], number[8];
	if (!listen_address(span_of(where), &host, &port))
		return err_set(err, ERR_CONFIG, "http: %s: neither host:port nor a path", where);
	snprintf(name, sizeof name, "%.*s", SPAN_ARG(host));
	snprintf(number, sizeof number, "%.*s", SPAN_ARG(port));
	int rc = getaddrinfo(name, number, &hints, &found);
	if (rc != 0)
		return err_set(err, ERR_CONFIG, "http: %s: %s", where, gai_strerror(rc));
	int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	fd = listen_there(fd, where, found->ai_addr, found->ai_addrlen, err);
	freeaddrinfo(found);
	return fd;
}

/* --- the client --- */

static bool token_is(const struct httpd *h, struct span given)
{
	unsigned char mine[DIGEST_SIZE], theirs[DIGEST_SIZE];
	struct span token = span_of(h->options->token);
	digest_sha256(&token, 1, mine);
	digest_sha256(&given, 1, theirs);
	return digest_equal(mine, theirs, DIGEST_SIZE);
}

/* As a bearer token, or as a password, for which browsers can prompt. */
static bool shows_token(const struct httpd *h, struct MHD_Connection *c)
{
	struct span header = span_of(MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Authorization"));
	char *password = NULL;
	if (!h->options->token)
		return true;
	if (span_istarts(header, SPAN("Bearer ")))
		return token_is(h, span_trim(span_from(header, 7)));
	char *user = MHD_basic_auth_get_username_password(c, &password);
	bool right = password && token_is(h, span_of(password));
	MHD_free(user);
	MHD_free(password);
	return right;
}

/* A foreign page in a browser on this machine may make its own name resolve to this address (DNS rebinding): such
 * requests are refused. */
static bool names_this(const struct httpd *h, struct MHD_Connection *c)
{
	struct span name = span_of(MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Host")), host, port;
	if (h->options->token || h->is_path || !name.len)
		return true;
	if (!listen_address(name, &host, &port))
		host = name.ptr[0] == '[' && name.len > 2 ? span_sub(name, 1, name.len - 2) : name;
	return conf_is_loopback(host);
}

/* --- answers --- */

static enum MHD_Result send_answer(struct MHD_Connection *c, const struct httpd_answer *answer)
{
	static const char *const headers[][2] = {
		{"Cache-Control", "no-store"},
		{"Connection", "close"},
		{"Content-Security-Policy",
		 "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"},
		{"Referrer-Policy", "no-referrer"},
		{"X-Content-Type-Options", "nosniff"}};
	struct MHD_Response *r =
		MHD_create_response_from_buffer(answer->body.len, answer->body.ptr, MHD_RESPMEM_MUST_COPY);
	if (!r)
		return MHD_NO;
	MHD_add_response_header(r, "Content-Type", answer->type ? answer->type : "text/plain; charset=utf-8");
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
		MHD_add_response_header(r, headers[i][0], headers[i][1]);
	if (answer->status == MHD_HTTP_UNAUTHORIZED)
		MHD_add_response_header(r, "WWW-Authenticate", "Basic realm=\"caredesk\", charset=\"UTF-8\"");
	if (answer->status == MHD_HTTP_METHOD_NOT_ALLOWED)
		MHD_add_response_header(r, "Allow", "GET, HEAD");
	enum MHD_Result rc = MHD_queue_response(c, answer->status, r);
	MHD_destroy_response(r);
	return rc;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c, const char *url, const char *method,
				  const char *version, const char *upload, size_t *upload_size, void **state)
{
	struct httpd *h = ctx;
	struct httpd_answer answer = {0};
	(void)version;
	(void)upload;
	(void)state;
	if (*upload_size) { /* no request needs a body */
		*upload_size = 0;
		return MHD_NO;
	}
	buf_init(&answer.body, BODY_MAX);
	if (strcmp(method, "GET") != 0 && strcmp(method, "HEAD") != 0)
		answer.status = MHD_HTTP_METHOD_NOT_ALLOWED;
	else if (!names_this(h, c))
		answer.status = MHD_HTTP_FORBIDDEN;
	else
		h->options->answer(h->options->ctx, span_of(url), shows_token(h, c), &answer);
	enum MHD_Result rc = send_answer(c, &answer);
	buf_clear(&answer.body);
	return rc;
}

/* --- connections --- */

static void on_connection(void *ctx, struct MHD_Connection *c, void **state, enum MHD_ConnectionNotificationCode code)
{
	struct httpd *h = ctx;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
	(void)state;
	for (size_t i = 0; info && i < HTTPD_CONNECTIONS; i++) {
		struct guest *g = &h->guests[i];
		if (code == MHD_CONNECTION_NOTIFY_STARTED && g->fd < 0) {
			*g = (struct guest){info->connect_fd, monotonic_ms()};
			return;
		}
		if (code == MHD_CONNECTION_NOTIFY_CLOSED && g->fd == info->connect_fd)
			g->fd = -1;
	}
}

/* Sending a byte now and then does not keep a connection open. */
static void show_out(struct httpd *h)
{
	int64_t now = monotonic_ms();
	for (size_t i = 0; i < HTTPD_CONNECTIONS; i++)
		if (h->guests[i].fd >= 0 && now - h->guests[i].since > HTTPD_LIFE_MS)
			shutdown(h->guests[i].fd, SHUT_RDWR);
}

int httpd_open(const struct httpd_options *options, struct httpd **out, struct err *err)
{
	struct httpd *h = calloc(1, sizeof *h);
	if (!h)
		abort();
	h->options = options;
	for (size_t i = 0; i < HTTPD_CONNECTIONS; i++)
		h->guests[i].fd = -1;
	int fd = options->listen[0] == '/' ? listen_path(h, options->listen, err) : listen_port(options->listen, err);
	if (fd < 0) {
		httpd_close(h);
		return -1;
	}
	h->daemon = MHD_start_daemon(
		MHD_USE_EPOLL, 0, NULL, NULL, on_request, h, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)HTTPD_CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTPD_IDLE_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, HTTPD_MEMORY, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
		(unsigned)PER_CLIENT, MHD_OPTION_NOTIFY_CONNECTION, on_connection, h, MHD_OPTION_END);
	if (!h->daemon) {
		close(fd);
		httpd_close(h);
		return err_set(err, ERR_RETRY, "http: cannot be started");
	}
	*out = h;
	return 0;
}

int httpd_serve(struct httpd *h, int milliseconds, struct err *err)
{
	show_out(h);
	if (MHD_run_wait(h->daemon, milliseconds) != MHD_YES)
		return err_set(err, ERR_RETRY, "http: the server has failed");
	return 0;
}

void httpd_close(struct httpd *h)
{
	if (!h)
		return;
	if (h->daemon)
		MHD_stop_daemon(h->daemon);
	if (h->is_path)
		unlink(h->path.sun_path);
	free(h);
}
