/* Mails to be sent, and the rows of sent ones. */
#include "store/numbers.h"

int store_next_outmail(struct txn *t, uint64_t *out, struct err *err)
{
	return number_next(t, NUMBER_OUTMAIL, out, err);
}

int store_outmail(struct txn *t, struct arena *a, uint64_t id, struct outmail *out, struct err *err)
{
	struct key k = key_number(TABLE_OUTMAIL, id);
	if (txn_get(t, &code_outmail, &k, a, out, err) == 0)
		return 0;
	if (err->kind == ERR_NOTFOUND)
		err_set(err, ERR_NOTFOUND, "no mail %llu in the outbox", (unsigned long long)id);
	return -1;
}

/* A mail that was sent or dropped is never rendered again, so its body and parts are left out. */
static struct outmail without_body(const struct outmail *mail)
{
	struct outmail m = *mail;
	if (m.state == OUTMAIL_SENT || m.state == OUTMAIL_DROPPED) {
		m.body = m.html = SPAN_NONE;
		m.parts = (struct outmail_part_list){0};
	}
	return m;
}

int store_outmail_put(struct txn *t, const struct outmail *mail, struct err *err)
{
	struct outmail before, after = without_body(mail);
	struct key_set old = {0}, new = {0};
	bool is_new;
	if (number_is_new(t, NUMBER_OUTMAIL, mail->id, &is_new, err) ||
	    (is_new ? number_take(t, NUMBER_OUTMAIL, mail->id, err)
		    : store_outmail(t, &t->scratch, mail->id, &before, err)))
		return -1;
	if (!is_new)
		keys_of_outmail(&t->scratch, &before, &old);
	keys_of_outmail(&t->scratch, &after, &new);
	bool is_over = after.state == OUTMAIL_SENT || after.state == OUTMAIL_DROPPED;
	if (!is_new && is_over && before.parts.count && txn_del_range(t, key_number(TABLE_FILE, mail->id), err))
		return -1;
	struct key k = key_number(TABLE_OUTMAIL, mail->id);
	return txn_reindex(t, &old, &new, err) ? -1 : txn_put(t, &code_outmail, &k, &after, err);
}

int store_outmail_delete(struct txn *t, uint64_t id, struct err *err)
{
	struct outmail before;
	struct key_set old = {0}, none = {0};
	if (store_outmail(t, &t->scratch, id, &before, err))
		return -1;
	keys_of_outmail(&t->scratch, &before, &old);
	if (before.parts.count && txn_del_range(t, key_number(TABLE_FILE, id), err))
		return -1;
	struct key k = key_number(TABLE_OUTMAIL, id);
	return txn_reindex(t, &old, &none, err) ? -1 : txn_del(t, &k, err);
}

/* --- lists --- */

int store_outbox_due(struct txn *t, struct arena *a, int64_t now, size_t limit, struct id_list *out, int64_t *next_due,
		     struct err *err)
{
	struct id_list list = {0};
	int64_t next = 0;
	struct scan s;
	int rc;
	scan_start(&s, t, key_of(INDEX_DUE));
	scan_few(&s, limit + 1);
	while ((rc = scan_next(&s, err)) > 0) {
		int64_t due = (int64_t)key_get_u64(s.key, 1);
		if (due > now || list.count >= limit) {
			next = due ? due : 1; /* 0 means none */
			rc = 0;
			break;
		}
		*LIST_ADD(a, &list) = key_owner(s.key);
	}
	scan_end(&s);
	if (rc)
		return -1;
	*out = list;
	*next_due = next;
	return 0;
}

static int add_indexed(struct txn *t, struct arena *a, struct key prefix, struct outmail_list *list, struct err *err)
{
	struct scan s;
	int rc;
	scan_start(&s, t, prefix);
	while ((rc = scan_next(&s, err)) > 0)
		if ((rc = store_outmail(t, a, key_owner(s.key), LIST_ADD(a, list), err)))
			break;
	scan_end(&s);
	return rc;
}

static int add_state(struct txn *t, struct arena *a, enum outmail_state state, struct outmail_list *list,
		     struct err *err)
{
	struct key prefix = key_of(INDEX_STATE);
	key_u8(&prefix, state);
	return add_indexed(t, a, prefix, list, err);
}

int store_outbox(struct txn *t, struct arena *a, struct outmail_list *out, struct err *err)
{
	struct outmail_list list = {0};
	if (add_state(t, a, OUTMAIL_QUEUED, &list, err) || add_state(t, a, OUTMAIL_FAILED, &list, err))
		return -1;
	*out = list;
	return 0;
}

int store_outbox_counts(struct txn *t, uint64_t out[OUTMAIL_STATE_COUNT], int64_t *oldest, struct err *err)
{
	uint64_t counts[OUTMAIL_STATE_COUNT] = {0};
	struct outmail first = {0};
	struct scan s;
	int rc;
	scan_start(&s, t, key_of(INDEX_STATE));
	while ((rc = scan_next(&s, err)) > 0) {
		unsigned state = s.key.len > 1 ? (unsigned char)s.key.ptr[1] : OUTMAIL_STATE_COUNT;
		if (state < OUTMAIL_STATE_COUNT && counts[state]++ == 0 && state == OUTMAIL_QUEUED &&
		    (rc = store_outmail(t, &t->scratch, key_owner(s.key), &first, err)))
			break;
	}
	scan_end(&s);
	if (rc)
		return -1;
	memcpy(out, counts, sizeof(counts));
	*oldest = first.created;
	return 0;
}

int store_outbox_to(struct txn *t, struct arena *a, struct span to, struct outmail_list *out, struct err *err)
{
	struct outmail_list list = {0};
	if (add_indexed(t, a, key_named(INDEX_TO, to), &list, err))
		return -1;
	*out = list;
	return 0;
}

int store_mails_to(struct txn *t, struct arena *a, uint64_t ticket, struct span to, size_t limit,
		   struct outmail_list *out, struct err *err)
{
	struct outmail_list list = {0};
	struct id_list ids = {0};
	struct scan s;
	int rc = 0;
	scan_start_back(&s, t, key_number(INDEX_MAILS, ticket));
	scan_few(&s, STORE_MAILS_BACK);
	while (ids.count < STORE_MAILS_BACK && (rc = scan_next(&s, err)) > 0)
		*LIST_ADD(&t->scratch, &ids) = key_owner(s.key);
	scan_end(&s);
	rc = rc < 0 ? -1 : 0;
	for (size_t i = 0; rc == 0 && i < ids.count && list.count < limit; i++) {
		struct outmail m;
		rc = store_outmail(t, a, ids.items[i], &m, err);
		if (rc == 0 && span_ieq(m.to, to))
			*LIST_ADD(a, &list) = m;
	}
	if (rc)
		return -1;
	*out = list;
	return 0;
}
