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

/* For a process that works with files and the store: no privilege can be gained, nothing of it is dumped or looked into
 * by others, and of the system calls it has those that its `uses` need and no others: an error comes of them (EPERM;
 * kernels log it). For good, and for its children. ERR_RETRY.
 *
 * Everybody has memory, time, files and what is open; only readers are children, and only who speaks to servers, or is
 * spoken to, has sockets of the internet. A process that starts programs is, with them, only refused what no mail desk
 * needs (tracing, mounting, kernel modules, other namespaces, clocks, odd kinds of sockets …). */
enum sandbox_use {
	SANDBOX_PROGRAMS = 1, /* starts programs that the configuration names */
	SANDBOX_NETWORK = 2,  /* speaks to servers */
	SANDBOX_READERS = 4,  /* has readers (nursery.h) */
	SANDBOX_CLIENTS = 8,  /* is spoken to: listens */
	SANDBOX_FOLDERS = 16, /* watches folders for new files */
};
int sandbox_confine(unsigned uses, struct err *err);

/* Keeps `fd`. ERR_RETRY when a part of it can't be had (an old kernel): do not go on then. */
int sandbox_enter(int fd, struct err *err);

#endif
