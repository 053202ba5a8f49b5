#include "daemon/desk/exported.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "daemon/desk/clock.h"

#define HEAD "{\"caredesk\":\"export\",\"version\":1,"

static int exported_failed(const char *path, struct err *err)
{
	return err_set(err,
		       errno == ENOENT   ? ERR_NOTFOUND
		       : errno == ENOSPC ? ERR_RETRY
					 : ERR_REFUSED,
		       "%s: %s", path, strerror(errno));
}

static FILE *open_in(struct arena *a, const char *folder, const char *name, const char *mode, struct err *err)
{
	const char *path = arena_printf(a, "%s/%s", folder, name).ptr;
	FILE *f = fopen(path, mode);
	if (!f)
		exported_failed(path, err);
	else if (mode[0] == 'w')
		fchmod(fileno(f), 0600);
	return f;
}

/* --- writing --- */

void exported_over(struct exported *x, FILE *records, FILE *mails, const char *what, int64_t now)
{
	struct arena a;
	arena_init(&a);
	*x = (struct exported){.records = records, .mails = mails};
	fprintf(records, HEAD "\"of\":\"%s\",\"store\":%d,\"created\":\"%s\"}\n", what, STORE_VERSION,
		arena_str(&a, clock_rfc3339(&a, now)));
	arena_clear(&a);
}

int exported_create(struct exported *x, struct arena *a, const char *folder, const char *what, int64_t now,
		    struct err *err)
{
	*x = (struct exported){0};
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return exported_failed(folder, err);
	x->records = open_in(a, folder, EXPORTED_RECORDS, "wxe", err);
	x->mails = x->records ? open_in(a, folder, EXPORTED_MAILS, "wxe", err) : NULL;
	if (!x->mails) {
		if (x->records)
			fclose(x->records);
		return -1;
	}
	exported_over(x, x->records, x->mails, what, now);
	return 0;
}

static int export_line(void *ctx, struct span line, struct err *err)
{
	struct exported *x = ctx;
	x->lines++;
	return fwrite(line.ptr, 1, line.len, x->records) == line.len ? 0 : exported_failed(EXPORTED_RECORDS, err);
}

/* A line that must be quoted: "From ", or one that is quoted already, at any depth. */
static bool is_from(struct span line)
{
	while (line.len && line.ptr[0] == '>')
		line = span_from(line, 1);
	return span_starts(line, SPAN("From "));
}

static int put_mail(void *ctx, const struct portable_mail *of, int64_t when, struct span raw, struct err *err)
{
	struct exported *x = ctx;
	char date[64];
	struct tm tm;
	time_t seconds = (time_t)when;
	strftime(date, sizeof date, "%a %b %e %H:%M:%S %Y", gmtime_r(&seconds, &tm));
	if (of->quarantined)
		fprintf(x->mails, "From q.%" PRIu64 "@caredesk %s\n", of->id, date);
	else
		fprintf(x->mails, "From m.%" PRIu64 ".%" PRIu32 "@caredesk %s\n", of->id, of->seq, date);
	while (raw.len) {
		const char *end = memchr(raw.ptr, '\n', raw.len);
		struct span line = span_sub(raw, 0, end ? (size_t)(end - raw.ptr) + 1 : raw.len);
		if (is_from(line))
			fputc('>', x->mails);
		fwrite(line.ptr, 1, line.len, x->mails);
		raw = span_from(raw, line.len);
	}
	fputs("\n\n", x->mails);
	x->mails_count++;
	return ferror(x->mails) ? exported_failed(EXPORTED_MAILS, err) : 0;
}

struct portable_out exported_out(struct exported *x)
{
	return (struct portable_out){x, export_line, put_mail};
}

int exported_close(struct exported *x, int rc, struct err *err)
{
	FILE *const files[] = {x->records, x->mails};
	for (size_t i = 0; i < 2; i++) {
		bool good = files[i] && fflush(files[i]) == 0 && fsync(fileno(files[i])) == 0;
		if (files[i] && fclose(files[i]) != 0)
			good = false;
		if (rc == 0 && !good)
			rc = exported_failed(i ? EXPORTED_MAILS : EXPORTED_RECORDS, err);
	}
	return rc;
}

/* --- reading --- */

int exported_open(struct exported *x, struct arena *a, const char *folder, struct err *err)
{
	char head[sizeof HEAD];
	*x = (struct exported){0};
	x->records = open_in(a, folder, EXPORTED_RECORDS, "re", err);
	if (!x->records)
		return -1;
	size_t n = fread(head, 1, sizeof head - 1, x->records);
	rewind(x->records);
	if (n != sizeof head - 1 || memcmp(head, HEAD, n) != 0) {
		fclose(x->records);
		return err_set(err, ERR_CORRUPT, "%s/" EXPORTED_RECORDS ": not an export that this version can read",
			       folder);
	}
	x->mails = open_in(a, folder, EXPORTED_MAILS, "re", err);
	if (!x->mails)
		fclose(x->records);
	return x->mails ? 0 : -1;
}

/* Reads a line with its end. 1; 0 at the end; -1. */
static int file_line_read(FILE *f, const char *name, struct buf *line, struct err *err)
{
	char *text = NULL;
	size_t cap = 0;
	ssize_t n = getline(&text, &cap, f);
	buf_reset(line);
	if (n > 0)
		buf_add(line, span_make(text, (size_t)n));
	free(text);
	if (n < 0 && ferror(f))
		return exported_failed(name, err);
	return n > 0;
}

int exported_line(struct exported *x, struct buf *line, struct err *err)
{
	int rc = file_line_read(x->records, EXPORTED_RECORDS, line, err);
	if (rc > 0 && line->ptr[line->len - 1] != '\n')
		return err_set(err, ERR_CORRUPT, EXPORTED_RECORDS ": ends in the middle of a line");
	if (rc > 0)
		line->ptr[--line->len] = '\0';
	x->lines += rc > 0;
	return rc;
}

static bool from_read(struct span line, struct portable_mail *of)
{
	struct span word, id, seq;
	uint64_t n;
	line = span_from(line, strlen("From "));
	if (!span_cut(&line, '@', &word) || !span_cut(&word, '.', &id))
		return false;
	of->quarantined = span_eq(id, SPAN("q"));
	of->seq = 0;
	if (of->quarantined)
		return span_u64(word, &of->id);
	if (!span_eq(id, SPAN("m")) || !span_cut(&word, '.', &seq) || !span_u64(seq, &of->id) || !span_u64(word, &n))
		return false;
	of->seq = (uint32_t)n;
	return n <= UINT32_MAX;
}

int exported_mail(struct exported *x, struct portable_mail *of, struct buf *raw, struct err *err)
{
	struct buf line;
	long at;
	int rc;
	buf_init(&line, BUF_MAX);
	buf_reset(raw);
	rc = file_line_read(x->mails, EXPORTED_MAILS, &line, err);
	if (rc > 0 && (!span_starts(buf_span(&line), SPAN("From ")) || !from_read(buf_span(&line), of)))
		rc = err_set(err, ERR_CORRUPT, EXPORTED_MAILS ": a mail without a line that says which message it is");
	bool one = rc > 0;
	for (at = ftell(x->mails); rc > 0; at = ftell(x->mails)) {
		rc = file_line_read(x->mails, EXPORTED_MAILS, &line, err);
		struct span text = buf_span(&line);
		if (rc <= 0)
			break;
		if (span_starts(text, SPAN("From "))) {
			fseek(x->mails, at, SEEK_SET);
			break;
		}
		buf_add(raw, text.ptr[0] == '>' && is_from(text) ? span_from(text, 1) : text);
	}
	buf_clear(&line);
	if (raw->len >= 2) /* the line end and the blank line that put_mail adds */
		raw->len -= 2;
	x->mails_count += one;
	return rc < 0 ? -1 : one;
}
