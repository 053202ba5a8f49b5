#include "daemon/core/outgoing/spoken.h"

static bool is_there(const struct work *w, struct span language)
{
	return language.len && conf_has_language(w->conf, language);
}

struct spoken spoken_by_sender(const struct work *w)
{
	const struct mail *mail = w->mail;
	const struct customer *c = facts_customer(w->facts, mail->sender.addr);
	struct span record = c ? c->language : SPAN_NONE, header = mail->language;
	bool told = c && c->language_told;
	if (!told && is_there(w, record))
		return (struct spoken){record, SPAN("the customer's record"), false};
	if (is_there(w, mail->written))
		return (struct spoken){mail->written, SPAN("its text"), false};
	if (is_there(w, record))
		return (struct spoken){record, SPAN("the customer's record"), true};
	if (is_there(w, header))
		return (struct spoken){header, SPAN("its Content-Language"), true};
	return (struct spoken){mail->written.len ? mail->written : header, SPAN_NONE, true};
}

struct spoken spoken_to(const struct work *w, const struct ticket *t, struct span language)
{
	const struct mailbox_conf *mailbox = w->facts->mailbox;
	const struct category_conf *category = t ? conf_category(w->conf, t->category) : NULL;
	if (t && t->mailbox.len)
		mailbox = conf_mailbox(w->conf, t->mailbox);
	if (is_there(w, language))
		return (struct spoken){language, SPAN_NONE, false};
	if (mailbox && mailbox->language.len)
		return (struct spoken){mailbox->language, arena_printf(w->a, "mailbox %.*s", SPAN_ARG(mailbox->name)),
				       false};
	if (category && category->language.len)
		return (struct spoken){category->language,
				       arena_printf(w->a, "category %.*s", SPAN_ARG(category->name)), false};
	return (struct spoken){w->conf->language, SPAN("the desk"), false};
}
