/* runfolder: where a running daemon keeps what belongs to one machine and one run, apart from the store: its lock, its
 * bells and its journals.
 *
 * It is `run_dir` of the configuration, else systemd's RuntimeDirectory, else the store's folder. If it is not the
 * store's, a link ".run" in the store's folder points to it, so that the command line, or any process with another
 * environment, finds the bells of the running daemon. */
#ifndef CAREDESK_RUNFOLDER_H
#define CAREDESK_RUNFOLDER_H

#include <limits.h>

#include "conf/conf.h"
#include "parsers/base/err.h"

/* The run folder of the daemon that has the store, or had it last. */
void runfolder_path(char out[PATH_MAX], const char *store_path);

struct runfolder {
	int store_lock, run_lock; /* -1: not held */
};
#define RUNFOLDER_NONE ((struct runfolder){-1, -1})

/* For a daemon: locks the store's folder and the run folder (created with mode 0700 if missing), waiting a little for a
 * daemon that is ending; carries over what an earlier run left in another run folder, and sets the link. ERR_RETRY:
 * another daemon is running; ERR_CONFIG: the folder can't be used. The caller calls runfolder_leave, also after an
 * error. */
int runfolder_take(const struct conf *conf, struct runfolder *out, struct err *err);
void runfolder_leave(struct runfolder *r);
/* Does a daemon hold the store? */
bool runfolder_held(const char *store_path);

#endif
