/* hidden: the secrets of the others are kept from a process of the daemon, for good, by Landlock (Linux 5.19 and later;
 * where the kernel has none, what rights of files say is all there is).
 *
 * A process may read every file that is there when it is confined but the secrets that are not its own. What comes into
 * one of the folders above a secret later it may not read: so where a file that it needs is replaced by a new one (a
 * password, the resolver's), hidden_stale says that the process is to end and be started again. */
#ifndef CAREDESK_HIDDEN_H
#define CAREDESK_HIDDEN_H

#include "conf/conf.h"

struct hidden { /* zeroed at first */
	struct arena arena;
	struct span_list secrets; /* of others, by their real paths */
	struct span_list needed;  /* files that this process could read when it was confined */
};

/* What a process has of its own; members may be NULL. */
struct hidden_own {
	const struct secret *secret;
	const char *ca_file;
	const char *maildirs[2]; /* made where they are missing */
	const char *run_folder;
};

/* To be called with no-new-privileges set. Where it can't be done it is not, and that is logged at LOG_DEBUG. */
void hidden_enter(struct hidden *h, const struct conf *conf, const struct hidden_own *own);
/* Can a file that was readable no longer be read? */
bool hidden_stale(const struct hidden *h); /* NULL is fine: false */
void hidden_clear(struct hidden *h);

#endif
