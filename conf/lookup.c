#include "conf/conf.h"

#include "parsers/base/addrspec.h"
#include "parsers/base/ascii.h"

static bool is_numeric(struct span host)
{
	for (size_t i = 0; i < host.len; i++)
		if (!ascii_is_digit(host.ptr[i]) && host.ptr[i] != '.')
			return false;
	return true;
}

bool conf_is_loopback(struct span host)
{
	return span_ieq(host, SPAN("localhost")) || span_eq(host, SPAN("::1")) || span_eq(host, SPAN("[::1]")) ||
	       (span_starts(host, SPAN("127.")) && is_numeric(host));
}

const struct hook_wishes *conf_hooks(const struct conf *c)
{
	return c->hooks.count ? &c->hooks : NULL;
}

const struct mailbox_conf *conf_mailbox(const struct conf *c, struct span name)
{
	for (size_t i = 0; i < c->mailbox_count; i++)
		if (span_ieq(c->mailboxes[i].name, name))
			return &c->mailboxes[i];
	return NULL;
}

const struct category_conf *conf_category(const struct conf *c, struct span name)
{
	for (size_t i = 0; i < c->category_count; i++)
		if (span_ieq(c->categories[i].name, name))
			return &c->categories[i];
	return NULL;
}

const struct category_conf *conf_category_tagged(const struct conf *c, struct span name)
{
	for (size_t i = 0; i < c->category_count; i++)
		if (span_ieq(c->categories[i].name, name) || span_iin(&c->categories[i].tags, name))
			return &c->categories[i];
	return NULL;
}

const struct agent_conf *conf_agent(const struct conf *c, struct span name)
{
	for (size_t i = 0; i < c->agent_count; i++)
		if (span_ieq(c->agents[i].name, name))
			return &c->agents[i];
	return NULL;
}

const struct agent_conf *conf_agent_address(const struct conf *c, struct span address)
{
	for (size_t i = 0; i < c->agent_count; i++)
		if (span_ieq(c->agents[i].email, address) || span_iin(&c->agents[i].aliases, address))
			return &c->agents[i];
	return NULL;
}

struct span conf_agent_shown(const struct agent_conf *agent)
{
	return agent->full_name.len ? agent->full_name : agent->name;
}

const struct canned_conf *conf_canned(const struct conf *c, struct span name)
{
	for (size_t i = 0; i < c->canned_count; i++)
		if (span_ieq(c->canned[i].name, name))
			return &c->canned[i];
	return NULL;
}

bool conf_invited(const struct conf *c, struct span address)
{
	return address.len && (span_iin(&c->invited, address) || span_iin(&c->invited, addrspec_domain(address)));
}

static bool is_below(struct span domain, struct span top)
{
	size_t over = domain.len > top.len ? domain.len - top.len : 0;
	return span_ieq(domain, top) || (over && domain.ptr[over - 1] == '.' && span_ieq(span_from(domain, over), top));
}

bool conf_form_address(const struct conf *c, struct span address)
{
	if (!address.len)
		return false;
	for (size_t i = 0; i < c->own_domains.count; i++)
		if (is_below(addrspec_domain(address), c->own_domains.items[i]))
			return true;
	return span_iin(&c->forms, address) || span_iin(&c->forms, addrspec_domain(address));
}

/* Is `address` the one of `own`, "local@domain", or "local+…@domain"? */
static bool is_address_of(struct span address, struct span own)
{
	ptrdiff_t at = span_rchr(address, '@'), own_at = span_rchr(own, '@');
	if (at < 0 || own_at < 0 || !span_ieq(span_from(address, (size_t)at), span_from(own, (size_t)own_at)))
		return false;
	struct span local = span_sub(address, 0, (size_t)at), own_local = span_sub(own, 0, (size_t)own_at);
	if (!span_istarts(local, own_local))
		return false;
	return local.len == own_local.len || local.ptr[own_local.len] == '+';
}

const struct mailbox_conf *conf_mailbox_addressed(const struct conf *c, struct span address)
{
	for (size_t i = 0; i < c->mailbox_count; i++) {
		const struct mailbox_conf *m = &c->mailboxes[i];
		if (is_address_of(address, m->address))
			return m;
		for (size_t k = 0; k < m->aliases.count; k++)
			if (is_address_of(address, m->aliases.items[k]))
				return m;
	}
	return NULL;
}

bool conf_own_address(const struct conf *c, struct span address)
{
	return is_address_of(address, c->address) || conf_mailbox_addressed(c, address);
}

struct span conf_mailbox_address(const struct conf *c, struct span mailbox)
{
	const struct mailbox_conf *m = conf_mailbox(c, mailbox);
	return m && m->address.len ? m->address : c->address;
}

enum acknowledge conf_acknowledge(const struct conf *c)
{
	if (c->acknowledge != ACKNOWLEDGE_DEFAULT)
		return c->acknowledge;
	return c->authserv_id.len ? ACKNOWLEDGE_VERIFIED : ACKNOWLEDGE_ALL;
}

void conf_agent_addresses(const struct conf *c, struct arena *a, struct span_list *out)
{
	for (size_t i = 0; i < c->agent_count; i++) {
		span_list_add(a, out, c->agents[i].email);
		for (size_t k = 0; k < c->agents[i].aliases.count; k++)
			span_list_add(a, out, c->agents[i].aliases.items[k]);
	}
}

static const struct calendar *hours_named(const struct conf *c, struct span name)
{
	for (size_t i = 0; i < c->hours_count; i++)
		if (span_ieq(c->hours[i].name, name))
			return &c->hours[i].calendar;
	return NULL;
}

static const struct service_level_conf *level_named(const struct conf *c, struct span name)
{
	for (size_t i = 0; i < c->service_level_count; i++)
		if (span_ieq(c->service_levels[i].name, name))
			return &c->service_levels[i];
	return NULL;
}

static const struct service_level_conf *level_of_domain(const struct conf *c, struct span domain)
{
	for (size_t i = 0; i < c->service_level_count; i++)
		for (size_t n = 0; n < c->service_levels[i].domains.count; n++)
			if (domain.len && is_below(domain, c->service_levels[i].domains.items[n]))
				return &c->service_levels[i];
	return NULL;
}

static const struct service_level_conf *level_of_desk(const struct conf *c)
{
	if (c->service_level.len)
		return level_named(c, c->service_level);
	for (size_t i = 0; i < c->service_level_count; i++)
		if (!c->service_levels[i].domains.count)
			return &c->service_levels[i];
	return NULL;
}

const struct service_level_conf *conf_service_level(const struct conf *c, struct span category, struct span customer)
{
	const struct category_conf *of = conf_category(c, category);
	const struct service_level_conf *level = level_of_domain(c, addrspec_domain(customer));
	if (!level && of && of->service_level.len)
		level = level_named(c, of->service_level);
	return level ? level : level_of_desk(c);
}

struct goal_conf conf_goals(const struct service_level_conf *level, enum priority priority)
{
	const struct goal_conf *const goals[PRIORITY_COUNT] = {
		[PRIORITY_LOW] = &level->goals.low,
		[PRIORITY_NORMAL] = &level->goals.normal,
		[PRIORITY_HIGH] = &level->goals.high,
		[PRIORITY_URGENT] = &level->goals.urgent,
	};
	return *goals[priority];
}

const struct calendar *conf_level_hours(const struct conf *c, const struct service_level_conf *level,
					struct span category)
{
	const struct category_conf *of = conf_category(c, category);
	return conf_hours(c, level && level->hours.len ? level->hours : of ? of->hours : SPAN_NONE);
}

const struct calendar *conf_hours(const struct conf *c, struct span name)
{
	const struct calendar *own = name.len ? hours_named(c, name) : NULL;
	if (!own && c->desk_hours.len)
		own = hours_named(c, c->desk_hours);
	if (!own && c->hours_count)
		own = &c->hours[0].calendar;
	return own ? own : &c->always;
}

const struct article_conf *conf_article(const struct conf *c, struct span name)
{
	for (size_t i = 0; i < c->article_count; i++)
		if (span_ieq(c->articles[i].name, name))
			return &c->articles[i];
	return NULL;
}
