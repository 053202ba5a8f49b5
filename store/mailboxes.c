/* Which mails of a mailbox are done: every UID up to its cursor, and those above it that have an entry. */
#include "store/txn.h"

/* 0 where there is none. */
static int mailboxes_number_get(struct txn *t, const struct key *k, uint64_t *out, struct err *err)
{
	struct counted n = {0};
	bool found;
	if (txn_found(txn_get(t, &code_number, k, &t->scratch, &n, err), &found, err))
		return -1;
	*out = n.value;
	return 0;
}

int store_cursor(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t *out, struct err *err)
{
	struct key k = key_mailbox(TABLE_CURSOR, mailbox, uidvalidity);
	return mailboxes_number_get(t, &k, out, err);
}

/* The lowest UID above the cursor that has an entry; *found: there is one. */
static int lowest_done(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t *uid, bool *found,
		       struct err *err)
{
	struct key k;
	int rc = txn_first(t, key_mailbox(INDEX_DONE, mailbox, uidvalidity), &k, err);
	*found = rc > 0;
	*uid = rc > 0 ? key_owner(key_span(&k)) : 0;
	return rc < 0 ? -1 : 0;
}

int store_cursor_put(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid, struct err *err)
{
	struct counted n = {.value = uid};
	for (;;) { /* entries that the cursor now covers, or that follow it without a gap */
		uint64_t lowest;
		bool found;
		if (lowest_done(t, mailbox, uidvalidity, &lowest, &found, err))
			return -1;
		if (!found || lowest > n.value + 1)
			break;
		struct key entry = key_uid(INDEX_DONE, mailbox, uidvalidity, lowest);
		if (txn_del(t, &entry, err))
			return -1;
		n.value = lowest > n.value ? lowest : n.value;
	}
	struct key k = key_mailbox(TABLE_CURSOR, mailbox, uidvalidity);
	return txn_put(t, &code_number, &k, &n, err);
}

int store_done(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid, bool *out, struct err *err)
{
	uint64_t cursor;
	struct key k = key_uid(INDEX_DONE, mailbox, uidvalidity, uid);
	if (store_cursor(t, mailbox, uidvalidity, &cursor, err))
		return -1;
	if (uid > cursor)
		return txn_has(t, &k, out, err);
	*out = true;
	return 0;
}

/* Moves the cursor to `uid`, the next one, and past the entries that follow without a gap. */
static int cursor_step(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid, struct err *err)
{
	struct counted n = {.value = uid};
	struct key k = key_mailbox(TABLE_CURSOR, mailbox, uidvalidity);
	for (;; n.value++) {
		struct key entry = key_uid(INDEX_DONE, mailbox, uidvalidity, n.value + 1);
		bool follows;
		if (txn_has(t, &entry, &follows, err))
			return -1;
		if (!follows)
			return txn_put(t, &code_number, &k, &n, err);
		if (txn_clear(t, &entry, err))
			return -1;
	}
}

int store_done_put(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid, struct err *err)
{
	uint64_t cursor;
	struct key k = key_uid(INDEX_DONE, mailbox, uidvalidity, uid);
	if (store_cursor(t, mailbox, uidvalidity, &cursor, err))
		return -1;
	if (uid <= cursor)
		return 0;
	return uid == cursor + 1 ? cursor_step(t, mailbox, uidvalidity, uid, err) : txn_mark(t, &k, err);
}

int store_attempts(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid, uint32_t *out,
		   struct err *err)
{
	struct key k = key_uid(TABLE_ATTEMPTS, mailbox, uidvalidity, uid);
	uint64_t attempts;
	if (mailboxes_number_get(t, &k, &attempts, err))
		return -1;
	*out = (uint32_t)attempts;
	return 0;
}

int store_attempts_put(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid, uint32_t n,
		       struct err *err)
{
	struct key k = key_uid(TABLE_ATTEMPTS, mailbox, uidvalidity, uid);
	struct counted number = {.value = n};
	return n ? txn_put(t, &code_number, &k, &number, err) : txn_clear(t, &k, err);
}
