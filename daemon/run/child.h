/* child: what a process of the daemon knows of its supervisor. */
#ifndef CAREDESK_CHILD_H
#define CAREDESK_CHILD_H

#include "daemon/run/hidden.h"

struct child_env {
	const struct conf *conf;
	int stop;                    /* readable when the process shall end */
	int beat;                    /* to the supervisor; -1: nobody watches */
	bool careful;                /* one mail at a time, counted before it is touched: the last process here died */
	const struct hidden *hidden; /* what it may not read; NULL: nothing is hidden */
	bool once;                   /* end when nothing is left to do now */
};

/* Signs of life (env NULL: nobody looks): the supervisor ends a child that has not given the next one within that many
 * seconds. */
void child_expect(const struct child_env *env, int seconds);
/* Something was done: should this process end, it is started again at once. */
void child_progress(const struct child_env *env);
/* What child_progress says instead of seconds. */
#define CHILD_PROGRESS UINT32_MAX
/* Shall this process end? Asked between mails. */
bool child_stopping(const struct child_env *env);
/* Waits for `wake` (-1: none), the end, or milliseconds. */
enum child_wait { CHILD_TIME, CHILD_WOKEN, CHILD_STOP };
enum child_wait child_wait(const struct child_env *env, int wake, int64_t milliseconds);

#endif
