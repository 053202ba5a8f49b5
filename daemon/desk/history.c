#include "daemon/desk/history.h"

int history_put(struct txn *t, struct arena *a, uint64_t id, struct event event, int64_t now, struct err *err)
{
	struct ticket ticket;
	if (store_ticket(t, a, id, &ticket, err) != 0)
		return err->kind == ERR_NOTFOUND ? 0 : -1;
	event.ticket = id;
	event.seq = ++ticket.events;
	event.time = now;
	return store_event_put(t, &event, err) != 0 ? -1 : store_ticket_put(t, &ticket, err);
}

int history_mail(struct txn *t, struct arena *a, const struct outmail *mail, struct event event, int64_t now,
		 struct err *err)
{
	event.what = mail->template;
	event.to = mail->to;
	return mail->ticket ? history_put(t, a, mail->ticket, event, now, err) : 0;
}
