/* Counters that start again when their window is over, notes (small facts by name), and the sweep of what has
 * expired. */
#include "store/txn.h"

/* --- windows --- */

/* A window that seems to begin in the future is over as well: the clock was set back. */
static bool window_is_over(const struct window *w, int64_t now, int64_t length)
{
	return now < w->start || now - w->start >= length;
}

static int window_get(struct txn *t, struct span name, struct window *out, bool *found, struct err *err)
{
	struct key k = key_named(TABLE_WINDOW, name);
	struct window w = {.name = name};
	if (txn_found(txn_get(t, &code_window, &k, &t->scratch, &w, err), found, err))
		return -1;
	*out = w;
	return 0;
}

int store_count(struct txn *t, struct span name, int64_t now, int64_t window, uint32_t *out, struct err *err)
{
	struct window w;
	bool found;
	if (window_get(t, name, &w, &found, err))
		return -1;
	*out = window_is_over(&w, now, window) ? 0 : w.count;
	return 0;
}

int store_count_add(struct txn *t, struct span name, int64_t now, int64_t window, uint32_t n, struct err *err)
{
	struct window w;
	bool found;
	if (window_get(t, name, &w, &found, err))
		return -1;
	struct key_set old = {0}, new = {0};
	if (found)
		*LIST_ADD(&t->scratch, &old) = key_expiry(w.start + w.length, name);
	if (!found || window_is_over(&w, now, window))
		w = (struct window){.name = name, .start = now, .length = window};
	*LIST_ADD(&t->scratch, &new) = key_expiry(w.start + w.length, name);
	w.count = w.count > UINT32_MAX - n ? UINT32_MAX : w.count + n;
	struct key k = key_named(TABLE_WINDOW, name);
	return txn_reindex(t, &old, &new, err) ? -1 : txn_put(t, &code_window, &k, &w, err);
}

/* --- notes --- */

int store_note(struct txn *t, struct arena *a, struct span name, struct span *out, struct err *err)
{
	struct key k = key_named(TABLE_NOTE, name);
	struct note note;
	if (txn_get(t, &code_note, &k, a, &note, err))
		return -1;
	*out = note.value;
	return 0;
}

int store_note_put(struct txn *t, struct span name, struct span value, struct err *err)
{
	struct key k = key_named(TABLE_NOTE, name);
	struct note note = {.name = name, .value = value};
	return value.len ? txn_put(t, &code_note, &k, &note, err) : txn_clear(t, &k, err);
}

/* --- sweep --- */

/* 1: *expiry is the key of a window that ended before `now`. */
static int past_window(struct txn *t, int64_t now, struct key *expiry, struct err *err)
{
	int rc = txn_first(t, key_of(INDEX_EXPIRY), expiry, err);
	return rc > 0 && (int64_t)key_get_u64(key_span(expiry), 1) > now ? 0 : rc;
}

static int drop_window(struct txn *t, const struct key *expiry, struct err *err)
{
	struct key window = key_of(TABLE_WINDOW);
	key_bytes(&window, expiry->bytes + expiry->len - KEY_HASH, KEY_HASH);
	return txn_clear(t, &window, err) || txn_del(t, expiry, err) ? -1 : 0;
}

/* Rows are numbered in the order in which they were made, so the first row that is too young ends the search. 1: one
 * was dropped. */
static int drop_old_mail(struct txn *t, enum outmail_state state, int64_t before, struct err *err)
{
	struct key prefix = key_of(INDEX_STATE);
	struct key first;
	struct outmail m;
	key_u8(&prefix, state);
	int rc = txn_first(t, prefix, &first, err);
	if (rc <= 0)
		return rc;
	uint64_t id = key_owner(key_span(&first));
	if (store_outmail(t, &t->scratch, id, &m, err))
		return -1;
	if (m.created >= before)
		return 0;
	return store_outmail_delete(t, id, err) ? -1 : 1;
}

int store_sweep(struct txn *t, int64_t now, size_t limit, struct err *err)
{
	static const enum outmail_state states[] = {OUTMAIL_SENT, OUTMAIL_DROPPED};
	struct key expiry;
	size_t dropped = 0;
	int rc = 0;
	for (; dropped < limit && (rc = past_window(t, now, &expiry, err)) > 0; dropped++)
		if (drop_window(t, &expiry, err))
			return -1;
	for (size_t i = 0; rc >= 0 && i < sizeof(states) / sizeof(states[0]); i++)
		for (; dropped < limit && (rc = drop_old_mail(t, states[i], now - STORE_KEEP_SENT, err)) > 0; dropped++)
			;
	return rc < 0 ? -1 : 0;
}
