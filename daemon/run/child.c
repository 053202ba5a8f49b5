#include "daemon/run/child.h"
#include "parsers/base/monotonic.h"

#include <poll.h>
#include <unistd.h>

#define MARGIN 30 /* seconds on top of any wait */

static void child_say(const struct child_env *env, uint32_t n)
{
	if (!env || env->beat < 0)
		return;
	ssize_t written = write(env->beat, &n, sizeof n);
	(void)written; /* a full pipe holds enough signs of life */
}

void child_expect(const struct child_env *env, int seconds)
{
	child_say(env, (uint32_t)seconds + MARGIN);
}

void child_progress(const struct child_env *env)
{
	child_say(env, CHILD_PROGRESS);
}

bool child_stopping(const struct child_env *env)
{
	struct pollfd p = {.fd = env->stop, .events = POLLIN};
	return poll(&p, 1, 0) > 0;
}

enum child_wait child_wait(const struct child_env *env, int wake, int64_t milliseconds)
{
	struct pollfd p[2] = {{.fd = env->stop, .events = POLLIN}, {.fd = wake, .events = POLLIN}};
	int64_t end = monotonic_ms() + milliseconds, left = milliseconds;
	while (left > 0) {
		int step = left > 60000 ? 60000 : (int)left;
		child_expect(env, step / 1000);
		if (poll(p, 2, step) > 0)
			break;
		left = end - monotonic_ms();
	}
	if (child_stopping(env))
		return CHILD_STOP;
	return p[1].revents & POLLIN ? CHILD_WOKEN : CHILD_TIME;
}
