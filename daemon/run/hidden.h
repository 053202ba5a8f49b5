/* hidden: a process of the daemon has the files that it needs and no others, for good, by Landlock (Linux 5.19 and
 * later; where the kernel has none, what rights of files say is all there is).
 *
 * It reads what libraries read (themselves, character sets, zones, certificates, how names are looked up) and its own
 * secrets, and writes in the store, in the run folder and in its own folders. One that starts programs, which need who
 * knows what, may read every file that is there when it is confined but the secrets of others, and write as its user
 * may. Where a single file that it needs is replaced by a new one (a password, the resolver's), it may not read that:
 * hidden_stale says that the process is to end and be started again. */
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
	const char *files[3];   /* read too: certificates, other secrets */
	const char *folders[6]; /* read and written; made where they are missing */
	bool programs;          /* it starts some */
};

/* To be called with no-new-privileges set. Where it can't be done it is not, and that is logged at LOG_DEBUG. */
void hidden_enter(struct hidden *h, const struct conf *conf, const struct hidden_own *own);
/* The folder so many levels above an absolute path. */
const char *hidden_above(const char *path, unsigned levels, struct arena *a);
/* Can a file that was readable no longer be read? */
bool hidden_stale(const struct hidden *h); /* NULL is fine: false */
void hidden_clear(struct hidden *h);

#endif
