/* sandbox: permanently takes from the calling process everything except one open descriptor, memory and its CPU time.
 *
 * Afterwards it has no other descriptor and can't get one, can't start a process or gain privileges; any system call
 * except for reading, writing, memory, time and exit kills it. Anything that loads files on demand (iconv_open, time
 * zones, locales) has to be done before. */
#ifndef CAREDESK_SANDBOX_H
#define CAREDESK_SANDBOX_H

#include "parsers/base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* 1 under AddressSanitizer, which makes calls of its own and reserves terabytes for its shadow memory. gcc and clang
 * say so differently. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#define SANDBOX_CPU_SECONDS 1500
#define SANDBOX_MEMORY ((size_t)3 << 29) /* 1.5 GiB more than the process has when it enters */

/* sandbox_confine is for a process that works with files and the store: it can't gain privileges, can't be dumped or
 * traced by others, and has only the system calls that its `uses` need; any other fails with EPERM and is logged by the
 * kernel. Permanent, and inherited by children. ERR_RETRY if it failed.
 *
 * Every process may use memory, time, files and open descriptors. Child processes need SANDBOX_READERS; internet
 * sockets need SANDBOX_NETWORK or SANDBOX_CLIENTS. A process that starts programs, and those programs, are only denied
 * what no mail desk needs (tracing, mounting, kernel modules, other namespaces, clocks, odd kinds of sockets …). */
enum sandbox_use {
	SANDBOX_PROGRAMS = 1, /* starts programs that the configuration names */
	SANDBOX_NETWORK = 2,  /* connects to servers */
	SANDBOX_READERS = 4,  /* has readers (nursery.h) */
	SANDBOX_CLIENTS = 8,  /* listens for connections */
	SANDBOX_FOLDERS = 16, /* watches folders for new files */
};
int sandbox_confine(unsigned uses, struct err *err);

/* Enters the sandbox, keeping `fd`. ERR_RETRY if a part of it is not available (an old kernel): do not continue
 * then. */
int sandbox_enter(int fd, struct err *err);

#endif
