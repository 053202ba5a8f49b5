#include "daemon/run/supervisor.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/desk/clock.h"
#include "daemon/desk/log.h"
#include "daemon/run/notify.h"
#include "daemon/run/process.h"
#include "daemon/run/runfolder.h"
#include "parsers/base/monotonic.h"
#include "store/store.h"

#define LOOK_MS 1000

struct supervisor {
	const char *config;
	struct conf *conf;
	struct conf *next; /* SIGHUP: taken over once all processes have ended */
	struct process *processes;
	size_t count;
	bool once;
	enum process_kind phase; /* once: the kind that runs now */
	bool stopping;           /* all are to end, for good or for the next config */
	bool leaving;            /* for good */
	int64_t kill_at;
	int signals;
	struct runfolder run;
	int64_t notify_at;
};

/* --- start and end --- */

static void conversion_shown(uint64_t done, uint64_t total)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\rconverting the store: %llu %%%s",
			(unsigned long long)(done * 100 / (total ? total : 1)), done == total ? "\n" : "");
}

/* Reports a store that can't be opened before anything is started, and converts one of an older version. */
static int try_store(const struct conf *conf, struct err *err)
{
	struct store_options o = {
		.path = conf->store_path, .map_size = conf->store_map_size, .progress = conversion_shown};
	struct store *store;
	if (store_open(&o, &store, err) != 0)
		return -1;
	store_close(store);
	return 0;
}

static int take_signals(struct err *err)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	signal(SIGPIPE, SIG_IGN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd >= 0 ? fd : err_set(err, ERR_RETRY, "signalfd: %s", strerror(errno));
}

static void make_processes(struct supervisor *s)
{
	/* `once` needs neither an index, which the command line brings up to date, nor a page to look at */
	static const enum process_kind kinds[] = {PROCESS_MAILBOX, PROCESS_CLOCK, PROCESS_SENDER,
						  PROCESS_WEBHOOK, PROCESS_INDEX, PROCESS_HTTP};
	const size_t count = sizeof kinds / sizeof *kinds - (s->once ? 2 : 0);
	s->count = 0;
	for (size_t k = 0; k < count; k++)
		s->count += process_count(s->conf, kinds[k]);
	s->processes = calloc(s->count, sizeof *s->processes);
	if (!s->processes)
		abort();
	struct process *p = s->processes;
	for (size_t k = 0; k < count; k++) {
		for (unsigned i = 0; i < process_count(s->conf, kinds[k]); i++)
			*p++ = (struct process){.kind = kinds[k], .index = i, .beat = -1};
	}
}

static void log_state(const char *event, const struct supervisor *s)
{
	struct log_line l;
	log_start(&l, LOG_INFO, event);
	log_text(&l, "version", CAREDESK_VERSION);
	log_number(&l, "mailboxes", (int64_t)s->conf->mailbox_count);
	log_number(&l, "senders", process_count(s->conf, PROCESS_SENDER));
	log_end(&l);
}

/* --- processes --- */

static bool may_run(const struct supervisor *s, const struct process *p)
{
	return !s->stopping && !p->finished && (!s->once || p->kind == s->phase);
}

static void start_due(struct supervisor *s)
{
	struct err err;
	int64_t now = monotonic_ms();
	for (size_t i = 0; i < s->count; i++) {
		struct process *p = &s->processes[i];
		if (p->pid || p->start_at > now || !may_run(s, p))
			continue;
		if (process_start(p, s->conf, s->once, &err) != 0) {
			log_err(LOG_ERROR, "start", &err);
			p->start_at = now + LOOK_MS;
		}
	}
}

static void reap(struct supervisor *s)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (size_t i = 0; i < s->count; i++) {
			if (s->processes[i].pid == pid)
				process_ended(&s->processes[i], s->conf, status, s->once || s->stopping);
		}
	}
}

static void kill_all(const struct supervisor *s, int signal)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->processes[i].pid)
			kill(s->processes[i].pid, signal);
	}
}

static bool any_runs(const struct supervisor *s)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->processes[i].pid)
			return true;
	}
	return false;
}

static void processes_watch(struct supervisor *s)
{
	int64_t now = monotonic_ms();
	for (size_t i = 0; i < s->count; i++) {
		struct process *p = &s->processes[i];
		process_heard(p);
		if (p->pid && !p->killed && p->deadline < now) {
			p->killed = true;
			kill(p->pid, SIGKILL);
		}
	}
	if (s->stopping && s->kill_at < now)
		kill_all(s, SIGKILL);
}

/* --- signals --- */

static void stop(struct supervisor *s)
{
	s->stopping = true;
	s->kill_at = monotonic_ms() + SUPERVISOR_DRAIN_MS;
	kill_all(s, SIGTERM);
}

static void leave(struct supervisor *s)
{
	if (s->leaving)
		return;
	s->leaving = true;
	notify_send("STOPPING=1");
	log_state("stopping", s);
	stop(s);
}

static void log_conf_errors(const struct conf_errors *errors)
{
	for (size_t i = 0; i < errors->lines.count; i++) {
		struct log_line l;
		log_start(&l, LOG_ERROR, "config");
		log_span(&l, "error", errors->lines.items[i]);
		log_end(&l);
	}
}

static bool same_folders(const struct conf *a, const struct conf *b)
{
	const char *x = a->run_path ? a->run_path : "", *y = b->run_path ? b->run_path : "";
	return strcmp(a->store_path, b->store_path) == 0 && strcmp(x, y) == 0;
}

/* NULL, with the reasons in the log: the old configuration stays. */
static struct conf *load_next(const struct supervisor *s)
{
	struct conf_errors errors;
	struct conf *next = NULL;
	struct err err;
	bool missing = false;
	conf_errors_init(&errors);
	int result = conf_load(s->config, &next, &errors, &missing);
	log_conf_errors(&errors);
	conf_errors_clear(&errors);
	if (result != 0)
		return NULL;
	if (same_folders(next, s->conf))
		return next;
	err_set(&err, ERR_CONFIG, "store.path and store.run_dir can't change while the daemon runs");
	log_err(LOG_ERROR, "config", &err);
	conf_free(next);
	return NULL;
}

static void reload(struct supervisor *s)
{
	if (s->stopping || s->once)
		return;
	notify_reloading();
	struct conf *next = load_next(s);
	if (!next) {
		log_state("config-kept", s);
		notify_send("READY=1\nSTATUS=The new configuration was refused; the previous one is still used.");
		return;
	}
	s->next = next;
	stop(s);
}

static void take_next(struct supervisor *s)
{
	free(s->processes);
	conf_free(s->conf);
	s->conf = s->next;
	s->next = NULL;
	s->stopping = false;
	make_processes(s);
	log_state("config-new", s);
	notify_send("READY=1\nSTATUS=");
}

static void handle_signals(struct supervisor *s)
{
	struct signalfd_siginfo info;
	while (read(s->signals, &info, sizeof info) == (ssize_t)sizeof info) {
		if (info.ssi_signo == SIGHUP)
			reload(s);
		else if (info.ssi_signo != SIGCHLD)
			leave(s);
	}
	reap(s);
}

/* --- the loop --- */

static int64_t until_next(const struct supervisor *s)
{
	int64_t now = monotonic_ms(), wait = LOOK_MS;
	if (notify_interval() && s->notify_at - now < wait)
		wait = s->notify_at > now ? s->notify_at - now : 0;
	for (size_t i = 0; i < s->count; i++) {
		const struct process *p = &s->processes[i];
		if (!p->pid && may_run(s, p) && p->start_at - now < wait)
			wait = p->start_at > now ? p->start_at - now : 0;
	}
	return wait;
}

static void keep_systemd_content(struct supervisor *s)
{
	int64_t interval = notify_interval(), now = monotonic_ms();
	if (interval == 0 || now < s->notify_at)
		return;
	notify_send("WATCHDOG=1");
	s->notify_at = now + interval;
}

static bool phase_is_over(const struct supervisor *s)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->processes[i].kind == s->phase && !s->processes[i].finished)
			return false;
	}
	return true;
}

/* once: the first kind of process with work left; false: there is none. */
static bool next_phase(struct supervisor *s)
{
	static const enum process_kind phases[] = {PROCESS_MAILBOX, PROCESS_CLOCK, PROCESS_SENDER, PROCESS_WEBHOOK};
	for (size_t i = 0; i < sizeof phases / sizeof *phases; i++) {
		s->phase = phases[i];
		if (!phase_is_over(s))
			return true;
	}
	return false;
}

static bool goes_on(struct supervisor *s)
{
	if (s->stopping && !any_runs(s)) {
		if (s->leaving || !s->next)
			return false;
		take_next(s);
	}
	return s->stopping || !s->once || next_phase(s);
}

static int worst_code(const struct supervisor *s)
{
	int worst = EX_OK;
	for (size_t i = 0; s->once && i < s->count; i++)
		worst = s->processes[i].code ? s->processes[i].code : worst;
	return worst;
}

static void supervise(struct supervisor *s)
{
	log_state("start", s);
	make_processes(s);
	start_due(s);
	notify_send("READY=1");
	while (goes_on(s)) {
		struct pollfd p = {.fd = s->signals, .events = POLLIN};
		start_due(s);
		poll(&p, 1, (int)until_next(s));
		handle_signals(s);
		processes_watch(s);
		keep_systemd_content(s);
	}
}

int supervisor_run(const char *config, struct conf *conf, bool once)
{
	struct supervisor s = {.config = config, .conf = conf, .once = once, .signals = -1, .run = RUNFOLDER_NONE};
	struct err err;
	int code = EX_OK;
	if (try_store(conf, &err) != 0 || runfolder_take(conf, &s.run, &err) != 0 ||
	    (s.signals = take_signals(&err)) < 0) {
		log_err(LOG_ERROR, "start", &err);
		code = err.kind == ERR_CONFIG ? EX_CONFIG : err.kind == ERR_CORRUPT ? EX_DATAERR : EX_TEMPFAIL;
	} else {
		supervise(&s);
		code = worst_code(&s);
		log_state("end", &s);
	}
	if (s.signals >= 0)
		close(s.signals);
	runfolder_leave(&s.run);
	free(s.processes);
	conf_free(s.next);
	conf_free(s.conf);
	return code;
}
