#include "daemon/core/outgoing/spoken.h"

const struct mailbox_conf *spoken_mailbox(const struct work *w, const struct ticket *t)
{
	return t && t->mailbox.len ? conf_mailbox(w->conf, t->mailbox) : w->facts->mailbox;
}

static bool is_there(const struct work *w, const struct mailbox_conf *mailbox, struct span language)
{
	return language.len && conf_has_language(w->conf, mailbox, language);
}

struct spoken spoken_by_sender(const struct work *w)
{
	const struct mail *mail = w->mail;
	const struct mailbox_conf *mailbox = w->facts->mailbox;
	const struct customer *c = facts_customer(w->facts, mail->sender.addr);
	struct span record = c ? c->language : SPAN_NONE, header = mail->language;
	bool told = c && c->language_told;
	if (!told && is_there(w, mailbox, record))
		return (struct spoken){record, SPAN("the customer's record"), false};
	if (is_there(w, mailbox, mail->written))
		return (struct spoken){mail->written, SPAN("the mail's text"), false};
	if (is_there(w, mailbox, record))
		return (struct spoken){record, SPAN("the customer's record"), true};
	if (is_there(w, mailbox, header))
		return (struct spoken){header, SPAN("the mail's Content-Language"), true};
	return (struct spoken){mail->written.len ? mail->written : header, SPAN_NONE, true};
}

struct spoken spoken_to(const struct work *w, const struct ticket *t, struct span language)
{
	const struct mailbox_conf *mailbox = spoken_mailbox(w, t);
	const struct category_conf *category = t ? conf_category(w->conf, t->category) : NULL;
	if (is_there(w, mailbox, language))
		return (struct spoken){language, SPAN_NONE, false};
	if (mailbox && mailbox->language.len)
		return (struct spoken){mailbox->language, arena_printf(w->a, "mailbox %.*s", SPAN_ARG(mailbox->name)),
				       false};
	if (category && category->language.len)
		return (struct spoken){category->language,
				       arena_printf(w->a, "category %.*s", SPAN_ARG(category->name)), false};
	return (struct spoken){w->conf->language, SPAN("the desk"), false};
}
