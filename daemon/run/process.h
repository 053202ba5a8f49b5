/* process: one child of the supervisor: what it runs, how it is started, how it ended. */
#ifndef CAREDESK_PROCESS_H
#define CAREDESK_PROCESS_H

#include <sys/types.h>

#include "daemon/run/child.h"

enum process_kind { PROCESS_MAILBOX, PROCESS_CLOCK, PROCESS_SENDER, PROCESS_INDEX, PROCESS_HTTP, PROCESS_WEBHOOK };

struct process {
	enum process_kind kind;
	unsigned index;                      /* which mailbox, sender, webhook */
	pid_t pid;                           /* 0: it does not run */
	int beat;                            /* signs of life come here; -1: none */
	int64_t start_at, started, deadline; /* monotonic milliseconds */
	uint32_t failures;                   /* unexpected ends in a row without any progress */
	bool progress;                       /* something was done since it was started */
	bool careful;                        /* how it is started next */
	bool killed;                         /* we killed it: no sign of life */
	bool finished;                       /* once: it has done its work */
	int code;                            /* its exit code when it ended by itself */
};

/* How many processes of a kind the configuration needs. */
unsigned process_count(const struct conf *conf, enum process_kind kind);
/* Forks. The child never returns from it. -1 with *err: try later. */
int process_start(struct process *p, const struct conf *conf, bool once, struct err *err);
/* Reads the signs of life that have come. */
void process_heard(struct process *p);
/* It has ended with that wait status: sets and logs when and how it starts again. */
void process_ended(struct process *p, const struct conf *conf, int status, bool once);
/* "mailbox/support", "sender/0", "webhook/crm", "clock", "index", "http" */
struct span process_name(const struct process *p, const struct conf *conf, struct arena *a);

#endif
