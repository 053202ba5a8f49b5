#include "daemon/edge/connection.h"

#include "daemon/edge/oauth.h"

#include "parsers/base/monotonic.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <curl/curl.h>

#define MAX_GREETING_LINES 100 /* that a server may send before we are logged in */
#define MAX_LINE 1000
#define BUFFER 16384
#define MAX_ISSUER 200 /* bytes of a CA's name in an error */

/* What the server said while libcurl greeted it and logged in. */
struct greeting {
	enum protocol protocol;
	struct arena *arena;
	struct span_list ehlo; /* SMTP: lines of the last EHLO answer */
	char last[MAX_LINE];   /* the last line that answers a command of ours */
	bool logged_in;        /* SMTP: 235 came */
	bool preauth;          /* IMAP: the server says that we are already logged in */
	size_t lines;
};

struct connection {
	CURL *curl;
	curl_socket_t fd;
	struct arena arena;
	struct span name;
	struct greeting greeting;
	int64_t deadline; /* milliseconds of the monotonic clock */
	char buffer[BUFFER];
	size_t at, len; /* the part of the buffer that has not been read yet */
	bool closed;
	bool doubted; /* the server refused our token */
};

static void smtp_line(struct greeting *g, struct span line)
{
	if (span_starts(line, SPAN("220")))
		g->ehlo.count = 0;
	else if (span_starts(line, SPAN("250")) && line.len > 4)
		span_list_add(g->arena, &g->ehlo, arena_dup(g->arena, span_from(line, 4)));
	else if (span_starts(line, SPAN("235")))
		g->logged_in = true;
	snprintf(g->last, sizeof(g->last), "%.*s", SPAN_ARG(line));
}

static void imap_line(struct greeting *g, struct span line)
{
	if (span_istarts(line, SPAN("* PREAUTH")))
		g->preauth = true;
	else if (!span_starts(line, SPAN("*")) && !span_starts(line, SPAN("+")))
		snprintf(g->last, sizeof(g->last), "%.*s", SPAN_ARG(line));
}

/* libcurl calls this for each line. Returning anything but the full size ends the transfer. */
static size_t on_line(char *bytes, size_t size, size_t count, void *context)
{
	struct greeting *g = context;
	struct span line = span_rtrim(span_sub((struct span){bytes, size * count}, 0, MAX_LINE));
	if (++g->lines > MAX_GREETING_LINES)
		return 0;
	if (g->protocol == PROTOCOL_SMTP)
		smtp_line(g, line);
	else
		imap_line(g, line);
	return size * count;
}

static int set_url(struct connection *c, const struct server *server, const char *helo)
{
	bool smtp = c->greeting.protocol == PROTOCOL_SMTP, implicit = server->tls == TLS_IMPLICIT;
	const char *scheme = smtp ? (implicit ? "smtps" : "smtp") : (implicit ? "imaps" : "imap");
	const char *open = strchr(server->host, ':') ? "[" : "", *close = *open ? "]" : "";
	char *path = smtp && helo ? curl_easy_escape(c->curl, helo, 0) : NULL;
	struct span url = arena_printf(&c->arena, "%s://%s%s%s:%d/%s", scheme, open, server->host, close, server->port,
				       path ? path : "");
	curl_free(path);
	curl_easy_setopt(c->curl, CURLOPT_PROTOCOLS_STR, scheme);
	return curl_easy_setopt(c->curl, CURLOPT_URL, url.ptr) == CURLE_OK ? 0 : -1;
}

static void connection_secure(CURL *curl, const struct server *server)
{
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_USE_SSL, server->tls == TLS_NONE ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
	curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
	if (server->ca_file) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, server->ca_file);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
}

static void set_ways(struct connection *c, const struct server *server)
{
	curl_easy_setopt(c->curl, CURLOPT_CONNECT_ONLY, 1L);
	curl_easy_setopt(c->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c->curl, CURLOPT_TIMEOUT, (long)server->timeout);
	curl_easy_setopt(c->curl, CURLOPT_CONNECTTIMEOUT, (long)server->timeout);
	curl_easy_setopt(c->curl, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(c->curl, CURLOPT_PROXY, server->proxy ? server->proxy : "");
	curl_easy_setopt(c->curl, CURLOPT_HTTPPROXYTUNNEL, 1L);
	curl_easy_setopt(c->curl, CURLOPT_HEADERFUNCTION, on_line);
	curl_easy_setopt(c->curl, CURLOPT_HEADERDATA, &c->greeting);
}

/* Sets the user and their credential, and allows only the configured mechanisms. */
static int set_login(struct connection *c, const struct server *server, struct err *err)
{
	static const struct {
		const char *auth, *options;
		bool is_token;
	} ways[] = {
		{"plain", "AUTH=PLAIN;AUTH=LOGIN", false},
		{"xoauth2", "AUTH=XOAUTH2", true},
		{"oauthbearer", "AUTH=OAUTHBEARER", true},
		{"oauth", "AUTH=OAUTHBEARER;AUTH=XOAUTH2", true},
	};
	const char *usual = conf_oauth(server) ? "oauth" : server->secret.token_command ? "oauthbearer" : "plain";
	const char *auth = server->auth ? server->auth : usual;
	size_t way = 0;
	char *secret;
	if (!server->user)
		return 0;
	while (way < 4 && strcmp(auth, ways[way].auth) != 0)
		way++;
	if (way == 4)
		return err_set(err, ERR_CONFIG, "unknown auth \"%s\"", auth);
	if (conf_oauth(server) ? oauth_token(server, time(NULL), &c->arena, &secret, err)
			       : conf_secret(&server->secret, &c->arena, &secret, err))
		return -1;
	curl_easy_setopt(c->curl, CURLOPT_USERNAME, server->user);
	curl_easy_setopt(c->curl, ways[way].is_token ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD, secret);
	curl_easy_setopt(c->curl, CURLOPT_LOGIN_OPTIONS, ways[way].options);
	curl_easy_setopt(c->curl, CURLOPT_SASL_IR, 1L);
	return 0;
}

/* The server's refusal of our login, without the tag; empty when no login was attempted. */
static struct span login_answer(const struct greeting *g)
{
	struct span answer = span_of(g->last), tag;
	if (g->protocol == PROTOCOL_SMTP)
		return span_starts(answer, SPAN("4")) || span_starts(answer, SPAN("5")) ? answer : SPAN_NONE;
	span_word(&answer, &tag);
	answer = span_trim(answer);
	return span_istarts(answer, SPAN("NO")) || span_istarts(answer, SPAN("BAD")) ? answer : SPAN_NONE;
}

/* Why the login failed: no usable mechanism, not possible now, or wrong credentials. */
static int login_failed(const struct greeting *g, struct err *err)
{
	struct span answer = login_answer(g);
	bool later = g->protocol == PROTOCOL_SMTP ? span_starts(answer, SPAN("4"))
						  : span_ifind(answer, SPAN("[UNAVAILABLE]")) >= 0;
	if (answer.len == 0)
		return err_set(err, ERR_REFUSED, "a user is set, but the server offers no AUTH that can be used");
	if (later)
		return err_set(err, ERR_RETRY, "login is not possible at the moment: %.200s", answer.ptr);
	return err_set(err, ERR_REFUSED, "wrong user or password: %.200s", answer.ptr);
}

/* The issuer of the certificate presented, as far as libcurl tells; the last one in the chain names the CA. */
static struct span certificate_issuer(const struct connection *c)
{
	static const char prefix[] = "Issuer:";
	struct curl_certinfo *info = NULL;
	struct span issuer = SPAN_NONE;
	if (curl_easy_getinfo(c->curl, CURLINFO_CERTINFO, &info) != CURLE_OK || !info)
		return issuer;
	for (int i = 0; i < info->num_of_certs; i++)
		for (struct curl_slist *line = info->certinfo[i]; line; line = line->next)
			if (span_starts(span_of(line->data), span_of(prefix)))
				issuer = span_from(span_of(line->data), sizeof(prefix) - 1);
	return span_sub(issuer, 0, MAX_ISSUER);
}

static int certificate_failed(const struct connection *c, const struct server *server, const char *words,
			      struct err *err)
{
	struct span issuer = certificate_issuer(c);
	if (strstr(words, "does not match") || strstr(words, "doesn't match"))
		return err_set(err, ERR_REFUSED, "the certificate is for another host: %s", words);
	return err_set(err, ERR_REFUSED,
		       "the certificate is not valid or from an unknown CA%s%.*s, looked for in %s%s: %s",
		       issuer.len ? ", " : "", SPAN_ARG(issuer), server->ca_file ? "ca_file " : "the system's",
		       server->ca_file ? server->ca_file : "", words);
}

/* No answer in time. If there was no greeting either, the port may be one that expects TLS from the first byte. */
static int timed_out(const struct connection *c, const struct server *server, struct err *err)
{
	bool silent = server->tls != TLS_IMPLICIT && c->greeting.lines == 0;
	double connected = 0;
	curl_easy_getinfo(c->curl, CURLINFO_CONNECT_TIME, &connected);
	return err_set(err, ERR_RETRY, "no answer within %d s%s", server->timeout,
		       silent && connected > 0 ? ": no greeting; is it a port for tls = \"implicit\"?" : "");
}

/* libcurl's code and words as our error. */
static int connect_failed(struct connection *c, const struct server *server, CURLcode code, const char *words,
			  struct err *err)
{
	switch (code) {
	case CURLE_LOGIN_DENIED:
		c->doubted = conf_oauth(server);
		return login_failed(&c->greeting, err);
	case CURLE_PEER_FAILED_VERIFICATION:
		return certificate_failed(c, server, words, err);
	case CURLE_USE_SSL_FAILED:
		return err_set(err, ERR_REFUSED, "the server offers no STARTTLS; nothing is sent without it");
	case CURLE_SSL_CONNECT_ERROR:
		return err_set(err, ERR_RETRY, "no TLS on this port: %s%s", words,
			       server->tls == TLS_IMPLICIT ? "; is it a port for tls = \"starttls\"?" : "");
	case CURLE_SSL_CACERT_BADFILE:
		return err_set(err, ERR_CONFIG, "ca_file %s cannot be read",
			       server->ca_file ? server->ca_file : "(none)");
	case CURLE_OPERATION_TIMEDOUT:
		return timed_out(c, server, err);
	default:
		return err_set(err, ERR_RETRY, "%s", *words ? words : curl_easy_strerror(code));
	}
}

/* Refuses what libcurl accepts but we don't. */
static int check_login(const struct greeting *g, const struct server *server, struct err *err)
{
	if (!server->user)
		return 0;
	if (g->protocol == PROTOCOL_SMTP && !g->logged_in)
		return err_set(err, ERR_REFUSED, "a user is set, but the server offers no AUTH");
	if (g->preauth)
		return err_set(err, ERR_REFUSED, "a user is set, but the server accepts no login (PREAUTH)");
	return 0;
}

/* For servers that offer neither PLAIN nor LOGIN as a mechanism: lets libcurl choose, which includes IMAP's own LOGIN
 * command. False: not allowed for this login. */
static bool allow_any_login(struct connection *c, const struct server *server)
{
	if (c->greeting.protocol != PROTOCOL_IMAP || server->secret.token_command || conf_oauth(server) ||
	    (server->auth && strcmp(server->auth, "plain") != 0))
		return false;
	c->greeting.lines = 0;
	curl_easy_setopt(c->curl, CURLOPT_LOGIN_OPTIONS, NULL);
	return true;
}

static int connect_and_login(struct connection *c, const struct server *server, const char *helo, struct err *err)
{
	char words[CURL_ERROR_SIZE] = "";
	if (set_url(c, server, helo))
		return err_set(err, ERR_CONFIG, "not a host and port");
	connection_secure(c->curl, server);
	set_ways(c, server);
	if (set_login(c, server, err))
		return -1;
	curl_easy_setopt(c->curl, CURLOPT_ERRORBUFFER, words);
	CURLcode code = curl_easy_perform(c->curl);
	if (code == CURLE_LOGIN_DENIED && login_answer(&c->greeting).len == 0 && allow_any_login(c, server))
		code = curl_easy_perform(c->curl);
	curl_easy_setopt(c->curl, CURLOPT_ERRORBUFFER, NULL);
	if (code != CURLE_OK)
		return connect_failed(c, server, code, words, err);
	if (curl_easy_getinfo(c->curl, CURLINFO_ACTIVESOCKET, &c->fd) != CURLE_OK || c->fd == CURL_SOCKET_BAD)
		return err_set(err, ERR_RETRY, "the connection was lost");
	return check_login(&c->greeting, server, err);
}

static int open_once(const struct server *server, enum protocol protocol, const char *helo, struct connection **out,
		     bool *doubted, struct err *err)
{
	struct connection *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	arena_init(&c->arena);
	c->greeting.protocol = protocol;
	c->greeting.arena = &c->arena;
	c->name = arena_printf(&c->arena, "%s:%d", server->host, server->port);
	c->curl = curl_easy_init();
	if (!c->curl)
		abort();
	if (connect_and_login(c, server, helo, err)) {
		err_wrap(err, "%s", c->name.ptr);
		*doubted = c->doubted;
		connection_close(c);
		return -1;
	}
	connection_deadline(c, server->timeout);
	*out = c;
	return 0;
}

/* A token that was revoked before it expired is renewed at once; if the new one is refused too, that is the result. */
int connection_open(const struct server *server, enum protocol protocol, const char *helo, struct connection **out,
		    struct err *err)
{
	bool doubted = false;
	int result = open_once(server, protocol, helo, out, &doubted, err);
	if (result == 0 || !doubted)
		return result;
	oauth_doubt(server);
	return open_once(server, protocol, helo, out, &doubted, err);
}

void connection_close(struct connection *c)
{
	if (!c)
		return;
	curl_easy_cleanup(c->curl);
	arena_clear(&c->arena);
	free(c);
}

void connection_deadline(struct connection *c, int seconds)
{
	c->deadline = monotonic_ms() + (int64_t)seconds * 1000;
}

static int lost(struct connection *c, struct err *err, const char *why)
{
	c->closed = true;
	return err_set(err, ERR_RETRY, "%s: %s", c->name.ptr, why);
}

/* Waits for the socket, at most until the deadline. */
static int stream_wait(struct connection *c, short events, struct err *err)
{
	for (;;) {
		int64_t left = c->deadline - monotonic_ms();
		struct pollfd polled = {.fd = c->fd, .events = events};
		int ready = left > 0 ? poll(&polled, 1, (int)left) : 0;
		if (ready > 0)
			return 0;
		if (ready == 0)
			return lost(c, err, "no answer in time");
		if (errno != EINTR)
			return lost(c, err, strerror(errno));
	}
}

/* Reads what is available into the empty buffer, without waiting: CURLE_OK (also at the end of the stream: closed is
 * set), CURLE_AGAIN or an error. TLS may hold bytes that poll on the socket does not show. */
static CURLcode fill(struct connection *c)
{
	size_t got = 0;
	CURLcode code = curl_easy_recv(c->curl, c->buffer, sizeof(c->buffer), &got);
	if (code == CURLE_AGAIN)
		return code;
	c->at = 0;
	c->len = code == CURLE_OK ? got : 0;
	c->closed = c->len == 0;
	return code;
}

long connection_read(struct connection *c, void *out, size_t n, struct err *err)
{
	while (c->at == c->len && !c->closed) {
		if (monotonic_ms() >= c->deadline)
			return lost(c, err, "no answer in time");
		CURLcode code = fill(c);
		if (code == CURLE_AGAIN && stream_wait(c, POLLIN, err))
			return -1;
		if (code != CURLE_OK && code != CURLE_AGAIN)
			return lost(c, err, "the connection was lost");
	}
	size_t len = c->len - c->at < n ? c->len - c->at : n;
	memcpy(out, c->buffer + c->at, len);
	c->at += len;
	return (long)len;
}

int connection_write(struct connection *c, struct span bytes, struct err *err)
{
	while (bytes.len) {
		size_t sent = 0;
		CURLcode code = c->closed ? CURLE_SEND_ERROR : curl_easy_send(c->curl, bytes.ptr, bytes.len, &sent);
		if (code == CURLE_AGAIN && stream_wait(c, POLLOUT, err))
			return -1;
		if (code != CURLE_OK && code != CURLE_AGAIN)
			return lost(c, err, "the connection was lost");
		bytes = span_from(bytes, sent);
	}
	return 0;
}

enum connection_event connection_wait(struct connection *c, int milliseconds, int wake)
{
	int64_t end = monotonic_ms() + milliseconds;
	for (;;) {
		if (c->at < c->len)
			return CONNECTION_READABLE;
		CURLcode code = c->closed ? CURLE_RECV_ERROR : fill(c);
		if (code == CURLE_OK && !c->closed)
			continue;
		if (code != CURLE_AGAIN)
			return CONNECTION_LOST;
		int64_t left = end - monotonic_ms();
		struct pollfd polled[2] = {{.fd = c->fd, .events = POLLIN}, {.fd = wake, .events = POLLIN}};
		int ready = poll(polled, 2, left > 0 ? (int)left : 0);
		if (ready > 0 && polled[1].revents)
			return CONNECTION_WOKEN;
		if (ready <= 0 && left <= 0)
			return CONNECTION_QUIET;
	}
}

const struct span_list *connection_greeting(const struct connection *c)
{
	return &c->greeting.ehlo;
}

int connection_fd(const struct connection *c)
{
	return c->fd;
}

const char *connection_name(const struct connection *c)
{
	return c->name.ptr;
}
