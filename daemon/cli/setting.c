#include "daemon/cli/setting.h"

#include "daemon/core/base/timeread.h"
#include "daemon/core/ticket/change.h"
#include "parsers/base/addrspec.h"

#define ADMIN SPAN("admin")
#define WHY SPAN("caredesk set")

/* A value, and the change that is made of it. */
struct setting {
	struct work *w;
	struct ticket *t;
	struct span value;
	struct change change;
};

static int setting_make(const struct setting *s, const struct change *c, struct err *err)
{
	struct change_fault fault;
	if (change_check(s->w, s->t, c, &fault)) {
		change_apply(s->w, s->t, c, ADMIN, WHY);
		return 0;
	}
	return err_set(err, fault.kind == CHANGE_NOT_FROM_HERE ? ERR_REFUSED : ERR_CONFIG, "%.*s",
		       SPAN_ARG(change_fault_text(s->w->a, SPAN("en"), &fault)));
}

static int set_until(struct setting *s, struct span text, struct err *err)
{
	const struct conf *conf = s->w->conf;
	struct time_reader reader = {.zone = conf->zone,
				     .hours = conf_hours(conf, SPAN_NONE),
				     .language = conf->language,
				     .now = s->w->now,
				     .by_end = s->change.kind == CHANGE_DUE};
	if (time_read(&reader, span_trim(text), &s->change.until) == TIME_READ)
		return 0;
	return err_set(err, ERR_CONFIG, "%.*s: not a time in the future, such as 3d or 2026-12-01", SPAN_ARG(text));
}

/* "pending", or "pending 3d" */
static int set_status(struct setting *s, struct err *err)
{
	static const enum life_event events[STATUS_COUNT] = {
		[STATUS_NEW] = LIFE_EVENT_COUNT,    [STATUS_OPEN] = LIFE_OPEN,    [STATUS_PENDING] = LIFE_PENDING,
		[STATUS_RESOLVED] = LIFE_RESOLVE,   [STATUS_CLOSED] = LIFE_CLOSE, [STATUS_SPAM] = LIFE_SPAM,
		[STATUS_MERGED] = LIFE_EVENT_COUNT,
	};
	struct span rest = s->value, word = SPAN_NONE;
	enum status status;
	span_word(&rest, &word);
	if (!status_from(word, &status) || events[status] == LIFE_EVENT_COUNT ||
	    (span_trim(rest).len && status != STATUS_PENDING))
		return err_set(err, ERR_CONFIG,
			       "%.*s: status must be open, pending, pending 3d, resolved, closed or spam",
			       SPAN_ARG(s->value));
	s->change.life = events[status];
	return span_trim(rest).len ? set_until(s, rest, err) : 0;
}

static int set_time(struct setting *s, struct err *err)
{
	return set_until(s, s->value, err);
}

static int set_priority(struct setting *s, struct err *err)
{
	if (priority_from(s->value, &s->change.priority))
		return 0;
	return err_set(err, ERR_CONFIG, "%.*s: priority must be low, normal, high or urgent", SPAN_ARG(s->value));
}

static int set_category(struct setting *s, struct err *err)
{
	s->change.category = conf_category_tagged(s->w->conf, s->value);
	if (s->change.category)
		return 0;
	return err_set(err, ERR_CONFIG, "%.*s: there is no such category", SPAN_ARG(s->value));
}

static int set_agent(struct setting *s, struct err *err)
{
	const struct agent_conf *agent = conf_agent(s->w->conf, s->value);
	s->change.agent = agent ? agent : conf_agent_address(s->w->conf, s->value);
	if (s->change.agent || !s->value.len || span_ieq(s->value, SPAN("none")))
		return 0;
	return err_set(err, ERR_CONFIG, "%.*s: there is no such agent", SPAN_ARG(s->value));
}

static int setting_text(struct setting *s, struct err *err)
{
	(void)err;
	s->change.text = s->value;
	return 0;
}

static int set_customer(struct setting *s, struct err *err)
{
	(void)err;
	s->change.text = addrspec_lower(s->w->a, s->value);
	return 0;
}

/* Sets a whole list: drops what the value does not have; the caller adds what is new. */
static int list_set(struct setting *s, const struct span_list *now, enum change_kind drop, struct err *err)
{
	struct change gone = {.kind = drop};
	struct span_list shall = {0};
	struct span part;
	while (span_cut(&s->value, ',', &part))
		if (span_trim(part).len)
			span_list_add(s->w->a, &shall,
				      drop == CHANGE_UNWATCH ? addrspec_lower(s->w->a, span_trim(part))
							     : span_trim(part));
	for (size_t i = 0; i < now->count; i++)
		if (!span_iin(&shall, now->items[i]))
			span_list_add(s->w->a, &gone.words, now->items[i]);
	s->change.words = shall;
	return setting_make(s, &gone, err);
}

static int set_tags(struct setting *s, struct err *err)
{
	return list_set(s, &s->t->tags, CHANGE_UNTAG, err);
}

static int set_watchers(struct setting *s, struct err *err)
{
	return list_set(s, &s->t->watchers, CHANGE_UNWATCH, err);
}

static const struct {
	const char *key;
	enum change_kind kind;
	int (*set)(struct setting *s, struct err *err);
} keys[] = {
	{"status", CHANGE_STATUS, set_status},
	{"priority", CHANGE_PRIORITY, set_priority},
	{"category", CHANGE_CATEGORY, set_category},
	{"agent", CHANGE_AGENT, set_agent},
	{"subject", CHANGE_SUBJECT, setting_text},
	{"customer", CHANGE_CUSTOMER, set_customer},
	{"tags", CHANGE_TAG, set_tags},
	{"watchers", CHANGE_WATCH, set_watchers},
	{"due", CHANGE_DUE, set_time},
	{"snooze", CHANGE_SNOOZE, set_time},
};
#define KEY_COUNT (sizeof(keys) / sizeof(*keys))

static int no_such_key(const struct work *w, struct span key, struct err *err)
{
	struct span_list known = {0};
	for (size_t i = 0; i < KEY_COUNT; i++)
		span_list_add(w->a, &known, span_of(keys[i].key));
	return err_set(err, ERR_CONFIG, "%.*s: no such key; there are %.*s", SPAN_ARG(key),
		       SPAN_ARG(span_list_join(w->a, &known)));
}

int setting_apply(struct work *w, struct ticket *t, struct span assignment, struct err *err)
{
	ptrdiff_t equals = span_chr(assignment, '=');
	if (equals < 1)
		return err_set(err, ERR_CONFIG, "%.*s: not KEY=VALUE", SPAN_ARG(assignment));
	struct span key = span_sub(assignment, 0, (size_t)equals);
	struct setting s = {w, t, span_trim(span_from(assignment, (size_t)equals + 1)), {0}};
	for (size_t i = 0; i < KEY_COUNT; i++) {
		if (!span_ieq(key, span_of(keys[i].key)))
			continue;
		s.change.kind = keys[i].kind;
		return keys[i].set(&s, err) ? -1 : setting_make(&s, &s.change, err);
	}
	return no_such_key(w, key, err);
}
