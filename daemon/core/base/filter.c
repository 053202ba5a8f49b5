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

static enum filter_result due_want(struct ticket_filter *f, struct span duration, int64_t now)
{
	int64_t seconds = 0;
	if (duration.len && !when_duration(duration, &seconds))
		return FILTER_NO_TIME;
	f->due_before = now + seconds;
	return FILTER_TAKEN;
}

static enum filter_result sort_want(struct ticket_filter *f, struct span by)
{
	static const struct {
		const char *name;
		enum ticket_sort sort;
	} sorts[] = {{"id", TICKETS_BY_ID},
		     {"due", TICKETS_BY_DUE},
		     {"created", TICKETS_BY_CREATED},
		     {"updated", TICKETS_BY_UPDATED},
		     {"priority", TICKETS_BY_PRIORITY}};
	for (size_t i = 0; i < sizeof(sorts) / sizeof(sorts[0]); i++) {
		if (!span_ieq(by, span_of(sorts[i].name)))
			continue;
		f->sort = sorts[i].sort;
		return FILTER_TAKEN;
	}
	return FILTER_NO_SORT;
}

/* A name from the configuration, otherwise a tag. */
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

void filter_hide(struct ticket_filter *f)
{
	f->awake = !f->all && !f->snoozed && !f->due_before;
}

enum filter_result filter_word(struct ticket_filter *f, const struct conf *conf, struct arena *a, struct span word,
			       int64_t now)
{
	const struct span customer = SPAN("customer:"), older = SPAN("older:"), due = SPAN("due:"),
			  sort = SPAN("sort:"), tag = SPAN("tag:");
	enum status status;
	enum priority priority;
	if (span_istarts(word, customer))
		return customer_want(f, span_from(word, customer.len));
	if (span_istarts(word, older))
		return older_want(f, span_from(word, older.len), now);
	if (span_istarts(word, tag) && word.len > tag.len) {
		span_list_add(a, &f->tags, span_from(word, tag.len));
		return FILTER_TAKEN;
	}
	if (span_istarts(word, due) && word.len > due.len)
		return due_want(f, span_from(word, due.len), now);
	if (span_istarts(word, sort))
		return sort_want(f, span_from(word, sort.len));
	if (span_ieq(word, SPAN("overdue")))
		return due_want(f, SPAN_NONE, now);
	if (status_from(word, &status))
		return status_want(f, status);
	if (priority_from(word, &priority))
		return priority_want(f, priority);
	bool all = span_ieq(word, SPAN("all")), unassigned = span_ieq(word, SPAN("unassigned")),
	     snoozed = span_ieq(word, SPAN("snoozed"));
	f->all |= all;
	f->unassigned |= unassigned;
	f->snoozed |= snoozed;
	return all || unassigned || snoozed ? FILTER_TAKEN : named_want(f, conf, a, word);
}

/* --- a search --- */

static bool is_filter(const struct conf *conf, struct span word)
{
	static const char *const begins[] = {"customer:", "older:", "due:", "tag:"};
	enum status status;
	enum priority priority;
	for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
		if (span_istarts(word, span_of(begins[i])) && word.len > strlen(begins[i]))
			return true;
	return status_from(word, &status) || priority_from(word, &priority) || span_ieq(word, SPAN("all")) ||
	       span_ieq(word, SPAN("unassigned")) || span_ieq(word, SPAN("overdue")) || conf_category(conf, word) ||
	       conf_agent(conf, word);
}

/* Takes one word off the front of *rest, or a quoted phrase without its quotes. */
static bool search_word_cut(struct span *rest, struct span *word, bool *quoted)
{
	struct span s = span_trim(*rest);
	*quoted = s.len > 1 && s.ptr[0] == '"';
	if (!*quoted) {
		*rest = s;
		return span_word(rest, word);
	}
	s = span_from(s, 1);
	ptrdiff_t end = span_chr(s, '"');
	*word = end < 0 ? s : span_sub(s, 0, (size_t)end);
	*rest = end < 0 ? SPAN_NONE : span_from(s, (size_t)end + 1);
	return true;
}

enum filter_result filter_search(const struct conf *conf, struct arena *a, struct span text, int64_t now,
				 struct filter_search *out, struct span *fault)
{
	struct span word;
	bool quoted;
	*out = (struct filter_search){.filter = {.all = true}};
	while (search_word_cut(&text, &word, &quoted)) {
		if (quoted || !is_filter(conf, word)) {
			span_list_add(a, &out->words, word);
			continue;
		}
		enum filter_result result = filter_word(&out->filter, conf, a, word, now);
		*fault = word;
		if (result != FILTER_TAKEN)
			return result;
		span_list_add(a, &out->filters, word);
	}
	return FILTER_TAKEN;
}
