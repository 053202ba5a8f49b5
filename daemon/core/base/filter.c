#include "daemon/core/base/filter.h"

#include "daemon/core/base/when.h"

static enum filter_result status_want(struct ticket_filter *f, enum status status)
{
	if (f->by_status && f->status != status)
		return FILTER_TWO;
	f->by_status = f->all = true;
	f->status = status;
	return FILTER_TAKEN;
}

static enum filter_result priority_want(struct ticket_filter *f, enum priority priority)
{
	if (f->by_priority && f->priority != priority)
		return FILTER_TWO;
	f->by_priority = true;
	f->priority = priority;
	return FILTER_TAKEN;
}

static enum filter_result name_want(struct span *field, struct span name)
{
	if (field->len && !span_ieq(*field, name))
		return FILTER_TWO;
	*field = name;
	return FILTER_TAKEN;
}

static enum filter_result customer_want(struct ticket_filter *f, struct span address)
{
	return address.len ? name_want(&f->customer, address) : FILTER_NO_ADDRESS;
}

static enum filter_result older_want(struct ticket_filter *f, struct span duration, int64_t now)
{
	int64_t seconds;
	if (!when_duration(duration, &seconds))
		return FILTER_NO_TIME;
	f->updated_before = now - seconds;
	return FILTER_TAKEN;
}

/* What the configuration has a name for, else a tag. */
static enum filter_result named_want(struct ticket_filter *f, const struct conf *conf, struct arena *a,
				     struct span word)
{
	const struct category_conf *category = conf_category_tagged(conf, word);
	const struct agent_conf *agent = conf_agent(conf, word);
	if (!agent)
		agent = conf_agent_address(conf, word);
	if (category)
		return name_want(&f->category, category->name);
	if (agent)
		return name_want(&f->agent, agent->name);
	if (span_chr(word, '@') > 0)
		return customer_want(f, word);
	span_list_add(a, &f->tags, word);
	return FILTER_TAKEN;
}

enum filter_result filter_word(struct ticket_filter *f, const struct conf *conf, struct arena *a, struct span word,
			       int64_t now)
{
	const struct span customer = SPAN("customer:"), older = SPAN("older:");
	enum status status;
	enum priority priority;
	if (span_istarts(word, customer))
		return customer_want(f, span_from(word, customer.len));
	if (span_istarts(word, older))
		return older_want(f, span_from(word, older.len), now);
	if (status_from(word, &status))
		return status_want(f, status);
	if (priority_from(word, &priority))
		return priority_want(f, priority);
	bool all = span_ieq(word, SPAN("all")), unassigned = span_ieq(word, SPAN("unassigned"));
	f->all |= all;
	f->unassigned |= unassigned;
	return all || unassigned ? FILTER_TAKEN : named_want(f, conf, a, word);
}
