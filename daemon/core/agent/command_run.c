#include "daemon/core/agent/command_run.h"

#include "daemon/core/agent/away.h"
#include "daemon/core/agent/command_answer.h"
#include "daemon/core/agent/crossed.h"
#include "daemon/core/agent/join.h"
#include "daemon/core/agent/reach.h"
#include "daemon/core/agent/undo.h"
#include "daemon/core/base/when.h"
#include "daemon/core/ticket/assign.h"
#include "daemon/core/ticket/change.h"

/* --- commands that are changes of the ticket --- */

/* The change that each command makes; other commands have no row. */
static const struct {
	bool is_one;
	enum change_kind kind;
	enum life_event life; /* for CHANGE_STATUS */
	enum phrase done;     /* the receipt's line; {1}: the new value */
} rows[COMMAND_COUNT] = {
	[COMMAND_TAKE] = {true, CHANGE_AGENT, 0, PHRASE_ASSIGNED},
	[COMMAND_ASSIGN] = {true, CHANGE_AGENT, 0, PHRASE_ASSIGNED},
	[COMMAND_UNASSIGN] = {true, CHANGE_AGENT, 0, PHRASE_UNASSIGNED},
	[COMMAND_OPEN] = {true, CHANGE_STATUS, LIFE_OPEN, PHRASE_STATUS},
	[COMMAND_PENDING] = {true, CHANGE_STATUS, LIFE_PENDING, PHRASE_STATUS},
	[COMMAND_RESOLVE] = {true, CHANGE_STATUS, LIFE_RESOLVE, PHRASE_STATUS},
	[COMMAND_CLOSE] = {true, CHANGE_STATUS, LIFE_CLOSE, PHRASE_STATUS},
	[COMMAND_SPAM] = {true, CHANGE_STATUS, LIFE_SPAM, PHRASE_STATUS},
	[COMMAND_PRIORITY] = {true, CHANGE_PRIORITY, 0, PHRASE_PRIORITY},
	[COMMAND_CATEGORY] = {true, CHANGE_CATEGORY, 0, PHRASE_CATEGORY},
	[COMMAND_SUBJECT] = {true, CHANGE_SUBJECT, 0, PHRASE_SUBJECT},
	[COMMAND_TAG] = {true, CHANGE_TAG, 0, PHRASE_TAGGED},
	[COMMAND_UNTAG] = {true, CHANGE_UNTAG, 0, PHRASE_UNTAGGED},
	[COMMAND_WATCH] = {true, CHANGE_WATCH, 0, PHRASE_WATCHED},
	[COMMAND_UNWATCH] = {true, CHANGE_UNWATCH, 0, PHRASE_UNWATCHED},
	[COMMAND_CUSTOMER] = {true, CHANGE_CUSTOMER, 0, PHRASE_CUSTOMER},
	[COMMAND_MERGE] = {true, CHANGE_MERGE, 0, PHRASE_MERGED},
	[COMMAND_LINK] = {true, CHANGE_LINK, 0, PHRASE_LINKED},
	[COMMAND_SNOOZE] = {true, CHANGE_SNOOZE, 0, PHRASE_SNOOZED},
	[COMMAND_DUE] = {true, CHANGE_DUE, 0, PHRASE_DUE},
};

static bool change_of(const struct command_calls *o, const struct command_call *order, struct change *out)
{
	*out = (struct change){
		.kind = rows[order->id].kind,
		.life = rows[order->id].life,
		.priority = order->priority,
		.category = order->category,
		.agent = order->id == COMMAND_TAKE ? o->agent : order->agent,
		.text = order->id == COMMAND_CUSTOMER && order->words.count ? order->words.items[0] : order->args,
		.name = order->name,
		.words = order->words,
		.until = order->until,
		.ticket = order->ticket,
	};
	return rows[order->id].is_one;
}

static struct span command_run_number(struct work *w, uint64_t id)
{
	return arena_printf(w->a, "%llu", (unsigned long long)id);
}

static struct span until_word(const struct acting *x, const struct change *c)
{
	return when_until_shown(x->w->a, x->w->conf->zone, x->o->language, c->until);
}

/* The new value. */
static struct span done_word(const struct acting *x, const struct change *c)
{
	switch (c->kind) {
	case CHANGE_STATUS:
		return phrase_status(x->o->language, x->t->status);
	case CHANGE_PRIORITY:
		return phrase_priority(x->o->language, x->t->priority);
	case CHANGE_CATEGORY:
		return x->t->category;
	case CHANGE_AGENT:
		return x->t->agent;
	case CHANGE_SNOOZE:
	case CHANGE_DUE:
		return until_word(x, c);
	case CHANGE_LINK:
	case CHANGE_MERGE:
		return command_run_number(x->w, c->ticket);
	case CHANGE_SUBJECT:
	case CHANGE_CUSTOMER:
		return c->text;
	default:
		return span_list_join(x->w->a, &c->words);
	}
}

static void done_say(struct acting *x, enum command_id id, const struct change *c)
{
	struct span two = c->kind == CHANGE_MERGE    ? command_run_number(x->w, x->t->id)
			  : c->kind == CHANGE_STATUS ? until_word(x, c)
						     : SPAN_NONE;
	enum phrase phrase = c->kind == CHANGE_STATUS && c->until ? PHRASE_STATUS_UNTIL : rows[id].done;
	acting_say(x, phrase, done_word(x, c), two);
}

/* Sets the category first, so that the ticket waits there if no one is free. */
static void assign_by_category(struct acting *x, const struct command_call *o)
{
	struct span how, why = acting_why(x, o->id), actor = x->o->agent->name;
	change_apply(x->w, x->t, &(struct change){.kind = CHANGE_CATEGORY, .category = o->category}, actor, why);
	struct change c = {.kind = CHANGE_AGENT, .agent = assign_choose(x->w, x->t, SPAN_NONE, &how)};
	if (c.agent) {
		why = arena_printf(x->w->a, "%.*s; %.*s", SPAN_ARG(why), SPAN_ARG(how));
		change_apply(x->w, x->t, &c, actor, why);
		acting_say(x, PHRASE_ASSIGNED, c.agent->name, SPAN_NONE);
		return;
	}
	change_apply(x->w, x->t, &c, actor, why);
	change_apply(x->w, x->t, &(struct change){.kind = CHANGE_CHOOSE}, SPAN("desk"), SPAN_NONE);
	acting_say(x, x->t->waiting ? PHRASE_WAITING : PHRASE_UNASSIGNED, o->category->name, SPAN_NONE);
}

static void change_do(struct acting *x, const struct command_call *o)
{
	struct change c;
	if (o->id == COMMAND_ASSIGN && !o->agent) {
		assign_by_category(x, o);
	} else if (change_of(x->o, o, &c)) {
		change_apply(x->w, x->t, &c, x->o->agent->name, acting_why(x, o->id));
		done_say(x, o->id, &c);
	}
}

/* --- running all commands --- */

void command_run_all(struct acting *x)
{
	static void (*const others[COMMAND_COUNT])(struct acting * x, const struct command_call *o) = {
		[COMMAND_AWAY] = away_command,
		[COMMAND_BACK] = away_back,
		[COMMAND_UNDO] = undo_command,
		[COMMAND_SEND] = crossed_send,
	};
	for (size_t i = 0; i < x->o->list.count; i++) {
		const struct command_call *order = &x->o->list.items[i];
		if (others[order->id])
			others[order->id](x, order);
		else
			change_do(x, order);
	}
}

/* --- checks --- */

static struct span fault_hint(struct work *w, const struct command_calls *o, const struct ticket *t,
			      const struct change_fault *fault)
{
	struct span known = fault->kind == CHANGE_NOT_WATCHING ? span_list_join(w->a, &t->watchers) : SPAN_NONE;
	return known.len ? phrase_text(w->a, o->language, PHRASE_KNOWN, known, SPAN_NONE) : SPAN_NONE;
}

static void change_try(struct work *w, struct command_calls *o, const struct command_call *order,
		       const struct ticket *t)
{
	struct change c;
	struct change_fault fault;
	if (change_of(o, order, &c) && !change_check(w, t, &c, &fault))
		command_calls_fault(w, o, change_fault_text(w->a, o->language, &fault), fault_hint(w, o, t, &fault));
}

static void command_run_name_join(struct work *w, const struct span_list *list, struct span *known)
{
	struct span more = span_list_join(w->a, list);
	if (more.len)
		*known = known->len ? arena_printf(w->a, "%.*s, %.*s", SPAN_ARG(*known), SPAN_ARG(more)) : more;
}

/* The recipient must be on the ticket, and there must be a text to send. */
static void to_check(struct work *w, struct command_calls *o, const struct command_call *order, const struct ticket *t,
		     bool with_text)
{
	struct span to = order->words.items[0], known = t ? t->customer : SPAN_NONE;
	if (!with_text && !command_calls_find(o, COMMAND_NOTE))
		command_calls_fault(w, o, phrase_text(w->a, o->language, PHRASE_TEXT_NEEDED, SPAN("to"), SPAN_NONE),
				    SPAN_NONE);
	if (reach_is_on(o, t, to))
		return;
	if (t) {
		command_run_name_join(w, &t->watchers, &known);
		command_run_name_join(w, &t->newcomers, &known);
	}
	command_calls_fault(w, o, phrase_text(w->a, o->language, PHRASE_NOT_ON_TICKET, to, SPAN_NONE),
			    known.len ? phrase_text(w->a, o->language, PHRASE_KNOWN, known, SPAN_NONE) : SPAN_NONE);
}

void command_run_check(struct work *w, struct command_calls *o, bool with_text)
{
	const struct ticket *t = o->ticket ? plan_peek(w, o->ticket) : NULL;
	struct ticket then = t ? *t : (struct ticket){.status = STATUS_NEW};
	if (with_text)
		lifecycle_next(then.status, LIFE_ANSWER, &then.status);
	for (size_t i = 0; i < o->list.count; i++) {
		const struct command_call *order = &o->list.items[i];
		change_try(w, o, order, &then);
		if (order->id == COMMAND_TO)
			to_check(w, o, order, t, with_text);
		if (order->id == COMMAND_SEND && t)
			crossed_check(w, o, with_text);
		if (order->id == COMMAND_RAW && t)
			command_answer_raw_check(w, o, order);
		if (order->id == COMMAND_UNDO && t)
			undo_check(w, o);
		if (order->id == COMMAND_SPLIT && t)
			join_split_check(w, o);
	}
}
