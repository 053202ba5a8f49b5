#include "daemon/core/ticket/begin.h"

static void begin_sorted(struct work *w, struct ticket *t, const struct beginning *b)
{
	if (b->sorted) {
		t->category = b->sorted->category;
		t->priority = b->sorted->priority;
		t->tags = b->sorted->tags;
	} else if (b->parent) {
		t->category = b->parent->category;
		t->priority = b->parent->priority;
	} else {
		t->category = rules_category(w);
		t->priority = rules_priority(w->conf, t->category);
	}
}

static struct span begin_mailbox(const struct work *w, const struct beginning *b)
{
	if (b->parent)
		return b->parent->mailbox;
	return w->facts->mailbox ? w->facts->mailbox->name : SPAN_NONE;
}

struct ticket *begin_ticket(struct work *w, const struct beginning *b)
{
	struct ticket *t = plan_ticket_new(w);
	w->plan->is_new = true;
	t->status = b->status;
	t->subject = b->subject.len ? b->subject : SPAN("(no subject)");
	t->customer = b->customer;
	t->customer_name = b->name;
	t->language = b->language;
	t->mailbox = begin_mailbox(w, b);
	t->started = b->started;
	t->unproven = b->unproven;
	begin_sorted(w, t, b);
	plan_event_put(w, t,
		       &(struct event){.actor = b->actor,
				       .kind = EVENT_CREATED,
				       .what = t->subject,
				       .number = b->parent ? b->parent->id : 0,
				       .why = b->why});
	return t;
}
