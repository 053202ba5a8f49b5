#include "daemon/run/outlet.h"

#include <inttypes.h>
#include <stdio.h>

#include "daemon/edge/maildir.h"
#include "daemon/edge/sendmail.h"

static int send_over(struct outlet *o, const struct outmail *mail, struct span bytes, struct delivery_result *out,
		     struct err *err)
{
	if (o->smtp && !smtp_alive(o->smtp))
		outlet_rest(o);
	if (!o->smtp && smtp_open(o->conf, &o->smtp, err) != 0)
		return -1;
	smtp_send(o->smtp, mail->envelope_from, mail->to, bytes, mail->message_id, out);
	return 0;
}

/* A server may end a kept connection at any time: that is not the mail's fault. If the server can't have taken it, the
 * mail is sent once more over a new connection. */
static int send_smtp(struct outlet *o, const struct outmail *mail, struct span bytes, struct delivery_result *out,
		     struct err *err)
{
	bool kept = o->smtp && smtp_alive(o->smtp);
	if (send_over(o, mail, bytes, out, err) != 0)
		return -1;
	if (!kept || out->outcome != DELIVERY_RETRY || out->unsure || smtp_alive(o->smtp))
		return 0;
	return send_over(o, mail, bytes, out, err);
}

static void send_maildir(const struct outlet *o, const struct outmail *mail, struct span bytes,
			 struct delivery_result *out)
{
	char unique[64];
	int n = snprintf(unique, sizeof unique, "%" PRId64 ".%" PRIu64 ".caredesk", mail->created, mail->id);
	maildir_deliver(o->conf->maildir, span_make(unique, (size_t)n), bytes, out);
}

int outlet_send(struct outlet *o, const struct outmail *mail, struct span bytes, struct delivery_result *out,
		struct err *err)
{
	*out = (struct delivery_result){0};
	switch (o->conf->sending) {
	case SENDING_SMTP:
		return send_smtp(o, mail, bytes, out, err);
	case SENDING_SENDMAIL:
		sendmail_send(o->conf->sendmail, mail->envelope_from, mail->to, bytes, out);
		break;
	case SENDING_MAILDIR:
		send_maildir(o, mail, bytes, out);
		break;
	}
	return 0;
}

void outlet_rest(struct outlet *o)
{
	smtp_close(o->smtp);
	o->smtp = NULL;
}
