#include "store/searchfile.h"

#include "parsers/base/script.h"

#include "parsers/base/buf.h"
#include "parsers/base/monotonic.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define VERSION 1
#define BUSY_MS 2000
#define LOOK_EVERY 20000 /* SQLite VM steps between checks of the deadline */
#define TOKENIZER "caredesk"
/* The WAL is checkpointed in pieces of 16 MB: each checkpoint waits for the disk, as mail does. */
#define SETTINGS "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 4000"

struct searchfile {
	sqlite3 *db;
	sqlite3_stmt *number, *number_put, *ticket, *ticket_put, *doc, *doc_add, *doc_drop, *add, *drop;
	fts5_api *fts;
	fts5_tokenizer unicode;
	Fts5Tokenizer *folder; /* for texts that are not indexed */
	int64_t deadline;
};

/* --- errors --- */

static int error(const struct searchfile *f, int rc, struct err *err)
{
	int code = rc & 0xff;
	enum err_kind kind =
		code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR ? ERR_CORRUPT : ERR_RETRY;
	return err_set(err, kind, "search index: %s", f->db ? sqlite3_errmsg(f->db) : sqlite3_errstr(rc));
}

static int run(struct searchfile *f, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(f->db, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? 0 : error(f, rc, err);
}

/* --- the tokenizer: unicode61's words, and pairs of what has no spaces --- */

struct tokens {
	void *ctx;
	int (*fn)(void *ctx, int flags, const char *token, int size, int from, int to);
	int offset; /* of the stretch within the text */
};

static const char sharp_s[] = "\xC3\x9F";

/* Writes "ss" for the sharp s, the one letter that is spelt as two where it is not available. */
static int token_spelt_out(const struct tokens *t, int flags, struct span token, int from, int to)
{
	struct buf b;
	ptrdiff_t at;
	buf_init(&b, BUF_MAX);
	while ((at = span_find(token, SPAN(sharp_s))) >= 0) {
		buf_add(&b, span_sub(token, 0, (size_t)at));
		buf_str(&b, "ss");
		token = span_from(token, (size_t)at + 2);
	}
	buf_add(&b, token);
	int rc = t->fn(t->ctx, flags, b.ptr, (int)b.len, from, to);
	buf_clear(&b);
	return rc;
}

static int token_moved(void *ctx, int flags, const char *token, int size, int from, int to)
{
	const struct tokens *t = ctx;
	struct span s = span_make(token, (size_t)size);
	if (span_find(s, SPAN(sharp_s)) >= 0)
		return token_spelt_out(t, flags, s, from + t->offset, to + t->offset);
	return t->fn(t->ctx, flags, token, size, from + t->offset, to + t->offset);
}

/* In a query, the last character is already covered by the last pair; in a text it gets a token of its own, for queries
 * of that single character. */
static int pairs(const struct tokens *t, bool query, struct span stretch)
{
	struct span rest = stretch;
	int rc = SQLITE_OK;
	while (rc == SQLITE_OK && rest.len) {
		bool last;
		int from = t->offset + (int)(rest.ptr - stretch.ptr);
		bool first = rest.ptr == stretch.ptr;
		struct span pair = script_pair(&rest, &last);
		if (!last || !query || first)
			rc = t->fn(t->ctx, 0, pair.ptr, (int)pair.len, from, from + (int)pair.len);
	}
	return rc;
}

static int tokenize(const fts5_tokenizer *unicode, Fts5Tokenizer *folder, struct tokens *t, int flags, struct span text)
{
	struct span rest = text, stretch;
	bool packed;
	int rc = SQLITE_OK;
	while (rc == SQLITE_OK && script_stretch(&rest, &stretch, &packed)) {
		t->offset = (int)(stretch.ptr - text.ptr);
		if (packed)
			rc = pairs(t, (flags & FTS5_TOKENIZE_QUERY) != 0, stretch);
		else
			rc = unicode->xTokenize(folder, t, flags, stretch.ptr, (int)stretch.len, token_moved);
	}
	return rc;
}

/* A tokenizer instance that SQLite created for one table. */
struct tokenizer {
	fts5_tokenizer unicode;
	Fts5Tokenizer *folder;
};

static int folder_new(const fts5_tokenizer *unicode, void *ctx, Fts5Tokenizer **out)
{
	const char *args[] = {"remove_diacritics", "2"};
	return unicode->xCreate(ctx, args, 2, out);
}

static int tokenizer_create(void *ctx, const char **args, int count, Fts5Tokenizer **out)
{
	fts5_api *fts = ctx;
	void *user;
	struct tokenizer *t = calloc(1, sizeof *t);
	(void)args;
	(void)count;
	if (!t)
		return SQLITE_NOMEM;
	int rc = fts->xFindTokenizer(fts, "unicode61", &user, &t->unicode);
	if (rc == SQLITE_OK)
		rc = folder_new(&t->unicode, user, &t->folder);
	if (rc != SQLITE_OK)
		free(t);
	else
		*out = (Fts5Tokenizer *)t;
	return rc;
}

static void tokenizer_delete(Fts5Tokenizer *own)
{
	struct tokenizer *t = (struct tokenizer *)own;
	t->unicode.xDelete(t->folder);
	free(t);
}

static int tokenizer_run(Fts5Tokenizer *own, void *ctx, int flags, const char *text, int size,
			 int (*fn)(void *, int, const char *, int, int, int))
{
	struct tokenizer *t = (struct tokenizer *)own;
	struct tokens tokens = {ctx, fn, 0};
	return tokenize(&t->unicode, t->folder, &tokens, flags, span_make(text, text ? (size_t)size : 0));
}

static int fts_find(struct searchfile *f)
{
	sqlite3_stmt *s;
	int rc = sqlite3_prepare_v2(f->db, "SELECT fts5(?1)", -1, &s, NULL);
	if (rc != SQLITE_OK)
		return rc;
	sqlite3_bind_pointer(s, 1, (void *)&f->fts, "fts5_api_ptr", NULL);
	sqlite3_step(s);
	rc = sqlite3_finalize(s);
	return rc == SQLITE_OK && !f->fts ? SQLITE_INTERNAL : rc;
}

static int tokenizer_offer(struct searchfile *f, struct err *err)
{
	fts5_tokenizer own = {tokenizer_create, tokenizer_delete, tokenizer_run};
	void *user;
	int rc = fts_find(f);
	if (rc == SQLITE_OK)
		rc = f->fts->xFindTokenizer(f->fts, "unicode61", &user, &f->unicode);
	if (rc == SQLITE_OK)
		rc = folder_new(&f->unicode, user, &f->folder);
	if (rc == SQLITE_OK)
		rc = f->fts->xCreateTokenizer(f->fts, TOKENIZER, f->fts, &own, NULL);
	return rc == SQLITE_OK ? 0 : error(f, rc, err);
}

struct looking {
	search_token_fn *fn;
	void *ctx;
};

static int token_seen(void *ctx, int flags, const char *token, int size, int from, int to)
{
	struct looking *l = ctx;
	(void)flags;
	return l->fn(l->ctx, span_make(token, (size_t)size), (size_t)from, (size_t)to) ? SQLITE_OK : SQLITE_DONE;
}

void searchfile_tokens(const struct searchfile *f, enum search_tokens kind, struct span text, search_token_fn *fn,
		       void *ctx)
{
	struct looking l = {fn, ctx};
	struct tokens t = {&l, token_seen, 0};
	tokenize(&f->unicode, f->folder, &t, kind == SEARCH_QUERY ? FTS5_TOKENIZE_QUERY : FTS5_TOKENIZE_DOCUMENT, text);
}

static bool token_counted(void *ctx, struct span token, size_t from, size_t to)
{
	(void)token;
	(void)from;
	(void)to;
	++*(size_t *)ctx;
	return true;
}

bool searchfile_has_word(const struct searchfile *f, struct span text, bool *single)
{
	size_t count = 0;
	struct span rest = span_trim(text), stretch;
	bool packed = false, last = false;
	searchfile_tokens(f, SEARCH_QUERY, text, token_counted, &count);
	if (script_stretch(&rest, &stretch, &packed) && packed)
		script_pair(&stretch, &last);
	*single = packed && last && !rest.len;
	return count > 0;
}

/* --- opening --- */

static int late(void *ctx)
{
	const struct searchfile *f = ctx;
	return f->deadline && monotonic_ms() > f->deadline;
}

static int prepare(struct searchfile *f, const char *sql, sqlite3_stmt **out, struct err *err)
{
	int rc = sqlite3_prepare_v3(f->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
	return rc == SQLITE_OK ? 0 : error(f, rc, err);
}

static int tables_make(struct searchfile *f, struct err *err)
{
	return run(f,
		   "PRAGMA journal_mode = WAL;"
		   "CREATE TABLE number (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;"
		   "CREATE TABLE ticket (id INTEGER PRIMARY KEY, messages INTEGER, own INTEGER, changed INTEGER, row "
		   "INTEGER, head BLOB);"
		   "CREATE TABLE doc (row INTEGER PRIMARY KEY, ticket INTEGER, seq INTEGER);"
		   "CREATE VIRTUAL TABLE words USING fts5(text, content = '', tokenize = '" TOKENIZER "');"
		   "INSERT INTO words(words, rank) VALUES ('hashsize', 8388608);"
		   "PRAGMA user_version = 1;",
		   err);
}

static int version_check(struct searchfile *f, bool may_make, struct err *err)
{
	sqlite3_stmt *s;
	int version = 0, rc = sqlite3_prepare_v2(f->db, "PRAGMA user_version", -1, &s, NULL);
	if (rc == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
		version = sqlite3_column_int(s, 0);
	rc = sqlite3_finalize(s);
	if (rc != SQLITE_OK)
		return error(f, rc, err);
	if (version == 0 && may_make)
		return tables_make(f, err);
	return version == VERSION ? 0 : err_set(err, ERR_CORRUPT, "search index: other version (%d)", version);
}

static int prepare_all(struct searchfile *f, struct err *err)
{
	return prepare(f, "SELECT value FROM number WHERE name = ?1", &f->number, err) ||
			       prepare(f, "REPLACE INTO number VALUES (?1, ?2)", &f->number_put, err) ||
			       prepare(f, "SELECT messages, own, changed, row, head FROM ticket WHERE id = ?1",
				       &f->ticket, err) ||
			       prepare(f, "REPLACE INTO ticket VALUES (?1, ?2, ?3, ?4, ?5, ?6)", &f->ticket_put, err) ||
			       prepare(f, "SELECT ticket, seq FROM doc WHERE row = ?1", &f->doc, err) ||
			       prepare(f, "INSERT INTO doc(ticket, seq) VALUES (?1, ?2)", &f->doc_add, err) ||
			       prepare(f, "DELETE FROM doc WHERE row = ?1", &f->doc_drop, err) ||
			       prepare(f, "INSERT INTO words(rowid, text) VALUES (?1, ?2)", &f->add, err) ||
			       prepare(f, "INSERT INTO words(words, rowid, text) VALUES ('delete', ?1, ?2)", &f->drop,
				       err)
		       ? -1
		       : 0;
}

static int searchfile_settle(struct searchfile *f, enum searchfile_access access, struct err *err)
{
	sqlite3_busy_timeout(f->db, BUSY_MS);
	sqlite3_extended_result_codes(f->db, 1);
	sqlite3_progress_handler(f->db, LOOK_EVERY, late, f);
	/* ordinary SQL can't write to FTS5's shadow tables or the schema, nor does a schema call functions */
	sqlite3_db_config(f->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(f->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	/* the WAL is checkpointed bit by bit, not at the end of every step */
	sqlite3_db_config(f->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	if (tokenizer_offer(f, err) || run(f, SETTINGS, err))
		return -1;
	if (version_check(f, access == SEARCHFILE_MAKE, err) || prepare_all(f, err))
		return -1;
	return access == SEARCHFILE_READ ? run(f, "PRAGMA query_only = 1", err) : 0;
}

/* Creates the file with mode 0600: SQLite's default would let others read it. */
static void make_private(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0)
		close(fd);
}

int searchfile_open(const char *path, enum searchfile_access access, struct searchfile **out, struct err *err)
{
	struct stat st;
	if (access == SEARCHFILE_MAKE)
		make_private(path);
	else if (stat(path, &st) != 0)
		return err_set(err, ERR_NOTFOUND, "there is no search index yet");
	struct searchfile *f = calloc(1, sizeof *f);
	if (!f)
		abort();
	int rc =
		sqlite3_open_v2(path, &f->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK ? error(f, rc, err) : searchfile_settle(f, access, err)) {
		searchfile_close(f);
		return -1;
	}
	*out = f;
	return 0;
}

void searchfile_close(struct searchfile *f)
{
	if (!f)
		return;
	sqlite3_stmt *const all[] = {f->number,  f->number_put, f->ticket, f->ticket_put, f->doc,
				     f->doc_add, f->doc_drop,   f->add,    f->drop};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		sqlite3_finalize(all[i]);
	if (f->folder)
		f->unicode.xDelete(f->folder);
	sqlite3_close(f->db);
	free(f);
}

/* --- writing --- */

int searchfile_begin(struct searchfile *f, struct err *err)
{
	return run(f, "BEGIN IMMEDIATE", err);
}

int searchfile_commit(struct searchfile *f, struct err *err)
{
	return run(f, "COMMIT", err);
}

void searchfile_rollback(struct searchfile *f)
{
	sqlite3_exec(f->db, "ROLLBACK", NULL, NULL, NULL);
}

/* Runs a statement that changes something. */
static int statement_finish(struct searchfile *f, sqlite3_stmt *s, struct err *err)
{
	sqlite3_step(s);
	int rc = sqlite3_reset(s);
	sqlite3_clear_bindings(s);
	return rc == SQLITE_OK ? 0 : error(f, rc, err);
}

int searchfile_number(struct searchfile *f, const char *name, uint64_t *out, struct err *err)
{
	sqlite3_bind_text(f->number, 1, name, -1, SQLITE_STATIC);
	*out = sqlite3_step(f->number) == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(f->number, 0) : 0;
	int rc = sqlite3_reset(f->number);
	return rc == SQLITE_OK ? 0 : error(f, rc, err);
}

int searchfile_number_put(struct searchfile *f, const char *name, uint64_t value, struct err *err)
{
	sqlite3_bind_text(f->number_put, 1, name, -1, SQLITE_STATIC);
	sqlite3_bind_int64(f->number_put, 2, (int64_t)value);
	return statement_finish(f, f->number_put, err);
}

int searchfile_ticket(struct searchfile *f, struct arena *a, uint64_t ticket, struct search_known *out, struct err *err)
{
	sqlite3_stmt *s = f->ticket;
	*out = (struct search_known){0};
	sqlite3_bind_int64(s, 1, (int64_t)ticket);
	if (sqlite3_step(s) == SQLITE_ROW) {
		out->messages = (uint32_t)sqlite3_column_int64(s, 0);
		out->own = (uint64_t)sqlite3_column_int64(s, 1);
		out->full = sqlite3_column_int(s, 2) != 0;
		out->row = (uint64_t)sqlite3_column_int64(s, 3);
		out->head = arena_dup(a, span_make(sqlite3_column_blob(s, 4), (size_t)sqlite3_column_bytes(s, 4)));
	}
	int rc = sqlite3_reset(s);
	return rc == SQLITE_OK ? 0 : error(f, rc, err);
}

int searchfile_ticket_put(struct searchfile *f, uint64_t ticket, const struct search_known *known, struct err *err)
{
	sqlite3_stmt *s = f->ticket_put;
	sqlite3_bind_int64(s, 1, (int64_t)ticket);
	sqlite3_bind_int64(s, 2, known->messages);
	sqlite3_bind_int64(s, 3, (int64_t)known->own);
	sqlite3_bind_int64(s, 4, known->full);
	sqlite3_bind_int64(s, 5, (int64_t)known->row);
	sqlite3_bind_blob64(s, 6, known->head.ptr ? known->head.ptr : "", known->head.len, SQLITE_STATIC);
	return statement_finish(f, s, err);
}

/* All texts are in one column: a second would cost two bytes for each of its words. */
static int doc_words(struct searchfile *f, sqlite3_stmt *s, uint64_t row, const struct search_doc *d, struct err *err)
{
	struct buf b;
	buf_init(&b, BUF_MAX);
	buf_add(&b, d->head);
	buf_add(&b, d->who);
	buf_add(&b, d->text);
	sqlite3_bind_int64(s, 1, (int64_t)row);
	sqlite3_bind_text64(s, 2, b.ptr, b.len, SQLITE_STATIC, SQLITE_UTF8);
	int rc = statement_finish(f, s, err);
	buf_clear(&b);
	return rc;
}

int searchfile_add(struct searchfile *f, const struct search_doc *d, uint64_t *row, struct err *err)
{
	sqlite3_bind_int64(f->doc_add, 1, (int64_t)d->ticket);
	sqlite3_bind_int64(f->doc_add, 2, d->seq);
	if (statement_finish(f, f->doc_add, err))
		return -1;
	*row = (uint64_t)sqlite3_last_insert_rowid(f->db);
	return doc_words(f, f->add, *row, d, err);
}

int searchfile_drop(struct searchfile *f, uint64_t row, const struct search_doc *d, struct err *err)
{
	sqlite3_bind_int64(f->doc_drop, 1, (int64_t)row);
	return statement_finish(f, f->doc_drop, err) || doc_words(f, f->drop, row, d, err) ? -1 : 0;
}

int searchfile_pack(struct searchfile *f, struct err *err)
{
	return run(f,
		   "INSERT INTO words(words) VALUES ('optimize'); PRAGMA wal_checkpoint(TRUNCATE); VACUUM;"
		   "PRAGMA wal_checkpoint(TRUNCATE)",
		   err);
}

/* --- reading --- */

#define RANKED "SELECT rowid, bm25(words) FROM words(?1) ORDER BY 2, 1 DESC"
#define NEWEST "SELECT rowid, 0.0 FROM words(?1) ORDER BY rowid DESC"

int searchrows_start(struct searchrows *r, struct searchfile *f, const char *query, bool newest, int64_t deadline,
		     struct err *err)
{
	sqlite3_stmt *s;
	f->deadline = deadline;
	int rc = sqlite3_prepare_v2(f->db, newest ? NEWEST : RANKED, -1, &s, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_text(s, 1, query, -1, SQLITE_TRANSIENT);
	if (rc != SQLITE_OK)
		return error(f, rc, err);
	*r = (struct searchrows){f, s};
	return 0;
}

static int doc_of(struct searchfile *f, int64_t row, uint64_t *ticket, uint32_t *seq, struct err *err)
{
	sqlite3_bind_int64(f->doc, 1, row);
	bool there = sqlite3_step(f->doc) == SQLITE_ROW;
	*ticket = there ? (uint64_t)sqlite3_column_int64(f->doc, 0) : 0;
	*seq = there ? (uint32_t)sqlite3_column_int64(f->doc, 1) : 0;
	int rc = sqlite3_reset(f->doc);
	return rc == SQLITE_OK ? 0 : error(f, rc, err);
}

int searchrows_next(struct searchrows *r, uint64_t *ticket, uint32_t *seq, double *score, struct err *err)
{
	int rc = sqlite3_step(r->statement);
	if (rc == SQLITE_DONE)
		return 0;
	if (rc != SQLITE_ROW)
		return error(r->f, rc, err);
	*score = -sqlite3_column_double(r->statement, 1);
	return doc_of(r->f, sqlite3_column_int64(r->statement, 0), ticket, seq, err) ? -1 : 1;
}

void searchrows_end(struct searchrows *r)
{
	sqlite3_finalize(r->statement);
	r->f->deadline = 0;
	r->statement = NULL;
}
