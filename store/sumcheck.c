#include "store/sumcheck.h"

struct sumcheck_one {
	struct sum sum;
	bool seen;
};

void sumcheck_init(struct sumcheck *c)
{
	*c = (struct sumcheck){0};
	arena_init(&c->a);
}

void sumcheck_clear(struct sumcheck *c)
{
	tree_drop(c->sums);
	arena_clear(&c->a);
	c->sums = NULL;
}

static struct sumcheck_one *one_of(const struct tree *item)
{
	struct sumcheck_one *one;
	memcpy(&one, tree_value(item).ptr, sizeof(one));
	return one;
}

static struct sumcheck_one *one_for(struct sumcheck *c, const struct key *k)
{
	const struct tree *item = tree_get(c->sums, key_span(k));
	if (item)
		return one_of(item);
	struct sumcheck_one *one = ARENA_NEW(&c->a, struct sumcheck_one);
	c->sums = tree_put(c->sums, key_span(k), span_make(&one, sizeof(one)), false);
	return one;
}

bool sumcheck_add(struct sumcheck *c, const struct ticket *t)
{
	struct sum_shares shares = {0};
	struct arena a;
	bool sound = true;
	arena_init(&a);
	sums_of_ticket(&a, t, &shares);
	for (size_t i = 0; i < shares.count; i++) {
		const struct sum_share *s = &shares.items[i];
		struct key k = key_sum(s->of, s->day, s->name);
		if (s->n)
			sound &= sum_apply(&c->a, &one_for(c, &k)->sum, s, true);
	}
	arena_clear(&a);
	return sound;
}

bool sumcheck_is(struct sumcheck *c, struct span key, const struct sum *sum)
{
	const struct tree *item = tree_get(c->sums, key);
	if (!item)
		return false;
	struct sumcheck_one *one = one_of(item);
	one->seen = true;
	return sum_equal(&one->sum, sum);
}

struct others {
	void (*other)(void *ctx, struct span key);
	void *ctx;
};

static void tell_other(const struct tree *item, void *ctx)
{
	const struct others *o = ctx;
	if (!one_of(item)->seen)
		o->other(o->ctx, tree_key(item));
}

void sumcheck_others(const struct sumcheck *c, void (*other)(void *ctx, struct span key), void *ctx)
{
	struct others o = {other, ctx};
	tree_each(c->sums, tell_other, &o);
}
