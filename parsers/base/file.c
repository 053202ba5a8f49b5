#include "parsers/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int file_write_all(int fd, struct span bytes)
{
	while (bytes.len) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		bytes = span_from(bytes, (size_t)n);
	}
	return 0;
}

static int file_write_whole(const char *path, struct span bytes, enum file_kept kept)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -1;
	int rc = file_write_all(fd, bytes) || (kept == FILE_FOR_GOOD && fsync(fd)) ? -1 : 0;
	int why = errno;
	if (close(fd) && rc == 0)
		return -1;
	errno = why;
	return rc;
}

int file_sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	int rc = fsync(fd), why = errno;
	close(fd);
	errno = why;
	return rc;
}

int file_sync_parent(const char *path)
{
	char folder[PATH_MAX];
	size_t len = strlen(path);
	while (len > 1 && path[len - 1] == '/')
		len--;
	while (len && path[len - 1] != '/')
		len--;
	if (len >= sizeof(folder)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(folder, len ? path : ".", len ? len : 1);
	folder[len ? len : 1] = '\0';
	return file_sync_folder(folder);
}

int file_replace(const char *path, struct span bytes, enum file_kept kept)
{
	char new[PATH_MAX];
	if ((size_t)snprintf(new, sizeof(new), "%s.new", path) >= sizeof(new)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if (file_write_whole(new, bytes, kept) || rename(new, path)) {
		int why = errno;
		unlink(new);
		errno = why;
		return -1;
	}
	return kept == FILE_FOR_GOOD ? file_sync_parent(path) : 0;
}
