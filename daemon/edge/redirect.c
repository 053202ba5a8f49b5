#include "daemon/edge/redirect.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "parsers/base/buf.h"
#include "parsers/base/digest.h"
#include "parsers/base/monotonic.h"
#include "parsers/base/transfer.h"

#define CLIENTS 8 /* browsers open more connections than they use */
#define HEAD_MAX 8192
#define LINE_MAX_BYTES 8192

/* --- the address --- */

/* Percent-decoded; empty if a byte is not visible ASCII. */
static struct span percent_decoded(struct span value, struct arena *a)
{
	struct buf out;
	bool plain = true;
	buf_init(&out, LINE_MAX_BYTES);
	for (size_t i = 0; i < value.len; i++) {
		int byte = value.ptr[i] == '%'   ? hex_byte(span_from(value, i + 1))
			   : value.ptr[i] == '+' ? ' '
						 : value.ptr[i];
		plain = plain && byte > ' ' && byte < 127;
		buf_chr(&out, (char)byte);
		i += value.ptr[i] == '%' ? 2 : 0;
	}
	struct span text = plain ? arena_dup(a, buf_span(&out)) : SPAN_NONE;
	buf_clear(&out);
	return text;
}

static struct span value_of(struct span query, struct span name, struct arena *a)
{
	while (query.len) {
		ptrdiff_t and = span_chr(query, '&');
		struct span pair = span_sub(query, 0, and < 0 ? query.len : (size_t) and);
		query = span_from(query, and < 0 ? query.len : (size_t) and +1);
		if (span_starts(pair, name) && pair.len > name.len && pair.ptr[name.len] == '=')
			return percent_decoded(span_from(pair, name.len + 1), a);
	}
	return SPAN_NONE;
}

bool redirect_read(struct span address, struct span state, struct arena *a, struct redirect_answer *out)
{
	ptrdiff_t mark = span_chr(address, '?');
	struct span query = span_from(address, mark < 0 ? 0 : (size_t)mark + 1);
	ptrdiff_t fragment = span_chr(query, '#');
	query = span_sub(query, 0, fragment < 0 ? query.len : (size_t)fragment);
	struct span shown = value_of(query, SPAN("state"), a);
	struct redirect_answer answer = {.code = value_of(query, SPAN("code"), a),
					 .error = value_of(query, SPAN("error"), a)};
	if (shown.len != state.len || !digest_equal(shown.ptr, state.ptr, state.len))
		return false;
	if (!answer.code.len && !answer.error.len)
		return false;
	*out = answer;
	return true;
}

/* --- the browser --- */

int redirect_open(struct redirect *out, struct err *err)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&at, sizeof(at)) || listen(fd, CLIENTS) ||
	    getsockname(fd, (struct sockaddr *)&at, &size)) {
		err_set(err, ERR_RETRY, "can't listen on loopback: %s", strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	*out = (struct redirect){fd, ntohs(at.sin_port)};
	return 0;
}

void redirect_close(struct redirect *r)
{
	close(r->fd);
	r->fd = -1;
}

static void browser_page(int fd, const char *status, const char *words)
{
	char page[600];
	int n = snprintf(page, sizeof(page),
			 "HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n"
			 "Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n"
			 "<!doctype html><title>caredesk</title><p>%s</p>\n",
			 status, words);
	send(fd, page, (size_t)n, MSG_NOSIGNAL);
}

/* A connected client, and how much of its request's head has come. */
struct client {
	int fd;
	size_t len;
	char head[HEAD_MAX];
};

struct waiting {
	struct span state;
	struct arena *arena;
	struct redirect_answer *out;
	struct client clients[CLIENTS];
	size_t count;
	char line[LINE_MAX_BYTES]; /* read from the input */
	size_t typed;
};

static void client_drop(struct waiting *w, size_t i)
{
	close(w->clients[i].fd);
	w->clients[i] = w->clients[--w->count];
}

/* "GET /?code=… HTTP/1.1": true if that is the redirect we wait for. */
static bool client_answer(struct waiting *w, const struct client *c)
{
	struct span line = span_make(c->head, c->len), verb, target;
	bool asked = span_word(&line, &verb) && span_word(&line, &target) && span_eq(verb, SPAN("GET")) &&
		     span_starts(target, SPAN("/?"));
	if (asked && redirect_read(target, w->state, w->arena, w->out)) {
		browser_page(c->fd, "200 OK",
			     w->out->code.len ? "You can close this window and go back to the desk."
					      : "Access was not granted. You can close this window.");
		return true;
	}
	browser_page(c->fd, asked ? "400 Bad Request" : "404 Not Found",
		     asked ? "This is not the expected login." : "There is nothing here.");
	return false;
}

/* When there are too many clients, one that came early is dropped. */
static void client_take(struct waiting *w, int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return;
	if (w->count == CLIENTS)
		client_drop(w, 0);
	w->clients[w->count].fd = fd;
	w->clients[w->count++].len = 0;
}

static bool client_heard(struct waiting *w, size_t i)
{
	struct client *c = &w->clients[i];
	ssize_t n = recv(c->fd, c->head + c->len, sizeof(c->head) - c->len, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	c->len += n > 0 ? (size_t)n : 0;
	bool whole = memmem(c->head, c->len, "\r\n\r\n", 4) != NULL, over = n <= 0 || c->len == sizeof(c->head);
	if (!whole && !over)
		return false;
	bool done = whole && client_answer(w, c);
	client_drop(w, i);
	return done;
}

/* --- the person --- */

/* An address, or the code alone. */
static bool pasted_line(const struct waiting *w, struct span line)
{
	if (span_chr(line, '=') >= 0)
		return redirect_read(line, w->state, w->arena, w->out);
	*w->out = (struct redirect_answer){.code = percent_decoded(line, w->arena)};
	return w->out->code.len > 0;
}

/* Takes the complete lines typed so far; a line that fills the whole buffer is thrown away. */
static bool pasted_lines(struct waiting *w)
{
	bool done = false;
	char *end;
	while (!done && (end = memchr(w->line, '\n', w->typed))) {
		done = pasted_line(w, span_trim(span_make(w->line, (size_t)(end - w->line))));
		w->typed -= (size_t)(end + 1 - w->line);
		memmove(w->line, end + 1, w->typed);
	}
	if (w->typed == sizeof(w->line))
		w->typed = 0;
	return done;
}

/* Sets *input to -1 at its end. */
static bool input_heard(struct waiting *w, int *input)
{
	ssize_t n = read(*input, w->line + w->typed, sizeof(w->line) - w->typed);
	if (n <= 0) {
		*input = -1;
		return false;
	}
	w->typed += (size_t)n;
	return pasted_lines(w);
}

/* --- both --- */

static bool one_turn(struct waiting *w, int listener, int *input, int milliseconds)
{
	struct pollfd p[CLIENTS + 2] = {{.fd = listener, .events = POLLIN}, {.fd = *input, .events = POLLIN}};
	size_t count = w->count;
	for (size_t i = 0; i < count; i++)
		p[i + 2] = (struct pollfd){.fd = w->clients[i].fd, .events = POLLIN};
	if (poll(p, (nfds_t)count + 2, milliseconds) <= 0)
		return false;
	for (size_t i = count; i-- > 0;) /* from the end: client_drop moves the last client into the gap */
		if (p[i + 2].revents && client_heard(w, i))
			return true;
	if (p[1].revents && input_heard(w, input))
		return true;
	if (p[0].revents)
		client_take(w, listener);
	return false;
}

int redirect_wait(const struct redirect *r, int input, struct span state, int seconds, struct arena *a,
		  struct redirect_answer *out, struct err *err)
{
	struct waiting *w = ARENA_NEW(a, struct waiting);
	int64_t end = monotonic_ms() + (int64_t)seconds * 1000, left = end - monotonic_ms();
	bool done = false;
	*w = (struct waiting){.state = state, .arena = a, .out = out};
	while (!done && left > 0) {
		done = one_turn(w, r->fd, &input, (int)left);
		left = end - monotonic_ms();
	}
	while (w->count)
		client_drop(w, 0);
	return done ? 0 : err_set(err, ERR_REFUSED, "no login within %d minutes", seconds / 60);
}
