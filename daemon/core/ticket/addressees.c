#include "daemon/core/ticket/addressees.h"

#include "daemon/core/ticket/change.h"
#include "daemon/core/ticket/thread.h"
#include "parsers/address.h"
#include "parsers/signs.h"

#define WATCHERS_MAX 50

/* Addresses to which the mail was delivered on its way here are aliases of the desk. */
static bool is_somebody_else(const struct work *w, struct span addr)
{
	const struct mail *mail = w->mail;
	return addr.len && !conf_own_address(w->conf, addr) && !address_listed(&mail->delivered, addr) &&
	       !conf_agent_address(w->conf, addr) && !span_ieq(addr, mail->sender.addr) &&
	       !address_listed(&mail->from, addr);
}

void addressees_find(const struct work *w, struct span_list *out)
{
	const struct address_list *const lists[] = {&w->mail->to, &w->mail->cc};
	for (size_t k = 0; k < sizeof(lists) / sizeof(*lists); k++)
		for (size_t i = 0; i < lists[k]->count; i++) {
			struct span addr = lists[k]->items[i].addr;
			if (is_somebody_else(w, addr) && !span_iin(out, addr))
				span_list_add(w->a, out, addr);
		}
}

void addressees_new(const struct work *w, const struct ticket *t, struct span_list *out)
{
	struct span_list reached = {0};
	addressees_find(w, &reached);
	for (size_t i = 0; i < reached.count; i++)
		if (!signs_robot(reached.items[i]) && !thread_member(t, reached.items[i]))
			span_list_add(w->a, out, reached.items[i]);
}

void addressees_watch(struct work *w, struct ticket *t, const struct span_list *people, struct span actor,
		      struct span why)
{
	for (size_t i = 0; i < people->count; i++)
		if (t->watchers.count >= WATCHERS_MAX)
			plan_why(w, "more than %d watchers: %.*s is left out", WATCHERS_MAX,
				 SPAN_ARG(people->items[i]));
		else
			change_apply(w, t, &(struct change){.kind = CHANGE_WATCH, .words = {&people->items[i], 1, 1}},
				     actor, why);
}
