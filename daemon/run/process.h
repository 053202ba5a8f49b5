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
	uint32_t failures;                   /* ends in a row that were not asked for, with nothing done before */
	bool progress;                       /* something was done since it was started */
	bool careful;                        /* how it is started next */
	bool killed;                         /* no sign of life: its end is our doing */
	bool finished;                       /* once: it has done its work */
	int code;                            /* its exit code when it ended by itself */
};

/* How many a config needs of each kind. */
unsigned process_count(const struct conf *conf, enum process_kind kind);
/* Forks. The child never returns from it. -1 with *err: try later. */
int process_start(struct process *p, const struct conf *conf, bool once, struct err *err);
/* Reads the signs of life that have come. */
void process_heard(struct process *p);
/* It has ended with that wait status: when and how it starts again is set, and logged. */
void process_ended(struct process *p, const struct conf *conf, int status, bool once);
/* "mailbox/support", "sender/0", "clock", "index" */
struct span process_name(const struct process *p, const struct conf *conf, struct arena *a);

#endif
