#include "store/overlay.h"

/* The two sides of a merge. */
struct merge {
	const struct overlay *o;
	const struct kv_range *range;
	struct arena *a;
	const struct tree *own; /* our next item; NULL: none */
	struct kv_rows base;    /* a page of the base's */
	size_t at;
	bool is_last; /* there is no page after this one */
};

static bool overlay_is_inside(const struct kv_range *r, struct span key)
{
	return span_cmp(key, r->from) >= 0 && (!r->to.len || span_cmp(key, r->to) < 0);
}

static const struct tree *only_inside(const struct kv_range *r, const struct tree *item)
{
	return item && overlay_is_inside(r, tree_key(item)) ? item : NULL;
}

static void own_start(struct merge *m)
{
	const struct kv_range *r = m->range;
	m->own = only_inside(r, r->backwards ? tree_before(m->o->own, r->to) : tree_at_or_after(m->o->own, r->from));
}

static void own_step(struct merge *m)
{
	struct span key = tree_key(m->own);
	m->own = only_inside(m->range, m->range->backwards ? tree_before(m->o->own, key) : tree_after(m->o->own, key));
}

/* Reads the page after the base's last row: the first possible key after a key is that key with a zero byte
 * appended. */
static int base_page(struct merge *m, struct err *err)
{
	struct kv_range r = *m->range;
	if (m->base.count) {
		struct span last = m->base.items[m->base.count - 1].key;
		if (r.backwards)
			r.to = last;
		else
			r.from = span_make(arena_dup(m->a, last).ptr, last.len + 1);
	}
	m->base.count = m->at = 0;
	if (kv_range(m->o->base, m->o->base_txn, &r, m->a, &m->base, err))
		return -1;
	m->is_last = m->base.count < r.limit;
	return 0;
}

static const struct kv_row *base_row(const struct merge *m)
{
	return m->at < m->base.count ? &m->base.items[m->at] : NULL;
}

/* Takes the next row of the two; hidden rows of the base, and own items marked gone, are skipped. */
static void overlay_take(struct merge *m, const struct kv_row *base, struct kv_rows *out)
{
	int order = !m->own ? 1 : !base ? -1 : span_cmp(tree_key(m->own), base->key);
	if (m->own && base && m->range->backwards)
		order = -order;
	if (order > 0) {
		*LIST_ADD(m->a, out) = *base;
		m->at++;
		return;
	}
	if (!m->own->gone)
		*LIST_ADD(m->a, out) = (struct kv_row){tree_key(m->own), tree_value(m->own)};
	m->at += order == 0;
	own_step(m);
}

int overlay_range(const struct overlay *o, const struct kv_range *r, struct arena *a, struct kv_rows *out,
		  struct err *err)
{
	struct merge m = {.o = o, .range = r, .a = a, .is_last = !o->base};
	size_t end = out->count + r->limit;
	own_start(&m);
	if (o->base && !m.own) /* nothing to merge */
		return kv_range(o->base, o->base_txn, r, a, out, err);
	while (out->count < end) {
		if (!m.is_last && !base_row(&m) && base_page(&m, err))
			return -1;
		const struct kv_row *base = base_row(&m);
		if (!base && !m.own)
			break;
		overlay_take(&m, base, out);
	}
	return 0;
}
