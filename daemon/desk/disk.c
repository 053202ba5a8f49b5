#include "daemon/desk/disk.h"

#include <sys/statvfs.h>

#define MEGA ((uint64_t)1 << 20)

bool disk_free(const struct conf *conf, uint64_t *out)
{
	struct statvfs disk;
	if (statvfs(conf->store_path, &disk) != 0)
		return false;
	*out = (uint64_t)disk.f_bavail * disk.f_frsize;
	return true;
}

int disk_room(const struct conf *conf, struct err *err)
{
	uint64_t least = conf->limits.min_free, left;
	if (!least || !disk_free(conf, &left) || left >= least)
		return 0;
	return err_set(err, ERR_RETRY,
		       "the disk is nearly full: %llu MB are left, less than min_free (%llu MB); no mail is taken in",
		       (unsigned long long)(left / MEGA), (unsigned long long)(least / MEGA));
}
