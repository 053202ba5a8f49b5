/* writer: who wrote a mail whose From is not its author's.
 *
 * A web form, a shop or a scanner sends mail for people and names them in Reply-To; a list or a group replaces From
 * with its own address ("Jo via Support") and names the author in X-Original-From, Reply-To or Cc. Such a mail counts
 * as that person's, and as a person's rather than a robot's, whatever headers it carries. desk.reply_to says how far
 * this goes. For an agent's mail, a robot's answer and a delivery report, From counts. None of this is proof: anybody
 * can name anybody. */
#ifndef CAREDESK_WRITER_H
#define CAREDESK_WRITER_H

#include "conf/conf.h"
#include "parsers/mail.h"

struct writer {
	struct address who; /* addr empty: From wrote it */
	bool replaced;      /* a list or group replaced From: counts on any ticket; otherwise for a new ticket only */
	bool person;        /* a person's mail, even with a robot's headers */
	struct span why;    /* one line */
};

/* Pure; spans live in the arena or belong to the mail. *out is always set. */
void writer_find(const struct conf *conf, const struct mail *mail, struct arena *a, struct writer *out);
/* The mail as the writer's: a copy in the arena that shares everything except the sender, and the signs of automatic
 * mail where it is a person's. */
struct mail *writer_mail(const struct writer *writer, const struct mail *mail, struct arena *a);
/* The Reply-To addresses that are neither the desk's nor `addr`, "Jo <jo@example.org>, …"; empty: none. */
struct span writer_others(const struct conf *conf, const struct mail *mail, struct span addr, struct arena *a);

#endif
