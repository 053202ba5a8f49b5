#include "store/loads.h"

size_t loads_of_ticket(const struct ticket *ticket, struct load_share out[2])
{
	bool open = status_is_open(ticket->status);
	size_t n = 0;
	if (ticket->customer.len)
		out[n++] = (struct load_share){TABLE_CUSTOMER, ticket->customer, 1, open};
	if (ticket->agent.len && open)
		out[n++] = (struct load_share){TABLE_AGENT, ticket->agent, 0, 1};
	return n;
}

int loads_get(struct txn *t, enum table of, struct span name, struct load *out, struct err *err)
{
	struct load load = {.name = name};
	struct key k = key_load(of, name);
	bool found;
	if (txn_found(txn_get(t, &code_load, &k, &t->scratch, &load, err), &found, err))
		return -1;
	*out = load;
	return 0;
}

static int loads_add(struct txn *t, const struct load_share *share, bool up, struct err *err)
{
	struct load load;
	struct key k = key_load(share->of, share->name);
	if (loads_get(t, share->of, share->name, &load, err))
		return -1;
	if (!up && (load.tickets < share->tickets || load.open < share->open))
		return err_set(err, ERR_CORRUPT, "a load would drop below zero; run verify");
	load.tickets = up ? load.tickets + share->tickets : load.tickets - share->tickets;
	load.open = up ? load.open + share->open : load.open - share->open;
	return load.tickets || load.open ? txn_put(t, &code_load, &k, &load, err) : txn_clear(t, &k, err);
}

static int loads_add_all(struct txn *t, const struct ticket *ticket, bool up, struct err *err)
{
	struct load_share shares[2];
	size_t n = ticket ? loads_of_ticket(ticket, shares) : 0;
	for (size_t i = 0; i < n; i++)
		if (loads_add(t, &shares[i], up, err))
			return -1;
	return 0;
}

static bool same_load(const struct ticket *a, const struct ticket *b)
{
	return a && b && a->status == b->status && span_ieq(a->agent, b->agent) && span_ieq(a->customer, b->customer);
}

int loads_follow(struct txn *t, const struct ticket *before, const struct ticket *after, struct err *err)
{
	if (same_load(before, after))
		return 0;
	return loads_add_all(t, before, false, err) || loads_add_all(t, after, true, err) ? -1 : 0;
}
