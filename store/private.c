#include "store/private.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int private_error(const char *path, struct err *err)
{
	enum err_kind kind = errno == ENOSPC || errno == EDQUOT || errno == EIO || errno == EMFILE || errno == ENOMEM
				     ? ERR_RETRY
				     : ERR_CONFIG;
	return err_set(err, kind, "%s: %s", path, strerror(errno));
}

int private_folder(const char *path, struct err *err)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return private_error(path, err);
	if (!S_ISDIR(st.st_mode))
		return err_set(err, ERR_CONFIG, "%s: not a folder", path);
	if (st.st_uid != geteuid())
		return err_set(err, ERR_CONFIG, "%s: it belongs to another user (uid %u, this is %u)", path,
			       (unsigned)st.st_uid, (unsigned)geteuid());
	if (st.st_mode & (S_IWGRP | S_IWOTH))
		return err_set(err, ERR_CONFIG, "%s: others may write into it; `chmod go-w` it", path);
	return 0;
}
