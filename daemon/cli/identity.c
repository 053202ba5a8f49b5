#include "daemon/cli/identity.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whom root becomes. */
struct identity {
	uid_t uid;
	gid_t gid;
	const char *name; /* NULL: the numbers alone are known, as of a user that systemd makes */
};

/* False: there is no user of the name that is configured. */
static bool identity_wanted(const struct conf *conf, struct identity *out)
{
	struct arena a;
	struct stat st;
	const struct passwd *user = NULL;
	arena_init(&a);
	*out = (struct identity){0};
	if (conf->user.len)
		user = getpwnam(arena_str(&a, conf->user));
	else if (stat(conf->store_path, &st) == 0 && st.st_uid != 0) {
		*out = (struct identity){st.st_uid, st.st_gid, NULL};
		user = getpwuid(st.st_uid);
	}
	arena_clear(&a);
	if (user)
		*out = (struct identity){user->pw_uid, user->pw_gid, user->pw_name};
	return user || !conf->user.len;
}

static int identity_become(const struct identity *i, struct err *err)
{
	int groups = i->name ? initgroups(i->name, i->gid) : setgroups(0, NULL);
	if (groups != 0 || setgid(i->gid) != 0 || setuid(i->uid) != 0)
		return err_set(err, ERR_CONFIG, "cannot become user %u: %s", (unsigned)i->uid, strerror(errno));
	if (setuid(0) == 0)
		return err_set(err, ERR_CONFIG, "became user %u, but could go back to root", (unsigned)i->uid);
	return 0;
}

int identity_take(const struct conf *conf, bool *stays, struct err *err)
{
	struct identity wanted;
	*stays = false;
	if (geteuid() != 0)
		return 0;
	if (!identity_wanted(conf, &wanted))
		return err_set(err, ERR_CONFIG, "there is no user %.*s", SPAN_ARG(conf->user));
	*stays = wanted.uid == 0;
	/* only root can make a folder that is another's */
	if (!*stays && mkdir(conf->store_path, 0700) == 0 && chown(conf->store_path, wanted.uid, wanted.gid) != 0)
		return err_set(err, ERR_CONFIG, "%s: %s", conf->store_path, strerror(errno));
	return *stays ? 0 : identity_become(&wanted, err);
}
