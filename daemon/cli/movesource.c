/* The sources of movein.h: mboxes, Maildirs, CSV files. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "daemon/cli/mbox.h"
#include "daemon/cli/movein.h"
#include "parsers/base/buf.h"
#include "parsers/base/digest.h"

#define DEPTH_MAX 16
#define COLUMNS_MAX 64

static int movesource_failed(const char *path, struct err *err)
{
	return err_set(err, errno == ENOENT ? ERR_NOTFOUND : ERR_RETRY, "%s: %s", path, strerror(errno));
}

/* Maps the whole file for the life of the process: its pages are backed by the file and need no memory of their own. */
static int map(const char *path, struct span *out, struct err *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0)
		return movesource_failed(path, err);
	void *bytes = st.st_size ? mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;
	close(fd);
	if (bytes == MAP_FAILED)
		return movesource_failed(path, err);
	*out = span_make(bytes, (size_t)st.st_size);
	return 0;
}

int movein_mbox(struct movein *m, const char *path, struct err *err)
{
	struct span rest, raw;
	if (map(path, &rest, err) != 0)
		return -1;
	if (rest.len && !mbox_is(rest))
		return err_set(err, ERR_CONFIG, "%s: not an mbox: it does not begin with a \"From \" line", path);
	while (mbox_next(&rest, &raw))
		*LIST_ADD(&m->a, &m->items) = (struct movein_item){.raw = raw};
	return 0;
}

/* --- Maildirs --- */

static bool is_mails(const char *name)
{
	return strcmp(name, "cur") == 0 || strcmp(name, "new") == 0;
}

/* Adds the files in cur/ and new/ at any depth: Maildir++ has further folders below. */
static int folder_walk(struct movein *m, const char *path, bool mails, int depth, struct err *err)
{
	DIR *dir = depth < DEPTH_MAX ? opendir(path) : NULL;
	int rc = 0;
	if (!dir)
		return movesource_failed(path, err);
	for (struct dirent *e; rc == 0 && (e = readdir(dir));) {
		struct stat st;
		const char *below = arena_printf(&m->a, "%s/%s", path, e->d_name).ptr;
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 || strcmp(e->d_name, "tmp") == 0 ||
		    stat(below, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode))
			rc = folder_walk(m, below, is_mails(e->d_name), depth + 1, err);
		else if (mails && S_ISREG(st.st_mode) && e->d_name[0] != '.')
			*LIST_ADD(&m->a, &m->items) = (struct movein_item){.path = below};
	}
	closedir(dir);
	return rc;
}

int movein_maildir(struct movein *m, const char *path, struct err *err)
{
	return folder_walk(m, path, false, 0, err);
}

/* --- CSV (RFC 4180) --- */

/* Takes one field off the front, without its quotes; *last: it ends the row. False at the end of the text. */
static bool csv_field(struct arena *a, struct span *rest, struct span *out, bool *last)
{
	struct buf text;
	bool quoted = false;
	size_t i = 0;
	if (!rest->len)
		return false;
	buf_init(&text, BUF_MAX);
	for (; i < rest->len; i++) {
		char c = rest->ptr[i];
		if (c == '"' && quoted && i + 1 < rest->len && rest->ptr[i + 1] == '"')
			buf_chr(&text, rest->ptr[i++]);
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == ',' || c == '\n'))
			break;
		else if (quoted || c != '\r')
			buf_chr(&text, c);
	}
	*last = i >= rest->len || rest->ptr[i] == '\n';
	*out = arena_dup(a, buf_span(&text));
	*rest = span_from(*rest, i + 1);
	buf_clear(&text);
	return true;
}

enum column {
	COLUMN_ID,
	COLUMN_SUBJECT,
	COLUMN_FROM,
	COLUMN_NAME,
	COLUMN_TO,
	COLUMN_DATE,
	COLUMN_TEXT,
	COLUMN_STATUS,
	COLUMNS
};

static const char *const names[COLUMNS] = {"id", "subject", "from", "name", "to", "date", "text", "status"};

struct row {
	struct span fields[COLUMNS];
};

/* *count: how many fields it had. False at the end. */
static bool row_read(struct arena *a, struct span *rest, const int columns[COLUMNS_MAX], struct row *out, size_t *count)
{
	struct span text;
	bool last = false;
	*out = (struct row){0};
	for (*count = 0; !last && csv_field(a, rest, &text, &last); ++*count)
		if (*count < COLUMNS_MAX && columns[*count] >= 0)
			out->fields[columns[*count]] = text;
	return *count > 0;
}

static int csv_head_read(struct arena *a, struct span *rest, const char *path, int columns[COLUMNS_MAX],
			 struct err *err)
{
	struct span name;
	bool last = false, has_id = false, has_from = false;
	for (size_t i = 0; i < COLUMNS_MAX; i++)
		columns[i] = -1;
	for (size_t i = 0; !last && i < COLUMNS_MAX && csv_field(a, rest, &name, &last); i++)
		for (int c = 0; c < COLUMNS; c++)
			if (span_ieq(span_trim(name), span_of(names[c]))) {
				columns[i] = c;
				has_id |= c == COLUMN_ID;
				has_from |= c == COLUMN_FROM;
			}
	if (has_id && has_from)
		return 0;
	return err_set(
		err, ERR_CONFIG,
		"%s: its first line must name the columns; there are id, subject, from, name, to, date, text and "
		"status, and id and from are needed",
		path);
}

static struct span one_line(struct arena *a, struct span s)
{
	char *text = arena_str(a, span_trim(s));
	for (char *p = text; *p; p++)
		if (*p == '\r' || *p == '\n')
			*p = ' ';
	return span_of(text);
}

/* "2024-05-01", "2024-05-01 12:00" or "2024-05-01T12:00:00Z" as a mail's date, in UTC; other forms are left as they
 * are. */
static struct span mail_date(struct arena *a, struct span s)
{
	char text[64], *date = arena_alloc(a, 64);
	struct tm tm = {0};
	int seconds = 0;
	snprintf(text, sizeof text, "%.*s", SPAN_ARG(s));
	int n = sscanf(text, "%4d-%2d-%2d%*1[ T]%2d:%2d:%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
		       &tm.tm_min, &seconds);
	if (n < 3)
		return one_line(a, s);
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	tm.tm_sec = seconds;
	time_t when = timegm(&tm);
	strftime(date, 64, "%a, %d %b %Y %H:%M:%S +0000", gmtime_r(&when, &tm));
	return span_of(date);
}

/* Makes a mail of a row, to be taken in like all others. Rows with the same id are one thread. */
static struct span row_mail(struct movein *m, const struct row *r)
{
	unsigned char digest[DIGEST_SIZE];
	uint64_t own;
	digest_sha256(r->fields, COLUMNS, digest);
	memcpy(&own, digest, sizeof own);
	struct span id = one_line(&m->a, r->fields[COLUMN_ID]), to = one_line(&m->a, r->fields[COLUMN_TO]);
	struct buf raw;
	char *safe = arena_str(&m->a, id);
	buf_init(&raw, BUF_MAX);
	for (char *p = safe; *p; p++)
		if (!((*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z')))
			*p = '-';
	buf_printf(&raw, "From: \"%.*s\" <%.*s>\r\n",
		   SPAN_ARG(arena_without(&m->a, one_line(&m->a, r->fields[COLUMN_NAME]), '"')),
		   SPAN_ARG(one_line(&m->a, r->fields[COLUMN_FROM])));
	buf_printf(&raw, "To: %.*s\r\nSubject: %.*s\r\n", SPAN_ARG(to.len ? to : m->conf->address),
		   SPAN_ARG(one_line(&m->a, r->fields[COLUMN_SUBJECT])));
	buf_printf(&raw, "Date: %.*s\r\n", SPAN_ARG(mail_date(&m->a, r->fields[COLUMN_DATE])));
	buf_printf(&raw, "Message-ID: <%016" PRIx64 ".%s@import.invalid>\r\nReferences: <thread.%s@import.invalid>\r\n",
		   own, safe, safe);
	buf_str(&raw, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
		      "8bit\r\n\r\n");
	buf_add(&raw, r->fields[COLUMN_TEXT]);
	buf_str(&raw, "\r\n");
	struct span mail = arena_dup(&m->a, buf_span(&raw));
	buf_clear(&raw);
	return mail;
}

int movein_csv(struct movein *m, const char *path, struct err *err)
{
	struct span rest;
	int columns[COLUMNS_MAX];
	struct row r;
	size_t count;
	if (map(path, &rest, err) != 0)
		return -1;
	if (span_starts(rest, SPAN("\xef\xbb\xbf"))) /* a byte order mark, as spreadsheets write it */
		rest = span_from(rest, 3);
	if (csv_head_read(&m->a, &rest, path, columns, err) != 0)
		return -1;
	while (row_read(&m->a, &rest, columns, &r, &count)) {
		if (!r.fields[COLUMN_ID].len && !r.fields[COLUMN_FROM].len)
			continue;
		struct span raw = row_mail(m, &r);
		*LIST_ADD(&m->a, &m->items) =
			(struct movein_item){.raw = raw, .status = span_trim(r.fields[COLUMN_STATUS])};
	}
	return 0;
}
