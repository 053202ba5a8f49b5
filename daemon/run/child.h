/* child: what a process of the daemon knows of its supervisor. */
#ifndef CAREDESK_CHILD_H
#define CAREDESK_CHILD_H

#include "daemon/run/hidden.h"

struct child_env {
	const struct conf *conf;
	int stop;     /* readable when the process is to end */
	int beat;     /* a pipe to the supervisor; -1: none */
	bool careful; /* one mail at a time, counted before it is touched: the process before this one died */
	const struct hidden *hidden; /* the files that it may not read; NULL: none */
	bool once;                   /* end when nothing is left to do now */
};

/* A sign of life: the supervisor kills a child that does not give the next one within that many seconds and a margin.
 * env: NULL for none. */
void child_expect(const struct child_env *env, int seconds);
/* Reports progress: if this process ends, it is started again at once. */
void child_progress(const struct child_env *env);
/* What child_progress sends instead of seconds. */
#define CHILD_PROGRESS UINT32_MAX
/* Is this process to end? Asked between mails. */
bool child_stopping(const struct child_env *env);
/* Waits until `wake` (-1: none) is readable, the process is to end, or the time has passed. */
enum child_wait { CHILD_TIME, CHILD_WOKEN, CHILD_STOP };
enum child_wait child_wait(const struct child_env *env, int wake, int64_t milliseconds);

#endif
