#include "daemon/core/base/writer.h"

#include "parsers/address.h"
#include "parsers/base/addrspec.h"
#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"
#include "parsers/signs.h"
#include "parsers/words.h"

#define OTHERS_SHOWN 10
#define OTHERS_MAX ((size_t)OTHERS_SHOWN * (OTHERS_NAME + ADDRSPEC_MAX_SEEN + 5)) /* bytes */
#define OTHERS_NAME ((size_t)100)

/* Users that web servers and their scripts run as, and the names that these give themselves. */
static const char machine_names[] =
	"www-data|www|wwwrun|wwwdata|apache|apache2|httpd|nginx|caddy|nobody|webserver|web-server|wordpress|joomla|"
	"drupal|"
	"typo3|webform|web-form|webforms|formmail|formmailer|contactform|contact-form|contact_form|kontaktformular|"
	"formulaire|formulario|cgi-bin|php|phpmailer";

/* Separators between the writer's name and the list's. */
static const char via_words[] = " via | vía | über | a través de | przez | через | par l'intermédiaire de ";

/* The mail, with its From looked up. */
struct reading {
	const struct conf *conf;
	const struct mail *mail;
	struct arena *a;
	struct span from; /* address of From; empty: none */
};

static struct span local_of(struct span addr)
{
	ptrdiff_t at = span_rchr(addr, '@');
	return span_sub(addr, 0, at < 0 ? 0 : (size_t)at);
}

static bool is_machine(const struct reading *r)
{
	return !r->from.len || conf_own_address(r->conf, r->from) || conf_form_address(r->conf, r->from) ||
	       signs_robot(r->from) || words_any(machine_names, local_of(r->from), span_ieq);
}

/* Is `addr` the list's posting address? */
static bool is_posting_address(const struct mail *mail, struct span addr)
{
	for (size_t i = 0; i < mail->headers.count; i++) {
		const struct header *h = &mail->headers.items[i];
		if (span_ieq(h->name, SPAN("list-post")) && span_ifind(h->value, addr) >= 0)
			return true;
	}
	return false;
}

static bool may_be_writer(const struct reading *r, struct span addr)
{
	return addr.len && !span_ieq(addr, r->from) && !conf_own_address(r->conf, addr) && !signs_robot(addr) &&
	       !is_posting_address(r->mail, addr);
}

/* The only address in the list that can be the writer's; NULL: none, or more than one. */
static const struct address *only_other(const struct reading *r, const struct address_list *list)
{
	const struct address *found = NULL;
	for (size_t i = 0; i < list->count; i++) {
		const struct address *x = &list->items[i];
		if (!may_be_writer(r, x->addr) || (found && span_ieq(found->addr, x->addr)))
			continue;
		if (found)
			return NULL;
		found = x;
	}
	return found;
}

/* --- From replaced by lists and groups --- */

/* "Jo" in "'Jo' via Support"; empty: not such a name. */
static struct span name_before_via(struct span name)
{
	struct span rest = span_of(via_words), word;
	while (span_cut(&rest, '|', &word)) {
		ptrdiff_t at = span_ifind(name, word);
		if (at <= 0)
			continue;
		struct span before = span_trim(span_sub(name, 0, (size_t)at));
		while (before.len && span_chr(SPAN("'\"("), before.ptr[0]) >= 0)
			before = span_from(before, 1);
		while (before.len && span_chr(SPAN("'\""), before.ptr[before.len - 1]) >= 0)
			before.len--;
		return before;
	}
	return SPAN_NONE;
}

static const struct address *named_in_cc(const struct reading *r, struct span name)
{
	for (size_t i = 0; i < r->mail->cc.count; i++) {
		const struct address *x = &r->mail->cc.items[i];
		if (name.len && may_be_writer(r, x->addr) && span_ieq(x->name, name))
			return x;
	}
	return NULL;
}

static const struct address *first_original(const struct reading *r)
{
	const struct address_list *list = &r->mail->original_from;
	for (size_t i = 0; i < list->count; i++)
		if (may_be_writer(r, list->items[i].addr))
			return &list->items[i];
	return NULL;
}

static const struct address *replaced_by_list(const struct reading *r, struct span *name, const char **where)
{
	const struct mail *mail = r->mail;
	struct span shown = mail->from.count ? mail->from.items[0].name : SPAN_NONE;
	*name = name_before_via(shown);
	bool itself = r->from.len && (conf_own_address(r->conf, r->from) || is_posting_address(mail, r->from));
	const struct address *found = NULL;
	if (name->len || itself || mail->signs.list.len) {
		*where = "X-Original-From";
		found = first_original(r);
	}
	if (!found && (name->len || (itself && mail->signs.list.len))) {
		*where = "Reply-To";
		found = only_other(r, &mail->reply_to);
	}
	if (!found && name->len) {
		*where = "Cc";
		found = named_in_cc(r, *name);
	}
	return found;
}

/* --- the door --- */

/* Automatic answers and reports are nobody else's mail. */
static bool is_robots_mail(const struct mail *mail)
{
	static const struct {
		const char *name, *value;
	} signs[] = {{"auto-submitted", "auto-replied"}, {"content-type", "multipart/report"}};
	if (mail->bounce.is_bounce || mail->signs.vacation.len)
		return true;
	for (size_t i = 0; i < mail->headers.count; i++)
		for (size_t k = 0; k < sizeof(signs) / sizeof(*signs); k++)
			if (span_ieq(mail->headers.items[i].name, span_of(signs[k].name)) &&
			    span_istarts(mail->headers.items[i].value, span_of(signs[k].value)))
				return true;
	return false;
}

static void writer_found(const struct reading *r, const struct address *who, const char *where, const char *reason,
			 struct writer *out)
{
	out->who = *who;
	out->why = arena_printf(r->a, "written by %.*s, named in %s: %s", SPAN_ARG(who->addr), where, reason);
}

void writer_find(const struct conf *conf, const struct mail *mail, struct arena *a, struct writer *out)
{
	struct reading r = {conf, mail, a, mail->from.count ? mail->from.items[0].addr : SPAN_NONE};
	const struct address *who;
	const char *where;
	struct span name;
	*out = (struct writer){0};
	if (conf->reply_to == REPLY_TO_NEVER || is_robots_mail(mail) || conf_agent_address(conf, r.from))
		return;
	if ((who = replaced_by_list(&r, &name, &where))) {
		writer_found(&r, who, where, "a list or group replaced From with its own address", out);
		out->replaced = out->person = true;
		if (!who->name.len)
			out->who.name = name;
	} else if ((who = only_other(&r, &mail->reply_to))) {
		out->person = is_machine(&r) && !mail->refs.count; /* a form's mail is no reply */
		if (out->person || conf->reply_to == REPLY_TO_ALWAYS)
			writer_found(&r, who, "Reply-To",
				     out->person ? "From is a machine that sends on behalf of people"
						 : "reply_to is set to always",
				     out);
	}
}

struct mail *writer_mail(const struct writer *writer, const struct mail *mail, struct arena *a)
{
	struct mail *copy = ARENA_NEW(a, struct mail);
	*copy = *mail;
	copy->sender = writer->who;
	if (!writer->person)
		return copy;
	copy->signs.automatic = copy->signs.list = SPAN_NONE;
	copy->null_return_path = false;
	return copy;
}

struct span writer_others(const struct conf *conf, const struct mail *mail, struct span addr, struct arena *a)
{
	struct buf all;
	struct span_list seen = {0};
	buf_init(&all, OTHERS_MAX);
	for (size_t i = 0; i < mail->reply_to.count && seen.count < OTHERS_SHOWN; i++) {
		const struct address *x = &mail->reply_to.items[i];
		if (!x->addr.len || span_ieq(x->addr, addr) || conf_own_address(conf, x->addr) ||
		    span_iin(&seen, x->addr))
			continue;
		span_list_add(a, &seen, x->addr);
		buf_str(&all, seen.count > 1 ? ", " : "");
		if (x->name.len)
			buf_printf(&all, "%.*s <%.*s>", SPAN_ARG(utf8_cut(x->name, OTHERS_NAME)), SPAN_ARG(x->addr));
		else
			buf_add(&all, x->addr);
	}
	struct span shown = arena_dup(a, buf_span(&all));
	buf_clear(&all);
	return shown;
}
