/* One contract, three backends: LMDB, memory, and memory over a read-only base. */
#include "tests/unit/folder.h"

#include "store/kv.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define BIG ((size_t)3 << 20)
#define MODEL_KEYS 97
#define MODEL_ROUNDS 60
#define MODEL_STEPS 80

struct fixture {
	char *folder; /* LMDB's */
	struct kv *base, *kv;
};

static struct kv *lmdb_open(const char *path, uint64_t map_size)
{
	struct kv_lmdb_options o = {.path = path, .map_size = map_size, .no_sync = true};
	struct err err;
	struct kv *kv;
	if (kv_lmdb_open(&o, &kv, &err))
		fail_msg("%s", err.text);
	return kv;
}

/* --- short forms of the nine functions --- */

static struct kv_txn *begin(struct kv *kv, bool write)
{
	struct err err;
	struct kv_txn *t;
	if (kv->ops->begin(kv, write, &t, &err))
		fail_msg("%s", err.text);
	return t;
}

static void commit(struct kv *kv, struct kv_txn *t)
{
	struct err err;
	if (kv_commit(kv, t, &err))
		fail_msg("%s", err.text);
}

static void put(struct kv *kv, struct kv_txn *t, struct span key, struct span value)
{
	struct err err;
	if (kv_put(kv, t, key, value, &err))
		fail_msg("%s", err.text);
}

static bool get(struct kv *kv, struct kv_txn *t, struct span key, struct span *value)
{
	struct err err;
	int rc = kv_get(kv, t, key, value, &err);
	if (rc)
		assert_int_equal(err.kind, ERR_NOTFOUND);
	return rc == 0;
}

/* Returns whether the key was there. */
static bool del(struct kv *kv, struct kv_txn *t, struct span key)
{
	struct err err;
	struct span value;
	bool was = get(kv, t, key, &value);
	if (kv_write(kv, t, &(struct kv_change){.key = key, .gone = true}, 1, &err))
		fail_msg("%s", err.text);
	return was;
}

static void assert_value(struct kv *kv, struct kv_txn *t, const char *key, const char *want)
{
	struct span value;
	bool found = get(kv, t, span_of(key), &value);
	assert_int_equal(found, want != NULL);
	if (want)
		assert_true(span_eq(value, span_of(want)));
}

/* "key=value," for each row of a range. */
static void assert_rows(struct kv *kv, struct kv_txn *t, const struct kv_range *r, const char *want)
{
	char seen[400] = "";
	struct err err;
	struct arena a;
	struct kv_rows rows = {0};
	arena_init(&a);
	if (kv_range(kv, t, r, &a, &rows, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < rows.count; i++)
		snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "%.*s=%.*s,", SPAN_ARG(rows.items[i].key),
			 SPAN_ARG(rows.items[i].value));
	arena_clear(&a);
	assert_string_equal(seen, want);
}

static void assert_walk(struct kv *kv, struct kv_txn *t, const char *from, const char *want)
{
	assert_rows(kv, t, &(struct kv_range){.from = span_of(from), .limit = 100}, want);
}

/* --- fixtures: the overlay's base has rows that no test may see --- */

static int setup_lmdb(void **state)
{
	struct fixture *f = *state;
	f->folder = folder_new();
	f->kv = lmdb_open(f->folder, (uint64_t)64 << 20);
	return 0;
}

static int setup_memory(void **state)
{
	struct fixture *f = *state;
	struct err err;
	return kv_mem_open(NULL, &f->kv, &err);
}

/* Everything in the base is deleted in the overlay, so that there are tombstones between the tests' keys. */
static int setup_overlay(void **state)
{
	static const char *const hidden[] = {"a", "b", "bb", "m", "x", "z"};
	struct fixture *f = *state;
	f->folder = folder_new();
	f->base = lmdb_open(f->folder, (uint64_t)64 << 20);
	struct kv_txn *t = begin(f->base, true);
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		put(f->base, t, span_of(hidden[i]), SPAN("of the base"));
	commit(f->base, t);
	struct err err;
	if (kv_mem_open(f->base, &f->kv, &err))
		return -1;
	t = begin(f->kv, true);
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		assert_true(del(f->kv, t, span_of(hidden[i])));
	commit(f->kv, t);
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	f->kv->ops->close(f->kv);
	if (f->base)
		f->base->ops->close(f->base);
	if (f->folder)
		folder_remove(f->folder);
	f->kv = f->base = NULL;
	f->folder = NULL;
	return 0;
}

/* --- the contract --- */

static void test_empty(void **state)
{
	struct kv *kv = ((struct fixture *)*state)->kv;
	for (int write = 0; write < 2; write++) {
		struct kv_txn *t = begin(kv, write);
		assert_walk(kv, t, "", "");
		assert_walk(kv, t, "m", "");
		assert_value(kv, t, "a", NULL);
		kv->ops->abort(t);
	}
	struct kv_txn *t = begin(kv, true);
	assert_false(del(kv, t, SPAN("a")));
	commit(kv, t);
}

static void test_order(void **state)
{
	static const char *const keys[] = {"b", "a", "ab", "c", "\xff", "\x01", "aa", "B", "\x80"};
	struct kv *kv = ((struct fixture *)*state)->kv;
	struct kv_txn *t = begin(kv, true);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		put(kv, t, span_of(keys[i]), SPAN("1"));
	assert_walk(kv, t, "", "\x01=1,B=1,a=1,aa=1,ab=1,b=1,c=1,\x80=1,\xff=1,");
	commit(kv, t);
	t = begin(kv, false);
	assert_walk(kv, t, "a", "a=1,aa=1,ab=1,b=1,c=1,\x80=1,\xff=1,");
	assert_walk(kv, t, "abc", "b=1,c=1,\x80=1,\xff=1,");
	assert_walk(kv, t, "\xff\xff", "");
	kv->ops->abort(t);
}

static void test_replace_and_delete(void **state)
{
	struct kv *kv = ((struct fixture *)*state)->kv;
	struct kv_txn *t = begin(kv, true);
	put(kv, t, SPAN("k"), SPAN("one"));
	put(kv, t, SPAN("k"), SPAN("another"));
	put(kv, t, SPAN("l"), SPAN_NONE);
	assert_value(kv, t, "k", "another");
	assert_value(kv, t, "l", "");
	commit(kv, t);
	t = begin(kv, true);
	assert_true(del(kv, t, SPAN("k")));
	assert_false(del(kv, t, SPAN("k")));
	assert_walk(kv, t, "", "l=,");
	put(kv, t, SPAN("k"), SPAN("again"));
	commit(kv, t);
	t = begin(kv, false);
	assert_walk(kv, t, "", "k=again,l=,");
	kv->ops->abort(t);
}

static void test_abort(void **state)
{
	struct kv *kv = ((struct fixture *)*state)->kv;
	struct kv_txn *t = begin(kv, true);
	put(kv, t, SPAN("kept"), SPAN("1"));
	put(kv, t, SPAN("also"), SPAN("2"));
	commit(kv, t);
	t = begin(kv, true);
	put(kv, t, SPAN("kept"), SPAN("changed"));
	put(kv, t, SPAN("new"), SPAN("3"));
	assert_true(del(kv, t, SPAN("also")));
	kv->ops->abort(t);
	t = begin(kv, true);
	assert_walk(kv, t, "", "also=2,kept=1,");
	kv->ops->abort(t);
}

static void test_reader_keeps_its_state(void **state)
{
	struct kv *kv = ((struct fixture *)*state)->kv;
	struct kv_txn *w = begin(kv, true);
	put(kv, w, SPAN("a"), SPAN("old"));
	put(kv, w, SPAN("b"), SPAN("old"));
	commit(kv, w);
	struct kv_txn *r = begin(kv, false);
	struct span held;
	assert_true(get(kv, r, SPAN("a"), &held));
	w = begin(kv, true);
	put(kv, w, SPAN("a"), SPAN("new"));
	put(kv, w, SPAN("c"), SPAN("new"));
	assert_true(del(kv, w, SPAN("b")));
	assert_walk(kv, r, "", "a=old,b=old,");
	commit(kv, w);
	assert_walk(kv, r, "", "a=old,b=old,");
	assert_true(span_eq(held, SPAN("old")));
	kv->ops->abort(r);
	r = begin(kv, false);
	assert_walk(kv, r, "", "a=new,c=new,");
	kv->ops->abort(r);
}

static void test_own_writes_are_seen(void **state)
{
	struct kv *kv = ((struct fixture *)*state)->kv;
	struct kv_txn *t = begin(kv, true);
	put(kv, t, SPAN("b"), SPAN("1"));
	assert_walk(kv, t, "", "b=1,");
	put(kv, t, SPAN("a"), SPAN("2"));
	assert_walk(kv, t, "", "a=2,b=1,");
	assert_true(del(kv, t, SPAN("b")));
	assert_walk(kv, t, "", "a=2,");
	kv->ops->abort(t);
}

static void test_sizes(void **state)
{
	struct kv *kv = ((struct fixture *)*state)->kv;
	char *key = malloc(KV_MAX_KEY + 1), *value = malloc(BIG);
	memset(key, 'k', KV_MAX_KEY + 1);
	for (size_t i = 0; i < BIG; i++)
		value[i] = (char)(i * 31 >> 3);
	struct kv_txn *t = begin(kv, true);
	put(kv, t, span_make(key, KV_MAX_KEY), span_make(value, BIG));
	put(kv, t, span_make(key, KV_MAX_KEY - 1), span_make(value, 1));
	commit(kv, t);
	t = begin(kv, true);
	struct span got;
	assert_true(get(kv, t, span_make(key, KV_MAX_KEY), &got));
	assert_true(span_eq(got, span_make(value, BIG)));
	struct err err;
	struct span bad[] = {span_make(key, KV_MAX_KEY + 1), SPAN_NONE};
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(kv_put(kv, t, bad[i], SPAN("v"), &err), -1);
		assert_int_equal(err.kind, ERR_CORRUPT);
		assert_int_equal(kv_get(kv, t, bad[i], &got, &err), -1);
		assert_int_equal(err.kind, ERR_CORRUPT);
	}
	kv->ops->abort(t);
	free(key);
	free(value);
}

static void test_writers(void **state)
{
	struct kv *kv = ((struct fixture *)*state)->kv;
	struct err err;
	struct kv_txn *w = begin(kv, true), *r = begin(kv, false), *second;
	assert_int_equal(kv->ops->begin(kv, true, &second, &err), -1);
	assert_int_equal(err.kind, ERR_RETRY);
	assert_int_equal(kv_put(kv, r, SPAN("k"), SPAN("v"), &err), -1);
	assert_int_equal(err.kind, ERR_CONFIG);
	kv->ops->abort(w);
	kv->ops->abort(r);
	commit(kv, begin(kv, true));
}

static void test_ranges(void **state)
{
	static const struct {
		const char *from, *to;
		size_t limit;
		bool backwards;
		const char *want;
	} rows[] = {
		{"", "", 9, false, "a=1,b=1,ba=1,bb=1,d=1,"},
		{"", "", 2, false, "a=1,b=1,"},
		{"b", "c", 9, false, "b=1,ba=1,bb=1,"},
		{"b", "bb", 9, false, "b=1,ba=1,"},
		{"bc", "c", 9, false, ""},
		{"e", "", 9, false, ""},
		{"", "", 9, true, "d=1,bb=1,ba=1,b=1,a=1,"},
		{"", "", 2, true, "d=1,bb=1,"},
		{"b", "c", 2, true, "bb=1,ba=1,"},
		{"b", "bb", 9, true, "ba=1,b=1,"},
		{"", "a", 9, true, ""},
		{"e", "", 9, true, ""},
		{"b", "zz", 1, true, "d=1,"},
	};
	struct kv *kv = ((struct fixture *)*state)->kv;
	struct kv_txn *t = begin(kv, true);
	for (const char *const *k = (const char *const[]){"d", "a", "bb", "ba", "b", "c", NULL}; *k; k++)
		put(kv, t, span_of(*k), SPAN("1"));
	assert_true(del(kv, t, SPAN("c")));
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
			struct kv_range r = {span_of(rows[i].from), span_of(rows[i].to), rows[i].limit,
					     rows[i].backwards};
			assert_rows(kv, t, &r, rows[i].want);
		}
		if (round == 0) {
			commit(kv, t);
			t = begin(kv, false);
		}
	}
	kv->ops->abort(t);
}

static void test_many(void **state)
{
	const struct span keys[] = {SPAN("c"), SPAN("none"), SPAN("a"), SPAN("gone")};
	struct kv *kv = ((struct fixture *)*state)->kv;
	struct kv_found found[4];
	struct err err;
	struct kv_txn *t = begin(kv, true);
	put(kv, t, SPAN("gone"), SPAN("1"));
	commit(kv, t);
	const struct kv_change changes[] = {{SPAN("a"), SPAN("1"), false},
					    {SPAN("c"), SPAN("3"), false},
					    {SPAN("gone"), SPAN_NONE, true},
					    {SPAN("never"), SPAN_NONE, true}};
	t = begin(kv, true);
	assert_int_equal(kv_write(kv, t, changes, 4, &err), 0);
	commit(kv, t);
	t = begin(kv, false);
	uint64_t trips = kv->counts.trips, asked = kv->counts.keys;
	assert_int_equal(kv_get_many(kv, t, keys, 4, found, &err), 0);
	assert_true(found[0].found && !found[1].found && found[2].found && !found[3].found);
	assert_true(span_eq(found[0].value, SPAN("3")) && span_eq(found[2].value, SPAN("1")));
	assert_true(kv->counts.trips == trips + 1 && kv->counts.keys == asked + 4);
	kv->ops->abort(t);
}

/* --- random operations, compared with a plain array --- */

struct model {
	char *values[MODEL_KEYS];
};

static uint32_t dice(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static struct span model_key(char room[16], uint32_t i)
{
	return span_make(room, (size_t)snprintf(room, 16, "k%0*u", (int)(1 + i % 3), i));
}

static void model_copy(struct model *to, const struct model *from)
{
	for (size_t i = 0; i < MODEL_KEYS; i++) {
		free(to->values[i]);
		to->values[i] = from->values[i] ? strdup(from->values[i]) : NULL;
	}
}

static void model_step(struct model *m, struct kv *kv, struct kv_txn *t, uint32_t *seed)
{
	char room[16], value[200] = "";
	uint32_t i = dice(seed) % MODEL_KEYS;
	struct span key = model_key(room, i);
	bool had = m->values[i];
	if (dice(seed) % 3) {
		memset(value, 'a' + (int)(dice(seed) % 26), dice(seed) % 190);
		put(kv, t, key, span_of(value));
	} else {
		assert_int_equal(del(kv, t, key), had);
	}
	free(m->values[i]);
	m->values[i] = value[0] ? strdup(value) : NULL;
	if (!value[0] && get(kv, t, key, &key)) /* an empty value */
		m->values[i] = strdup("");
}

static void model_check(const struct model *m, struct kv *kv, struct kv_txn *t)
{
	size_t want = 0, seen = 0;
	for (uint32_t i = 0; i < MODEL_KEYS; i++) {
		char room[16];
		struct span value;
		assert_int_equal(get(kv, t, model_key(room, i), &value), m->values[i] != NULL);
		if (m->values[i])
			assert_true(span_eq(value, span_of(m->values[i])));
		want += m->values[i] != NULL;
	}
	struct err err;
	struct arena a;
	struct kv_rows up = {0}, down = {0};
	arena_init(&a);
	assert_int_equal(kv_range(kv, t, &(struct kv_range){.limit = MODEL_KEYS + 1}, &a, &up, &err), 0);
	assert_int_equal(
		kv_range(kv, t, &(struct kv_range){.limit = MODEL_KEYS + 1, .backwards = true}, &a, &down, &err), 0);
	seen = up.count;
	assert_int_equal(down.count, up.count);
	for (size_t i = 0; i < seen; i++) {
		assert_true(i == 0 || span_cmp(up.items[i - 1].key, up.items[i].key) < 0);
		assert_true(span_eq(up.items[i].key, down.items[seen - 1 - i].key));
		assert_true(span_eq(up.items[i].value, down.items[seen - 1 - i].value));
	}
	arena_clear(&a);
	assert_int_equal(seen, want);
}

static void test_against_model(void **state)
{
	struct kv *kv = ((struct fixture *)*state)->kv;
	struct model now = {{0}}, kept = {{0}};
	uint32_t seed = 7;
	for (int round = 0; round < MODEL_ROUNDS; round++) {
		struct kv_txn *t = begin(kv, true), *r = begin(kv, false);
		for (int step = 0; step < MODEL_STEPS; step++)
			model_step(&now, kv, t, &seed);
		model_check(&now, kv, t);
		model_check(&kept, kv, r);
		kv->ops->abort(r);
		if (dice(&seed) % 3) {
			commit(kv, t);
			model_copy(&kept, &now);
		} else {
			kv->ops->abort(t);
			model_copy(&now, &kept);
		}
	}
	struct model none = {{0}};
	model_copy(&now, &none);
	model_copy(&kept, &none);
}

/* --- what only the overlay has --- */

static void test_overlay_hides(void **state)
{
	(void)state;
	struct err err;
	struct kv *base, *kv;
	assert_int_equal(kv_mem_open(NULL, &base, &err), 0);
	struct kv_txn *t = begin(base, true);
	put(base, t, SPAN("a"), SPAN("base"));
	put(base, t, SPAN("c"), SPAN("base"));
	put(base, t, SPAN("e"), SPAN("base"));
	commit(base, t);
	assert_int_equal(kv_mem_open(base, &kv, &err), 0);
	t = begin(kv, true);
	assert_walk(kv, t, "", "a=base,c=base,e=base,");
	put(kv, t, SPAN("b"), SPAN("own"));
	put(kv, t, SPAN("c"), SPAN("own"));
	assert_true(del(kv, t, SPAN("e")));
	assert_false(del(kv, t, SPAN("e")));
	assert_walk(kv, t, "", "a=base,b=own,c=own,");
	commit(kv, t);
	t = begin(base, true); /* the base changes on; the overlay still sees the old state */
	put(base, t, SPAN("d"), SPAN("later"));
	assert_walk(base, t, "", "a=base,c=base,d=later,e=base,");
	commit(base, t);
	t = begin(kv, false);
	assert_walk(kv, t, "", "a=base,b=own,c=own,");
	assert_value(kv, t, "e", NULL);
	kv->ops->abort(t);
	kv->ops->close(kv);
	base->ops->close(base);
}

/* --- what only LMDB has --- */

static void test_map_grows(void **state)
{
	(void)state;
	char *folder = folder_new(), *value = malloc(100000);
	memset(value, 'v', 100000);
	struct kv *kv = lmdb_open(folder, 65536);
	unsigned retries = 0;
	for (uint32_t i = 0; i < 40;) {
		char room[16];
		struct err err = {0};
		struct kv_txn *t = begin(kv, true);
		if (kv_put(kv, t, model_key(room, i), span_make(value, 100000), &err) == 0 &&
		    kv_commit(kv, t, &err) == 0) {
			i++;
			continue;
		}
		assert_int_equal(err.kind, ERR_RETRY);
		assert_true(++retries < 20);
		kv->ops->abort(begin(kv, false)); /* open and close a reader */
		if (strstr(err.text, "map") == NULL)
			fail_msg("%s", err.text);
		kv->ops->abort(t);
	}
	assert_true(retries > 2);
	struct kv_txn *t = begin(kv, false);
	struct span got;
	for (uint32_t i = 0; i < 40; i++) {
		char room[16];
		assert_true(get(kv, t, model_key(room, i), &got));
		assert_int_equal(got.len, 100000);
	}
	kv->ops->abort(t);
	kv->ops->close(kv);
	folder_remove(folder);
	free(value);
}

static void test_map_grows_elsewhere(void **state)
{
	(void)state;
	char *folder = folder_new(), *value = malloc(1000000);
	memset(value, 'v', 1000000);
	struct kv *kv = lmdb_open(folder, 65536);
	commit(kv, begin(kv, true));
	pid_t child = fork();
	if (child == 0) { /* another process enlarges the map */
		struct kv *own = lmdb_open(folder, (uint64_t)8 << 20);
		struct kv_txn *t = begin(own, true);
		put(own, t, SPAN("k"), span_make(value, 1000000));
		commit(own, t);
		own->ops->close(own);
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	struct kv_txn *t = begin(kv, false);
	struct span got;
	assert_true(get(kv, t, SPAN("k"), &got));
	assert_int_equal(got.len, 1000000);
	kv->ops->abort(t);
	kv->ops->close(kv);
	folder_remove(folder);
	free(value);
}

static void test_fork_is_refused(void **state)
{
	(void)state;
	char *folder = folder_new();
	struct kv *kv = lmdb_open(folder, 65536);
	pid_t child = fork();
	if (child == 0) {
		struct err err;
		struct kv_txn *t;
		_exit(kv->ops->begin(kv, false, &t, &err) == -1 && err.kind == ERR_CONFIG ? 0 : 1);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	kv->ops->close(kv);
	folder_remove(folder);
}

/* Simulates a full disk by a limit on file sizes: the write fails in the same place. */
static int full_disk(const char *folder)
{
	struct kv *kv = lmdb_open(folder, (uint64_t)64 << 20);
	struct kv_txn *t = begin(kv, true);
	put(kv, t, SPAN("kept"), SPAN("1"));
	commit(kv, t);
	char *value = calloc(1, BIG);
	struct rlimit limit = {65536, RLIM_INFINITY};
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	t = begin(kv, true);
	put(kv, t, SPAN("big"), span_make(value, BIG));
	put(kv, t, SPAN("kept"), SPAN("changed"));
	struct err err;
	if (kv_commit(kv, t, &err) == 0 || err.kind != ERR_RETRY)
		return 1;
	t = begin(kv, false);
	assert_walk(kv, t, "", "kept=1,");
	kv->ops->abort(t);
	limit.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_FSIZE, &limit);
	t = begin(kv, true);
	put(kv, t, SPAN("kept"), span_make(value, BIG));
	commit(kv, t);
	kv->ops->close(kv);
	free(value);
	return 0;
}

static void test_full_disk(void **state)
{
	(void)state;
	char *folder = folder_new();
	pid_t child = fork();
	if (child == 0)
		_exit(full_disk(folder));
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	folder_remove(folder);
}

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[600];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void assert_refused(const char *folder, bool read_only, enum err_kind kind)
{
	struct kv_lmdb_options o = {.path = folder, .map_size = 1 << 20, .read_only = read_only};
	struct err err = {0};
	struct kv *kv;
	assert_int_equal(kv_lmdb_open(&o, &kv, &err), -1);
	assert_int_equal(err.kind, kind);
	assert_non_null(strstr(err.text, folder));
}

static void test_folders(void **state)
{
	(void)state;
	char *folder = folder_new(), inner[600];
	assert_refused(folder, true, ERR_NOTFOUND);
	write_file(folder, "letter.txt", "dear sir");
	assert_refused(folder, false, ERR_CONFIG);
	snprintf(inner, sizeof(inner), "%s/letter.txt", folder);
	assert_refused(inner, false, ERR_CONFIG);
	snprintf(inner, sizeof(inner), "%s/letter.txt/store", folder);
	assert_refused(inner, false, ERR_CONFIG);
	write_file(folder, "data.mdb",
		   "this is no database, but long enough to be looked at; it goes on and on and "
		   "on, past the header that a database would have, and a little more than that");
	assert_refused(folder, false, ERR_CONFIG);
	assert_refused(folder, true, ERR_CONFIG);
	snprintf(inner, sizeof(inner), "%s/none/there", folder);
	assert_refused(inner, true, ERR_NOTFOUND);
	folder_remove(folder);
}

static void test_made_private(void **state)
{
	(void)state;
	char *folder = folder_new(), above[600], inner[610];
	snprintf(above, sizeof(above), "%s/above", folder);
	snprintf(inner, sizeof(inner), "%s/store", above);
	struct kv *kv = lmdb_open(inner, 1 << 20);
	struct kv_txn *t = begin(kv, true);
	put(kv, t, SPAN("k"), SPAN("v"));
	commit(kv, t);
	kv->ops->close(kv);
	struct stat st;
	assert_int_equal(stat(inner, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	struct kv_lmdb_options o = {.path = inner, .read_only = true};
	struct err err;
	assert_int_equal(kv_lmdb_open(&o, &kv, &err), 0);
	assert_int_equal(kv->ops->begin(kv, true, &t, &err), -1);
	assert_int_equal(err.kind, ERR_CONFIG);
	t = begin(kv, false);
	assert_walk(kv, t, "", "k=v,");
	kv->ops->abort(t);
	kv->ops->close(kv);
	folder_remove(folder);
}

#define CONTRACT(backend)                                                                                              \
	ON(test_empty, backend), ON(test_order, backend), ON(test_replace_and_delete, backend),                        \
		ON(test_abort, backend), ON(test_reader_keeps_its_state, backend),                                     \
		ON(test_own_writes_are_seen, backend), ON(test_sizes, backend), ON(test_writers, backend),             \
		ON(test_ranges, backend), ON(test_many, backend), ON(test_against_model, backend)
#define ON(test, backend)                                                                                              \
	{                                                                                                              \
#test " on " #backend, test, setup_##backend, teardown, &fixture                                       \
	}

int main(void)
{
	struct fixture fixture = {0};
	const struct CMUnitTest tests[] = {
		CONTRACT(lmdb),
		CONTRACT(memory),
		CONTRACT(overlay),
		cmocka_unit_test(test_overlay_hides),
		cmocka_unit_test(test_map_grows),
		cmocka_unit_test(test_map_grows_elsewhere),
		cmocka_unit_test(test_fork_is_refused),
		cmocka_unit_test(test_full_disk),
		cmocka_unit_test(test_folders),
		cmocka_unit_test(test_made_private),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
