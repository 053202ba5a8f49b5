#include "tests/fuzz/peer.h"

#include "daemon/edge/connection.h"

#include <string.h>
#include <unistd.h>

struct connection {
	struct arena arena;
	struct span_list greeting;
	struct span left;
	size_t piece;
};

static struct span words;

void peer_says(struct span bytes)
{
	words = bytes;
}

int connection_open(const struct server *server, enum protocol protocol, const char *helo, struct connection **out,
		    struct err *err)
{
	static struct connection c;
	struct span line;
	(void)server, (void)protocol, (void)helo, (void)err;
	memset(&c, 0, sizeof(c));
	arena_init(&c.arena);
	c.left = words;
	while (span_line(&c.left, &line) && line.len)
		span_list_add(&c.arena, &c.greeting, line);
	c.piece = c.left.len ? 1 + (unsigned char)c.left.ptr[0] : 1;
	c.left = span_from(c.left, 1);
	*out = &c;
	return 0;
}

void connection_close(struct connection *c)
{
	if (c)
		arena_clear(&c->arena);
}

void connection_deadline(struct connection *c, int seconds)
{
	(void)c, (void)seconds;
}

long connection_read(struct connection *c, void *out, size_t n, struct err *err)
{
	size_t len = n < c->piece ? n : c->piece;
	(void)err;
	if (len > c->left.len)
		len = c->left.len;
	if (len)
		memcpy(out, c->left.ptr, len);
	c->left = span_from(c->left, len);
	return (long)len;
}

int connection_write(struct connection *c, struct span bytes, struct err *err)
{
	(void)c, (void)bytes, (void)err;
	return 0;
}

enum connection_event connection_wait(struct connection *c, int milliseconds, int wake)
{
	(void)milliseconds, (void)wake;
	return c->left.len ? CONNECTION_READABLE : CONNECTION_LOST;
}

const struct span_list *connection_greeting(const struct connection *c)
{
	return &c->greeting;
}

int connection_fd(const struct connection *c)
{
	(void)c;
	return STDIN_FILENO;
}

const char *connection_name(const struct connection *c)
{
	(void)c;
	return "peer:1";
}
