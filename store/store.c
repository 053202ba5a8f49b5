/* Opening, transactions, and what the store says of itself. */
#include "store/store.h"

#include "store/migrate.h"
#include "store/raw.h"

#include <stdlib.h>
#include <string.h>

#define SCHEMA_TEXT "caredesk store "
#define SCHEMA_TRIES 20

/* --- transactions --- */

int store_begin(struct store *s, enum txn_mode mode, struct txn **out, struct err *err)
{
	struct kv_txn *kvt;
	if (s->kv->ops->begin(s->kv, mode == TXN_WRITE, &kvt, err))
		return -1;
	struct txn *t = malloc(sizeof(*t));
	if (!t)
		abort();
	*t = (struct txn){.store = s, .kv = s->kv, .kvt = kvt, .write = mode == TXN_WRITE};
	memcpy(t->numbers, s->numbers, sizeof(t->numbers));
	arena_init(&t->scratch);
	buf_init(&t->value, KV_MAX_VALUE);
	*out = t;
	return 0;
}

static void txn_free(struct txn *t)
{
	tree_drop(t->changes);
	tree_drop(t->fetched);
	buf_clear(&t->value);
	arena_clear(&t->scratch);
	free(t);
}

int store_commit(struct txn *t, struct err *err)
{
	bool changed = t->changes || t->flushed;
	int rc = txn_flush(t, err);
	if (rc == 0 && changed)
		rc = kv_commit(t->kv, t->kvt, err);
	else
		t->kv->ops->abort(t->kvt);
	if (rc == 0)
		memcpy(t->store->numbers, t->numbers, sizeof(t->numbers));
	txn_free(t);
	return rc;
}

size_t store_bytes(const struct txn *t)
{
	return t->bytes + t->scratch.used;
}

void store_abort(struct txn *t)
{
	if (!t)
		return;
	t->kv->ops->abort(t->kvt);
	txn_free(t);
}

/* --- the schema's version: plain text, so that every version of caredesk can read every other's --- */

static int schema_version(struct span text, uint64_t *version, struct err *err)
{
	struct span prefix = SPAN(SCHEMA_TEXT);
	if (!span_starts(text, prefix) || !span_u64(span_from(text, prefix.len), version) || *version == 0)
		return err_set(err, ERR_CONFIG, "not a caredesk store");
	if (*version > STORE_VERSION)
		return err_set(err, ERR_CONFIG, "the store has version %llu; this caredesk knows versions up to %d",
			       (unsigned long long)*version, STORE_VERSION);
	return 0;
}

/* *version: 0 where there is none yet. */
static int schema_read(struct txn *t, uint64_t *version, struct err *err)
{
	struct key k = key_fact(FACT_SCHEMA);
	struct span text;
	bool found;
	*version = 0;
	if (txn_found(txn_value(t, key_span(&k), &text, err), &found, err))
		return -1;
	return found ? schema_version(text, version, err) : 0;
}

static int schema_put(struct txn *t, struct err *err)
{
	struct key k = key_fact(FACT_SCHEMA);
	struct span text = arena_printf(&t->scratch, SCHEMA_TEXT "%d", STORE_VERSION);
	return txn_put_value(t, key_span(&k), text, err);
}

static int schema_write(struct txn *t, struct err *err)
{
	struct key all = {.len = 0};
	struct scan s;
	scan_start(&s, t, all);
	int rc = scan_next(&s, err);
	scan_end(&s);
	if (rc > 0)
		return err_set(err, ERR_CONFIG, "not a caredesk store");
	if (rc < 0)
		return -1;
	return schema_put(t, err);
}

/* Writes the schema of a new store, or converts an older store to this version. */
static int schema_bring(struct txn *t, void (*progress)(uint64_t, uint64_t), struct err *err)
{
	uint64_t version;
	/* another process may have done it first */
	if (schema_read(t, &version, err))
		return -1;
	if (!version)
		return schema_write(t, err);
	if (version == STORE_VERSION)
		return 0;
	return migrate(t, (unsigned)version, progress, err) || schema_put(t, err) ? -1 : 0;
}

/* If the map is full, it is enlarged as the transaction ends; then the work is repeated. */
static int schema_change(struct store *s, void (*progress)(uint64_t, uint64_t), struct err *err)
{
	for (int tries = 0;; tries++) {
		struct txn *t;
		if (store_begin(s, TXN_WRITE, &t, err))
			return -1;
		int rc = schema_bring(t, progress, err);
		if (rc)
			store_abort(t);
		else
			rc = store_commit(t, err);
		if (rc == 0 || err->kind != ERR_RETRY || tries == SCHEMA_TRIES)
			return rc;
	}
}

static int schema_ready(struct store *s, const struct store_options *o, struct err *err)
{
	struct txn *t;
	uint64_t version;
	if (store_begin(s, TXN_READ, &t, err))
		return -1;
	int rc = schema_read(t, &version, err);
	store_abort(t);
	if (rc || version == STORE_VERSION)
		return rc;
	if (!o->read_only)
		return schema_change(s, o->progress, err);
	if (!version)
		return err_set(err, ERR_NOTFOUND, "the store is empty");
	return err_set(err, ERR_CONFIG, "the store has version %llu; starting the daemon converts it to version %d",
		       (unsigned long long)version, STORE_VERSION);
}

/* --- opening --- */

/* The hooks' keys are made once, because every event needs them. */
static void take_hooks(struct store *s)
{
	size_t count = s->hooks ? s->hooks->count : 0;
	s->hook_keys = count ? malloc(count * sizeof(*s->hook_keys)) : NULL;
	if (count && !s->hook_keys)
		abort();
	for (size_t i = 0; i < count; i++)
		s->hook_keys[i] = key_named(INDEX_CALL, s->hooks->items[i].name);
}

/* Takes ownership of kv. */
static int store_over(struct kv *kv, const struct store_options *o, struct store **out, struct err *err)
{
	struct store *s = malloc(sizeof(*s));
	if (!s)
		abort();
	*s = (struct store){.kv = kv, .hooks = o->hooks};
	take_hooks(s);
	if (schema_ready(s, o, err)) {
		store_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

int store_open(const struct store_options *options, struct store **out, struct err *err)
{
	struct kv_lmdb_options o = {
		.path = options->path,
		.map_size = options->map_size,
		.read_only = options->read_only,
		.no_sync = options->no_sync,
	};
	struct kv *kv;
	if (kv_lmdb_open(&o, &kv, err))
		return -1;
	return store_over(kv, options, out, err) ? err_wrap(err, "%s", o.path) : 0;
}

int store_open_overlay(struct store *base, struct store **out, struct err *err)
{
	struct kv *kv;
	if (kv_mem_open(base ? base->kv : NULL, &kv, err))
		return -1;
	return store_over(kv, &(struct store_options){0}, out, err);
}

int store_open_memory(struct store **out, struct err *err)
{
	return store_open_overlay(NULL, out, err);
}

void store_close(struct store *s)
{
	if (!s)
		return;
	s->kv->ops->close(s->kv);
	raw_packer_free(s->pack);
	free(s->hook_keys);
	free(s);
}

void store_rest(struct store *s)
{
	raw_packer_free(s->pack);
	s->pack = NULL;
	if (s->kv->ops->rest)
		s->kv->ops->rest(s->kv);
}

int store_copy(struct store *s, int fd, struct err *err)
{
	if (s->kv->ops->copy)
		return s->kv->ops->copy(s->kv, fd, err);
	return err_set(err, ERR_REFUSED, "a store of this kind is backed up with its own tools");
}

int store_install(const char *path, const char *from, struct err *err)
{
	return kv_lmdb_install(path, from, err);
}

int store_compact(struct store *s, struct err *err)
{
	return s->kv->ops->compact ? s->kv->ops->compact(s->kv, err) : 0;
}

struct store_counts store_counts(const struct store *s)
{
	const struct kv_counts *c = &s->kv->counts;
	return (struct store_counts){c->trips, c->keys, c->rows, c->changes};
}

/* --- the keys of tokens --- */

static void keys_from_kept(const struct kept_keys *kept, struct token_keys *out)
{
	*out = (struct token_keys){0};
	for (size_t i = 0; i < kept->count && i < TOKEN_KEYS; i++) {
		const struct kept_key *k = &kept->items[i];
		out->items[i].id = k->id;
		for (size_t j = 0; j < k->bytes.len && j < TOKEN_KEY_SIZE; j++)
			out->items[i].bytes[j] = (unsigned char)k->bytes.ptr[j];
	}
}

int store_keys_put(struct txn *t, const struct token_keys *keys, struct err *err)
{
	struct kept_keys_record record = {0};
	for (size_t i = 0; i < TOKEN_KEYS; i++) {
		const struct token_key *k = &keys->items[i];
		*LIST_ADD(&t->scratch, &record.items) = (struct kept_key){k->id, span_make(k->bytes, TOKEN_KEY_SIZE)};
	}
	struct key k = key_fact(FACT_KEYS);
	return txn_put(t, &code_keys, &k, &record, err);
}

int store_keys(struct txn *t, struct token_keys *out, struct err *err)
{
	struct kept_keys_record record = {0};
	struct key k = key_fact(FACT_KEYS);
	bool found;
	if (txn_found(txn_get(t, &code_keys, &k, &t->scratch, &record, err), &found, err))
		return -1;
	struct token_keys keys = {0};
	keys_from_kept(&record.items, &keys);
	if (!found && !t->write)
		return err_set(err, ERR_NOTFOUND, "the store has no token keys yet");
	if (!found) {
		token_rotate(&keys);
		if (store_keys_put(t, &keys, err))
			return -1;
	}
	*out = keys;
	return 0;
}
