/* hidden: confines a process of the daemon for good to the files that it needs, by Landlock (Linux 5.19 and later; on
 * other kernels only file permissions apply).
 *
 * A process may read what libraries read (their own files, character sets, time zones, certificates, name resolution)
 * and its own secrets, and write to the store, the run folder and its own folders. One that starts programs, whose
 * needs are unknown, may read every file that exists when it is confined, except for others' secrets, and write where
 * its user may. When a single file that it needs is replaced by a new one (a password, the resolver's), it can't read
 * the new one: hidden_stale says that the process is to end and be started again. */
#ifndef CAREDESK_HIDDEN_H
#define CAREDESK_HIDDEN_H

#include "conf/conf.h"

struct hidden { /* zeroed at first */
	struct arena arena;
	struct span_list secrets; /* others' secrets, by their real paths */
	struct span_list needed;  /* files that this process could read when it was confined */
};

/* A process's own files; members may be NULL. */
struct hidden_own {
	const struct secret *secret;
	const char *files[3];   /* read too: certificates, other secrets */
	const char *folders[6]; /* read and written; created if missing */
	bool programs;          /* it starts programs */
};

/* Needs no-new-privileges to be set. If the process can't be confined, that is logged at LOG_DEBUG and it goes on
 * without. */
void hidden_enter(struct hidden *h, const struct conf *conf, const struct hidden_own *own);
/* The folder so many levels above an absolute path. */
const char *hidden_above(const char *path, unsigned levels, struct arena *a);
/* Can a file that was readable no longer be read? */
bool hidden_stale(const struct hidden *h); /* NULL is fine: false */
void hidden_clear(struct hidden *h);

#endif
