#include "daemon/cli/bundle.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "parsers/base/buf.h"
#include "parsers/base/digest.h"
#include "parsers/base/file.h"

#define HEAD "caredesk backup 1\n"
#define MANIFEST "manifest"
#define MANIFEST_MAX ((size_t)16 << 20)
#define PIECE ((size_t)256 << 10)       /* stays in the processor's cache */
#define PIPE_SIZE (1 << 20)             /* the default limit for unprivileged users */
#define FLUSH_BYTES ((uint64_t)8 << 20) /* bytes after which writeback is started */
#define DEPTH_MAX 16
#define FILES "files"

static int bundle_failed(const char *path, struct err *err)
{
	enum err_kind kind = errno == ENOENT                      ? ERR_NOTFOUND
			     : errno == ENOSPC || errno == EDQUOT ? ERR_RETRY
								  : ERR_REFUSED;
	return err_set(err, kind, "%s: %s", path, strerror(errno));
}

const char *bundle_path(const struct bundle *b, struct span name)
{
	return arena_printf(b->a, "%s/%.*s", b->folder, SPAN_ARG(name)).ptr;
}

/* Creates the folders above a path. */
static int folders_make(const char *path, struct err *err)
{
	char folder[PATH_MAX];
	for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
		if (mkdir(folder, 0700) != 0 && errno != EEXIST)
			return bundle_failed(folder, err);
	}
	return 0;
}

/* --- bytes --- */

static void digest_hex(const unsigned char digest[DIGEST_SIZE], char out[2 * DIGEST_SIZE + 1])
{
	for (size_t i = 0; i < DIGEST_SIZE; i++)
		snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

/* Starts writeback of what has come since *flushed, so that little is left for the fsync at the end. */
static void flush_begin(int fd, uint64_t *flushed, uint64_t size)
{
	if (size - *flushed < FLUSH_BYTES)
		return;
	sync_file_range(fd, (off_t)*flushed, (off_t)(size - *flushed), SYNC_FILE_RANGE_WRITE);
	*flushed = size;
}

/* Copies from one descriptor to the other (-1: to none), and computes the size and SHA-256. */
static int pour(int from, int to, uint64_t *size, char sha256[2 * DIGEST_SIZE + 1], const char *path, struct err *err)
{
	unsigned char digest[DIGEST_SIZE];
	struct digest_stream stream;
	uint64_t flushed = 0;
	char *piece = malloc(PIECE);
	ssize_t n = -1;
	if (!piece)
		abort();
	digest_start(&stream);
	*size = 0;
	while ((n = read(from, piece, PIECE)) > 0) {
		digest_add(&stream, span_make(piece, (size_t)n));
		*size += (uint64_t)n;
		if (to < 0)
			continue;
		errno = ENOSPC; /* for a short write */
		if (write(to, piece, (size_t)n) != n) {
			n = -1;
			break;
		}
		flush_begin(to, &flushed, *size);
	}
	int rc = n < 0 ? bundle_failed(path, err) : 0;
	digest_end(&stream, digest);
	digest_hex(digest, sha256);
	free(piece);
	return rc;
}

static int copy(const char *from, int to, struct err *err)
{
	char sha256[2 * DIGEST_SIZE + 1];
	uint64_t size;
	int fd = open(from, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return bundle_failed(from, err);
	int rc = pour(fd, to, &size, sha256, from, err);
	close(fd);
	return rc;
}

static int measure(const char *path, uint64_t *size, char sha256[2 * DIGEST_SIZE + 1], struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return bundle_failed(path, err);
	int rc = pour(fd, -1, size, sha256, path, err);
	close(fd);
	return rc;
}

/* What is written must be on disk before the manifest names it. */
static int close_synced(int fd, int rc, const char *path, struct err *err)
{
	if (rc == 0 && fsync(fd) != 0)
		rc = bundle_failed(path, err);
	close(fd);
	return rc;
}

/* --- making one --- */

/* 0: the folder has nothing except the remains of an earlier attempt. */
static int folder_is_ours(const char *folder, struct err *err)
{
	DIR *dir = opendir(folder);
	int rc = 0;
	if (!dir)
		return bundle_failed(folder, err);
	for (struct dirent *e; rc == 0 && (e = readdir(dir));) {
		if (strcmp(e->d_name, MANIFEST) == 0)
			rc = err_set(err, ERR_REFUSED, "%s: already contains a backup", folder);
		else if (e->d_name[0] != '.' && strcmp(e->d_name, "store") != 0 && strcmp(e->d_name, FILES) != 0)
			rc = err_set(err, ERR_REFUSED, "%s: contains something else (%s)", folder, e->d_name);
	}
	closedir(dir);
	return rc;
}

int bundle_new(struct bundle *b, struct arena *a, const char *folder, struct err *err)
{
	*b = (struct bundle){.a = a, .folder = folder};
	if (mkdir(folder, 0700) == 0)
		return 0;
	return errno == EEXIST ? folder_is_ours(folder, err) : bundle_failed(folder, err);
}

static int bundle_create(struct bundle *b, const char *name, int *fd, struct err *err)
{
	const char *path = bundle_path(b, span_of(name));
	if (folders_make(path, err) != 0)
		return -1;
	*fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	return *fd < 0 ? bundle_failed(path, err) : 0;
}

static int bundle_add(struct bundle *b, const char *name, struct err *err)
{
	char sha256[2 * DIGEST_SIZE + 1];
	struct bundle_file file = {.name = arena_dup(b->a, span_of(name))};
	if (strchr(name, '\n'))
		return err_set(err, ERR_REFUSED, "a file name with a line end: %s", name);
	if (measure(bundle_path(b, file.name), &file.size, sha256, err) != 0)
		return -1;
	file.sha256 = arena_dup(b->a, span_of(sha256));
	*LIST_ADD(b->a, &b->files) = file;
	return 0;
}

/* --- a large file: one process hashes it, another one writes it --- */

struct poured { /* the report of such a process */
	int rc;
	uint64_t size;
	char sha256[2 * DIGEST_SIZE + 1];
	struct err err;
};
struct pouring {
	const char *path;
	int file;
	uint64_t room;
};
typedef int pour_work(const struct pouring *p, int from, struct poured *out);

/* Forks a process that does the work with what arrives on `from`. *to: a pipe for the bytes, closed at their end;
 * *answer: its report. */
static pid_t pour_fork(const struct pouring *p, pour_work *work, int *to, int *answer)
{
	int bytes[2], report[2];
	if (pipe2(bytes, O_CLOEXEC) != 0)
		return -1;
	if (pipe2(report, O_CLOEXEC) != 0) {
		close(bytes[0]);
		close(bytes[1]);
		return -1;
	}
	fcntl(bytes[1], F_SETPIPE_SZ, PIPE_SIZE);
	pid_t child = fork();
	if (child == 0) {
		struct poured out = {0};
		close(bytes[1]);
		signal(SIGPIPE, SIG_IGN);
		out.rc = work(p, bytes[0], &out);
		_exit(write(report[1], &out, sizeof out) == (ssize_t)sizeof out && out.rc == 0 ? 0 : 1);
	}
	close(bytes[0]);
	close(report[1]);
	*to = bytes[1];
	*answer = report[0];
	return child;
}

/* Reads the report and waits for the process to end. */
static int pour_ended(const struct pouring *p, pid_t child, int answer, struct poured *out, struct err *err)
{
	ssize_t n = read(answer, out, sizeof *out);
	close(answer);
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
	if (n != (ssize_t)sizeof *out)
		return err_set(err, ERR_RETRY, "%s: the process that writes it has ended", p->path);
	if (out->rc != 0)
		*err = out->err;
	return out->rc;
}

/* Room reserved before it is written keeps the file's bytes out of the file system's journal, so that an fsync by the
 * daemon does not wait for them. A file system that can't reserve any writes the same file. */
static int write_all(const struct pouring *p, int from, struct poured *out)
{
	uint64_t flushed = 0;
	ssize_t n;
	(void)!fallocate(p->file, FALLOC_FL_KEEP_SIZE, 0, (off_t)p->room);
	while ((n = splice(from, NULL, p->file, NULL, PIECE, SPLICE_F_MOVE)) > 0) {
		out->size += (uint64_t)n;
		flush_begin(p->file, &flushed, out->size);
	}
	bool unable = n < 0 && errno == EINVAL && out->size == 0; /* a file system without splice */
	if (unable && pour(from, p->file, &out->size, out->sha256, p->path, &out->err) != 0)
		return -1;
	if ((n < 0 && !unable) || ftruncate(p->file, (off_t)out->size) != 0 || fsync(p->file) != 0)
		return bundle_failed(p->path, &out->err);
	return 0;
}

/* What arrives goes on to the process that writes it, and is hashed meanwhile. */
static int hash_all(const struct pouring *p, int from, struct poured *out)
{
	unsigned char digest[DIGEST_SIZE];
	struct digest_stream stream;
	struct poured written;
	char *piece = malloc(PIECE);
	int to, answer;
	ssize_t n = -1;
	if (!piece)
		abort();
	pid_t child = pour_fork(p, write_all, &to, &answer);
	if (child < 0)
		return bundle_failed(p->path, &out->err);
	digest_start(&stream);
	while ((n = tee(from, to, PIECE, 0)) > 0 && read(from, piece, (size_t)n) == n) {
		digest_add(&stream, span_make(piece, (size_t)n));
		out->size += (uint64_t)n;
	}
	close(to);
	digest_end(&stream, digest);
	digest_hex(digest, out->sha256);
	free(piece);
	if (pour_ended(p, child, answer, &written, &out->err) != 0)
		return -1;
	return n == 0 && written.size == out->size ? 0 : bundle_failed(p->path, &out->err);
}

int bundle_fill(struct bundle *b, const char *name, uint64_t room, int (*fill)(void *ctx, int fd, struct err *err),
		void *ctx, struct err *err)
{
	struct poured done;
	struct err filling;
	int to, answer;
	struct pouring p = {.path = bundle_path(b, span_of(name)), .room = room};
	if (bundle_create(b, name, &p.file, err) != 0)
		return -1;
	pid_t child = pour_fork(&p, hash_all, &to, &answer);
	close(p.file);
	if (child < 0)
		return bundle_failed(p.path, err);
	int rc = fill(ctx, to, &filling);
	close(to);
	if (pour_ended(&p, child, answer, &done, err) != 0)
		return -1;
	if (rc != 0) {
		*err = filling;
		return -1;
	}
	*LIST_ADD(b->a, &b->files) =
		(struct bundle_file){arena_dup(b->a, span_of(name)), arena_dup(b->a, span_of(done.sha256)), done.size};
	return 0;
}

static int bundle_take_file(struct bundle *b, const char *path, struct err *err)
{
	const char *name = arena_printf(b->a, FILES "%s", path).ptr;
	int fd;
	if (bundle_create(b, name, &fd, err) != 0)
		return -1;
	int rc = close_synced(fd, copy(path, fd, err), name, err);
	return rc == 0 ? bundle_add(b, name, err) : -1;
}

static int tree_take(struct bundle *b, const char *path, int depth, struct err *err)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return errno == ENOENT ? 0 : bundle_failed(path, err);
	if (!S_ISDIR(st.st_mode))
		return S_ISREG(st.st_mode) ? bundle_take_file(b, path, err) : 0;
	DIR *dir = depth < DEPTH_MAX ? opendir(path) : NULL;
	if (!dir)
		return bundle_failed(path, err);
	int rc = 0;
	for (struct dirent *e; rc == 0 && (e = readdir(dir));)
		if (e->d_name[0] != '.')
			rc = tree_take(b, arena_printf(b->a, "%s/%s", path, e->d_name).ptr, depth + 1, err);
	closedir(dir);
	return rc;
}

int bundle_take(struct bundle *b, const char *path, struct err *err)
{
	char whole[PATH_MAX];
	if (!realpath(path, whole))
		return errno == ENOENT ? 0 : bundle_failed(path, err);
	return tree_take(b, arena_dup(b->a, span_of(whole)).ptr, 0, err);
}

int bundle_finish(struct bundle *b, struct span created, const char *version, struct err *err)
{
	const char *path = bundle_path(b, SPAN(MANIFEST));
	struct buf text;
	buf_init(&text, MANIFEST_MAX);
	buf_printf(&text, HEAD "created %.*s\nversion %s\n", SPAN_ARG(created), version);
	for (size_t i = 0; i < b->files.count; i++)
		buf_printf(&text, "file %.*s %" PRIu64 " %.*s\n", SPAN_ARG(b->files.items[i].sha256),
			   b->files.items[i].size, SPAN_ARG(b->files.items[i].name));
	int rc = text.over ? err_set(err, ERR_REFUSED, "%s: there are too many files", path)
		 : file_replace(path, buf_span(&text), FILE_FOR_GOOD) ? bundle_failed(path, err)
								      : 0;
	buf_clear(&text);
	return rc;
}

/* --- reading one --- */

static int manifest_load(struct bundle *b, struct span *out, struct err *err)
{
	const char *path = bundle_path(b, SPAN(MANIFEST));
	FILE *f = fopen(path, "re");
	if (!f)
		return errno == ENOENT ? err_set(err, ERR_NOTFOUND, "%s: no backup there", b->folder)
				       : bundle_failed(path, err);
	char *text = arena_alloc(b->a, MANIFEST_MAX);
	size_t n = fread(text, 1, MANIFEST_MAX, f);
	bool all = feof(f) && !ferror(f);
	fclose(f);
	*out = span_make(text, n);
	return all ? 0 : err_set(err, ERR_CORRUPT, "%s: can't be read", path);
}

/* No name in a manifest may lead out of its folder. */
static bool name_is_safe(struct span name)
{
	return (span_starts(name, SPAN("store/")) || span_starts(name, SPAN(FILES "/"))) &&
	       span_find(name, SPAN("/../")) < 0 && !span_ends(name, SPAN("/..")) && span_chr(name, '\0') < 0;
}

static bool manifest_file(struct bundle *b, struct span line)
{
	struct bundle_file file;
	struct span size;
	if (!span_cut(&line, ' ', &file.sha256) || !span_cut(&line, ' ', &size) || !span_u64(size, &file.size))
		return false;
	file.name = line;
	if (!name_is_safe(line) || file.sha256.len != 2 * (size_t)DIGEST_SIZE)
		return false;
	*LIST_ADD(b->a, &b->files) = file;
	return true;
}

int bundle_read(struct bundle *b, struct arena *a, const char *folder, struct err *err)
{
	struct span text, line, word;
	*b = (struct bundle){.a = a, .folder = folder};
	if (manifest_load(b, &text, err) != 0)
		return -1;
	if (!span_starts(text, SPAN(HEAD)))
		return err_set(err, ERR_CORRUPT, "%s/" MANIFEST ": not known to this version", folder);
	span_line(&text, &line);
	while (span_line(&text, &line)) {
		span_cut(&line, ' ', &word);
		if (span_eq(word, SPAN("created")))
			b->created = line;
		else if (span_eq(word, SPAN("version")))
			b->version = line;
		else if (!span_eq(word, SPAN("file")) || !manifest_file(b, line))
			return err_set(err, ERR_CORRUPT, "%s/" MANIFEST ": unexpected line", folder);
	}
	return 0;
}

int bundle_check(struct bundle *b, struct err *err)
{
	for (size_t i = 0; i < b->files.count; i++) {
		const struct bundle_file *file = &b->files.items[i];
		const char *path = bundle_path(b, file->name);
		char sha256[2 * DIGEST_SIZE + 1];
		uint64_t size;
		if (measure(path, &size, sha256, err) != 0)
			return -1;
		if (size != file->size || !span_eq(span_of(sha256), file->sha256))
			return err_set(err, ERR_CORRUPT, "%s: does not match the manifest", path);
	}
	return 0;
}

int bundle_copy(struct bundle *b, struct span name, const char *to, struct err *err)
{
	if (folders_make(to, err) != 0)
		return -1;
	int fd = open(to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return bundle_failed(to, err);
	int rc = close_synced(fd, copy(bundle_path(b, name), fd, err), to, err);
	if (rc)
		unlink(to);
	return rc;
}
