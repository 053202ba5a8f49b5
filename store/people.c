/* Customers and agents; how many tickets they have comes from the loads. */
#include "store/loads.h"

/* --- customers --- */

static int add_load(struct txn *t, struct customer *c, struct err *err)
{
	struct load load;
	if (loads_get(t, TABLE_CUSTOMER, c->addr, &load, err))
		return -1;
	c->tickets = load.tickets;
	c->open = load.open;
	return 0;
}

int store_customer(struct txn *t, struct arena *a, struct span addr, struct customer *out, struct err *err)
{
	struct key k = key_named(TABLE_CUSTOMER, addr);
	return txn_get(t, &code_customer, &k, a, out, err) || add_load(t, out, err) ? -1 : 0;
}

int store_customer_put(struct txn *t, const struct customer *customer, struct err *err)
{
	struct key k = key_named(TABLE_CUSTOMER, customer->addr);
	return txn_put(t, &code_customer, &k, customer, err);
}

int store_customer_delete(struct txn *t, struct span addr, struct err *err)
{
	struct key k = key_named(TABLE_CUSTOMER, addr);
	return txn_clear(t, &k, err);
}

int store_each_customer(struct txn *t, store_customer_fn *each, void *ctx, struct err *err)
{
	struct arena a;
	struct scan s;
	int rc;
	arena_init(&a);
	scan_start(&s, t, key_of(TABLE_CUSTOMER));
	while ((rc = scan_next(&s, err)) > 0) {
		struct customer c;
		rc = txn_decode(t, &code_customer, &a, s.key, s.value, &c, err) || add_load(t, &c, err)
			     ? -1
			     : each(ctx, &c, err);
		arena_clear(&a);
		arena_clear(&t->scratch);
		if (rc)
			break;
	}
	scan_end(&s);
	return rc;
}

/* --- agents --- */

int store_agent(struct txn *t, struct arena *a, struct span name, struct agent_state *out, struct err *err)
{
	struct key k = key_named(TABLE_AGENT, name);
	struct agent_state agent = {.name = name};
	struct load load;
	bool found;
	if (txn_found(txn_get(t, &code_agent, &k, a, &agent, err), &found, err) ||
	    loads_get(t, TABLE_AGENT, name, &load, err))
		return -1;
	agent.name = found ? agent.name : arena_dup(a, name);
	agent.open = load.open;
	*out = agent;
	return 0;
}

int store_agent_put(struct txn *t, const struct agent_state *agent, struct err *err)
{
	struct key k = key_named(TABLE_AGENT, agent->name);
	return txn_put(t, &code_agent, &k, agent, err);
}
