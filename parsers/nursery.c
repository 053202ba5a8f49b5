#include "parsers/nursery.h"

#include "parsers/base/buf.h"
#include "parsers/base/file.h"
#include "parsers/language.h"
#include "parsers/mailcode.h"
#include "parsers/sandbox.h"

#include <errno.h>
#include <malloc.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEPT_MEMORY (4 << 20)    /* bytes */
#define STACK ((rlim_t)96 << 20) /* bytes; a child's parsers recurse on nested input */
#define MAX_DAMAGE 1000
#define MAX_CHILDREN 65 /* if there are more, the oldest is killed */
#define ASIDE_NICE 10
#define NURSERY_MORE 'm'
#define NURSERY_ONLY 'o'
#define NURSERY_WAKE 'w'
#define START_MILLISECONDS 10000 /* time for a new child to start, even on a busy machine */

/* What a child needs to read mails; opened before it enters its sandbox. */
struct tools {
	struct charsets *charsets;
	nursery_parse *parse;
};

static bool nursery_read_all(int fd, void *to, size_t len)
{
	for (char *at = to; len;) {
		ssize_t got = read(fd, at, len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		len -= (size_t)got;
	}
	return true;
}

static bool reply_write(int fd, enum nursery_status status, struct span bytes)
{
	struct nursery_reply reply = {.status = status, .length = bytes.len};
	return !file_write_all(fd, span_make((const char *)&reply, sizeof(reply))) && !file_write_all(fd, bytes);
}

/* The child's end of its socket. Input is read in large pieces, and answers are sent when there is nothing more to do
 * without waiting: mails that arrive together are answered together. */
#define PIECE ((size_t)64 << 10)
struct talk {
	int fd;
	struct buf in; /* input, not yet handled from `at` on */
	size_t at;
	struct buf out;
};

static bool talk_flush(struct talk *t)
{
	bool written = !file_write_all(t->fd, buf_span(&t->out));
	if (t->out.cap > PIECE * 4)
		buf_clear(&t->out);
	buf_reset(&t->out);
	return written;
}

/* Appends more input, after moving what has not been handled yet to the front. */
static bool talk_read(struct talk *t, size_t missing)
{
	size_t size = missing > PIECE ? missing : PIECE;
	t->in.len -= t->at;
	memmove(t->in.ptr, t->in.ptr + t->at, t->in.len);
	t->at = 0;
	char *to = buf_room(&t->in, size);
	ssize_t got = to ? read(t->fd, to, size) : 0;
	if (got > 0)
		t->in.len += (size_t)got;
	return got > 0 || (got < 0 && errno == EINTR);
}

/* Waits until `len` bytes have arrived; consumes none of them. */
static bool talk_await(struct talk *t, size_t len)
{
	while (t->in.len - t->at < len)
		if ((t->out.len && !talk_flush(t)) || !talk_read(t, len - (t->in.len - t->at)))
			return false;
	return true;
}

/* Consumes `len` bytes; a large buffer that has become empty is freed. */
static void talk_take(struct talk *t, size_t len)
{
	t->at += len;
	if (t->in.cap <= PIECE * 4 || t->at < t->in.len)
		return;
	buf_clear(&t->in);
	t->at = 0;
}

/* Appends the packed mail, or the reason why it is not a mail. */
static enum nursery_status result_put(struct talk *t, const struct tools *tools, struct arena *a, int rc,
				      struct mail *mail, const struct err *err)
{
	if (charsets_lacked(tools->charsets))
		return NURSERY_LACKS;
	if (rc < 0) {
		buf_str(&t->out, err->text);
		return NURSERY_NO_MAIL;
	}
	mail->written = language_sure(a, mail->text);
	mailcode_pack(a, mail, &t->out);
	return NURSERY_OK;
}

static void answer_put(struct talk *t, enum nursery_status status, size_t from)
{
	struct nursery_reply reply = {.status = status, .length = t->out.len - from - sizeof(reply)};
	memcpy(t->out.ptr + from, &reply, sizeof(reply));
}

static bool request_answer(struct talk *t, const struct tools *tools, struct arena *a,
			   const struct nursery_request *request, struct span bytes)
{
	struct span damage = span_sub(bytes, 0, request->damage), raw = span_from(bytes, request->damage);
	struct nursery_reply room = {0};
	struct mail mail;
	struct err err;
	size_t from = t->out.len;
	int rc = request->op == NURSERY_MAIL ? tools->parse(tools->charsets, a, raw, &mail, &err)
					     : mail_parse_headers(tools->charsets, a, raw, damage, &mail, &err);
	buf_add(&t->out, span_make(&room, sizeof(room)));
	enum nursery_status status = result_put(t, tools, a, rc, &mail, &err);
	if (t->out.over)
		return false;
	answer_put(t, status, from);
	return t->out.len < PIECE || talk_flush(t);
}

static bool serve_one(struct talk *t, const struct tools *tools)
{
	struct nursery_request request;
	if (!talk_await(t, sizeof(request)))
		return false;
	memcpy(&request, t->in.ptr + t->at, sizeof(request));
	talk_take(t, sizeof(request));
	if (request.damage > MAX_DAMAGE || request.raw > NURSERY_MAX_MAIL)
		return false;
	size_t len = request.damage + (size_t)request.raw;
	if (!talk_await(t, len))
		return false;
	struct arena a;
	arena_init(&a);
	bool done = request_answer(t, tools, &a, &request, span_make(t->in.ptr + t->at, len));
	arena_clear(&a);
	talk_take(t, len);
	return done;
}

static _Noreturn void child_run(int fd, const struct tools *tools)
{
	struct err err;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (sandbox_enter(fd, &err) < 0) {
		reply_write(fd, NURSERY_NO_MAIL, span_of(err.text));
		_exit(1);
	}
	charsets_seal(tools->charsets);
	struct talk talk = {.fd = fd};
	buf_init(&talk.in, sizeof(struct nursery_request) + MAX_DAMAGE + NURSERY_MAX_MAIL + PIECE);
	buf_init(&talk.out, sizeof(struct nursery_reply) + MAILCODE_MAX + PIECE);
	if (reply_write(fd, NURSERY_OK, SPAN_NONE))
		while (serve_one(&talk, tools))
			;
	_exit(0);
}

static bool descriptor_send(int control, int fd)
{
	union {
		char room[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} ancillary = {{0}};
	struct iovec one = {"", 1};
	struct msghdr msg = {.msg_iov = &one, .msg_iovlen = 1};
	if (fd >= 0) {
		msg.msg_control = ancillary.room;
		msg.msg_controllen = sizeof(ancillary.room);
		struct cmsghdr *head = CMSG_FIRSTHDR(&msg);
		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(head), &fd, sizeof(int));
	}
	return sendmsg(control, &msg, MSG_NOSIGNAL) == 1;
}

/* Receives a descriptor; -1 if none came with the byte. */
static int descriptor_take(int control)
{
	union {
		char room[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} ancillary;
	char byte;
	struct iovec one = {&byte, 1};
	struct msghdr msg = {.msg_iov = &one,
			     .msg_iovlen = 1,
			     .msg_control = ancillary.room,
			     .msg_controllen = sizeof(ancillary.room)};
	int fd = -1;
	if (recvmsg(control, &msg, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	struct cmsghdr *head = CMSG_FIRSTHDR(&msg);
	if (head && head->cmsg_type == SCM_RIGHTS && head->cmsg_len == CMSG_LEN(sizeof(int)))
		memcpy(&fd, CMSG_DATA(head), sizeof(int));
	return fd;
}

static void child_end(pid_t *child)
{
	if (*child > 0) {
		kill(*child, SIGKILL);
		while (waitpid(*child, NULL, 0) < 0 && errno == EINTR)
			;
	}
	*child = -1;
}

/* Forks a child and sends the parent's end of its socket over `control`. */
static bool child_make(int control, const struct tools *tools, pid_t *child)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return descriptor_send(control, -1);
	*child = fork();
	if (*child == 0)
		child_run(pair[1], tools);
	bool sent = descriptor_send(control, *child < 0 ? -1 : pair[0]);
	close(pair[0]);
	close(pair[1]);
	return sent;
}

/* The nursery ignores the signals that stop its parent (which may still have mails to finish) and dies with it. */
static void nursery_settle(int control)
{
	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, sig == SIGINT || sig == SIGTERM || sig == SIGHUP || sig == SIGUSR1 || sig == SIGUSR2
				    ? SIG_IGN
				    : SIG_DFL);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	struct rlimit stack;
	if (getrlimit(RLIMIT_STACK, &stack) == 0) {
		stack.rlim_cur = stack.rlim_max < STACK ? stack.rlim_max : STACK;
		setrlimit(RLIMIT_STACK, &stack);
	}
	if (control > 3)
		close_range(3, (unsigned)control - 1, 0);
	close_range((unsigned)control + 1, ~0U, 0);
}

/* In order of age: the newest is the last. */
struct children {
	pid_t pids[MAX_CHILDREN];
	size_t count;
};

/* Kills the oldest children until `keep` are left. */
static void children_end(struct children *c, size_t keep)
{
	for (size_t i = 0; i + keep < c->count; i++) /* all at once: they die in parallel */
		if (c->pids[i] > 0)
			kill(c->pids[i], SIGKILL);
	while (c->count > keep) {
		child_end(&c->pids[0]);
		memmove(c->pids, c->pids + 1, --c->count * sizeof(*c->pids));
	}
}

static void children_wake(const struct children *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->pids[i] > 0)
			kill(c->pids[i], SIGCONT);
}

/* Pauses the child and lowers its priority for when it continues. */
static void child_aside(pid_t child)
{
	kill(child, SIGSTOP);
	setpriority(PRIO_PROCESS, (id_t)child, ASIDE_NICE);
}

static bool child_begin(int control, const struct tools *tools, bool beside, struct children *c)
{
	if (!beside && c->count)
		child_end(&c->pids[--c->count]);
	if (beside && c->count)
		child_aside(c->pids[c->count - 1]);
	children_end(c, MAX_CHILDREN - 1);
	return child_make(control, tools, &c->pids[c->count++]);
}

/* Memory freed after a mail stays with the process: the next mail would have to fetch it page by page. */
static void memory_keep(void)
{
	mallopt(M_TRIM_THRESHOLD, KEPT_MEMORY);
	mallopt(M_MMAP_THRESHOLD, KEPT_MEMORY);
}

static _Noreturn void nursery_run(int control, nursery_parse *parse)
{
	struct children children = {.count = 0};
	char asked;
	nursery_settle(control);
	memory_keep();
	struct tools tools = {charsets_new(), parse};
	while (nursery_read_all(control, &asked, 1)) {
		if (asked == NURSERY_ONLY)
			children_end(&children, 1);
		else if (asked == NURSERY_WAKE)
			children_wake(&children);
		else if (asked == NURSERY_MORE)
			charsets_more(tools.charsets);
		else if (!child_begin(control, &tools, asked == NURSERY_BESIDE, &children))
			break;
	}
	children_end(&children, 0);
	/* the tools are not freed: closing each charset would take half as long as opening them did */
	_exit(0);
}

int nursery_start(nursery_parse *parse, struct nursery *out, struct err *err)
{
	int pair[2];
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return err_set(err, ERR_RETRY, "no socket could be created for the reader: %s", strerror(errno));
	pid_t pid = fork();
	if (pid == 0)
		nursery_run(pair[1], parse);
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return err_set(err, ERR_RETRY, "no process could be started for the reader: %s", strerror(errno));
	}
	*out = (struct nursery){pid, pair[0]};
	return 0;
}

void nursery_stop(struct nursery *n)
{
	close(n->control);
	while (waitpid(n->pid, NULL, 0) < 0 && errno == EINTR)
		;
}

static bool await(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	int ready;
	while ((ready = poll(&p, 1, START_MILLISECONDS)) < 0 && errno == EINTR)
		;
	return ready > 0;
}

/* Waits until the child says that it is in its sandbox. */
static int child_greeting(int fd, struct err *err)
{
	struct nursery_reply reply;
	char text[300] = "";
	if (!await(fd) || !nursery_read_all(fd, &reply, sizeof(reply)))
		return err_set(err, ERR_RETRY, "the reader did not start");
	if (reply.status == NURSERY_OK)
		return 0;
	if (reply.length >= sizeof(text) || !nursery_read_all(fd, text, (size_t)reply.length))
		text[0] = '\0';
	return err_set(err, ERR_RETRY, "the reader has no sandbox: %s", text);
}

static int nursery_tell(struct nursery *n, char what, struct err *err)
{
	if (send(n->control, &what, 1, MSG_NOSIGNAL) == 1)
		return 0;
	return err_set(err, ERR_RETRY, "the process that starts readers has ended");
}

int nursery_more(struct nursery *n, struct err *err)
{
	return nursery_tell(n, NURSERY_MORE, err);
}

int nursery_wake(struct nursery *n, struct err *err)
{
	return nursery_tell(n, NURSERY_WAKE, err);
}

int nursery_only(struct nursery *n, struct err *err)
{
	return nursery_tell(n, NURSERY_ONLY, err);
}

int nursery_ask(struct nursery *n, enum nursery_how how, struct err *err)
{
	return nursery_tell(n, (char)how, err);
}

int nursery_take(struct nursery *n, int *fd, struct err *err)
{
	if (!await(n->control))
		return err_set(err, ERR_RETRY, "the process that starts readers has ended");
	int got = descriptor_take(n->control);
	if (got < 0)
		return err_set(err, ERR_RETRY, "no process could be started for the reader");
	if (child_greeting(got, err) < 0) {
		close(got);
		return -1;
	}
	*fd = got;
	return 0;
}

int nursery_child(struct nursery *n, enum nursery_how how, int *fd, struct err *err)
{
	return nursery_ask(n, how, err) == 0 ? nursery_take(n, fd, err) : -1;
}
