/* Each put gives the ticket a change number, higher than any before, and an index has one entry for each ticket, with
 * its latest number. So the index never grows beyond the number of tickets, and a follower need only remember the last
 * number that it has seen. */
#include "store/changes.h"

#include "store/numbers.h"

int changes_next(struct txn *t, uint64_t *out, struct err *err)
{
	return number_next(t, NUMBER_CHANGE, out, err) || number_take(t, NUMBER_CHANGE, *out, err) ? -1 : 0;
}

int changes_loss(struct txn *t, struct err *err)
{
	struct counted n;
	struct key k = key_fact(FACT_LOSS);
	return changes_next(t, &n.value, err) || txn_put(t, &code_number, &k, &n, err) ? -1 : 0;
}

/* A backend with its own counter hands out numbers that may never be used. */
static int last_used(struct txn *t, uint64_t *out, struct err *err)
{
	struct scan s;
	scan_start_back(&s, t, key_of(INDEX_CHANGE));
	scan_few(&s, 1);
	int rc = scan_next(&s, err);
	*out = rc > 0 ? key_get_u64(s.key, 1) : 0;
	scan_end(&s);
	return rc < 0 ? -1 : 0;
}

int store_change(struct txn *t, uint64_t *out, struct err *err)
{
	uint64_t next;
	if (t->kv->ops->number)
		return last_used(t, out, err);
	if (number_next(t, NUMBER_CHANGE, &next, err))
		return -1;
	*out = next - 1;
	return 0;
}

int store_loss(struct txn *t, uint64_t *out, struct err *err)
{
	struct counted n = {0};
	struct key k = key_fact(FACT_LOSS);
	bool found;
	if (txn_found(txn_get(t, &code_number, &k, &t->scratch, &n, err), &found, err))
		return -1;
	*out = n.value;
	return 0;
}

int store_changed(struct txn *t, struct arena *a, uint64_t after, size_t limit, struct id_list *out, uint64_t *last,
		  struct err *err)
{
	struct key prefix = key_of(INDEX_CHANGE), from = prefix;
	struct id_list list = {0};
	struct scan s;
	int rc = 0;
	key_u64(&from, after + 1);
	*last = after;
	scan_start_at(&s, t, prefix, from);
	while (list.count < limit && (rc = scan_next(&s, err)) > 0) {
		*LIST_ADD(a, &list) = key_owner(s.key);
		*last = key_get_u64(s.key, 1);
	}
	scan_end(&s);
	if (rc >= 0)
		*out = list;
	return rc < 0 ? -1 : 0;
}
