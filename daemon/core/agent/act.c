#include "daemon/core/agent/act.h"

#include "daemon/core/agent/asks.h"
#include "daemon/core/agent/away.h"
#include "daemon/core/agent/join.h"
#include "daemon/core/agent/reach.h"
#include "daemon/core/agent/undo.h"
#include "daemon/core/base/when.h"
#include "daemon/core/ticket/assign.h"
#include "daemon/core/ticket/lifecycle.h"

/* --- who has it --- */

static void do_take(struct acting *x, const struct order *o)
{
	assign_to(x->w, x->t, x->o->agent, x->o->agent->name, acting_why(x, o->id));
	acting_say(x, PHRASE_ASSIGNED, x->o->agent->name, SPAN_NONE);
}

static void category_set(struct acting *x, const struct order *o)
{
	struct span old = x->t->category;
	if (span_ieq(old, o->category->name))
		return;
	x->t->category = o->category->name;
	acting_event_put(x, o, (struct event){.kind = EVENT_CATEGORY, .from = old, .to = o->category->name});
}

/* The ticket becomes that category's, so that it waits there when nobody is free. */
static void assign_by_category(struct acting *x, const struct order *o)
{
	struct span how;
	category_set(x, o);
	const struct agent_conf *agent = assign_choose(x->w, x->t, SPAN_NONE, &how);
	if (agent) {
		assign_to(x->w, x->t, agent, x->o->agent->name,
			  arena_printf(x->w->a, "%.*s; %.*s", SPAN_ARG(acting_why(x, o->id)), SPAN_ARG(how)));
		acting_say(x, PHRASE_ASSIGNED, agent->name, SPAN_NONE);
		return;
	}
	assign_to(x->w, x->t, NULL, x->o->agent->name, acting_why(x, o->id));
	assign_ticket(x->w, x->t, SPAN_NONE);
	acting_say(x, x->t->waiting ? PHRASE_WAITING : PHRASE_UNASSIGNED, o->category->name, SPAN_NONE);
}

static void do_assign(struct acting *x, const struct order *o)
{
	if (!o->agent) {
		assign_by_category(x, o);
		return;
	}
	assign_to(x->w, x->t, o->agent, x->o->agent->name, acting_why(x, o->id));
	acting_say(x, PHRASE_ASSIGNED, o->agent->name, SPAN_NONE);
}

static void do_unassign(struct acting *x, const struct order *o)
{
	assign_to(x->w, x->t, NULL, x->o->agent->name, acting_why(x, o->id));
	acting_say(x, PHRASE_UNASSIGNED, SPAN_NONE, SPAN_NONE);
}

/* --- status --- */

static bool life_event(enum command_id id, enum life_event *out)
{
	static const struct {
		enum command_id id;
		enum life_event life;
	} table[] = {{COMMAND_OPEN, LIFE_OPEN},
		     {COMMAND_PENDING, LIFE_PENDING},
		     {COMMAND_RESOLVE, LIFE_RESOLVE},
		     {COMMAND_CLOSE, LIFE_CLOSE},
		     {COMMAND_SPAM, LIFE_SPAM}};
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		if (table[i].id != id)
			continue;
		*out = table[i].life;
		return true;
	}
	return false;
}

static void do_status(struct acting *x, const struct order *o)
{
	enum life_event life;
	if (!life_event(o->id, &life))
		return;
	lifecycle_apply(x->w, x->t, life, x->o->agent->name, acting_why(x, o->id));
	struct span status = span_of(status_name(x->t->status)),
		    until = when_until(x->w->a, x->w->conf->zone, o->until);
	if (!o->until) {
		acting_say(x, PHRASE_STATUS, status, SPAN_NONE);
		return;
	}
	x->t->wake = o->until;
	acting_event_put(x, o, (struct event){.kind = EVENT_UNTIL, .number = (uint64_t)o->until});
	acting_say(x, PHRASE_STATUS_UNTIL, status, until);
}

static void do_snooze(struct acting *x, const struct order *o)
{
	struct span until = when_until(x->w->a, x->w->conf->zone, o->until);
	x->t->wake = o->until;
	x->t->snoozed = true;
	acting_event_put(x, o, (struct event){.kind = EVENT_SNOOZED, .number = (uint64_t)o->until});
	acting_say(x, PHRASE_SNOOZED, until, SPAN_NONE);
}

static void do_due(struct acting *x, const struct order *o)
{
	x->t->due = o->until;
	acting_event_put(x, o, (struct event){.kind = EVENT_DUE, .number = (uint64_t)o->until});
	acting_say(x, PHRASE_DUE, when_until(x->w->a, x->w->conf->zone, o->until), SPAN_NONE);
}

/* --- what it says --- */

static void do_priority(struct acting *x, const struct order *o)
{
	struct span old = span_of(priority_name(x->t->priority)), new = span_of(priority_name(o->priority));
	x->t->priority = o->priority;
	acting_event_put(x, o, (struct event){.kind = EVENT_PRIORITY, .from = old, .to = new});
	acting_say(x, PHRASE_PRIORITY, new, SPAN_NONE);
}

static void do_category(struct acting *x, const struct order *o)
{
	category_set(x, o);
	acting_say(x, PHRASE_CATEGORY, o->category->name, SPAN_NONE);
}

static void do_subject(struct acting *x, const struct order *o)
{
	struct span old = x->t->subject;
	x->t->subject = o->args;
	acting_event_put(x, o, (struct event){.kind = EVENT_SUBJECT, .from = old, .to = o->args});
	acting_say(x, PHRASE_SUBJECT, o->args, SPAN_NONE);
}

static void do_tag(struct acting *x, const struct order *o)
{
	for (size_t i = 0; i < o->words.count; i++)
		plan_add(x->w, &x->t->tags, o->words.items[i]);
	acting_event(x, o, EVENT_TAGGED, span_list_join(x->w->a, &o->words));
	acting_say(x, PHRASE_TAGGED, span_list_join(x->w->a, &o->words), SPAN_NONE);
}

static void do_untag(struct acting *x, const struct order *o)
{
	for (size_t i = 0; i < o->words.count; i++)
		plan_drop(&x->t->tags, o->words.items[i]);
	acting_event(x, o, EVENT_UNTAGGED, span_list_join(x->w->a, &o->words));
	acting_say(x, PHRASE_UNTAGGED, span_list_join(x->w->a, &o->words), SPAN_NONE);
}

/* --- who hears of it --- */

static void watch_one(struct acting *x, struct span address)
{
	const struct agent_conf *agent = conf_agent_address(x->w->conf, address);
	if (agent) {
		if (!span_ieq(x->t->agent, agent->name))
			plan_add(x->w, &x->t->agent_watchers, agent->name);
		return;
	}
	if (!span_ieq(x->t->customer, address))
		plan_add(x->w, &x->t->watchers, address);
	plan_drop(&x->t->newcomers, address);
}

static void do_watch(struct acting *x, const struct order *o)
{
	for (size_t i = 0; i < o->words.count; i++)
		watch_one(x, o->words.items[i]);
	acting_event(x, o, EVENT_WATCHER, span_list_join(x->w->a, &o->words));
	acting_say(x, PHRASE_WATCHED, span_list_join(x->w->a, &o->words), SPAN_NONE);
}

static void do_unwatch(struct acting *x, const struct order *o)
{
	for (size_t i = 0; i < o->words.count; i++) {
		const struct agent_conf *agent = conf_agent_address(x->w->conf, o->words.items[i]);
		plan_drop(agent ? &x->t->agent_watchers : &x->t->watchers, agent ? agent->name : o->words.items[i]);
	}
	acting_event(x, o, EVENT_UNWATCHED, span_list_join(x->w->a, &o->words));
	acting_say(x, PHRASE_UNWATCHED, span_list_join(x->w->a, &o->words), SPAN_NONE);
}

static void do_customer(struct acting *x, const struct order *o)
{
	struct span address = o->words.items[0], old = x->t->customer;
	struct customer *record = plan_customer(x->w, address);
	record->standing = STANDING_KNOWN;
	if (o->name.len)
		record->name = o->name;
	x->t->customer = record->addr;
	x->t->customer_name = record->name;
	if (record->language.len)
		x->t->language = record->language;
	plan_drop(&x->t->watchers, address);
	plan_drop(&x->t->newcomers, address);
	acting_event_put(x, o, (struct event){.kind = EVENT_CUSTOMER, .from = old, .to = address});
	acting_say(x, PHRASE_CUSTOMER, address, SPAN_NONE);
}

/* --- the table --- */

static void (*const doers[COMMAND_COUNT])(struct acting *x, const struct order *o) = {
	[COMMAND_TAKE] = do_take,         [COMMAND_ASSIGN] = do_assign,   [COMMAND_UNASSIGN] = do_unassign,
	[COMMAND_OPEN] = do_status,       [COMMAND_PENDING] = do_status,  [COMMAND_RESOLVE] = do_status,
	[COMMAND_CLOSE] = do_status,      [COMMAND_SPAM] = do_status,     [COMMAND_PRIORITY] = do_priority,
	[COMMAND_CATEGORY] = do_category, [COMMAND_SUBJECT] = do_subject, [COMMAND_TAG] = do_tag,
	[COMMAND_UNTAG] = do_untag,       [COMMAND_WATCH] = do_watch,     [COMMAND_UNWATCH] = do_unwatch,
	[COMMAND_CUSTOMER] = do_customer, [COMMAND_MERGE] = join_merge,   [COMMAND_LINK] = join_link,
	[COMMAND_SNOOZE] = do_snooze,     [COMMAND_DUE] = do_due,         [COMMAND_AWAY] = away_command,
	[COMMAND_BACK] = away_back,       [COMMAND_UNDO] = undo_command,
};

void act_apply(struct acting *x)
{
	for (size_t i = 0; i < x->o->list.count; i++) {
		const struct order *order = &x->o->list.items[i];
		if (doers[order->id])
			doers[order->id](x, order);
	}
}

/* --- what the tickets' state forbids --- */

static void status_check(struct work *w, struct orders *o, const struct order *order, enum status from)
{
	enum life_event life;
	enum status to;
	if (!life_event(order->id, &life) || lifecycle_next(from, life, &to))
		return;
	struct span line = arena_printf(w->a, "#%s: %s", command_table[order->id].name, status_name(from));
	order_fault(w, o, line, SPAN_NONE);
}

static void unwatch_check(struct work *w, struct orders *o, const struct order *order, const struct ticket *t)
{
	for (size_t i = 0; i < order->words.count; i++) {
		struct span who = order->words.items[i];
		const struct agent_conf *agent = conf_agent_address(w->conf, who);
		bool watches = agent ? span_iin(&t->agent_watchers, agent->name) : span_iin(&t->watchers, who);
		if (watches)
			continue;
		struct span known = span_list_join(w->a, &t->watchers);
		order_fault(w, o, phrase_text(w->a, o->language, PHRASE_NOT_WATCHING, who, SPAN_NONE),
			    known.len ? phrase_text(w->a, o->language, PHRASE_KNOWN, known, SPAN_NONE) : SPAN_NONE);
	}
}

static void name_join(struct work *w, const struct span_list *list, struct span *known)
{
	struct span more = span_list_join(w->a, list);
	if (more.len)
		*known = known->len ? arena_printf(w->a, "%.*s, %.*s", SPAN_ARG(*known), SPAN_ARG(more)) : more;
}

/* It goes to somebody of the ticket, and there must be something to go. */
static void to_check(struct work *w, struct orders *o, const struct order *order, const struct ticket *t,
		     bool with_text)
{
	struct span to = order->words.items[0], known = t ? t->customer : SPAN_NONE;
	if (!with_text && !order_find(o, COMMAND_NOTE))
		order_fault(w, o, phrase_text(w->a, o->language, PHRASE_TEXT_NEEDED, SPAN("to"), SPAN_NONE), SPAN_NONE);
	if (reach_is_on(o, t, to))
		return;
	if (t) {
		name_join(w, &t->watchers, &known);
		name_join(w, &t->newcomers, &known);
	}
	order_fault(w, o, phrase_text(w->a, o->language, PHRASE_NOT_ON_TICKET, to, SPAN_NONE),
		    known.len ? phrase_text(w->a, o->language, PHRASE_KNOWN, known, SPAN_NONE) : SPAN_NONE);
}

void act_check(struct work *w, struct orders *o, bool with_text)
{
	const struct ticket *t = o->ticket ? plan_peek(w, o->ticket) : NULL;
	enum status from = t ? t->status : STATUS_NEW;
	if (with_text)
		lifecycle_next(from, LIFE_ANSWER, &from);
	for (size_t i = 0; i < o->list.count; i++) {
		const struct order *order = &o->list.items[i];
		status_check(w, o, order, from);
		if (order->id == COMMAND_UNWATCH && t)
			unwatch_check(w, o, order, t);
		if (order->id == COMMAND_TO)
			to_check(w, o, order, t, with_text);
		if (order->id == COMMAND_RAW && t)
			asks_raw_check(w, o, order);
		if (order->id == COMMAND_UNDO && t)
			undo_check(w, o);
		if (order->id == COMMAND_SPLIT && t)
			join_split_check(w, o);
	}
}
