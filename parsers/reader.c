#include "parsers/reader.h"

#include "parsers/base/buf.h"
#include "parsers/base/monotonic.h"
#include "parsers/mailcode.h"
#include "parsers/nursery.h"
#include "parsers/sandbox.h"
#include "parsers/witness.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* A child that one mail has taken over could lie about the next ones, so none lives long; nor comes one near to the end of its
 * CPU time, which would hit an innocent mail. */
#define CHILD_MAILS 250
_Static_assert(CHILD_MAILS *READER_SECONDS < SANDBOX_CPU_SECONDS, "a child's time is enough for its mails");

struct reader {
	struct nursery nursery;
	int fd; /* of the child; -1 while there is none */
	unsigned served;
	int seconds;
	struct buf answer;
};

/* How a mail's way through the child ended. */
enum outcome { OUTCOME_MAIL, OUTCOME_NO_MAIL, OUTCOME_DIED, OUTCOME_LATE };

/* A child that drips its answer has no more time than one that is silent, so the time-out is one for the whole exchange. */
struct exchange {
	int fd;
	int64_t deadline;
	enum outcome outcome; /* where it failed */
};

static bool await(struct exchange *x, short events)
{
	struct pollfd p = {.fd = x->fd, .events = events};
	for (;;) {
		int64_t left = x->deadline - monotonic_ms();
		int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
		if (ready < 0 && errno == EINTR)
			continue;
		x->outcome = ready == 0 ? OUTCOME_LATE : OUTCOME_DIED;
		return ready > 0;
	}
}

static bool is_passing(void)
{
	return errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK;
}

static bool exchange_send(struct exchange *x, struct span bytes)
{
	while (bytes.len) {
		ssize_t put = send(x->fd, bytes.ptr, bytes.len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (put < 0 && !is_passing()) {
			x->outcome = OUTCOME_DIED;
			return false;
		}
		if (put < 0 && !await(x, POLLOUT))
			return false;
		bytes = span_from(bytes, put < 0 ? 0 : (size_t)put);
	}
	return true;
}

static bool exchange_receive(struct exchange *x, void *to, size_t len)
{
	for (char *at = to; len;) {
		ssize_t got = recv(x->fd, at, len, MSG_DONTWAIT);
		if (got == 0 || (got < 0 && !is_passing())) {
			x->outcome = OUTCOME_DIED;
			return false;
		}
		if (got < 0 && !await(x, POLLIN))
			return false;
		at += got < 0 ? 0 : got;
		len -= got < 0 ? 0 : (size_t)got;
	}
	return true;
}

/* One request and its answer, which is in r->answer then. */
static enum outcome exchange(struct reader *r, enum nursery_op op, struct span damage, struct span raw)
{
	struct exchange x = {.fd = r->fd, .deadline = monotonic_ms() + (int64_t)r->seconds * 1000};
	struct nursery_request request = {.op = op, .damage = (uint32_t)damage.len, .raw = raw.len};
	struct nursery_reply reply;
	if (!exchange_send(&x, span_make(&request, sizeof(request))) || !exchange_send(&x, damage) ||
	    !exchange_send(&x, raw) || !exchange_receive(&x, &reply, sizeof(reply)))
		return x.outcome;
	buf_reset(&r->answer);
	char *room = reply.length <= MAILCODE_MAX ? buf_room(&r->answer, (size_t)reply.length) : NULL;
	if (!room)
		return OUTCOME_DIED;
	if (!exchange_receive(&x, room, (size_t)reply.length))
		return x.outcome;
	r->answer.len += (size_t)reply.length;
	return reply.status == NURSERY_OK ? OUTCOME_MAIL : OUTCOME_NO_MAIL;
}

static void child_drop(struct reader *r)
{
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
	r->served = 0;
}

static int child_have(struct reader *r, struct err *err)
{
	return r->fd >= 0 ? 0 : nursery_child(&r->nursery, &r->fd, err);
}

/* Sends the mail to the child and takes its answer apart. -1 only when there is no child to be had. */
static int child_read(struct reader *r, struct arena *a, enum nursery_op op, struct span damage, struct span raw,
		      struct mail *out, enum outcome *outcome, struct err *err)
{
	struct err bad;
	if (child_have(r, err) < 0)
		return -1;
	*outcome = exchange(r, op, damage, raw);
	if (*outcome == OUTCOME_MAIL && mailcode_unpack(a, buf_span(&r->answer), raw.len, out, &bad) < 0)
		*outcome = OUTCOME_DIED;
	if (++r->served >= CHILD_MAILS || *outcome == OUTCOME_DIED || *outcome == OUTCOME_LATE)
		child_drop(r);
	return 0;
}

static int finish(struct reader *r, struct arena *a, enum outcome outcome, struct span raw, uint64_t size,
		  struct mail *out, struct err *err)
{
	struct span text = span_sub(buf_span(&r->answer), 0, 200);
	if (outcome == OUTCOME_MAIL) {
		out->size = size;
		witness_confirm(a, raw, out);
		return 0;
	}
	if (outcome == OUTCOME_NO_MAIL)
		return err_set(err, ERR_CORRUPT, "%.*s", SPAN_ARG(text));
	return err_set(err, ERR_CORRUPT, "not even the headers can be read");
}

int reader_read(struct reader *r, struct arena *a, struct span raw, struct mail *out, struct err *err)
{
	enum outcome outcome;
	if (raw.len > READER_MAX_MAIL)
		return err_set(err, ERR_CORRUPT, "larger than %zu bytes", READER_MAX_MAIL);
	if (child_read(r, a, NURSERY_MAIL, SPAN_NONE, raw, out, &outcome, err) < 0)
		return -1;
	if (outcome == OUTCOME_DIED || outcome == OUTCOME_LATE) {
		struct span damage = outcome == OUTCOME_LATE ? SPAN("reading it takes too long")
							     : SPAN("reading it crashes the reader");
		if (child_read(r, a, NURSERY_HEADERS, damage, raw, out, &outcome, err) < 0)
			return -1;
	}
	return finish(r, a, outcome, raw, raw.len, out, err);
}

int reader_read_alone(struct reader *r, struct arena *a, struct span raw, struct mail *out, struct err *err)
{
	child_drop(r);
	int rc = reader_read(r, a, raw, out, err);
	child_drop(r);
	return rc;
}

int reader_headers(struct reader *r, struct arena *a, struct span raw, uint64_t size, struct mail *out, struct err *err)
{
	enum outcome outcome;
	if (child_read(r, a, NURSERY_HEADERS, SPAN_NONE, span_sub(raw, 0, READER_MAX_MAIL), out, &outcome, err) < 0)
		return -1;
	return finish(r, a, outcome, raw, size, out, err);
}

int reader_new_with(nursery_parse *parse, int seconds, struct reader **out, struct err *err)
{
	struct reader *r = calloc(1, sizeof(*r));
	if (!r)
		abort();
	r->fd = -1;
	r->seconds = seconds;
	buf_init(&r->answer, MAILCODE_MAX);
	if (nursery_start(parse, &r->nursery, err) < 0) {
		free(r);
		return -1;
	}
	if (child_have(r, err) < 0) {
		reader_free(r);
		return -1;
	}
	*out = r;
	return 0;
}

int reader_new(struct reader **out, struct err *err)
{
	return reader_new_with(mail_parse, READER_SECONDS, out, err);
}

void reader_free(struct reader *r)
{
	if (!r)
		return;
	child_drop(r);
	nursery_stop(&r->nursery);
	buf_clear(&r->answer);
	free(r);
}
