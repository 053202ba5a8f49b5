#include "daemon/core/agent/reach.h"

#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/phrase.h"
#include "parsers/address.h"

/* That command's words; NULL: none. */
static const struct span_list *command_words(const struct command_calls *o, enum command_id id)
{
	const struct command_call *order = command_calls_find(o, id);
	return order && order->words.count ? &order->words : NULL;
}

static struct span reach_customer(const struct command_calls *o, const struct ticket *t)
{
	static const enum command_id ids[] = {COMMAND_CUSTOMER, COMMAND_NEW};
	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
		if (command_words(o, ids[i]))
			return command_words(o, ids[i])->items[0];
	return t ? t->customer : SPAN_NONE;
}

static enum refusal refusal_of(const struct work *w, const struct command_calls *o, struct span addr)
{
	if (addr.len && (address_listed(&w->mail->to, addr) || address_listed(&w->mail->cc, addr)))
		return REFUSAL_NONE;
	return compose_refusal(w, addr, o->agent->email, true);
}

static bool reaches_one_of(const struct work *w, const struct command_calls *o, const struct span_list *list)
{
	const struct span_list *gone = command_words(o, COMMAND_UNWATCH);
	for (size_t i = 0; list && i < list->count; i++)
		if (!(gone && span_iin(gone, list->items[i])) && refusal_of(w, o, list->items[i]) == REFUSAL_NONE)
			return true;
	return false;
}

static struct span why_not(struct work *w, const struct command_calls *o, enum refusal no, struct span customer)
{
	static const enum phrase phrases[] = {[REFUSAL_ADDRESS] = PHRASE_CUSTOMER_NO_ADDRESS,
					      [REFUSAL_OWN] = PHRASE_CUSTOMER_DESK,
					      [REFUSAL_AUTHOR] = PHRASE_CUSTOMER_YOU,
					      [REFUSAL_BOUNCES] = PHRASE_CUSTOMER_BOUNCES};
	return no == REFUSAL_NONE ? SPAN_NONE : phrase_text(w->a, o->language, phrases[no], customer, SPAN_NONE);
}

/* #to: only that person. */
static void reach_one(struct work *w, const struct command_calls *o, struct span one, struct reach *out)
{
	const struct ticket *t = o->ticket ? plan_peek(w, o->ticket) : NULL;
	enum phrase why = PHRASE_TO_ALONE;
	*out = (struct reach){.one = one, .anybody = refusal_of(w, o, one) == REFUSAL_NONE};
	out->customer = out->anybody && span_ieq(one, reach_customer(o, t));
	if (!out->anybody)
		why = PHRASE_TO_NOBODY;
	if (!out->customer)
		out->why = phrase_text(w->a, o->language, why, one, SPAN_NONE);
}

bool reach_is_on(const struct command_calls *o, const struct ticket *t, struct span addr)
{
	const struct span_list *in = command_words(o, COMMAND_WATCH), *gone = command_words(o, COMMAND_UNWATCH);
	if (span_ieq(addr, reach_customer(o, t)) || (in && span_iin(in, addr)))
		return true;
	return t && !(gone && span_iin(gone, addr)) && (span_iin(&t->watchers, addr) || span_iin(&t->newcomers, addr));
}

void reach_read(struct work *w, const struct command_calls *o, struct reach *out)
{
	const struct ticket *t = o->ticket ? plan_peek(w, o->ticket) : NULL;
	struct span customer = reach_customer(o, t);
	const struct span_list *one = command_words(o, COMMAND_TO);
	if (one) {
		reach_one(w, o, one->items[0], out);
		return;
	}
	enum refusal no = refusal_of(w, o, customer);
	bool watcher =
		(t && reaches_one_of(w, o, &t->watchers)) || reaches_one_of(w, o, command_words(o, COMMAND_WATCH));
	*out = (struct reach){.customer = no == REFUSAL_NONE,
			      .anybody = no == REFUSAL_NONE || watcher,
			      .why = why_not(w, o, no, customer)};
}
