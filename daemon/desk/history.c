#include "daemon/desk/history.h"

int history_add(struct txn *t, struct arena *a, uint64_t ticket, const struct event *event, int64_t now,
		struct err *err)
{
	struct ticket record;
	struct event e = *event;
	if (ticket == 0)
		return 0;
	if (store_ticket(t, a, ticket, &record, err) != 0)
		return err->kind == ERR_NOTFOUND ? 0 : -1;
	e.ticket = ticket;
	e.seq = ++record.events;
	e.time = now;
	return store_event_put(t, &e, err) != 0 ? -1 : store_ticket_put(t, &record, err);
}

int history_mail(struct txn *t, struct arena *a, const struct outmail *mail, struct event event, int64_t now,
		 struct err *err)
{
	event.what = mail->template;
	event.to = mail->to;
	return history_add(t, a, mail->ticket, &event, now, err);
}
