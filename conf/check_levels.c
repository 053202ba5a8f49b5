#include "conf/checking.h"

static struct span_list names_of_levels(const struct checking *c)
{
	struct span_list names = {0};
	for (size_t i = 0; i < c->conf->service_level_count; i++)
		span_list_add(&c->errors->arena, &names, c->conf->service_levels[i].name);
	return names;
}

static void hours_check(const struct checking *c, const struct service_level_conf *l, const struct node *node)
{
	struct span_list names = {0};
	for (size_t i = 0; i < c->conf->hours_count; i++)
		span_list_add(&c->errors->arena, &names, c->conf->hours[i].name);
	checking_defined(c, checking_place(node, "hours"), "hours", l->hours, &names);
}

/* Each must be an agent, or "manager" if one is set. */
static void people_check(const struct checking *c, const struct span_list *people, const struct node *group)
{
	struct span_list names = checking_agents(c);
	span_list_add(&c->errors->arena, &names, SPAN("manager"));
	for (size_t i = 0; i < people->count; i++) {
		const struct node *at = node_item(node_get(group, "escalate_to"), i);
		checking_defined(c, at ? at : group, "agent", people->items[i], &names);
		if (span_ieq(people->items[i], SPAN("manager")) && !c->conf->manager.len)
			CHECKING_ERROR(c, at ? at : group, "there is no `manager` in desk");
	}
}

static void goals_check(const struct checking *c, const struct service_level_conf *l, const struct node *node)
{
	bool any = false;
	for (int p = 0; p < PRIORITY_COUNT; p++) {
		struct goal_conf goal = conf_goals(l, (enum priority)p);
		const char *name = priority_name((enum priority)p);
		any |= goal.first || goal.resolve;
		if (goal.first && goal.resolve && goal.resolve < goal.first)
			CHECKING_WARN(c, checking_place(node, name), "`resolve` of %s is shorter than its `first`",
				      name);
	}
	if (!any)
		CHECKING_WARN(c, checking_place(node, "name"), "`%.*s` has no time for any priority",
			      SPAN_ARG(l->name));
}

void check_levels(const struct checking *c)
{
	const struct conf *conf = c->conf;
	const struct node *desk = node_get(c->root, "desk"), *categories = node_get(c->root, "categories");
	struct span_list names = names_of_levels(c);
	struct claims claims = {0};
	for (size_t i = 0; i < conf->service_level_count; i++) {
		const struct service_level_conf *l = &conf->service_levels[i];
		const struct node *node = checking_item(c, "service_levels", i);
		checking_claim(c, &claims, checking_place(node, "name"), "service level", l->name);
		hours_check(c, l, node);
		people_check(c, &l->escalate_to, node);
		goals_check(c, l, node);
	}
	people_check(c, &conf->escalate_to, desk);
	checking_defined(c, checking_place(desk, "service_level"), "service level", conf->service_level, &names);
	for (size_t i = 0; categories && i < categories->items.count && i < conf->category_count; i++) {
		const struct node *node = checking_item(c, "categories", i);
		checking_defined(c, checking_place(node, "service_level"), "service level",
				 conf->categories[i].service_level, &names);
	}
}
