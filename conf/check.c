#include "conf/check.h"

#include "conf/checking.h"
#include "conf/texts.h"
#include "conf/zones.h"
#include "parsers/base/addrspec.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

/* ---- the desk ---- */

/* The zones and regions in the same folder as the given one, for suggestions. */
static struct span_list zones_beside(const struct checking *c, const char *zone)
{
	struct arena *a = &c->errors->arena;
	struct span_list zones = {0};
	struct span region = span_sub(span_of(zone), 0, (size_t)(span_rchr(span_of(zone), '/') + 1));
	DIR *dir = strstr(zone, "..") ? NULL : opendir(arena_printf(a, ZONES_FOLDER "%.*s", SPAN_ARG(region)).ptr);
	for (struct dirent *entry; dir && (entry = readdir(dir));)
		if (entry->d_name[0] != '.')
			span_list_add(a, &zones, arena_printf(a, "%.*s%s", SPAN_ARG(region), entry->d_name));
	if (dir)
		closedir(dir);
	return zones;
}

static void check_zone(const struct checking *c, const struct node *node, const char *zone, const struct zone **out)
{
	struct err err;
	if (!zone || zones_load(&c->conf->arena, zone, out, &err) == 0)
		return;
	struct span_list zones = zones_beside(c, zone);
	CHECKING_ERROR(c, node, "there is no time zone `%s` in /usr/share/zoneinfo%s", zone,
		       report_meant(c->errors, span_of(zone), &zones));
}

static void check_language(const struct checking *c, const struct node *group, const struct mailbox_conf *mailbox,
			   struct span language)
{
	struct span_list known = {0};
	texts_languages(c->conf, mailbox, &c->errors->arena, &known);
	if (language.len && !conf_has_language(c->conf, mailbox, language))
		CHECKING_ERROR(c, checking_place(group, "language"), "there are no templates for the language `%.*s`%s",
			       SPAN_ARG(language), report_meant(c->errors, language, &known));
}

/* Checks a list of domains, and (addresses) of addresses too. */
static void check_people(const struct checking *c, const struct node *desk, const char *key,
			 const struct span_list *people, bool addresses)
{
	const struct node *list = node_get(desk, key);
	for (size_t i = 0; i < people->count; i++) {
		struct span who = people->items[i];
		struct arena *a = &c->errors->arena;
		if ((span_chr(who, '.') > 0 && addrspec_is_domain(a, who)) ||
		    (addresses && addrspec_is(a, who, ADDRSPEC_TYPED)))
			continue;
		CHECKING_ERROR(c, node_item(list, i) ? node_item(list, i) : list,
			       "`%s` has %sdomains like example.org; not `%.*s`", key,
			       addresses ? "addresses and " : "", SPAN_ARG(who));
	}
}

static void check_desk(const struct checking *c)
{
	const struct conf *conf = c->conf;
	const struct node *desk = checking_place(c->root, "desk");
	check_zone(c, checking_place(desk, "timezone"), conf->timezone, &c->conf->zone);
	if ((conf->agent_proof == PROOF_DMARC || conf->agent_proof == PROOF_BOTH) && !conf->authserv_id.len)
		CHECKING_ERROR(c, checking_place(desk, "agent_proof"),
			       "`agent_proof` of this kind needs `authserv_id`");
	check_people(c, desk, "invited", &conf->invited, true);
	check_people(c, desk, "own_domains", &conf->own_domains, false);
	check_people(c, desk, "forms", &conf->forms, true);
	if (conf->manager.len && conf_own_address(conf, conf->manager))
		CHECKING_ERROR(c, checking_place(desk, "manager"), "`manager` is the desk's own address");
	checking_plus(c, checking_place(desk, "address"), conf->address);
	check_language(c, desk, NULL, conf->language);
	for (size_t i = 0; i < conf->mailbox_count; i++)
		check_language(c, checking_item(c, "mailboxes", i), &conf->mailboxes[i], conf->mailboxes[i].language);
	for (size_t i = 0; i < conf->category_count; i++)
		check_language(c, checking_item(c, "categories", i), NULL, conf->categories[i].language);
}

/* ---- categories ---- */

static void check_agents_named(const struct checking *c, const struct category_conf *category, const struct node *node)
{
	const struct node *list = node_get(node, "agents");
	struct span_list names = checking_agents(c);
	struct claims seen = {0};
	for (size_t i = 0; i < category->agents.count; i++) {
		const struct node *at = node_item(list, i) ? node_item(list, i) : node;
		checking_defined(c, at, "agent", category->agents.items[i], &names);
		checking_claim(c, &seen, at, "agent", category->agents.items[i]);
	}
	if (category->agents.count == 0 && category->assign != ASSIGN_NONE && !category->fallback.len)
		CHECKING_WARN(c, node, "category `%.*s` has no agents: its tickets wait unassigned",
			      SPAN_ARG(category->name));
}

/* Names that already have a meaning in brackets in a customer's subject. */
static void check_reserved(const struct checking *c, const struct node *node, struct span name)
{
	static const char *const queries[] = {"status", "close", "help", "faq", "export", "forget"};
	enum priority priority;
	bool taken = priority_from(name, &priority) || span_ieq(name, c->conf->tag);
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		taken = taken || span_ieq(name, span_of(queries[i]));
	if (taken)
		CHECKING_ERROR(c, node, "`%.*s` can't name a category: [%.*s] in a subject means something else",
			       SPAN_ARG(name), SPAN_ARG(name));
}

static void check_tags(const struct checking *c, const struct category_conf *category, const struct node *node,
		       struct claims *tags)
{
	checking_claim(c, tags, checking_place(node, "name"), "category or tag", category->name);
	check_reserved(c, checking_place(node, "name"), category->name);
	for (size_t i = 0; i < category->tags.count; i++) {
		const struct node *at = node_item(node_get(node, "tags"), i);
		checking_claim(c, tags, at ? at : node, "category or tag", category->tags.items[i]);
		check_reserved(c, at ? at : node, category->tags.items[i]);
	}
}

/* Fallbacks must not form a circle. */
static void check_fallback(const struct checking *c, const struct category_conf *category, const struct node *node)
{
	const struct category_conf *at = category;
	checking_category(c, node, "fallback", category->fallback);
	for (size_t steps = 0; at && at->fallback.len; steps++) {
		at = conf_category(c->conf, at->fallback);
		if (at == category || steps > c->conf->category_count) {
			CHECKING_ERROR(c, checking_place(node, "fallback"), "the fallbacks of `%.*s` form a circle",
				       SPAN_ARG(category->name));
			return;
		}
	}
}

static void check_categories(const struct checking *c)
{
	struct claims tags = {0};
	const struct node *list = node_get(c->root, "categories");
	for (size_t i = 0; list && i < list->items.count && i < c->conf->category_count; i++) {
		const struct category_conf *category = &c->conf->categories[i];
		check_tags(c, category, checking_item(c, "categories", i), &tags);
		check_agents_named(c, category, checking_item(c, "categories", i));
		check_fallback(c, category, checking_item(c, "categories", i));
	}
}

/* Adds the implied category `general`, last, with all agents. */
static void add_general(struct conf *conf)
{
	if (conf_category(conf, SPAN("general")))
		return;
	size_t count = conf->category_count;
	struct category_conf *all = ARENA_ARRAY(&conf->arena, struct category_conf, count + 1);
	if (count)
		memcpy(all, conf->categories, count * sizeof(*all));
	all[count].name = SPAN("general");
	for (size_t i = 0; i < conf->agent_count; i++)
		span_list_add(&conf->arena, &all[count].agents, conf->agents[i].name);
	conf->categories = all;
	conf->category_count = count + 1;
}

/* ---- agents ---- */

static void check_agent_address(const struct checking *c, const struct node *node, struct span address,
				struct claims *addresses)
{
	checking_claim(c, addresses, node, "address", address);
	if (address.len && conf_own_address(c->conf, address))
		CHECKING_ERROR(c, node, "`%.*s` is the desk's own address", SPAN_ARG(address));
}

static void check_agents(const struct checking *c)
{
	struct claims names = {0}, addresses = {0};
	for (size_t i = 0; i < c->conf->agent_count; i++) {
		const struct agent_conf *agent = &c->conf->agents[i];
		const struct node *node = checking_item(c, "agents", i);
		checking_claim(c, &names, checking_place(node, "name"), "agent", agent->name);
		if (agent->name.len && conf_category_tagged(c->conf, agent->name))
			CHECKING_ERROR(c, checking_place(node, "name"),
				       "`%.*s` is a category, too: #assign could mean both", SPAN_ARG(agent->name));
		check_language(c, node, NULL, agent->language);
		check_agent_address(c, checking_place(node, "email"), agent->email, &addresses);
		for (size_t j = 0; j < agent->aliases.count; j++) {
			const struct node *at = node_item(node_get(node, "aliases"), j);
			check_agent_address(c, at ? at : node, agent->aliases.items[j], &addresses);
		}
	}
}

/* ---- rules ---- */

static bool matches_subject_only(const struct rule_match *m)
{
	return m->subject && !m->from && !m->to && !m->body && !m->header && !m->mailbox.len && !m->size_over;
}

/* Does the earlier rule decide something that the later one would? */
static bool decides_for(const struct rule_conf *earlier, const struct rule_conf *later)
{
	return (earlier->category.len && later->category.len) || (earlier->has_priority && later->has_priority) ||
	       (earlier->spam && later->spam);
}

/* The rule must match the subject, and no rule before it may decide instead. */
static void check_expect(const struct checking *c, size_t index, const struct node *at, struct span subject)
{
	const struct rule_conf *rules = c->conf->rules;
	if (!rules[index].match.subject)
		return;
	if (pattern_match(rules[index].match.subject, subject) != PATTERN_YES) {
		CHECKING_ERROR(c, at, "rule `%.*s` does not match the subject that it expects: `%.*s`",
			       SPAN_ARG(rules[index].name), SPAN_ARG(subject));
		return;
	}
	for (size_t i = 0; i < index; i++)
		if (matches_subject_only(&rules[i].match) && decides_for(&rules[i], &rules[index]) &&
		    pattern_match(rules[i].match.subject, subject) == PATTERN_YES)
			CHECKING_ERROR(c, at, "rule `%.*s` before this one decides for the subject `%.*s`",
				       SPAN_ARG(rules[i].name), SPAN_ARG(subject));
}

static void check_rule(const struct checking *c, size_t index, const struct node *node)
{
	const struct rule_conf *rule = &c->conf->rules[index];
	const struct node *match = node_get(node, "match"), *then = node_get(node, "then");
	struct span_list mailboxes = checking_mailboxes(c);
	if (match && match->items.count == 0)
		CHECKING_ERROR(c, match, "`match` is empty: the rule would take every mail");
	if (then && then->items.count == 0)
		CHECKING_WARN(c, then, "`then` is empty: the rule does nothing");
	if (match)
		checking_defined(c, checking_place(match, "mailbox"), "mailbox", rule->match.mailbox, &mailboxes);
	if (then)
		checking_category(c, then, "category", rule->category);
	if (rule->expect.count && !node_get(match, "subject"))
		CHECKING_ERROR(c, checking_place(node, "expect"), "`expect` needs a `subject` in `match`");
	for (size_t i = 0; i < rule->expect.count; i++) {
		const struct node *at = node_item(node_get(node, "expect"), i);
		check_expect(c, index, at ? at : node, rule->expect.items[i]);
	}
}

static void check_rules(const struct checking *c)
{
	struct claims names = {0};
	for (size_t i = 0; i < c->conf->rule_count; i++) {
		const struct node *node = checking_item(c, "rules", i);
		checking_claim(c, &names, checking_place(node, "name"), "rule", c->conf->rules[i].name);
		check_rule(c, i, node);
	}
}

static void check_canned(const struct checking *c)
{
	struct claims names = {0};
	const struct node *list = node_get(c->root, "canned");
	for (size_t i = 0; list && i < list->items.count && i < c->conf->canned_count; i++)
		checking_claim(c, &names, checking_place(checking_item(c, "canned", i), "name"), "canned answer",
			       c->conf->canned[i].name);
}

void conf_check(struct conf *conf, const struct node *root, struct conf_errors *errors)
{
	struct checking c = {conf, root, errors};
	add_general(conf);
	conf->category = conf->categories[0].name;
	check_desk(&c);
	check_look(&c);
	check_hours(&c);
	check_levels(&c);
	check_mailboxes(&c);
	check_sending(&c);
	check_http(&c);
	check_digests(&c);
	check_webhooks(&c);
	check_categories(&c);
	check_agents(&c);
	check_rules(&c);
	check_canned(&c);
	check_advice(&c);
}
