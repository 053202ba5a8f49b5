#include "daemon/desk/disk.h"

#include <sys/statvfs.h>

#define MEGA ((uint64_t)1 << 20)

uint64_t disk_free(const struct conf *conf)
{
	struct statvfs disk;
	return statvfs(conf->store_path, &disk) == 0 ? (uint64_t)disk.f_bavail * disk.f_frsize : 0;
}

int disk_room(const struct conf *conf, struct err *err)
{
	uint64_t least = conf->limits.min_free, left = least ? disk_free(conf) : 0;
	if (left >= least || !left)
		return 0;
	return err_set(err, ERR_RETRY,
		       "the disk is nearly full: %llu MB are left, less than min_free (%llu MB); no mail is taken in",
		       (unsigned long long)(left / MEGA), (unsigned long long)(least / MEGA));
}
