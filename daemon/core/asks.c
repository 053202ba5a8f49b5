#include "daemon/core/asks.h"

#include "daemon/core/compose.h"
#include "daemon/core/fill.h"
#include "daemon/core/reply.h"
#include "daemon/core/when.h"
#include "parsers/base/buf.h"

#define CUT "\n[...]\n"

static const char *text_or(struct arena *a, struct span s, const char *otherwise)
{
	return s.len ? arena_str(a, s) : otherwise;
}

static void ticket_line(const struct work *w, const struct ticket *t, struct buf *out)
{
	buf_printf(out, "#%llu  %s  %s  %s  %s  %s: ", (unsigned long long)t->id, status_name(t->status),
		   priority_name(t->priority), text_or(w->a, t->category, "-"), text_or(w->a, t->agent, "-"),
		   text_or(w->a, t->customer, "-"));
	buf_add(out, t->subject);
	buf_chr(out, '\n');
}

/* --- #show --- */

static void message_write(struct work *w, const struct message *m, struct buf *out)
{
	buf_printf(out, "\n--- %u  %s  %s  %s\n", m->seq, message_kind_name(m->kind),
		   text_or(w->a, when_words(w->a, m->date), "-"), text_or(w->a, m->from, "-"));
	if (m->held)
		buf_str(out, "(not proven to be from that agent: nothing in it was obeyed)\n");
	buf_add(out, m->text);
	buf_chr(out, '\n');
	for (size_t i = 0; i < m->attachments.count; i++) {
		buf_str(out, "* ");
		buf_add(out, m->attachments.items[i].name);
		buf_printf(out, " (%llu)\n", (unsigned long long)m->attachments.items[i].size);
	}
}

static void event_write(struct work *w, const struct event *e, struct buf *out)
{
	buf_printf(out, "%s  %s  %s", text_or(w->a, when_words(w->a, e->time), "-"), text_or(w->a, e->actor, "-"),
		   text_or(w->a, e->event, "-"));
	if (e->detail.len) {
		buf_str(out, ": ");
		buf_add(out, e->detail);
	}
	if (e->why.len) {
		buf_str(out, " (");
		buf_add(out, e->why);
		buf_chr(out, ')');
	}
	buf_chr(out, '\n');
}

static void show(struct acting *x, const struct ticket_facts *t, struct buf *out)
{
	ticket_line(x->w, x->t, out);
	for (size_t i = 0; i < t->messages.count; i++)
		message_write(x->w, &t->messages.items[i], out);
	buf_str(out, "\n");
	for (size_t i = 0; i < t->events.count; i++)
		event_write(x->w, &t->events.items[i], out);
}

static void why(struct acting *x, const struct ticket_facts *t, struct buf *out)
{
	ticket_line(x->w, x->t, out);
	for (size_t i = 0; i < t->events.count; i++)
		if (t->events.items[i].why.len)
			event_write(x->w, &t->events.items[i], out);
}

/* --- #list --- */

static void list(const struct work *w, struct buf *out)
{
	const struct ticket_list *listed = &w->facts->listed;
	for (size_t i = 0; i < listed->count && i < FACTS_LISTED_MAX; i++)
		ticket_line(w, &listed->items[i], out);
	if (!listed->count)
		buf_str(out, "-\n");
	if (listed->count > FACTS_LISTED_MAX)
		buf_str(out, CUT);
}

static void ask(struct acting *x, const struct order *o, struct buf *out)
{
	const struct ticket_facts *t = x->t ? facts_ticket(x->w->facts, x->t->id) : NULL;
	if (out->len)
		buf_str(out, "\n");
	if (o->id == COMMAND_SHOW && t)
		show(x, t, out);
	if (o->id == COMMAND_WHY && t)
		why(x, t, out);
	if (o->id == COMMAND_LIST)
		list(x->w, out);
}

struct span asks_text(struct acting *x)
{
	struct buf out;
	buf_init(&out, ASKS_MAX);
	for (size_t i = 0; i < x->o->list.count; i++)
		if (command_table[x->o->list.items[i].id].use == USE_ASK)
			ask(x, &x->o->list.items[i], &out);
	if (out.over) {
		out.over = false;
		out.max += sizeof(CUT);
		buf_str(&out, CUT);
	}
	struct span text = reply_without_tokens(x->w->a, span_trim(buf_span(&out)));
	buf_clear(&out);
	return text;
}

void asks_help(struct acting *x)
{
	if (!order_find(x->o, COMMAND_HELP))
		return;
	struct vars *vars = compose_vars(x->w);
	fill_help(x->w, WHO_AGENT, "help_agent", x->o->language, vars);
	compose_agent(x->w, x->t, x->o->agent->name, "help_agent", SPAN_NONE, NULL, vars);
}
