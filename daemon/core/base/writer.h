/* writer: who wrote a mail, where that is not who stands in From.
 *
 * A web form, a shop or a scanner writes for people and names them in Reply-To; a list or a group puts itself in From
 * in place of who wrote ("Jo via Support") and names them in X-Original-From, Reply-To or Cc. Such a mail is that
 * person's, and a person's, whatever robot's headers it carries. desk.reply_to says how far this goes. An agent's mail
 * is who From says, and so is a robot's answer or a delivery report. Nothing of this is proof: anybody can name
 * anybody. */
#ifndef CAREDESK_WRITER_H
#define CAREDESK_WRITER_H

#include "conf/conf.h"
#include "parsers/mail.h"

struct writer {
	struct address who; /* addr empty: who stands in From */
	bool replaced;   /* by a list or group: whoever wrote, on any ticket; else it counts for a new ticket alone */
	bool person;     /* a person's mail, whatever robot's headers it carries */
	struct span why; /* one line */
};

/* Pure; spans live in the arena or belong to the mail. */
void writer_find(const struct conf *conf, const struct mail *mail, struct arena *a, struct writer *out);
/* The mail as one of writer's: a copy that shares all but the sender, and the signs where it is a person's. */
struct mail *writer_mail(const struct writer *writer, const struct mail *mail, struct arena *a);
/* Those of Reply-To that are neither the desk's nor `addr`, "Jo <jo@example.org>, …"; empty when there are none. */
struct span writer_others(const struct conf *conf, const struct mail *mail, struct span addr, struct arena *a);

#endif
