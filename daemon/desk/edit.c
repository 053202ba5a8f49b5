#include "daemon/desk/edit.h"

#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/tell.h"
#include "daemon/core/ticket/assign.h"
#include "daemon/core/ticket/lifecycle.h"

#define ADMIN SPAN("admin")
#define WHY SPAN("caredesk set")

static void change_event(struct work *w, struct ticket *t, enum event_kind kind, struct span from, struct span to)
{
	plan_event_put(w, t, &(struct event){.actor = ADMIN, .kind = kind, .from = from, .to = to, .why = WHY});
}

static int edit_status(struct work *w, struct ticket *t, struct span value, struct err *err)
{
	static const enum life_event events[STATUS_COUNT] = {
		[STATUS_NEW] = LIFE_EVENT_COUNT,    [STATUS_OPEN] = LIFE_OPEN,    [STATUS_PENDING] = LIFE_PENDING,
		[STATUS_RESOLVED] = LIFE_RESOLVE,   [STATUS_CLOSED] = LIFE_CLOSE, [STATUS_SPAM] = LIFE_SPAM,
		[STATUS_MERGED] = LIFE_EVENT_COUNT,
	};
	enum status s;
	if (!status_from(value, &s) || events[s] == LIFE_EVENT_COUNT)
		return err_set(err, ERR_CONFIG, "%.*s: a status is open, pending, resolved, closed or spam",
			       SPAN_ARG(value));
	if (s == t->status)
		return 0;
	if (!lifecycle_apply(w, t, events[s], ADMIN, WHY))
		return err_set(err, ERR_REFUSED, "a %s ticket can't become %s", status_name(t->status), status_name(s));
	if (s == STATUS_RESOLVED || s == STATUS_CLOSED)
		compose_customer(w, t, status_name(s), NULL);
	return 0;
}

static int edit_priority(struct work *w, struct ticket *t, struct span value, struct err *err)
{
	enum priority p;
	if (!priority_from(value, &p))
		return err_set(err, ERR_CONFIG, "%.*s: a priority is low, normal, high or urgent", SPAN_ARG(value));
	if (p == t->priority)
		return 0;
	change_event(w, t, EVENT_PRIORITY, span_of(priority_name(t->priority)), span_of(priority_name(p)));
	t->priority = p;
	return 0;
}

static int edit_category(struct work *w, struct ticket *t, struct span value, struct err *err)
{
	const struct category_conf *c = conf_category_tagged(w->conf, value);
	if (!c)
		return err_set(err, ERR_CONFIG, "%.*s: the config has no such category", SPAN_ARG(value));
	change_event(w, t, EVENT_CATEGORY, t->category, c->name);
	t->category = c->name;
	return 0;
}

static int edit_agent(struct work *w, struct ticket *t, struct span value, struct err *err)
{
	const struct agent_conf *agent = conf_agent(w->conf, value);
	if (!agent)
		agent = conf_agent_address(w->conf, value);
	if (!agent && value.len > 0 && !span_ieq(value, SPAN("none")))
		return err_set(err, ERR_CONFIG, "%.*s: the config has no such agent", SPAN_ARG(value));
	if (agent && span_ieq(agent->name, t->agent))
		return 0;
	assign_to(w, t, agent, ADMIN, WHY);
	tell_assigned(w, t);
	return 0;
}

static int edit_subject(struct work *w, struct ticket *t, struct span value, struct err *err)
{
	if (value.len == 0)
		return err_set(err, ERR_CONFIG, "subject: it can't be empty");
	change_event(w, t, EVENT_SUBJECT, t->subject, value);
	t->subject = value;
	return 0;
}

static int edit_customer(struct work *w, struct ticket *t, struct span value, struct err *err)
{
	ptrdiff_t at = span_rchr(value, '@');
	if (at < 1 || (size_t)at + 1 == value.len || span_chr(value, ' ') >= 0)
		return err_set(err, ERR_CONFIG, "%.*s: not a mail address", SPAN_ARG(value));
	struct span local = span_sub(value, 0, (size_t)at),
		    domain = arena_lower(w->a, span_from(value, (size_t)at + 1));
	struct span addr = arena_printf(w->a, "%.*s@%.*s", SPAN_ARG(local), SPAN_ARG(domain));
	change_event(w, t, EVENT_CUSTOMER, t->customer, addr);
	plan_customer(w, addr)->standing = STANDING_KNOWN;
	t->customer = addr;
	t->customer_name = SPAN_NONE;
	return 0;
}

static int edit_tags(struct work *w, struct ticket *t, struct span value, struct err *err)
{
	struct span part;
	(void)err;
	plan_event(w, t, ADMIN, EVENT_TAGGED, value, WHY);
	t->tags = (struct span_list){0};
	while (span_cut(&value, ',', &part)) {
		part = span_trim(part);
		if (part.len && !span_iin(&t->tags, part))
			span_list_add(w->a, &t->tags, part);
	}
	return 0;
}

static const struct {
	const char *key;
	int (*edit)(struct work *w, struct ticket *t, struct span value, struct err *err);
} keys[] = {
	{"status", edit_status},   {"priority", edit_priority}, {"category", edit_category}, {"agent", edit_agent},
	{"subject", edit_subject}, {"customer", edit_customer}, {"tags", edit_tags},
};

int edit_ticket(struct work *w, struct ticket *t, struct span assignment, struct err *err)
{
	ptrdiff_t equals = span_chr(assignment, '=');
	if (equals < 1)
		return err_set(err, ERR_CONFIG, "%.*s: not KEY=VALUE", SPAN_ARG(assignment));
	struct span key = span_sub(assignment, 0, (size_t)equals);
	struct span value = span_trim(span_from(assignment, (size_t)equals + 1));
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (span_ieq(key, span_of(keys[i].key)))
			return keys[i].edit(w, t, value, err);
	}
	return err_set(err, ERR_CONFIG,
		       "%.*s: no such key; there are status, priority, category, agent, subject, customer, tags",
		       SPAN_ARG(key));
}
