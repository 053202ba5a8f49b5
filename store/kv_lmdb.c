/* LMDB: one unnamed database in one file. No WRITEMAP: with it, a full disk would kill the process by SIGBUS. */
#include "parsers/base/buf.h"
#include "parsers/base/file.h"
#include "store/gate.h"
#include "store/kv.h"
#include "store/private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define MAP_DEFAULT ((uint64_t)1 << 40)
#define MAP_MIN ((uint64_t)1 << 20)
#define MAX_READERS 510
#define DATA_FILE "data.mdb"
#define FULL_BYTES ((uint64_t)1 << 20) /* a disk with less free space counts as full */
#define READER_CHECK_EVERY 256         /* write transactions between checks for dead readers */

struct lmdb {
	struct kv kv;
	MDB_env *env;
	MDB_dbi dbi;
	char *path;
	struct kv_lmdb_options options; /* path is not used after opening */
	struct gate gate;               /* held while env is open */
	pid_t pid;
	unsigned open; /* transactions */
	unsigned writes;
	bool writing, alone; /* alone: we hold the gate shut */
	bool full;           /* a put or commit found no room in the map: enlarge it when no transaction is open */
	bool broken;         /* LMDB gave up the environment (a failed write of a meta page): reopen it */
};

struct kv_txn {
	struct lmdb *db;
	MDB_txn *txn;
	bool write;
};

static const struct {
	int code;
	enum err_kind kind;
} kinds[] = {
	{MDB_NOTFOUND, ERR_NOTFOUND},
	{MDB_INVALID, ERR_CONFIG},
	{MDB_VERSION_MISMATCH, ERR_CONFIG},
	{MDB_INCOMPATIBLE, ERR_CONFIG},
	{EACCES, ERR_CONFIG},
	{EPERM, ERR_CONFIG},
	{EROFS, ERR_CONFIG},
	{ENOTDIR, ERR_CONFIG},
	{MDB_CORRUPTED, ERR_CORRUPT},
	{MDB_PAGE_NOTFOUND, ERR_CORRUPT},
	{MDB_BAD_VALSIZE, ERR_CORRUPT},
};

/* LMDB reports a write on a full disk as an I/O error. */
static bool disk_is_full(const char *path)
{
	struct statvfs disk;
	return statvfs(path, &disk) == 0 && (uint64_t)disk.f_bavail * disk.f_frsize < FULL_BYTES;
}

static int lmdb_error(struct lmdb *db, int code, const char *what, struct err *err)
{
	enum err_kind kind = ERR_RETRY;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].code == code)
			kind = kinds[i].kind;
	db->full |= code == MDB_MAP_FULL;
	db->broken |= code == MDB_PANIC;
	if (code == MDB_MAP_FULL)
		return err_set(err, kind, "store: the map is full and is being enlarged");
	if ((code == EIO || code == ENOSPC || code == EDQUOT) && disk_is_full(db->path))
		return err_set(err, ERR_RETRY, "store: %s: the disk is full", what);
	return err_set(err, kind, "store: %s: %s", what, mdb_strerror(code));
}

static MDB_val val_of(struct span s)
{
	return (MDB_val){.mv_size = s.len, .mv_data = (void *)(uintptr_t)s.ptr};
}

static struct span span_of_val(MDB_val v)
{
	return span_make(v.mv_data, v.mv_size);
}

/* --- transactions --- */

static void map_enlarge(struct lmdb *db)
{
	MDB_envinfo info;
	if (mdb_env_info(db->env, &info) == 0 && mdb_env_set_mapsize(db->env, info.me_mapsize * 2) == 0)
		db->full = false;
}

static void env_close(struct lmdb *db)
{
	if (db->env)
		mdb_env_close(db->env);
	db->env = NULL;
	gate_leave(&db->gate);
}

static void txn_gone(struct kv_txn *t)
{
	struct lmdb *db = t->db;
	db->open--;
	if (t->write)
		db->writing = false;
	if (db->full && db->open == 0)
		map_enlarge(db);
	if (db->open == 0 && gate_is_called(&db->gate))
		env_close(db);
	free(t);
}

static int env_open(struct lmdb *db, struct err *err);

static void lmdb_rest(struct kv *kv)
{
	struct lmdb *db = (struct lmdb *)kv;
	if (db->open == 0 && getpid() == db->pid)
		env_close(db);
}

static int env_ready(struct lmdb *db, bool write, struct err *err)
{
	if (getpid() != db->pid)
		return err_set(err, ERR_CONFIG, "store: it cannot be used in another process after a fork");
	if (write && db->options.read_only)
		return err_set(err, ERR_CONFIG, "store: opened read-only");
	if (write && db->writing)
		return err_set(err, ERR_RETRY, "store: a write transaction is already open");
	if (db->open == 0 && (db->broken || gate_is_called(&db->gate))) {
		env_close(db);
		db->broken = false;
	}
	return db->env ? 0 : env_open(db, err);
}

static int txn_start(struct lmdb *db, unsigned flags, MDB_txn **out)
{
	int rc = mdb_txn_begin(db->env, NULL, flags, out);
	/* another process enlarged the map, and may do so again meanwhile */
	while (rc == MDB_MAP_RESIZED && db->open == 0 && mdb_env_set_mapsize(db->env, 0) == 0)
		rc = mdb_txn_begin(db->env, NULL, flags, out);
	if (rc == MDB_READERS_FULL)
		rc = mdb_reader_check(db->env, NULL) ? rc : mdb_txn_begin(db->env, NULL, flags, out);
	return rc;
}

static int lmdb_begin(struct kv *kv, bool write, struct kv_txn **out, struct err *err)
{
	struct lmdb *db = (struct lmdb *)kv;
	if (env_ready(db, write, err))
		return -1;
	/* a dead reader keeps pages from being reused */
	if (write && db->writes++ % READER_CHECK_EVERY == 0)
		mdb_reader_check(db->env, NULL);
	MDB_txn *txn;
	int rc = txn_start(db, write ? 0 : MDB_RDONLY, &txn);
	if (rc)
		return lmdb_error(db, rc, "begin", err);
	struct kv_txn *t = malloc(sizeof(*t));
	if (!t)
		abort();
	*t = (struct kv_txn){.db = db, .txn = txn, .write = write};
	db->open++;
	db->writing |= write;
	*out = t;
	return 0;
}

static int lmdb_commit(struct kv_txn *t, struct err *err)
{
	int rc = mdb_txn_commit(t->txn);
	if (rc)
		lmdb_error(t->db, rc == MDB_BAD_TXN && t->db->full ? MDB_MAP_FULL : rc, "commit", err);
	txn_gone(t);
	return rc ? -1 : 0;
}

static void lmdb_abort(struct kv_txn *t)
{
	mdb_txn_abort(t->txn);
	txn_gone(t);
}

/* --- keys and values --- */

static int lmdb_get_many(struct kv_txn *t, const struct span *keys, size_t count, struct kv_found *out, struct err *err)
{
	for (size_t i = 0; i < count; i++) {
		MDB_val k = val_of(keys[i]), v = {0};
		int rc = mdb_get(t->txn, t->db->dbi, &k, &v);
		if (rc && rc != MDB_NOTFOUND)
			return lmdb_error(t->db, rc, "get", err);
		out[i] = (struct kv_found){.found = rc == 0, .value = rc ? SPAN_NONE : span_of_val(v)};
	}
	return 0;
}

static int change(struct kv_txn *t, const struct kv_change *c, struct err *err)
{
	MDB_val k = val_of(c->key), v = val_of(c->value);
	int rc = c->gone ? mdb_del(t->txn, t->db->dbi, &k, NULL) : mdb_put(t->txn, t->db->dbi, &k, &v, 0);
	return rc == 0 || (c->gone && rc == MDB_NOTFOUND) ? 0 : lmdb_error(t->db, rc, "write", err);
}

static int lmdb_write(struct kv_txn *t, const struct kv_change *changes, size_t count, struct err *err)
{
	if (!t->write)
		return err_set(err, ERR_CONFIG, "a write in a read transaction");
	for (size_t i = 0; i < count; i++)
		if (change(t, &changes[i], err))
			return -1;
	return 0;
}

/* --- ranges --- */

/* Moves the cursor to the first row in the range's direction. LMDB does not accept an empty key. */
static int range_start(MDB_cursor *c, const struct kv_range *r, MDB_val *k, MDB_val *v)
{
	if (!r->backwards) {
		*k = val_of(r->from);
		return mdb_cursor_get(c, k, v, r->from.len ? MDB_SET_RANGE : MDB_FIRST);
	}
	*k = val_of(r->to);
	if (r->to.len && mdb_cursor_get(c, k, v, MDB_SET_RANGE) == 0)
		return mdb_cursor_get(c, k, v, MDB_PREV);
	return mdb_cursor_get(c, k, v, MDB_LAST);
}

static bool is_inside(const struct kv_range *r, struct span key)
{
	if (r->backwards)
		return span_cmp(key, r->from) >= 0;
	return !r->to.len || span_cmp(key, r->to) < 0;
}

static int lmdb_range(struct kv_txn *t, const struct kv_range *r, struct arena *a, struct kv_rows *out, struct err *err)
{
	MDB_cursor *c;
	MDB_val k, v;
	int rc = mdb_cursor_open(t->txn, t->db->dbi, &c);
	if (rc)
		return lmdb_error(t->db, rc, "read", err);
	rc = range_start(c, r, &k, &v);
	for (size_t n = 0; rc == 0 && is_inside(r, span_of_val(k));
	     rc = mdb_cursor_get(c, &k, &v, r->backwards ? MDB_PREV : MDB_NEXT)) {
		*LIST_ADD(a, out) = (struct kv_row){span_of_val(k), span_of_val(v)};
		if (++n == r->limit)
			break;
	}
	mdb_cursor_close(c);
	return rc && rc != MDB_NOTFOUND ? lmdb_error(t->db, rc, "read", err) : 0;
}

/* --- copies --- */

static int lmdb_copy(struct kv *kv, int fd, struct err *err)
{
	struct lmdb *db = (struct lmdb *)kv;
	if (env_ready(db, false, err))
		return -1;
	int rc = mdb_env_copyfd2(db->env, fd, MDB_CP_COMPACT);
	return rc ? lmdb_error(db, rc, "copy", err) : 0;
}

/* Makes the names in the folder survive a crash. */
static int names_keep(const char *folder, struct err *err)
{
	return file_sync_folder(folder) ? private_error(folder, err) : 0;
}

/* The copy takes the file's place; an interruption before that changes nothing. */
static int data_replace(struct lmdb *db, const char *new, const char *data, struct err *err)
{
	int fd = open(new, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return private_error(new, err);
	int rc = env_open(db, err) || lmdb_copy(&db->kv, fd, err) || (fsync(fd) && private_error(new, err));
	if (db->env)
		mdb_env_close(db->env);
	db->env = NULL;
	close(fd);
	if (rc == 0 && rename(new, data) != 0)
		rc = private_error(data, err);
	if (rc)
		unlink(new);
	return rc ? -1 : names_keep(db->path, err);
}

static int lmdb_compact(struct kv *kv, struct err *err)
{
	struct lmdb *db = (struct lmdb *)kv;
	struct buf new, data;
	if (db->open || db->options.read_only)
		return err_set(err, ERR_CONFIG, "store: it cannot be compacted now");
	env_close(db);
	if (gate_shut(&db->gate, db->path, err))
		return -1;
	buf_init(&new, BUF_MAX);
	buf_init(&data, BUF_MAX);
	buf_printf(&new, "%s/.new.mdb", db->path);
	buf_printf(&data, "%s/%s", db->path, DATA_FILE);
	db->alone = true;
	int rc = data_replace(db, new.ptr, data.ptr, err);
	db->alone = false;
	gate_leave(&db->gate);
	buf_clear(&new);
	buf_clear(&data);
	return rc;
}

/* Removes the rest of the folder that the data came from. */
static void folder_clear(const char *folder)
{
	static const char *const names[] = {"lock.mdb", ".gate", ".turn"};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct buf path;
		buf_init(&path, BUF_MAX);
		buf_printf(&path, "%s/%s", folder, names[i]);
		unlink(path.ptr);
		buf_clear(&path);
	}
	rmdir(folder);
}

int kv_lmdb_install(const char *path, const char *from, struct err *err)
{
	struct gate gate = {0};
	struct buf old, new;
	if (gate_shut(&gate, path, err))
		return -1;
	buf_init(&old, BUF_MAX);
	buf_init(&new, BUF_MAX);
	buf_printf(&old, "%s/%s", path, DATA_FILE);
	buf_printf(&new, "%s/%s", from, DATA_FILE);
	int rc = rename(new.ptr, old.ptr) ? private_error(new.ptr, err) : names_keep(path, err);
	if (rc == 0)
		folder_clear(from);
	gate_leave(&gate);
	buf_clear(&old);
	buf_clear(&new);
	return rc;
}

static void lmdb_close(struct kv *kv)
{
	struct lmdb *db = (struct lmdb *)kv;
	env_close(db);
	free(db->path);
	free(db);
}

static const struct kv_ops lmdb_ops = {
	.name = "lmdb",
	.is_near = true,
	.close = lmdb_close,
	.begin = lmdb_begin,
	.commit = lmdb_commit,
	.abort = lmdb_abort,
	.get_many = lmdb_get_many,
	.range = lmdb_range,
	.write = lmdb_write,
	.rest = lmdb_rest,
	.compact = lmdb_compact,
	.copy = lmdb_copy,
};

/* --- the folder --- */

static bool name_is_ours(const char *name)
{
	return name[0] == '.' || strncmp(name, "caredesk", 8) == 0 || strcmp(name, "lock.mdb") == 0 ||
	       strcmp(name, DATA_FILE) == 0 || strcmp(name, "lost+found") == 0;
}

/* Never use a folder that has foreign files, so that a typo does not create a store. */
static int folder_is_free(const char *path, struct err *err)
{
	DIR *dir = opendir(path);
	if (!dir)
		return private_error(path, err);
	int rc = 0;
	for (struct dirent *e; rc == 0 && (e = readdir(dir));)
		if (!name_is_ours(e->d_name))
			rc = err_set(err, ERR_CONFIG, "%s: not a store: it holds other files (%s)", path, e->d_name);
	closedir(dir);
	return rc;
}

/* False: errno says why. */
static bool data_exists(const char *path)
{
	struct buf file;
	buf_init(&file, BUF_MAX);
	buf_printf(&file, "%s/%s", path, DATA_FILE);
	struct stat st;
	bool exists = stat(file.ptr, &st) == 0;
	int why = errno;
	buf_clear(&file);
	errno = why;
	return exists;
}

/* Creates missing parents; an error here shows when the folder itself is created. */
static int parents_make(const char *path, struct err *err)
{
	struct buf parent;
	int rc = 0;
	buf_init(&parent, BUF_MAX);
	for (const char *at = path; rc == 0 && *at; at++) {
		if (*at == '/' && parent.len && mkdir(parent.ptr, 0700) == 0)
			rc = file_sync_parent(parent.ptr) ? private_error(parent.ptr, err) : 0;
		buf_chr(&parent, *at);
	}
	buf_clear(&parent);
	return rc;
}

/* *made: the data file is not there yet. */
static int folder_ready(const struct kv_lmdb_options *o, bool *made, struct err *err)
{
	*made = !data_exists(o->path);
	if (!*made)
		return 0;
	if (o->read_only && errno != ENOENT && errno != ENOTDIR)
		return private_error(o->path, err);
	if (o->read_only)
		return err_set(err, ERR_NOTFOUND, "%s: no store there yet", o->path);
	if (parents_make(o->path, err))
		return -1;
	if (mkdir(o->path, 0700) == 0)
		return file_sync_parent(o->path) ? private_error(o->path, err) : 0;
	return errno == EEXIST ? folder_is_free(o->path, err) : private_error(o->path, err);
}

/* --- opening --- */

static int env_try(struct lmdb *db, uint64_t map_size, const char **what)
{
	unsigned flags = MDB_NOTLS | (db->options.read_only ? MDB_RDONLY : 0) | (db->options.no_sync ? MDB_NOSYNC : 0);
	*what = "open";
	int rc = mdb_env_create(&db->env);
	if (rc)
		return rc;
	if ((rc = mdb_env_set_maxreaders(db->env, MAX_READERS)) == 0 &&
	    (rc = mdb_env_set_mapsize(db->env, (size_t)map_size)) == 0)
		rc = mdb_env_open(db->env, db->path, flags, 0600);
	if (rc) {
		mdb_env_close(db->env);
		db->env = NULL;
	}
	return rc;
}

static int dbi_open(struct lmdb *db)
{
	MDB_txn *txn;
	int rc = txn_start(db, MDB_RDONLY, &txn);
	if (rc)
		return rc;
	if ((rc = mdb_dbi_open(txn, NULL, 0, &db->dbi)) == 0)
		return mdb_txn_commit(txn);
	mdb_txn_abort(txn);
	return rc;
}

static int env_open(struct lmdb *db, struct err *err)
{
	uint64_t size = db->options.map_size ? db->options.map_size : MAP_DEFAULT;
	const char *what;
	if (!db->alone && gate_enter(&db->gate, db->path, err))
		return -1;
	int rc = env_try(db, size, &what);
	while (rc == ENOMEM && !db->options.map_size && size > MAP_MIN)
		rc = env_try(db, size /= 2, &what);
	if (rc == 0) {
		what = "first look";
		rc = dbi_open(db);
		mdb_reader_check(db->env, NULL);
	}
	if (rc == 0)
		return 0;
	lmdb_error(db, rc, what, err);
	if (!db->alone)
		gate_leave(&db->gate);
	return -1;
}

int kv_lmdb_open(const struct kv_lmdb_options *options, struct kv **out, struct err *err)
{
	bool made;
	if (folder_ready(options, &made, err) || private_folder(options->path, err))
		return -1;
	struct lmdb *db = calloc(1, sizeof(*db));
	if (!db || !(db->path = strdup(options->path)))
		abort();
	db->kv.ops = &lmdb_ops;
	db->options = *options;
	db->pid = getpid();
	if (env_open(db, err) || (made && names_keep(db->path, err))) {
		lmdb_close(&db->kv);
		return err_wrap(err, "%s", options->path);
	}
	*out = &db->kv;
	return 0;
}
