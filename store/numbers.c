#include "store/numbers.h"

static const struct {
	const char *word;
	uint64_t block, room; /* how many to request from a backend; how many a transaction has at least, more than it
				 can use */
} kinds[NUMBER_COUNT] = {
	[NUMBER_TICKET] = {"next ticket", 8, 4},         [NUMBER_OUTMAIL] = {"next outmail", 1 << 20, 1 << 16},
	[NUMBER_QUARANTINE] = {"next quarantine", 1, 1}, [NUMBER_CHANGE] = {"next change", 1 << 16, 1 << 12},
	[NUMBER_FORGOTTEN] = {"next forgotten", 1, 1},
};

struct key number_key(enum number of)
{
	return key_fact(span_of(kinds[of].word));
}

/* --- counted in records --- */

typedef int get_fn(struct txn *t, const struct protobuf_table *c, const struct key *k, struct arena *a, void *out,
		   struct err *err);

static int record_next(struct txn *t, get_fn *get, enum number of, uint64_t *out, struct err *err)
{
	struct counted n = {.value = 1};
	struct key k = number_key(of);
	bool found;
	if (txn_found(get(t, &code_number, &k, &t->scratch, &n, err), &found, err))
		return -1;
	*out = n.value;
	return 0;
}

static int record_take(struct txn *t, enum number of, uint64_t taken, struct err *err)
{
	struct counted n = {.value = taken + 1};
	struct key k = number_key(of);
	return txn_put(t, &code_number, &k, &n, err);
}

/* --- counted by the backend --- */

static bool is_backends(const struct txn *t)
{
	return t->kv->ops->number != NULL;
}

static int block_draw(struct txn *t, enum number of, struct err *err)
{
	uint64_t first;
	if (kv_number(t->kv, t->kvt, span_of(kinds[of].word), kinds[of].block, &first, err))
		return -1;
	t->numbers[of] = t->store->numbers[of] = (struct number_block){first, first + kinds[of].block};
	return 0;
}

static bool numbers_is_in(const struct number_block *b, uint64_t number)
{
	return number >= b->next && number < b->end;
}

/* --- either --- */

int number_next(struct txn *t, enum number of, uint64_t *out, struct err *err)
{
	const struct number_block *b = &t->numbers[of];
	if (!is_backends(t))
		return record_next(t, txn_get, of, out, err);
	if (b->end - b->next < kinds[of].room && block_draw(t, of, err))
		return -1;
	*out = b->next;
	return 0;
}

int number_is_new(struct txn *t, enum number of, uint64_t number, bool *out, struct err *err)
{
	uint64_t next = 0;
	if (!is_backends(t) && record_next(t, txn_get, of, &next, err))
		return -1;
	*out = is_backends(t) ? numbers_is_in(&t->numbers[of], number) : number >= next;
	return 0;
}

int number_was_new(struct txn *t, enum number of, uint64_t number, bool *out, struct err *err)
{
	uint64_t next = 0;
	if (!is_backends(t) && record_next(t, txn_get_before, of, &next, err))
		return -1;
	*out = is_backends(t) ? numbers_is_in(&t->store->numbers[of], number) : number >= next;
	return 0;
}

int number_take(struct txn *t, enum number of, uint64_t number, struct err *err)
{
	if (!is_backends(t))
		return record_take(t, of, number, err);
	if (!numbers_is_in(&t->numbers[of], number))
		return err_set(err, ERR_CORRUPT, "%s: %llu is not reserved for this process", kinds[of].word,
			       (unsigned long long)number);
	t->numbers[of].next = number + 1;
	return 0;
}

int number_end(struct txn *t, enum number of, uint64_t *out, struct err *err)
{
	if (!is_backends(t))
		return record_next(t, txn_get, of, out, err);
	return kv_number(t->kv, t->kvt, span_of(kinds[of].word), 1, out, err);
}
