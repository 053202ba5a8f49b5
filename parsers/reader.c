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
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

/* A child that one mail has taken over could lie about the next ones, so none lives long. Nor does any get near its CPU
 * time limit, which would hit an innocent mail. */
#define CHILD_MAILS 250
_Static_assert(CHILD_MAILS *READER_SECONDS < SANDBOX_CPU_SECONDS, "a child's time is enough for its mails");

/* A mail that takes longer is paused in its child until the ones after it are read; the second limit is for reading
 * headers alone. */
#define SET_ASIDE_MS 50
#define HEADERS_ASIDE_MS 20
#define HEADERS_SECONDS 1 /* for the headers of a mail that could not be read whole */

struct reader {
	struct nursery nursery;
	int fd;        /* the child's socket; -1 while there is none */
	bool asked;    /* a child was requested from the nursery and not taken yet */
	unsigned more; /* how often the nursery was asked for more charsets, which the child has */
	unsigned served;
	uint64_t deaths; /* mails that killed a child or took too long */
	int seconds;
	struct reading *late; /* the jobs of reader_read_soon while some are late; NULL if none are */
	size_t late_count;    /* number of all those jobs, late or not */
};

/* How reading a mail in the child ended; OUTCOME_NONE: not yet; OUTCOME_LACKS: the child lacks a charset of the mail.
 * For an exchange, OUTCOME_MAIL means that every request was answered. */
enum outcome { OUTCOME_NONE, OUTCOME_MAIL, OUTCOME_NO_MAIL, OUTCOME_LACKS, OUTCOME_DIED, OUTCOME_LATE };

#define PARTS 3
#define PIECE ((size_t)16 << 10) /* bytes of room for each recv */

/* One request, or several sent together, and the answers received so far. There is one time-out for the whole exchange,
 * so a child that drips its answer has no more time than a silent one. */
struct exchange {
	int fd;
	int64_t deadline;
	unsigned more; /* as in struct reader, when it began */
	enum outcome outcome;
	struct nursery_request request;
	struct iovec parts[PARTS]; /* to be sent */
	size_t part;
	size_t awaited;  /* number of answers not complete yet */
	struct buf came; /* bytes received: answers, each a struct nursery_reply and its content */
	size_t whole;    /* how many of those bytes are complete answers */
	size_t taken;
};

static bool is_passing(void)
{
	return errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK;
}

static struct iovec part_of(struct span s)
{
	return (struct iovec){(void *)(uintptr_t)s.ptr, s.len};
}

static void exchange_prepare(struct exchange *x, const struct reader *r, int64_t milliseconds)
{
	*x = (struct exchange){.fd = r->fd, .deadline = monotonic_ms() + milliseconds, .more = r->more, .awaited = 1};
	buf_init(&x->came, sizeof(struct nursery_reply) + MAILCODE_MAX + PIECE);
}

static void exchange_start(struct exchange *x, const struct reader *r, enum nursery_op op, struct span damage,
			   struct span raw)
{
	exchange_prepare(x, r, (int64_t)r->seconds * 1000);
	x->request = (struct nursery_request){.op = op, .damage = (uint32_t)damage.len, .raw = raw.len};
	x->parts[0] = part_of(span_make(&x->request, sizeof(x->request)));
	x->parts[1] = part_of(damage);
	x->parts[2] = part_of(raw);
}

/* Sends as much as the socket accepts; false if it would block, or the child is dead. */
static bool exchange_send(struct exchange *x)
{
	struct msghdr rest = {.msg_iov = x->parts + x->part, .msg_iovlen = PARTS - x->part};
	ssize_t put = sendmsg(x->fd, &rest, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (put < 0) {
		if (!is_passing())
			x->outcome = OUTCOME_DIED;
		return false;
	}
	size_t sent = (size_t)put;
	for (; x->part < PARTS && sent >= x->parts[x->part].iov_len; x->part++)
		sent -= x->parts[x->part].iov_len;
	if (x->part < PARTS)
		x->parts[x->part] =
			part_of(span_make((char *)x->parts[x->part].iov_base + sent, x->parts[x->part].iov_len - sent));
	return true;
}

/* The answer that begins at `at`; false if it is not complete yet. */
static bool answer_at(const struct exchange *x, size_t at, struct nursery_reply *reply, struct span *bytes)
{
	struct span came = span_from(buf_span(&x->came), at);
	*reply = (struct nursery_reply){0};
	if (came.len < sizeof(*reply))
		return false;
	memcpy(reply, came.ptr, sizeof(*reply));
	*bytes = span_sub(came, sizeof(*reply), (size_t)reply->length);
	return bytes->len == reply->length;
}

/* Counts the complete answers. Surplus bytes are treated like a dead child. */
static void exchange_count(struct exchange *x)
{
	struct nursery_reply reply = {0};
	struct span bytes;
	while (x->awaited && answer_at(x, x->whole, &reply, &bytes)) {
		x->whole += sizeof(reply) + bytes.len;
		x->awaited--;
	}
	if ((x->awaited && reply.length > MAILCODE_MAX) || (!x->awaited && x->whole < x->came.len))
		x->outcome = OUTCOME_DIED;
	else if (!x->awaited)
		x->outcome = OUTCOME_MAIL;
}

static bool exchange_receive(struct exchange *x)
{
	char *to = buf_room(&x->came, PIECE);
	ssize_t got = to ? recv(x->fd, to, PIECE, MSG_DONTWAIT) : 0;
	if (got == 0 || (got < 0 && !is_passing()))
		x->outcome = OUTCOME_DIED;
	if (got <= 0)
		return false;
	x->came.len += (size_t)got;
	exchange_count(x);
	return true;
}

/* Runs the exchange until it ends or `until` is reached. */
static void exchange_run(struct exchange *x, int64_t until)
{
	until = until < x->deadline ? until : x->deadline;
	while (!x->outcome) {
		bool sending = x->part < PARTS;
		if (sending && (exchange_send(x) || x->outcome))
			continue;
		int64_t left = until - monotonic_ms();
		struct pollfd p = {.fd = x->fd, .events = sending ? POLLOUT : POLLIN};
		if (left <= 0 || (poll(&p, 1, (int)left) == 0 && until <= monotonic_ms()))
			break;
		if (!sending)
			exchange_receive(x);
	}
	if (!x->outcome && monotonic_ms() >= x->deadline)
		x->outcome = OUTCOME_LATE;
}

/* --- the child --- */

static void child_drop(struct reader *r)
{
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
	r->served = 0;
}

static int child_have(struct reader *r, struct err *err)
{
	if (r->fd >= 0)
		return 0;
	if (!r->asked && nursery_ask(&r->nursery, NURSERY_INSTEAD, err) != 0)
		return -1;
	r->asked = false;
	return nursery_take(&r->nursery, &r->fd, err);
}

/* The outcome for a mail; `why` explains OUTCOME_NO_MAIL; `more`, with OUTCOME_LACKS, says what the child had. */
struct result {
	enum outcome outcome;
	struct span why;
	unsigned more;
};

/* The next child will have more charsets than the one of that result. Done at most CHARSETS_MORE times: a child that
 * has all can't claim to lack one. */
static int child_more(struct reader *r, const struct result *lacked, struct err *err)
{
	if (r->more > lacked->more)
		return 0;
	child_drop(r);
	r->more++;
	return nursery_more(&r->nursery, err);
}

/* Decodes the child's next answer; an invalid one is treated like a dead child. */
static struct result answer_take(struct exchange *x, struct arena *a, size_t raw, struct mail *out)
{
	struct nursery_reply reply;
	struct span bytes;
	struct err bad;
	if (x->outcome != OUTCOME_MAIL)
		return (struct result){.outcome = x->outcome};
	if (!answer_at(x, x->taken, &reply, &bytes))
		return (struct result){.outcome = OUTCOME_DIED};
	x->taken += sizeof(reply) + bytes.len;
	if (reply.status == NURSERY_LACKS)
		return (struct result){.outcome = x->more < CHARSETS_MORE ? OUTCOME_LACKS : OUTCOME_DIED,
				       .more = x->more};
	if (reply.status != NURSERY_OK)
		return (struct result){.outcome = OUTCOME_NO_MAIL, .why = arena_dup(a, span_sub(bytes, 0, 200))};
	bool broken = mailcode_unpack(a, bytes, raw, out, &bad) < 0;
	return (struct result){.outcome = broken ? OUTCOME_DIED : OUTCOME_MAIL};
}

static struct result exchange_end(struct exchange *x, struct arena *a, size_t raw, struct mail *out)
{
	struct result result = answer_take(x, a, raw, out);
	buf_clear(&x->came);
	return result;
}

static bool is_lost(enum outcome outcome)
{
	return outcome == OUTCOME_DIED || outcome == OUTCOME_LATE;
}

static struct span lost_why(enum outcome outcome)
{
	return outcome == OUTCOME_LATE ? SPAN("reading it takes too long") : SPAN("reading it crashes the reader");
}

static int child_try(struct reader *r, struct arena *a, enum nursery_op op, struct span damage, struct span raw,
		     struct mail *out, struct result *result, struct err *err)
{
	struct exchange x;
	if (child_have(r, err) < 0)
		return -1;
	exchange_start(&x, r, op, damage, raw);
	exchange_run(&x, x.deadline);
	*result = exchange_end(&x, a, raw.len, out);
	r->deaths += is_lost(result->outcome);
	if (++r->served >= CHILD_MAILS || is_lost(result->outcome))
		child_drop(r);
	return 0;
}

/* Sends one request and waits for its answer; again if a charset was lacking. -1 only if no child could be started. */
static int child_read(struct reader *r, struct arena *a, enum nursery_op op, struct span damage, struct span raw,
		      struct mail *out, struct result *result, struct err *err)
{
	int rc = child_try(r, a, op, damage, raw, out, result, err);
	while (rc == 0 && result->outcome == OUTCOME_LACKS)
		rc = child_more(r, result, err) < 0 ? -1 : child_try(r, a, op, damage, raw, out, result, err);
	return rc;
}

static int reader_finish(const struct result *result, struct arena *a, struct span raw, uint64_t size, struct mail *out,
			 struct err *err)
{
	if (result->outcome == OUTCOME_MAIL) {
		out->size = size;
		witness_confirm(a, raw, out);
		return 0;
	}
	if (result->outcome == OUTCOME_NO_MAIL)
		return err_set(err, ERR_CORRUPT, "%.*s", SPAN_ARG(result->why));
	return err_set(err, ERR_CORRUPT, "not even the headers can be read");
}

/* Reads a mail that was lost again, by its headers alone. */
static int finish_mail(struct reader *r, struct result *result, struct arena *a, struct span raw, struct mail *out,
		       struct err *err)
{
	struct span damage = lost_why(result->outcome);
	if (is_lost(result->outcome) && child_read(r, a, NURSERY_HEADERS, damage, raw, out, result, err) < 0)
		return -1;
	return reader_finish(result, a, raw, raw.len, out, err);
}

int reader_headers(struct reader *r, struct arena *a, struct span raw, uint64_t size, struct mail *out, struct err *err)
{
	struct result result;
	if (child_read(r, a, NURSERY_HEADERS, SPAN_NONE, span_sub(raw, 0, READER_MAX_MAIL), out, &result, err) < 0)
		return -1;
	return reader_finish(&result, a, raw, size, out, err);
}

/* --- several mails, one by one --- */

/* One mail among several. */
struct reading {
	struct reader_job *job;
	struct exchange x;
	struct result result;
	enum nursery_op op;
	struct span damage;
	bool wanted; /* to be read in this round */
	bool aside;  /* paused in a child of its own */
};

/* Begins reading in the current child. A mail that takes longer keeps that child, and the next mail gets a new one. */
static int reading_begin(struct reader *r, struct arena *a, struct reading *g, struct err *err)
{
	if (g->result.outcome == OUTCOME_LACKS && child_more(r, &g->result, err) < 0)
		return -1;
	if (g->job->alone)
		child_drop(r);
	if (child_have(r, err) < 0)
		return -1;
	exchange_start(&g->x, r, g->op, g->damage, span_sub(g->job->raw, 0, READER_MAX_MAIL));
	exchange_run(&g->x, monotonic_ms() + (g->op == NURSERY_MAIL ? SET_ASIDE_MS : HEADERS_ASIDE_MS));
	g->aside = !g->x.outcome;
	if (g->aside) {
		r->fd = -1;
		r->served = 0;
		return nursery_child(&r->nursery, NURSERY_BESIDE, &r->fd, err);
	}
	g->result = exchange_end(&g->x, a, g->job->raw.len, &g->job->mail);
	if (++r->served >= CHILD_MAILS || is_lost(g->result.outcome) || g->job->alone)
		child_drop(r);
	return 0;
}

/* Sets what each paused mail waits for. Returns the milliseconds until the first deadline; -1 if none waits. */
static int asides_wait(struct reading *all, size_t count, struct pollfd *polls)
{
	int64_t now = monotonic_ms(), least = -1;
	for (size_t i = 0; i < count; i++) {
		struct exchange *x = &all[i].x;
		if (all[i].aside && !x->outcome && x->deadline <= now)
			x->outcome = OUTCOME_LATE;
		bool waits = all[i].aside && !x->outcome;
		polls[i] = (struct pollfd){.fd = waits ? x->fd : -1, .events = x->part < PARTS ? POLLOUT : POLLIN};
		if (waits && (least < 0 || x->deadline - now < least))
			least = x->deadline - now;
	}
	return (int)least;
}

/* In parallel, so that a mail that hangs takes none of the others' time. */
static void asides_run(struct reading *all, size_t count)
{
	struct pollfd *polls = calloc(count, sizeof(*polls));
	if (!polls)
		abort();
	for (int left; (left = asides_wait(all, count, polls)) >= 0;) {
		poll(polls, count, left);
		for (size_t i = 0; i < count; i++)
			if (polls[i].revents && all[i].x.part < PARTS)
				exchange_send(&all[i].x);
			else if (polls[i].revents)
				exchange_receive(&all[i].x);
	}
	free(polls);
}

static void aside_end(struct arena *a, struct reading *g)
{
	g->result = exchange_end(&g->x, a, g->job->raw.len, &g->job->mail);
	close(g->x.fd);
	g->aside = false;
}

/* Requests the headers alone of a mail that was lost. */
static void want_headers(struct reader *r, struct reading *g)
{
	r->deaths++;
	g->damage = lost_why(g->result.outcome);
	g->op = NURSERY_HEADERS;
}

/* Requests again what lacked a charset, and the headers of what was lost. False if there was nothing to request. */
static bool want_again(struct reader *r, struct reading *all, size_t count)
{
	bool any = false;
	for (size_t i = 0; i < count; i++) {
		bool lost = is_lost(all[i].result.outcome) && all[i].op != NURSERY_HEADERS;
		if (all[i].aside || !(lost || all[i].result.outcome == OUTCOME_LACKS))
			continue;
		if (lost)
			want_headers(r, &all[i]);
		any = all[i].wanted = true;
	}
	return any;
}

/* Begins each mail that is wanted. */
static int round_begin(struct reader *r, struct arena *a, struct reading *all, size_t count, struct err *err)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < count; i++) {
		if (all[i].wanted)
			rc = reading_begin(r, a, &all[i], err);
		all[i].wanted = false;
	}
	return rc;
}

static bool any_aside(const struct reading *all, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (all[i].aside)
			return true;
	return false;
}

/* Resumes the paused children, in parallel, and waits for them. */
static int round_await(struct reader *r, struct arena *a, struct reading *all, size_t count, struct err *err)
{
	if (!any_aside(all, count))
		return 0;
	if (nursery_wake(&r->nursery, err) != 0)
		return -1;
	int64_t woken = monotonic_ms();
	for (size_t i = 0; i < count; i++) {
		int seconds =
			all[i].op == NURSERY_HEADERS && r->seconds > HEADERS_SECONDS ? HEADERS_SECONDS : r->seconds;
		all[i].x.deadline = woken + (int64_t)seconds * 1000; /* the child was paused until now */
	}
	asides_run(all, count);
	for (size_t i = 0; i < count; i++)
		if (all[i].aside)
			aside_end(a, &all[i]);
	return nursery_only(&r->nursery, err);
}

/* Reads all mails, then the headers of those that were lost; slow ones remain paused. This takes few rounds: a mail
 * lacks a charset at most CHARSETS_MORE times, and is lost at most once. */
static int read_soon(struct reader *r, struct arena *a, struct reading *all, size_t count, struct err *err)
{
	int rc = round_begin(r, a, all, count, err);
	while (rc == 0 && want_again(r, all, count))
		rc = round_begin(r, a, all, count, err);
	return rc;
}

static void reading_finish(struct arena *a, struct reading *g)
{
	struct reader_job *job = g->job;
	job->late = g->aside;
	if (!g->aside)
		job->failed = reader_finish(&g->result, a, job->raw, job->raw.len, &job->mail, &job->err);
}

/* Drops the late mails unread. */
static void late_drop(struct reader *r)
{
	struct err err;
	for (size_t i = 0; i < r->late_count; i++) {
		if (!r->late[i].aside)
			continue;
		close(r->late[i].x.fd);
		buf_clear(&r->late[i].x.came);
	}
	if (r->late)
		nursery_only(&r->nursery, &err);
	free(r->late);
	r->late = NULL;
	r->late_count = 0;
}

/* --- several mails together --- */

/* Small mails are sent to the child together and answered together, which saves both sides most of the waiting for each
 * other. If one of them is lost or late, or lacks a charset, all of them are read again, one by one. */
#define TOGETHER_MAILS 16
#define TOGETHER_BYTES ((size_t)64 << 10)
#define TOGETHER_MS 100

static void ask_add(struct buf *asked, struct span raw)
{
	struct nursery_request request = {.op = NURSERY_MAIL, .raw = raw.len};
	buf_add(asked, span_make(&request, sizeof(request)));
	buf_add(asked, raw);
}

/* Number of mails, from the first on, that may be sent together. */
static size_t together_count(const struct reader *r, const struct reading *all, size_t count)
{
	size_t n = 0, bytes = 0;
	while (n < count && n < TOGETHER_MAILS && r->served + n < CHILD_MAILS && !all[n].job->alone &&
	       (bytes += all[n].job->raw.len) <= TOGETHER_BYTES)
		n++;
	return n;
}

static bool together_take(struct exchange *x, struct arena *a, struct reading *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		all[i].result = answer_take(x, a, all[i].job->raw.len, &all[i].job->mail);
		if (is_lost(all[i].result.outcome) || all[i].result.outcome == OUTCOME_LACKS)
			return false;
	}
	for (size_t i = 0; i < count; i++)
		all[i].wanted = false;
	return true;
}

static bool together_read(struct reader *r, struct arena *a, struct reading *all, size_t count)
{
	struct exchange x;
	struct buf asked;
	exchange_prepare(&x, r, TOGETHER_MS);
	buf_init(&asked, BUF_MAX);
	for (size_t i = 0; i < count; i++)
		ask_add(&asked, all[i].job->raw);
	x.parts[0] = part_of(buf_span(&asked));
	x.awaited = count;
	exchange_run(&x, x.deadline);
	bool done = together_take(&x, a, all, count);
	r->served += (unsigned)count;
	if (!done || r->served >= CHILD_MAILS)
		child_drop(r);
	buf_clear(&asked);
	buf_clear(&x.came);
	return done;
}

/* Reads mails together until one attempt fails. */
static int read_together(struct reader *r, struct arena *a, struct reading *all, size_t count, struct err *err)
{
	bool well = true;
	for (size_t i = 0, n; well && i < count; i += n ? n : 1) {
		if (child_have(r, err) < 0)
			return -1;
		n = together_count(r, all + i, count - i);
		well = n < 2 || together_read(r, a, all + i, n);
	}
	return 0;
}

int reader_read_soon(struct reader *r, struct arena *a, struct reader_job *jobs, size_t count, struct err *err)
{
	late_drop(r);
	r->late = calloc(count ? count : 1, sizeof(*r->late));
	if (!r->late)
		abort();
	r->late_count = count;
	for (size_t i = 0; i < count; i++) {
		bool sent = jobs[i].raw.len <= READER_MAX_MAIL;
		r->late[i] = (struct reading){.job = &jobs[i], .op = NURSERY_MAIL, .wanted = sent};
		r->late[i].result.outcome = sent ? OUTCOME_NONE : OUTCOME_DIED;
	}
	int rc = read_together(r, a, r->late, count, err);
	if (rc == 0)
		rc = read_soon(r, a, r->late, count, err);
	for (size_t i = 0; i < count; i++)
		reading_finish(a, &r->late[i]);
	if (rc != 0 || !any_aside(r->late, count))
		late_drop(r);
	return rc;
}

int reader_read_late(struct reader *r, struct arena *a, struct err *err)
{
	struct reading *all = r->late;
	size_t count = r->late_count;
	int rc = round_await(r, a, all, count, err);
	while (rc == 0 && want_again(r, all, count)) {
		rc = round_begin(r, a, all, count, err);
		if (rc == 0)
			rc = round_await(r, a, all, count, err);
	}
	for (size_t i = 0; i < count; i++)
		if (all[i].job->late)
			reading_finish(a, &all[i]);
	late_drop(r);
	return rc;
}

int reader_read_several(struct reader *r, struct arena *a, struct reader_job *jobs, size_t count, struct err *err)
{
	return reader_read_soon(r, a, jobs, count, err) == 0 ? reader_read_late(r, a, err) : -1;
}

int reader_read(struct reader *r, struct arena *a, struct span raw, struct mail *out, struct err *err)
{
	struct result result;
	if (raw.len > READER_MAX_MAIL)
		return err_set(err, ERR_CORRUPT, "larger than %zu bytes", READER_MAX_MAIL);
	if (child_read(r, a, NURSERY_MAIL, SPAN_NONE, raw, out, &result, err) < 0)
		return -1;
	return finish_mail(r, &result, a, raw, out, err);
}

int reader_read_alone(struct reader *r, struct arena *a, struct span raw, struct mail *out, struct err *err)
{
	child_drop(r);
	int rc = reader_read(r, a, raw, out, err);
	child_drop(r);
	return rc;
}

int reader_new_with(nursery_parse *parse, int seconds, struct reader **out, struct err *err)
{
	struct reader *r = calloc(1, sizeof(*r));
	if (!r)
		abort();
	r->fd = -1;
	r->seconds = seconds;
	if (nursery_start(parse, &r->nursery, err) < 0) {
		free(r);
		return -1;
	}
	if (nursery_ask(&r->nursery, NURSERY_INSTEAD, err) < 0) {
		reader_free(r);
		return -1;
	}
	r->asked = true;
	*out = r;
	return 0;
}

int reader_new(struct reader **out, struct err *err)
{
	return reader_new_with(mail_parse, READER_SECONDS, out, err);
}

int reader_ready(struct reader *r, struct err *err)
{
	return child_have(r, err);
}

uint64_t reader_deaths(const struct reader *r)
{
	return r->deaths;
}

void reader_free(struct reader *r)
{
	if (!r)
		return;
	late_drop(r);
	child_drop(r);
	nursery_stop(&r->nursery);
	free(r);
}
