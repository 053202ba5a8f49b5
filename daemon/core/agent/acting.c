#include "daemon/core/agent/acting.h"

struct span acting_why(const struct acting *x, enum command_id id)
{
	return arena_printf(x->w->a, "#%s; %.*s", command_table[id].name, SPAN_ARG(x->why));
}

void acting_event(struct acting *x, const struct order *o, const char *name, struct span detail)
{
	plan_event(x->w, x->t, x->o->agent->name, name, detail, acting_why(x, o->id));
}

void acting_say(struct acting *x, enum phrase id, struct span one, struct span two)
{
	span_list_add(x->w->a, &x->done, phrase_text(x->w->a, x->o->language, id, one, two));
}
