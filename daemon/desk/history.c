#include "daemon/desk/history.h"

int history_add(struct txn *t, struct arena *a, const struct history_entry *e, int64_t now, struct err *err)
{
	struct ticket ticket;
	if (e->ticket == 0)
		return 0;
	if (store_ticket(t, a, e->ticket, &ticket, err) != 0)
		return err->kind == ERR_NOTFOUND ? 0 : -1;
	struct event event = {.ticket = e->ticket,
			      .seq = ++ticket.events,
			      .time = now,
			      .actor = e->actor,
			      .event = span_of(e->event),
			      .detail = e->detail,
			      .why = e->why};
	return store_event_put(t, &event, err) != 0 ? -1 : store_ticket_put(t, &ticket, err);
}

struct span history_mail(struct arena *a, const struct outmail *mail)
{
	return arena_printf(a, "%.*s to %.*s", SPAN_ARG(mail->template), SPAN_ARG(mail->to));
}
