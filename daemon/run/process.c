#include "daemon/run/process.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/desk/log.h"
#include "daemon/run/indexer.h"
#include "daemon/run/mailbox.h"
#include "daemon/run/runfolder.h"
#include "daemon/run/sender.h"
#include "daemon/run/ticker.h"
#include "daemon/run/web.h"
#include "daemon/run/webhooks.h"
#include "parsers/base/monotonic.h"
#include "parsers/sandbox.h"

#define FIRST_PAUSE_MS 100
#define LAST_PAUSE_MS 60000
#define STEADY_MS 60000  /* a process that ran for so long starts the pauses again */
#define ONCE_FAILURES 50 /* deaths of a process that is to drain something and end */
#define START_SECONDS 60 /* for the first sign of life */

unsigned process_count(const struct conf *conf, enum process_kind kind)
{
	switch (kind) {
	case PROCESS_MAILBOX:
		return (unsigned)conf->mailbox_count;
	case PROCESS_CLOCK:
	case PROCESS_INDEX:
		return 1;
	case PROCESS_HTTP:
		return conf->http_listen ? 1 : 0;
	case PROCESS_SENDER:
		return sender_slots(&conf->smtp);
	case PROCESS_WEBHOOK:
		return (unsigned)conf->webhook_count;
	}
	return 0;
}

struct span process_name(const struct process *p, const struct conf *conf, struct arena *a)
{
	if (p->kind == PROCESS_MAILBOX)
		return arena_printf(a, "mailbox/%.*s", SPAN_ARG(conf->mailboxes[p->index].name));
	if (p->kind == PROCESS_SENDER)
		return arena_printf(a, "sender/%u", p->index);
	if (p->kind == PROCESS_HTTP)
		return SPAN("http");
	if (p->kind == PROCESS_WEBHOOK)
		return arena_printf(a, "webhook/%.*s", SPAN_ARG(conf->webhooks[p->index].name));
	return p->kind == PROCESS_INDEX ? SPAN("index") : SPAN("clock");
}

/* --- in the child --- */

/* A descriptor that is readable when the process is to end. SIGHUP is blocked. */
static int stop_fd(void)
{
	sigset_t stop, mask;
	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	mask = stop;
	sigaddset(&mask, SIGHUP);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Sets the name that ps shows, of which it keeps 15 bytes. */
static void take_name(const struct process *p, const struct conf *conf)
{
	struct arena a;
	arena_init(&a);
	prctl(PR_SET_NAME, arena_str(&a, process_name(p, conf, &a)));
	arena_clear(&a);
}

static const struct server *own_server(const struct process *p, const struct conf *conf)
{
	return p->kind == PROCESS_MAILBOX  ? &conf->mailboxes[p->index].imap
	       : p->kind == PROCESS_SENDER ? &conf->smtp.server
					   : NULL;
}

static bool speaks(const struct server *server)
{
	return server && server->host;
}

static bool runs_programs(const struct process *p, const struct conf *conf)
{
	const struct server *server = own_server(p, conf);
	return (server && (server->secret.command || server->secret.token_command)) ||
	       (p->kind == PROCESS_SENDER && conf->smtp.sending == SENDING_SENDMAIL);
}

/* What each kind of process may use (sandbox.h). The programs are those that print a password, and sendmail. */
static unsigned uses(const struct process *p, const struct conf *conf)
{
	static const unsigned of_kind[] = {
		[PROCESS_MAILBOX] = SANDBOX_READERS,
		[PROCESS_CLOCK] = SANDBOX_READERS,
		[PROCESS_SENDER] = 0,
		[PROCESS_INDEX] = 0,
		[PROCESS_HTTP] = SANDBOX_CLIENTS,
		[PROCESS_WEBHOOK] = SANDBOX_NETWORK,
	};
	bool network = speaks(own_server(p, conf)) || (p->kind == PROCESS_MAILBOX && conf->clamd);
	bool folders = p->kind == PROCESS_MAILBOX && conf->mailboxes[p->index].is_maildir;
	return of_kind[p->kind] | (network ? SANDBOX_NETWORK : 0) | (folders ? SANDBOX_FOLDERS : 0) |
	       (runs_programs(p, conf) ? SANDBOX_PROGRAMS : 0);
}

/* Its server's secrets, and the folder of the grant that it renews. */
static void own_secrets(const struct server *server, struct arena *a, struct hidden_own *own)
{
	own->secret = &server->secret;
	own->files[0] = server->ca_file;
	own->files[1] = server->oauth.client_secret_file;
	own->folders[2] = server->oauth.grant ? hidden_above(server->oauth.grant, 1, a) : NULL;
}

/* The folders of each kind besides the store and the run folder. */
static void own_folders(const struct process *p, const struct conf *conf, struct arena *a, struct hidden_own *own)
{
	const struct mailbox_conf *mailbox = p->kind == PROCESS_MAILBOX ? &conf->mailboxes[p->index] : NULL;
	if (mailbox && mailbox->is_maildir) {
		own->folders[3] = mailbox->maildir;
		own->folders[4] = mailbox->move_to;
	} else if (p->kind == PROCESS_SENDER) {
		own->folders[3] = conf->smtp.maildir;
	} else if (p->kind == PROCESS_INDEX) { /* for SQLite's temporary files */
		own->folders[3] = "/var/tmp";
		own->folders[4] = "/tmp";
	} else if (p->kind == PROCESS_HTTP && conf->http_listen[0] == '/') {
		own->folders[3] = hidden_above(conf->http_listen, 1, a);
	}
}

static void hide(const struct process *p, const struct conf *conf, struct hidden *hidden)
{
	char run[PATH_MAX];
	struct arena a;
	const struct server *server = own_server(p, conf);
	struct hidden_own own = {.folders = {conf->store_path, run}, .programs = runs_programs(p, conf)};
	arena_init(&a);
	runfolder_path(run, conf->store_path);
	if (server)
		own_secrets(server, &a, &own);
	if (p->kind == PROCESS_HTTP)
		own.files[2] = conf->http_token;
	if (p->kind == PROCESS_WEBHOOK) {
		own.secret = &conf->webhooks[p->index].secret;
		own.files[0] = conf->webhooks[p->index].ca_file;
	}
	own_folders(p, conf, &a, &own);
	if (own.folders[2]) /* the folder above; hidden_enter creates the folder itself */
		mkdir(hidden_above(own.folders[2], 1, &a), 0700);
	hidden_enter(hidden, conf, &own);
	arena_clear(&a);
}

static int child_work(const struct process *p, struct child_env *env)
{
	switch (p->kind) {
	case PROCESS_MAILBOX:
		return mailbox_run(env, &env->conf->mailboxes[p->index]);
	case PROCESS_CLOCK:
		return ticker_run(env);
	case PROCESS_INDEX:
		return indexer_run(env);
	case PROCESS_HTTP:
		return web_run(env);
	case PROCESS_SENDER:
		return sender_run(env, p->index, process_count(env->conf, PROCESS_SENDER));
	case PROCESS_WEBHOOK:
		return webhooks_run(env, &env->conf->webhooks[p->index], p->index);
	}
	return EX_SOFTWARE;
}

static int child_main(const struct process *p, const struct conf *conf, bool once, int beat)
{
	struct err err;
	struct hidden hidden = {0};
	take_name(p, conf);
	if (sandbox_confine(uses(p, conf), &err) != 0) {
		log_err(LOG_ERROR, "process", &err);
		return EX_TEMPFAIL;
	}
	hide(p, conf, &hidden);
	struct child_env env = {
		.conf = conf, .stop = stop_fd(), .beat = beat, .careful = p->careful, .hidden = &hidden, .once = once};
	int code = child_work(p, &env);
	hidden_clear(&hidden);
	return code;
}

/* No process outlives the supervisor: after the next start two would do the same work. */
static void die_with(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EX_TEMPFAIL);
}

/* Closes what belongs to the supervisor and to siblings that were started before: their pipes, the locks. */
static void own_only(int beat)
{
	if (beat > 3)
		close_range(3, (unsigned)beat - 1, 0);
	close_range((unsigned)beat + 1, ~0U, 0);
}

/* --- in the supervisor --- */

int process_start(struct process *p, const struct conf *conf, bool once, struct err *err)
{
	int beat[2];
	pid_t parent = getpid();
	if (pipe2(beat, O_CLOEXEC | O_NONBLOCK) != 0)
		return err_set(err, ERR_RETRY, "pipe: %s", strerror(errno));
	pid_t pid = fork();
	if (pid == 0) {
		die_with(parent);
		own_only(beat[1]);
		_exit(child_main(p, conf, once, beat[1]));
	}
	close(beat[1]);
	if (pid < 0) {
		close(beat[0]);
		return err_set(err, ERR_RETRY, "fork: %s", strerror(errno));
	}
	p->pid = pid;
	p->beat = beat[0];
	p->killed = p->progress = false;
	p->started = monotonic_ms();
	p->deadline = p->started + START_SECONDS * 1000;
	return 0;
}

void process_heard(struct process *p)
{
	uint32_t said;
	while (p->beat >= 0 && read(p->beat, &said, sizeof said) == (ssize_t)sizeof said) {
		if (said == CHILD_PROGRESS)
			p->progress = true;
		else
			p->deadline = monotonic_ms() + (int64_t)said * 1000;
	}
}

static void log_ended(const struct process *p, const struct conf *conf, int status, int64_t pause)
{
	struct arena a;
	struct log_line l;
	arena_init(&a);
	log_start(&l, LOG_ERROR, "process-ended");
	log_span(&l, "process", process_name(p, conf, &a));
	log_text(&l, "how", p->killed ? "no sign of life" : WIFSIGNALED(status) ? "signal" : "exit");
	log_number(&l, "status", WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
	log_number(&l, "pause_ms", pause);
	log_end(&l);
	arena_clear(&a);
}

static int64_t pause_after(uint32_t failures)
{
	int64_t pause = failures ? FIRST_PAUSE_MS << (failures < 12 ? failures - 1 : 11) : 0;
	return pause < LAST_PAUSE_MS ? pause : LAST_PAUSE_MS;
}

void process_ended(struct process *p, const struct conf *conf, int status, bool once)
{
	int64_t now = monotonic_ms();
	process_heard(p);
	p->pid = 0;
	close(p->beat);
	p->beat = -1;
	p->code = WIFEXITED(status) ? WEXITSTATUS(status) : EX_TEMPFAIL;
	p->finished = once && (WIFEXITED(status) || p->failures >= ONCE_FAILURES);
	if (p->finished)
		return;
	p->careful = p->code != EX_OK && !(WIFEXITED(status) && p->code == EX_TEMPFAIL);
	p->failures = p->progress ? 0 : now - p->started > STEADY_MS ? 1 : p->failures + 1;
	int64_t pause = pause_after(p->failures);
	p->start_at = now + pause;
	log_ended(p, conf, status, pause);
}
