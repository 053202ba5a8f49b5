#include "daemon/core/agent/acting.h"

struct span acting_why(const struct acting *x, enum command_id id)
{
	return arena_printf(x->w->a, "#%s; %.*s", command_table[id].name, SPAN_ARG(x->why));
}

void acting_event_put(struct acting *x, const struct command_call *o, struct event event)
{
	event.actor = x->o->agent->name;
	event.why = acting_why(x, o->id);
	plan_event_put(x->w, x->t, &event);
}

void acting_event(struct acting *x, const struct command_call *o, enum event_kind kind, struct span what)
{
	acting_event_put(x, o, (struct event){.kind = kind, .what = what});
}

void acting_say(struct acting *x, enum phrase id, struct span one, struct span two)
{
	span_list_add(x->w->a, &x->done, phrase_text(x->w->a, x->o->language, id, one, two));
}
