#include "store/keys.h"

#include "parsers/base/ascii.h"
#include "parsers/base/buf.h"
#include "parsers/base/digest.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

struct span key_span(const struct key *k)
{
	return span_make(k->bytes, k->len);
}

struct key key_copy(struct span key)
{
	struct key k = {.len = 0};
	key_bytes(&k, key.ptr, key.len > KEY_MAX ? KEY_MAX : key.len);
	return k;
}

struct span key_text(struct arena *a, struct span key)
{
	struct buf b;
	buf_init(&b, BUF_MAX);
	for (size_t i = 0; i < key.len; i++)
		buf_printf(&b, i ? "%02X" : "%c ", (unsigned char)key.ptr[i]);
	struct span text = arena_dup(a, buf_span(&b));
	buf_clear(&b);
	return text;
}

/* --- parts --- */

void key_bytes(struct key *k, const void *bytes, size_t len)
{
	memcpy(k->bytes + k->len, bytes, len);
	k->len += len;
}

static void key_big_endian(struct key *k, uint64_t n, size_t size)
{
	const uint64_t bytes = htobe64(n << (64 - 8 * size));
	key_bytes(k, &bytes, size);
}

struct key key_of(enum table table)
{
	return (struct key){.bytes = {(unsigned char)table}, .len = 1};
}

void key_u8(struct key *k, unsigned n)
{
	key_big_endian(k, n, 1);
}

void key_u32(struct key *k, uint32_t n)
{
	key_big_endian(k, n, 4);
}

void key_u64(struct key *k, uint64_t n)
{
	key_big_endian(k, n, 8);
}

void key_time(struct key *k, int64_t time)
{
	key_u64(k, time < 0 ? 0 : (uint64_t)time);
}

void key_exact(struct key *k, struct span text)
{
	unsigned char digest[DIGEST_SIZE];
	digest_sha256(&text, 1, digest);
	key_bytes(k, digest, KEY_HASH);
}

void key_name(struct key *k, struct span name)
{
	char room[256], *lower = name.len <= sizeof(room) ? room : malloc(name.len);
	if (!lower)
		abort();
	for (size_t i = 0; i < name.len; i++)
		lower[i] = ascii_lower(name.ptr[i]);
	key_exact(k, span_make(lower, name.len));
	if (lower != room)
		free(lower);
}

static uint64_t get_big_endian(struct span key, size_t at, size_t size)
{
	uint64_t n = 0;
	for (size_t i = at; i < at + size && i < key.len; i++)
		n = n << 8 | (unsigned char)key.ptr[i];
	return n;
}

uint64_t key_get_u64(struct span key, size_t at)
{
	return get_big_endian(key, at, 8);
}

uint32_t key_get_u32(struct span key, size_t at)
{
	return (uint32_t)get_big_endian(key, at, 4);
}

uint64_t key_owner(struct span key)
{
	if (key.len && key.ptr[0] == INDEX_TIMER)
		return key_get_u64(key, 9);
	return key.len < 8 ? 0 : key_get_u64(key, key.len - 8);
}

/* --- records --- */

struct key key_fact(struct span word)
{
	struct key k = key_of(TABLE_FACT);
	key_bytes(&k, word.ptr, word.len > KEY_MAX - 1 ? KEY_MAX - 1 : word.len);
	return k;
}

struct key key_number(enum table table, uint64_t number)
{
	struct key k = key_of(table);
	key_u64(&k, number);
	return k;
}

struct key key_seq(enum table table, uint64_t ticket, uint32_t seq)
{
	struct key k = key_number(table, ticket);
	key_u32(&k, seq);
	return k;
}

struct key key_named(enum table table, struct span name)
{
	struct key k = key_of(table);
	key_name(&k, name);
	return k;
}

struct key key_load(enum table of, struct span name)
{
	struct key k = key_of(TABLE_LOAD);
	key_u8(&k, of);
	key_name(&k, name);
	return k;
}

struct key key_sum(enum sums_of of, uint32_t day, struct span name)
{
	struct key k = key_of(TABLE_SUM);
	key_u8(&k, of);
	key_u32(&k, day);
	key_name(&k, name);
	return k;
}

struct key key_undo(uint64_t ticket, struct span agent)
{
	struct key k = key_number(TABLE_UNDO, ticket);
	key_name(&k, agent);
	return k;
}

struct key key_msgid(struct span msgid)
{
	struct key k = key_of(TABLE_MSGID);
	key_exact(&k, msgid);
	return k;
}

struct key key_content(const unsigned char digest[KEY_CONTENT])
{
	struct key k = key_of(TABLE_CONTENT);
	key_bytes(&k, digest, KEY_CONTENT);
	return k;
}

struct key key_mailbox(enum table table, struct span mailbox, uint32_t uidvalidity)
{
	struct key k = key_named(table, mailbox);
	key_u32(&k, uidvalidity);
	return k;
}

struct key key_uid(enum table table, struct span mailbox, uint32_t uidvalidity, uint64_t uid)
{
	struct key k = key_mailbox(table, mailbox, uidvalidity);
	key_u64(&k, uid);
	return k;
}

struct key key_seen(uint64_t ticket, struct span of)
{
	struct key k = key_number(INDEX_SEEN, ticket);
	key_bytes(&k, of.ptr, of.len);
	return k;
}

struct key key_expiry(int64_t time, struct span name)
{
	struct key k = key_of(INDEX_EXPIRY);
	key_time(&k, time);
	key_name(&k, name);
	return k;
}

struct key key_timer(uint64_t ticket, const struct timer *timer)
{
	struct key k = key_of(INDEX_TIMER);
	key_time(&k, timer->at);
	key_u64(&k, ticket);
	key_u8(&k, timer->kind);
	return k;
}

struct key key_call(uint64_t ticket, struct span hook)
{
	struct key k = key_number(TABLE_CALL, ticket);
	key_name(&k, hook);
	return k;
}

struct key key_call_due(const struct call *c)
{
	struct key k = key_named(INDEX_CALL, c->hook);
	key_time(&k, c->next);
	key_u64(&k, c->ticket);
	return k;
}

/* --- indices --- */

bool key_set_has(const struct key_set *set, struct span key)
{
	for (size_t i = 0; i < set->count; i++)
		if (span_eq(key_span(&set->items[i]), key))
			return true;
	return false;
}

static void key_set_add(struct arena *a, struct key_set *set, struct key k)
{
	if (!key_set_has(set, key_span(&k)))
		*LIST_ADD(a, set) = k;
}

/* name, status, ticket */
static void keys_add_named(struct arena *a, struct key_set *set, enum table index, struct span name,
			   const struct ticket *t)
{
	struct key k = key_named(index, name);
	key_u8(&k, t->status);
	key_u64(&k, t->id);
	key_set_add(a, set, k);
}

static void add_thanked(struct arena *a, struct key_set *set, const struct ticket *t)
{
	struct key k = key_of(INDEX_THANKED);
	key_time(&k, t->thanked);
	key_u64(&k, t->id);
	key_set_add(a, set, k);
}

static void add_change(struct arena *a, struct key_set *set, const struct ticket *t)
{
	struct key k = key_of(INDEX_CHANGE);
	key_u64(&k, t->change);
	key_u64(&k, t->id);
	key_set_add(a, set, k);
}

void keys_of_ticket(struct arena *a, const struct ticket *t, struct key_set *out)
{
	struct key status = key_of(INDEX_STATUS);
	key_u8(&status, t->status);
	key_u64(&status, t->id);
	key_set_add(a, out, status);
	keys_add_named(a, out, INDEX_CATEGORY, t->category, t);
	keys_add_named(a, out, INDEX_AGENT, t->agent, t);
	keys_add_named(a, out, INDEX_PERSON, t->customer, t);
	for (size_t i = 0; i < t->watchers.count; i++)
		keys_add_named(a, out, INDEX_PERSON, t->watchers.items[i], t);
	if (t->waiting)
		key_set_add(a, out, key_number(INDEX_WAITING, t->id));
	for (size_t i = 0; i < t->timers.count; i++)
		key_set_add(a, out, key_timer(t->id, &t->timers.items[i]));
	if (t->thanked)
		add_thanked(a, out, t);
	if (t->change)
		add_change(a, out, t);
}

void keys_of_outmail(struct arena *a, const struct outmail *m, struct key_set *out)
{
	struct key state = key_of(INDEX_STATE);
	key_u8(&state, m->state);
	key_u64(&state, m->id);
	key_set_add(a, out, state);
	if (m->ticket) {
		struct key mails = key_number(INDEX_MAILS, m->ticket);
		key_u64(&mails, m->id);
		key_set_add(a, out, mails);
	}
	if (m->state == OUTMAIL_QUEUED) {
		struct key due = key_of(INDEX_DUE);
		key_time(&due, m->next);
		key_u64(&due, m->id);
		key_set_add(a, out, due);
		struct key to = key_named(INDEX_TO, m->to);
		key_u64(&to, m->id);
		key_set_add(a, out, to);
	}
}
