#include "daemon/core/ticket/change.h"

#include "daemon/core/base/levels.h"
#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/tell.h"
#include "daemon/core/ticket/assign.h"
#include "parsers/base/addrspec.h"
#include "store/ticketfields.h"

/* A change in progress. */
struct making {
	struct work *w;
	struct ticket *t;
	const struct change *c;
	struct span actor, why;
};

static void event_put(const struct making *m, struct event event)
{
	event.actor = m->actor;
	event.why = m->why;
	plan_event_put(m->w, m->t, &event);
}

/* --- status and times --- */

static void make_status(const struct making *m)
{
	lifecycle_apply(m->w, m->t, m->c->life, m->actor, m->why);
	m->t->wake = m->c->until;
	if (m->c->until)
		event_put(m, (struct event){.kind = EVENT_UNTIL, .number = (uint64_t)m->c->until});
}

static void make_woken(const struct making *m)
{
	lifecycle_apply(m->w, m->t, LIFE_WAKE, m->actor, m->why);
	m->t->wake = 0;
	m->t->snoozed = false;
	event_put(m, (struct event){.kind = EVENT_WOKEN});
}

static void make_snooze(const struct making *m)
{
	if (m->t->snoozed && m->t->wake == m->c->until)
		return;
	m->t->wake = m->c->until;
	m->t->snoozed = true;
	event_put(m, (struct event){.kind = EVENT_SNOOZED, .number = (uint64_t)m->c->until});
}

static void make_due(const struct making *m)
{
	if (m->t->due == m->c->until)
		return;
	m->t->due = m->c->until;
	m->t->due_set = m->w->now;
	event_put(m, (struct event){.kind = EVENT_DUE, .number = (uint64_t)m->c->until});
}

/* --- texts and people --- */

static void make_priority(const struct making *m)
{
	struct span old = span_of(priority_name(m->t->priority)), new = span_of(priority_name(m->c->priority));
	if (m->t->priority == m->c->priority)
		return;
	m->t->priority = m->c->priority;
	event_put(m, (struct event){.kind = EVENT_PRIORITY, .from = old, .to = new});
}

static void text_set(const struct making *m, struct span *field, enum event_kind kind, struct span new)
{
	struct span old = *field;
	if (span_eq(old, new))
		return;
	*field = new;
	event_put(m, (struct event){.kind = kind, .from = old, .to = new});
}

static void make_category(const struct making *m)
{
	text_set(m, &m->t->category, EVENT_CATEGORY, m->c->category->name);
}

static void make_agent(const struct making *m)
{
	struct span name = m->c->agent ? m->c->agent->name : SPAN_NONE;
	if (span_ieq(name, m->t->agent) && !m->t->waiting)
		return;
	assign_to(m->w, m->t, m->c->agent, m->actor, m->why);
}

static void make_choose(const struct making *m)
{
	if (assign_ticket(m->w, m->t, m->c->text) || !m->c->text.len)
		return;
	assign_to(m->w, m->t, NULL, m->actor, m->why);
	m->t->waiting = true;
}

static void make_subject(const struct making *m)
{
	text_set(m, &m->t->subject, EVENT_SUBJECT, m->c->text);
}

static void make_customer(const struct making *m)
{
	struct ticket *t = m->t;
	struct span old = t->customer, address = m->c->text;
	struct customer *record = plan_customer(m->w, address);
	record->standing = STANDING_KNOWN;
	if (m->c->name.len)
		record->name = m->c->name;
	t->customer = record->addr;
	t->customer_name = record->name;
	if (record->language.len)
		t->language = record->language;
	plan_drop(&t->watchers, address);
	plan_drop(&t->newcomers, address);
	if (!span_ieq(old, address))
		event_put(m, (struct event){.kind = EVENT_CUSTOMER, .from = old, .to = address});
}

/* --- lists: the event names only the words that changed something --- */

static void each_word(const struct making *m, enum event_kind kind, bool (*change)(const struct making *, struct span))
{
	struct span_list changed = {0};
	for (size_t i = 0; i < m->c->words.count; i++)
		if (change(m, m->c->words.items[i]))
			span_list_add(m->w->a, &changed, m->c->words.items[i]);
	if (changed.count)
		event_put(m, (struct event){.kind = kind, .what = span_list_join(m->w->a, &changed)});
}

static bool tag_one(const struct making *m, struct span tag)
{
	return plan_add(m->w, &m->t->tags, tag);
}

static bool untag_one(const struct making *m, struct span tag)
{
	return plan_drop(&m->t->tags, tag);
}

static bool watch_one(const struct making *m, struct span address)
{
	const struct agent_conf *agent = conf_agent_address(m->w->conf, address);
	if (agent)
		return !span_ieq(m->t->agent, agent->name) && plan_add(m->w, &m->t->agent_watchers, agent->name);
	bool new = !span_ieq(m->t->customer, address) && plan_add(m->w, &m->t->watchers, address);
	return plan_drop(&m->t->newcomers, address) || new;
}

static bool unwatch_one(const struct making *m, struct span address)
{
	const struct agent_conf *agent = conf_agent_address(m->w->conf, address);
	return agent ? plan_drop(&m->t->agent_watchers, agent->name) : plan_drop(&m->t->watchers, address);
}

static bool newcomer_one(const struct making *m, struct span address)
{
	return plan_add(m->w, &m->t->newcomers, address);
}

static void make_tag(const struct making *m)
{
	each_word(m, EVENT_TAGGED, tag_one);
}

static void make_untag(const struct making *m)
{
	each_word(m, EVENT_UNTAGGED, untag_one);
}

static void make_watch(const struct making *m)
{
	each_word(m, EVENT_WATCHER, watch_one);
}

static void make_unwatch(const struct making *m)
{
	each_word(m, EVENT_UNWATCHED, unwatch_one);
}

static void make_newcomer(const struct making *m)
{
	each_word(m, EVENT_NEWCOMER, newcomer_one);
}

/* --- links and merges --- */

static void event_at(const struct making *m, struct ticket *t, enum event_kind kind, uint64_t other)
{
	event_put(&(struct making){m->w, t, m->c, m->actor, m->why}, (struct event){.kind = kind, .number = other});
}

static bool link_add(struct work *w, struct ticket *t, uint64_t id)
{
	for (size_t i = 0; i < t->links.count; i++)
		if (t->links.items[i] == id)
			return false;
	*LIST_ADD(w->a, &t->links) = id;
	return true;
}

bool change_link(struct work *w, struct ticket *a, struct ticket *b)
{
	bool here = link_add(w, a, b->id);
	return link_add(w, b, a->id) || here;
}

static void make_link(const struct making *m)
{
	struct ticket *other = plan_ticket(m->w, m->c->ticket);
	if (!change_link(m->w, m->t, other))
		return;
	event_at(m, m->t, EVENT_LINKED, other->id);
	event_at(m, other, EVENT_LINKED, m->t->id);
}

static void make_link_one(const struct making *m)
{
	if (link_add(m->w, m->t, m->c->ticket))
		event_at(m, m->t, EVENT_LINKED, m->c->ticket);
}

/* Everyone on the merged ticket joins the remaining one. */
static void people_take(struct work *w, struct ticket *to, const struct ticket *from)
{
	if (from->customer.len && !span_ieq(from->customer, to->customer))
		plan_add(w, &to->watchers, from->customer);
	for (size_t i = 0; i < from->watchers.count; i++)
		if (!span_ieq(from->watchers.items[i], to->customer))
			plan_add(w, &to->watchers, from->watchers.items[i]);
	for (size_t i = 0; i < from->agent_watchers.count; i++)
		if (!span_ieq(from->agent_watchers.items[i], to->agent))
			plan_add(w, &to->agent_watchers, from->agent_watchers.items[i]);
	for (size_t i = 0; i < from->newcomers.count; i++)
		if (!span_iin(&to->watchers, from->newcomers.items[i]))
			plan_add(w, &to->newcomers, from->newcomers.items[i]);
}

static bool has_root(const struct ticket *t, struct span addr)
{
	for (size_t i = 0; i < t->roots.count; i++)
		if (span_ieq(t->roots.items[i].addr, addr))
			return true;
	return false;
}

/* Their mail clients keep the thread that they have. */
static void roots_take(struct work *w, struct ticket *to, const struct ticket *from)
{
	for (size_t i = 0; i < from->roots.count; i++)
		if (!has_root(to, from->roots.items[i].addr))
			*LIST_ADD(w->a, &to->roots) = from->roots.items[i];
}

/* The earlier request has waited longer: its time goes on, and an answer to either ticket counts for both. */
static void count_take(struct work *w, struct ticket *to, const struct ticket *from)
{
	int64_t mine = to->started ? to->started : to->created, theirs = from->started ? from->started : from->created;
	if (from->answered && (!to->answered || from->answered < to->answered))
		to->answered = from->answered;
	if (!status_is_open(from->status) || theirs >= mine)
		return;
	to->started = theirs;
	to->stops = (struct stop_list){0};
	for (size_t i = 0; i < from->stops.count; i++)
		*LIST_ADD(w->a, &to->stops) = from->stops.items[i];
	levels_turn(w->a, to, from->status, w->now);
}

static void make_merge(const struct making *m)
{
	struct ticket *other = plan_ticket(m->w, m->c->ticket);
	people_take(m->w, m->t, other);
	roots_take(m->w, m->t, other);
	count_take(m->w, m->t, other);
	for (size_t i = 0; i < other->tags.count; i++)
		plan_add(m->w, &m->t->tags, other->tags.items[i]);
	other->status = STATUS_MERGED;
	other->merged_into = m->t->id;
	other->wake = other->pending_since = 0;
	other->snoozed = other->waiting = false;
	event_at(m, other, EVENT_MERGED, m->t->id);
	event_at(m, m->t, EVENT_ABSORBED, other->id);
}

/* --- what the customer says --- */

static void make_proven(const struct making *m)
{
	m->t->unproven = false;
}

static void make_solved(const struct making *m)
{
	m->t->solved_by = m->c->text;
	event_put(m, (struct event){.kind = EVENT_SOLVED, .what = m->c->text});
}

static void make_rated(const struct making *m)
{
	m->t->satisfaction = m->c->score;
	event_put(m, (struct event){.kind = EVENT_FEEDBACK, .number = m->c->score, .what = m->c->text});
}

/* --- imports: no agent's load or turn changes, and no time is counted --- */

static void make_moved_answer(const struct making *m)
{
	struct ticket *t = m->t;
	struct span agent = m->c->agent ? m->c->agent->name : t->agent;
	if (!t->answered)
		t->answered = m->w->now;
	text_set(m, &t->agent, EVENT_ASSIGNED, agent);
}

static void make_moved_status(const struct making *m)
{
	struct span old = span_of(status_name(m->t->status)), new = span_of(status_name(m->c->status));
	bool differs = m->t->status != m->c->status;
	m->t->status = m->c->status;
	m->t->finished = status_is_open(m->t->status) ? 0 : m->w->now;
	if (differs)
		event_put(m, (struct event){.kind = EVENT_STATUS, .from = old, .to = new});
}

/* --- undo --- */

static bool is_restored(const struct change *c, const struct ticket_field *f)
{
	return (f->uses & TICKET_UNDONE) && !ticket_field_same(f, c->before, c->after);
}

static void make_restore(const struct making *m)
{
	struct span_list names = {0};
	for (size_t i = 0; i < TICKET_FIELD_COUNT; i++) {
		if (!is_restored(m->c, &ticket_fields[i]))
			continue;
		ticket_field_copy(&ticket_fields[i], m->t, m->c->before);
		if (ticket_fields[i].label)
			span_list_add(m->w->a, &names, span_of(ticket_fields[i].label));
	}
	event_put(m, (struct event){.kind = EVENT_UNDONE, .what = span_list_join(m->w->a, &names)});
}

void change_apply(struct work *w, struct ticket *t, const struct change *c, struct span actor, struct span why)
{
	static void (*const makers[CHANGE_KIND_COUNT])(const struct making *m) = {
		[CHANGE_STATUS] = make_status,
		[CHANGE_WOKEN] = make_woken,
		[CHANGE_SNOOZE] = make_snooze,
		[CHANGE_DUE] = make_due,
		[CHANGE_PRIORITY] = make_priority,
		[CHANGE_CATEGORY] = make_category,
		[CHANGE_AGENT] = make_agent,
		[CHANGE_SUBJECT] = make_subject,
		[CHANGE_CUSTOMER] = make_customer,
		[CHANGE_TAG] = make_tag,
		[CHANGE_UNTAG] = make_untag,
		[CHANGE_WATCH] = make_watch,
		[CHANGE_UNWATCH] = make_unwatch,
		[CHANGE_LINK] = make_link,
		[CHANGE_MERGE] = make_merge,
		[CHANGE_CHOOSE] = make_choose,
		[CHANGE_NEWCOMER] = make_newcomer,
		[CHANGE_LINK_ONE] = make_link_one,
		[CHANGE_RESTORE] = make_restore,
		[CHANGE_PROVEN] = make_proven,
		[CHANGE_SOLVED] = make_solved,
		[CHANGE_RATED] = make_rated,
		[CHANGE_MOVED_ANSWER] = make_moved_answer,
		[CHANGE_MOVED_STATUS] = make_moved_status,
	};
	makers[c->kind](&(struct making){w, t, c, actor, why});
}

/* --- checks --- */

/* Always false, so that a check can return it. */
static bool against(struct change_fault *fault, enum change_fault_kind kind, struct span one)
{
	*fault = (struct change_fault){.kind = kind, .one = one};
	return false;
}

bool change_address(const struct work *w, struct span address, bool watcher, struct change_fault *fault)
{
	if (!addrspec_is(w->a, address, ADDRSPEC_TYPED))
		return against(fault, CHANGE_NO_ADDRESS, address);
	if (conf_own_address(w->conf, address))
		return against(fault, CHANGE_OWN_ADDRESS, address);
	return watcher || !conf_agent_address(w->conf, address) || against(fault, CHANGE_AGENT_ADDRESS, address);
}

static bool watches(const struct work *w, const struct ticket *t, struct span who)
{
	const struct agent_conf *agent = conf_agent_address(w->conf, who);
	return agent ? span_iin(&t->agent_watchers, agent->name) : span_iin(&t->watchers, who);
}

static bool change_check_people(const struct work *w, const struct ticket *t, const struct change *c,
				struct change_fault *fault)
{
	for (size_t i = 0; i < c->words.count; i++) {
		struct span who = c->words.items[i];
		if (c->kind == CHANGE_WATCH && !change_address(w, who, true, fault))
			return false;
		if (c->kind == CHANGE_UNWATCH && !watches(w, t, who))
			return against(fault, CHANGE_NOT_WATCHING, who);
	}
	return true;
}

static bool check_other(const struct work *w, const struct ticket *t, const struct change *c,
			struct change_fault *fault)
{
	const struct ticket *other = plan_peek(w, c->ticket);
	struct span number = arena_printf(w->a, "%llu", (unsigned long long)c->ticket);
	if (!other)
		return against(fault, CHANGE_NO_TICKET, number);
	if (other->id == t->id)
		return against(fault, CHANGE_SAME_TICKET, number);
	if (c->kind != CHANGE_MERGE || other->status != STATUS_MERGED)
		return true;
	against(fault, CHANGE_MERGED_ALREADY, number);
	fault->two = arena_printf(w->a, "%llu", (unsigned long long)other->merged_into);
	return false;
}

static bool check_since(const struct work *w, const struct ticket *t, const struct change *c,
			struct change_fault *fault)
{
	for (size_t i = 0; i < TICKET_FIELD_COUNT; i++) {
		const struct ticket_field *f = &ticket_fields[i];
		if (!f->label || !is_restored(c, f) || ticket_field_same(f, t, c->after))
			continue;
		against(fault, CHANGE_SINCE, arena_printf(w->a, "%llu", (unsigned long long)t->id));
		fault->two = span_of(f->label);
		return false;
	}
	return true;
}

bool change_check(const struct work *w, const struct ticket *t, const struct change *c, struct change_fault *fault)
{
	enum status to;
	switch (c->kind) {
	case CHANGE_STATUS:
		return lifecycle_next(t->status, c->life, &to) ||
		       against(fault, CHANGE_NOT_FROM_HERE, span_of(status_name(t->status)));
	case CHANGE_SUBJECT:
		return c->text.len || against(fault, CHANGE_EMPTY, SPAN_NONE);
	case CHANGE_CUSTOMER:
		return change_address(w, c->text, false, fault);
	case CHANGE_WATCH:
	case CHANGE_UNWATCH:
		return change_check_people(w, t, c, fault);
	case CHANGE_LINK:
	case CHANGE_MERGE:
		return check_other(w, t, c, fault);
	case CHANGE_RESTORE:
		return check_since(w, t, c, fault);
	default:
		return true;
	}
}

struct span change_fault_text(struct arena *a, struct span language, const struct change_fault *fault)
{
	static const enum phrase phrases[CHANGE_FAULT_COUNT] = {
		[CHANGE_NOT_FROM_HERE] = PHRASE_STATUS_FORBIDS,  [CHANGE_EMPTY] = PHRASE_EMPTY,
		[CHANGE_NO_ADDRESS] = PHRASE_NO_ADDRESS,         [CHANGE_OWN_ADDRESS] = PHRASE_OWN_ADDRESS,
		[CHANGE_AGENT_ADDRESS] = PHRASE_AGENT_ADDRESS,   [CHANGE_NOT_WATCHING] = PHRASE_NOT_WATCHING,
		[CHANGE_NO_TICKET] = PHRASE_NO_TICKET,           [CHANGE_SAME_TICKET] = PHRASE_SAME_TICKET,
		[CHANGE_MERGED_ALREADY] = PHRASE_ALREADY_MERGED, [CHANGE_SINCE] = PHRASE_UNDO_TOO_LATE,
	};
	return phrase_text(a, language, phrases[fault->kind], fault->one, fault->two);
}

/* --- who is told --- */

void change_tell(struct work *w, struct ticket *t, enum change_tell whom)
{
	const struct ticket_facts *was = facts_ticket(w->facts, t->id);
	bool over = t->status == STATUS_RESOLVED || t->status == STATUS_CLOSED;
	if (whom >= CHANGE_TELL_AGENTS)
		tell_assigned(w, t);
	if (whom >= CHANGE_TELL_ALL && over && was && was->ticket.status != t->status)
		compose_customer(w, t, status_name(t->status), NULL);
}
