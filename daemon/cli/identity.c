#include "daemon/cli/identity.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The user that root becomes. */
struct identity {
	uid_t uid;
	gid_t gid;
	const char *name; /* NULL: only the ids are known, as for a dynamic user of systemd */
};

/* False: there is no user with the configured name. */
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

/* Creates a folder for that user, which only root can. */
static int folder_for(const struct identity *i, const char *path, struct err *err)
{
	if (mkdir(path, 0700) != 0 || chown(path, i->uid, i->gid) == 0)
		return 0;
	return err_set(err, ERR_CONFIG, "%s: %s", path, strerror(errno));
}

static int folders_for(const struct identity *i, const struct conf *conf, struct err *err)
{
	struct arena a;
	bool oauth = conf_oauth(&conf->smtp.server);
	for (size_t k = 0; k < conf->mailbox_count; k++)
		oauth = oauth || conf_oauth(&conf->mailboxes[k].imap);
	arena_init(&a);
	int result = folder_for(i, conf->store_path, err);
	if (result == 0 && oauth)
		result = folder_for(i, conf_grants(conf->store_path, &a), err);
	arena_clear(&a);
	return result;
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
	if (*stays)
		return 0;
	return folders_for(&wanted, conf, err) == 0 ? identity_become(&wanted, err) : -1;
}
