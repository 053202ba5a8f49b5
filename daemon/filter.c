#include "daemon/filter.h"

#include "daemon/clock.h"

static int filter_status(struct filter *f, enum status status, struct err *err)
{
	if (f->store.by_status && f->store.status != status)
		return err_set(err, ERR_CONFIG, "one status only: %s or %s", status_name(f->store.status),
			       status_name(status));
	f->store.by_status = true;
	f->store.status = status;
	f->store.all = true;
	return 0;
}

static int filter_older(struct filter *f, struct span duration, int64_t now, struct err *err)
{
	int64_t seconds;
	if (!clock_duration(duration, &seconds))
		return err_set(err, ERR_CONFIG, "older:%.*s: not a time such as 12h, 2d or 1w", SPAN_ARG(duration));
	f->updated_before = now - seconds;
	return 0;
}

int filter_word(struct filter *f, const struct conf *conf, struct arena *a, struct span word, int64_t now,
		struct err *err)
{
	enum status status;
	const struct category_conf *category = conf_category_tagged(conf, word);
	const struct agent_conf *agent = conf_agent(conf, word);
	if (span_ieq(word, SPAN("customer:")))
		return err_set(err, ERR_CONFIG, "customer:: an address is missing");
	if (span_istarts(word, SPAN("customer:")))
		f->store.customer = span_from(word, 9);
	else if (span_istarts(word, SPAN("older:")))
		return filter_older(f, span_from(word, 6), now, err);
	else if (status_from(word, &status))
		return filter_status(f, status, err);
	else if (priority_from(word, &f->priority))
		f->by_priority = true;
	else if (category)
		f->store.category = category->name;
	else if (agent)
		f->store.agent = agent->name;
	else
		span_list_add(a, &f->tags, word);
	return 0;
}

bool filter_fits(const struct filter *f, const struct ticket *ticket)
{
	if (f->by_priority && ticket->priority != f->priority)
		return false;
	if (f->updated_before && ticket->updated > f->updated_before)
		return false;
	for (size_t i = 0; i < f->tags.count; i++) {
		if (!span_iin(&ticket->tags, f->tags.items[i]))
			return false;
	}
	return true;
}
