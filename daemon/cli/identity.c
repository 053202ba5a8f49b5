#include "daemon/cli/identity.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct passwd *user_wanted(const struct conf *conf, struct arena *a)
{
	struct stat st;
	if (conf->user.len)
		return getpwnam(arena_str(a, conf->user));
	return stat(conf->store_path, &st) == 0 && st.st_uid != 0 ? getpwuid(st.st_uid) : NULL;
}

static int become(const struct passwd *user, struct err *err)
{
	if (initgroups(user->pw_name, user->pw_gid) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)
		return err_set(err, ERR_CONFIG, "cannot become %s: %s", user->pw_name, strerror(errno));
	if (setuid(0) == 0)
		return err_set(err, ERR_CONFIG, "became %s, but could go back to root", user->pw_name);
	return 0;
}

/* Only root can make a folder that is another's. */
static int give(const char *path, const struct passwd *user, struct err *err)
{
	if (mkdir(path, 0700) == 0 && chown(path, user->pw_uid, user->pw_gid) != 0)
		return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
	return 0;
}

int identity_take(const struct conf *conf, bool *stays, struct err *err)
{
	struct arena a;
	*stays = false;
	if (geteuid() != 0)
		return 0;
	arena_init(&a);
	const struct passwd *user = user_wanted(conf, &a);
	arena_clear(&a);
	if (!user && conf->user.len)
		return err_set(err, ERR_CONFIG, "there is no user %.*s", SPAN_ARG(conf->user));
	*stays = !user || user->pw_uid == 0;
	if (*stays)
		return 0;
	if (give(conf->store_path, user, err) != 0 || (conf->run_path && give(conf->run_path, user, err) != 0))
		return -1;
	return become(user, err);
}
