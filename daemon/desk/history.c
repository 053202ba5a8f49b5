#include "daemon/desk/history.h"

int history_mail(struct txn *t, struct arena *a, const struct outmail *mail, struct event event, int64_t now,
		 struct err *err)
{
	struct ticket ticket;
	if (mail->ticket == 0)
		return 0;
	if (store_ticket(t, a, mail->ticket, &ticket, err) != 0)
		return err->kind == ERR_NOTFOUND ? 0 : -1;
	event.ticket = mail->ticket;
	event.seq = ++ticket.events;
	event.time = now;
	event.what = mail->template;
	event.to = mail->to;
	return store_event_put(t, &event, err) != 0 ? -1 : store_ticket_put(t, &ticket, err);
}
