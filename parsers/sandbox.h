/* sandbox: takes everything from the calling process but one open descriptor, memory and its own CPU time. For good.
 *
 * Afterwards: no other descriptor, no new one, no new process, no privilege to gain; any system call but reading,
 * writing, memory, time and exit kills it. What loads files late (iconv_open, time zones, locales) has to be done
 * before. */
#ifndef CAREDESK_SANDBOX_H
#define CAREDESK_SANDBOX_H

#include "parsers/base/err.h"

#include <stdbool.h>
#include <stddef.h>

#define SANDBOX_CPU_SECONDS 1500
#define SANDBOX_MEMORY ((size_t)3 << 29) /* 1.5 GiB more than the process has when it enters */

/* For a process that works with files, servers and the store: no privilege can be gained, nothing of it is dumped or
 * looked into by others, and system calls that no mail desk needs (tracing, mounting, kernel modules, other namespaces,
 * clocks, odd kinds of sockets …) are refused; starting programs and speaking over a network too, unless it `uses`
 * them. For good, and for its children. ERR_RETRY. */
enum sandbox_use { SANDBOX_PROGRAMS = 1, SANDBOX_NETWORK = 2 };
int sandbox_confine(unsigned uses, struct err *err);

/* Keeps `fd`. ERR_RETRY when a part of it can't be had (an old kernel): do not go on then. */
int sandbox_enter(int fd, struct err *err);

#endif
