#include "daemon/cli/differ.h"

#include <inttypes.h>

static void differ_compare(struct arena *a, struct span_list *out, const char *what, struct span now, struct span then)
{
	if (span_eq(now, then))
		return;
	now = now.len ? now : SPAN("none");
	then = then.len ? then : SPAN("none");
	span_list_add(a, out, arena_printf(a, "%s: %.*s, then %.*s", what, SPAN_ARG(now), SPAN_ARG(then)));
}

/* "a new one", "#12", or nothing */
static struct span ticket_words(struct arena *a, const struct outcome *o)
{
	if (!o->plan->ticket)
		return SPAN_NONE;
	return o->plan->is_new ? SPAN("a new one") : arena_printf(a, "#%" PRIu64, o->plan->ticket);
}

static struct span tags_words(struct arena *a, const struct ticket *t)
{
	struct span all = SPAN_NONE;
	for (size_t i = 0; t && i < t->tags.count; i++)
		all = arena_printf(a, "%.*s%s%.*s", SPAN_ARG(all), i ? " " : "", SPAN_ARG(t->tags.items[i]));
	return all;
}

/* "acknowledge to jo@example.org" */
static struct span mail_words(struct arena *a, const struct outmail *m)
{
	return arena_printf(a, "%.*s to %.*s", SPAN_ARG(m->template), SPAN_ARG(m->to));
}

static void list_mails(struct arena *a, const struct plan *plan, struct span_list *out)
{
	for (size_t i = 0; i < plan->mails.count; i++)
		span_list_add(a, out, mail_words(a, &plan->mails.items[i]));
}

static void add_missing(struct arena *a, const struct span_list *from, const struct span_list *in, const char *what,
			struct span_list *out)
{
	for (size_t i = 0; i < from->count; i++)
		if (!span_in(in, from->items[i]))
			span_list_add(a, out, arena_printf(a, "%s: %.*s", what, SPAN_ARG(from->items[i])));
}

static void compare_tickets(struct arena *a, const struct ticket *now, const struct ticket *then, struct span_list *out)
{
	const struct ticket none = {0}, *x = now ? now : &none, *y = then ? then : &none;
	if (!now || !then) /* the line about `ticket` says so already */
		return;
	differ_compare(a, out, "category", x->category, y->category);
	differ_compare(a, out, "priority", span_of(priority_name(x->priority)), span_of(priority_name(y->priority)));
	differ_compare(a, out, "agent", x->agent, y->agent);
	differ_compare(a, out, "status", span_of(status_name(x->status)), span_of(status_name(y->status)));
	differ_compare(a, out, "customer", x->customer, y->customer);
	differ_compare(a, out, "tags", tags_words(a, x), tags_words(a, y));
}

void differ(struct arena *a, const struct outcome *now, const struct outcome *then, struct span_list *out)
{
	struct span_list mails_now = {0}, mails_then = {0};
	differ_compare(a, out, "verdict", span_of(verdict_name(now->plan->verdict)),
		       span_of(verdict_name(then->plan->verdict)));
	differ_compare(a, out, "ticket", ticket_words(a, now), ticket_words(a, then));
	compare_tickets(a, now->ticket, then->ticket, out);
	list_mails(a, now->plan, &mails_now);
	list_mails(a, then->plan, &mails_then);
	add_missing(a, &mails_now, &mails_then, "no longer a mail", out);
	add_missing(a, &mails_then, &mails_now, "a mail more", out);
}
