#include "conf/zones.h"

#include "parsers/base/buf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_FILE ((size_t)1 << 20)

/* Does the name stay within the folder? "Europe/Berlin", not "../etc/passwd". */
static bool zones_is_name(const char *id)
{
	return id[0] && id[0] != '/' && id[0] != '.' && !strstr(id, "/.") && strlen(id) < 100;
}

static bool zones_file_read(const char *path, struct buf *out)
{
	struct stat st;
	FILE *file = fopen(path, "rbe");
	if (!file)
		return false;
	bool regular = fstat(fileno(file), &st) == 0 && S_ISREG(st.st_mode) && (size_t)st.st_size <= MAX_FILE;
	char *room = regular ? buf_room(out, (size_t)st.st_size + 1) : NULL;
	if (room)
		out->len += fread(room, 1, (size_t)st.st_size, file);
	fclose(file);
	if (!regular)
		errno = EISDIR;
	return regular;
}

int zones_load(struct arena *a, const char *id, const struct zone **out, struct err *err)
{
	char path[200];
	struct buf bytes;
	if (strcmp(id, "UTC") == 0) {
		*out = &zone_utc;
		return 0;
	}
	if (!zones_is_name(id))
		return err_set(err, ERR_NOTFOUND, "there is no time zone `%s`", id);
	snprintf(path, sizeof path, ZONES_FOLDER "%s", id);
	buf_init(&bytes, MAX_FILE + 1);
	struct zone *zone = ARENA_NEW(a, struct zone);
	int rc = zones_file_read(path, &bytes)
			 ? zone_parse(a, span_of(id), buf_span(&bytes), zone, err)
			 : err_set(err,
				   errno == ENOENT || errno == ENOTDIR || errno == EISDIR ? ERR_NOTFOUND : ERR_RETRY,
				   "there is no time zone `%s`", id);
	buf_clear(&bytes);
	if (rc == 0)
		*out = zone;
	return rc;
}
