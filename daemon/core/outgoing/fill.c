#include "daemon/core/outgoing/fill.h"

#include "daemon/core/base/tokens.h"
#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/phrase.h"
#include "daemon/core/outgoing/pictures.h"
#include "parsers/base/addrspec.h"
#include "parsers/base/buf.h"
#include "parsers/text.h"

#define ATTACHMENTS_SHOWN 30
#define LIST_MAX ((size_t)2000) /* bytes of a joined list */

void fill_desk(struct work *w, struct span address, struct span language, struct vars *vars)
{
	vars_text(w->a, vars, "desk", w->conf->name);
	vars_text(w->a, vars, "tag", w->conf->tag);
	vars_text(w->a, vars, "address", address);
	vars_text(w->a, vars, "language", language);
	vars_flag(w->a, vars, "sorting", w->conf->show_sorting);
	vars_text(w->a, vars, "colour", span_of(w->conf->colour));
	vars_text(w->a, vars, "colour_text", span_of(w->conf->colour_text));
	vars_text(w->a, vars, "logo", w->conf->logo.len ? SPAN("cid:" PICTURES_LOGO) : SPAN_NONE);
}

static struct span agent_shown(const struct conf *conf, struct span name)
{
	const struct agent_conf *agent = conf_agent(conf, name);
	return agent ? conf_agent_shown(agent) : name;
}

/* "status" as text, and the flag "is_open". */
static void fill_word(struct work *w, struct vars *vars, const char *name, const char *word)
{
	vars_text(w->a, vars, name, span_of(word));
	vars_flag(w->a, vars, ARENA_CONCAT(w->a, SPAN("is_"), span_of(word)).ptr, true);
}

void fill_ticket(struct work *w, const struct ticket *t, bool words, int64_t due, struct span language,
		 struct vars *vars)
{
	vars_text(w->a, vars, "id", arena_number(w->a, t->id));
	if (words) {
		vars_text(w->a, vars, "subject", t->subject);
		vars_text(w->a, vars, "customer_name", t->customer_name);
	}
	fill_word(w, vars, "status", status_name(t->status));
	fill_word(w, vars, "priority", priority_name(t->priority));
	vars_text(w->a, vars, "status_shown", phrase_status(language, t->status));
	vars_text(w->a, vars, "priority_shown", phrase_priority(language, t->priority));
	vars_text(w->a, vars, "category", t->category);
	vars_text(w->a, vars, "agent", t->agent);
	vars_text(w->a, vars, "agent_name", agent_shown(w->conf, t->agent));
	vars_text(w->a, vars, "customer", t->customer);
	vars_text(w->a, vars, "due", when_shown(w->a, w->conf->zone, language, due));
	vars_text(w->a, vars, "created", when_shown(w->a, w->conf->zone, language, t->created));
	vars_text(w->a, vars, "updated", when_shown(w->a, w->conf->zone, language, t->updated));
}

struct span fill_size(struct arena *a, uint64_t bytes, struct span language)
{
	bool french = span_istarts(language, SPAN("fr")), comma = french || span_istarts(language, SPAN("de"));
	unsigned long long tenths = bytes * 10;
	size_t u = 0;
	for (; tenths >= 10000 && u < 3; u++)
		tenths /= 1000;
	struct span unit = span_sub(SPAN("kMG"), u ? u - 1 : 0, u > 0);
	const char *byte = french ? "o" : "B";
	if (u == 0 || tenths % 10 == 0)
		return arena_printf(a, "%llu %.*s%s", tenths / 10, SPAN_ARG(unit), byte);
	return arena_printf(a, "%llu%c%llu %.*s%s", tenths / 10, comma ? ',' : '.', tenths % 10, SPAN_ARG(unit), byte);
}

/* The list's members with ", " between them. */
static struct span list_text(struct arena *a, const struct span_list *list)
{
	struct buf b;
	buf_init(&b, LIST_MAX);
	for (size_t i = 0; i < list->count && b.len < LIST_MAX - 500; i++) {
		buf_str(&b, i ? ", " : "");
		buf_add(&b, list->items[i]);
	}
	struct span joined = arena_dup(a, buf_span(&b));
	buf_clear(&b);
	return joined;
}

static void fill_recipients(struct work *w, const struct message *m, struct vars *vars)
{
	struct span_list others = {0};
	for (size_t i = 0; i < m->to.count; i++)
		if (!conf_own_address(w->conf, m->to.items[i]))
			span_list_add(w->a, &others, m->to.items[i]);
	vars_text(w->a, vars, "to", list_text(w->a, &others));
}

size_t fill_lines(struct span text)
{
	struct span line;
	size_t lines = 0;
	while (span_line(&text, &line))
		lines += span_trim(line).len > 0;
	return lines;
}

static void fill_folded(struct work *w, struct span folded, struct vars *vars)
{
	size_t lines = fill_lines(folded);
	if (!lines)
		return;
	vars_text(w->a, vars, "folded", arena_printf(w->a, "%zu", lines));
	vars_flag(w->a, vars, "one_folded", lines == 1);
	vars_flag(w->a, vars, "only_signature", !text_has_history(w->a, folded));
}

struct span fill_author(const struct work *w, const struct message *m)
{
	const struct ticket *t = plan_peek(w, m->ticket);
	if (m->from_name.len || !t || !span_ieq(m->from, t->customer))
		return m->from_name;
	return t->customer_name;
}

void fill_attachments(struct work *w, const struct message *m, struct span language, struct vars *vars)
{
	size_t count = m->attachments.count;
	for (size_t i = 0; i < count && i < ATTACHMENTS_SHOWN; i++) {
		struct vars *item = vars_item(w->a, vars, "attachments");
		vars_text(w->a, item, "file", m->attachments.items[i].name);
		vars_text(w->a, item, "size", fill_size(w->a, m->attachments.items[i].size, language));
	}
	if (count > ATTACHMENTS_SHOWN)
		vars_text(w->a, vars, "dropped", arena_printf(w->a, "%zu", count - ATTACHMENTS_SHOWN));
}

void fill_message(struct work *w, const struct message *m, struct vars *vars)
{
	vars_words(w->a, vars, "text", m->text, m->html);
	vars_text(w->a, vars, "from", m->from);
	vars_text(w->a, vars, "from_name", fill_author(w, m));
	vars_text(w->a, vars, "sent_by", m->sent_by);
	vars_text(w->a, vars, "reply_to", m->reply_to);
	fill_recipients(w, m, vars);
	vars_flag(w->a, vars, "cut", m->text.len >= MAIL_MAX_TEXT - 4);
	vars_flag(w->a, vars, "automatic", m->kind == MESSAGE_AUTO);
	fill_folded(w, m->folded, vars);
}

/* How many other open tickets the customer has. The record counts the tickets as they were before this plan. */
static uint32_t other_tickets(const struct work *w, const struct ticket *t, const struct customer *c)
{
	const struct ticket_facts *was = facts_ticket(w->facts, t->id);
	bool counted = was && status_is_open(was->ticket.status) && span_ieq(was->ticket.customer, t->customer);
	return c && c->open > counted ? c->open - counted : 0;
}

void fill_team(struct work *w, const struct ticket *t, struct vars *vars)
{
	const struct customer *c = plan_customer_peek(w, t->customer);
	uint32_t others = other_tickets(w, t, c);
	vars_text(w->a, vars, "tags", list_text(w->a, &t->tags));
	vars_text(w->a, vars, "watchers", list_text(w->a, &t->watchers));
	vars_flag(w->a, vars, "unreachable", c && c->unreachable);
	if (others)
		vars_text(w->a, vars, "others", arena_printf(w->a, "%u", others));
}

void fill_days(struct work *w, int days, struct vars *vars)
{
	if (days <= 0)
		return;
	vars_text(w->a, vars, "days", arena_printf(w->a, "%d", days));
	vars_flag(w->a, vars, "one_day", days == 1);
}

/* RFC 3986 percent-encoding of everything except unreserved characters, "@" and "+". */
static struct span percent(struct arena *a, struct span s)
{
	static const char hex[] = "0123456789ABCDEF";
	static const bool plain[256] = {
		['-'] = 1, ['.'] = 1,         ['_'] = 1,         ['~'] = 1,         ['@'] = 1,
		['+'] = 1, ['0' ... '9'] = 1, ['A' ... 'Z'] = 1, ['a' ... 'z'] = 1,
	};
	char *out = arena_alloc(a, s.len * 3 + 1), *at = out;
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if (plain[c]) {
			*at++ = (char)c;
			continue;
		}
		*at++ = '%';
		*at++ = hex[c >> 4];
		*at++ = hex[c & 15];
	}
	return span_make(out, (size_t)(at - out));
}

/* The commands that have a button, and its label. */
static const struct offer {
	const char *command, *en, *de, *fr;
	bool typed; /* also named in the text, on a line that no client wraps */
} offered[] = {
	{"note", "Note", "Notiz", "Note", true},
	{"take", "Take", "Übernehmen", "Prendre", true},
	{"pending", "Pending", "Wartet", "En attente", true},
	{"resolve", "Resolve", "Gelöst", "Résolu", true},
	{"close", "Close", "Schließen", "Clore", true},
	{"spam", "Spam", "Spam", "Spam", false},
	{"show", "Show all", "Alles zeigen", "Tout afficher", false},
	{"help", "Help", "Hilfe", "Aide", false},
};
static const struct offer yes_offer = {"yes", "Yes, I wrote this", "Ja, das ist von mir", "Oui, c'est de moi", false};
static const struct offer send_offer = {"send", "Send my answer", "Meine Antwort senden", "Envoyer ma réponse", false};

static struct span offer_label(const struct offer *offer, struct span language)
{
	if (span_istarts(language, SPAN("de")))
		return span_of(offer->de);
	return span_of(span_istarts(language, SPAN("fr")) ? offer->fr : offer->en);
}

/* Adds a button; only the HTML shows it. */
static void fill_button(struct work *w, const struct offer *offer, struct span language, struct span link,
			struct vars *vars)
{
	struct vars *item = vars_item(w->a, vars, "commands");
	vars_text(w->a, item, "name", span_of(offer->command));
	vars_text(w->a, item, "label", offer_label(offer, conf_language(w->conf, language)));
	vars_text(w->a, item, "mailto", link);
}

/* "[ACME #12] ", percent-encoded; empty without a ticket. */
static struct span link_tag(struct work *w, uint64_t ticket)
{
	if (!ticket)
		return SPAN_NONE;
	return percent(w->a, arena_printf(w->a, "[%.*s #%llu] ", SPAN_ARG(w->conf->tag), (unsigned long long)ticket));
}

/* A link to a ready mail "[ACME #12] [close]" to the desk, with that token. */
static struct span link_make(struct work *w, struct span address, struct span tag, const char *command,
			     struct span token)
{
	if (w->conf->reply_plus)
		return ARENA_CONCAT(w->a, SPAN("mailto:"), token_address(w->a, token, percent(w->a, address)),
				    SPAN("?subject="), tag, SPAN("%5B"), span_of(command), SPAN("%5D"));
	/* in the id, only the domain can need encoding */
	struct span id = token_msgid(w->a, token, 0, percent(w->a, addrspec_domain(address)));
	return ARENA_CONCAT(w->a, SPAN("mailto:"), percent(w->a, address), SPAN("?subject="), tag, SPAN("%5B"),
			    span_of(command), SPAN("%5D&in-reply-to=%3C"), id, SPAN("%3E"));
}

static struct span link_token(struct work *w, enum token_role role, uint64_t ticket, struct span recipient)
{
	int64_t expires = w->now + w->conf->limits.token_days * (int64_t)86400;
	return token_make(w->a, &w->facts->keys, role, ticket, recipient, expires);
}

/* Commands that would change nothing: "take" for the agent who has the ticket, "close" for a closed ticket. */
static bool is_idle(const struct work *w, const struct ticket *t, const struct outmail *m, const char *command)
{
	const struct agent_conf *agent = conf_agent_address(w->conf, m->to);
	struct span name = span_of(command);
	bool closed = t->status == STATUS_CLOSED, resolved = closed || t->status == STATUS_RESOLVED;
	return (agent && span_eq(agent->name, t->agent) && span_eq(name, SPAN("take"))) ||
	       (closed && span_eq(name, SPAN("close"))) || (resolved && span_eq(name, SPAN("resolve")));
}

void fill_commands(struct work *w, const struct ticket *t, struct outmail *m, struct vars *vars)
{
	struct span tag = link_tag(w, t->id), words = SPAN_NONE;
	for (size_t i = 0; i < sizeof(offered) / sizeof(offered[0]); i++) {
		const char *command = offered[i].command;
		if (is_idle(w, t, m, command))
			continue;
		uint64_t id = command_find(WHO_AGENT, span_of(command))->needs_ticket ? t->id : 0;
		struct span for_whom = tokens_command_recipient(w->a, m->to, span_of(command));
		struct span token = link_token(w, TOKEN_COMMAND, id, for_whom);
		span_list_add(w->a, &m->tokens, token);
		fill_button(w, &offered[i], m->language, link_make(w, m->from, id ? tag : SPAN_NONE, command, token),
			    vars);
		if (offered[i].typed)
			words = ARENA_CONCAT(w->a, words, words.len ? SPAN(" #") : SPAN("#"), span_of(command));
	}
	vars_text(w->a, vars, "command_words", words);
}

struct span fill_command(struct work *w, const struct ticket *t, struct span agent_email, struct span address,
			 struct span language, struct vars *vars)
{
	struct span for_whom = tokens_command_recipient(w->a, agent_email, span_of(send_offer.command));
	struct span token = link_token(w, TOKEN_COMMAND, t->id, for_whom);
	struct span link = link_make(w, address, link_tag(w, t->id), send_offer.command, token);
	vars_text(w->a, vars, "send", link);
	fill_button(w, &send_offer, language, link, vars);
	return token;
}

struct span fill_yes(struct work *w, const struct ticket *t, struct span agent_email, struct span address, uint32_t seq,
		     struct span language, struct vars *vars)
{
	struct span for_whom = tokens_question_recipient(w->a, agent_email, seq, true);
	struct span token = link_token(w, TOKEN_QUESTION, t->id, for_whom);
	struct span link = link_make(w, address, link_tag(w, t->id), yes_offer.command, token);
	vars_text(w->a, vars, "yes", link);
	fill_button(w, &yes_offer, language, link, vars);
	return token;
}

void fill_scores(struct work *w, const struct ticket *t, struct span address, struct span_list *tokens,
		 struct vars *vars)
{
	static const char *const scores[] = {"1", "2", "3", "4", "5"};
	for (size_t i = 0; i < sizeof(scores) / sizeof(*scores); i++) {
		struct span for_whom = tokens_command_recipient(w->a, t->customer, span_of(scores[i]));
		struct span token = link_token(w, TOKEN_FEEDBACK, t->id, for_whom);
		struct vars *item = vars_item(w->a, vars, "commands");
		vars_text(w->a, item, "name", span_of(scores[i]));
		vars_text(w->a, item, "label", span_of(scores[i]));
		vars_text(w->a, item, "mailto", link_make(w, address, link_tag(w, t->id), scores[i], token));
		span_list_add(w->a, tokens, token);
	}
}

struct span fill_reopen(struct work *w, const struct ticket *t, struct span agent_email, struct span address,
			struct span language, struct vars *vars)
{
	static const struct offer offer = {"open", "Reopen", "Wieder öffnen", "Rouvrir", false};
	struct span for_whom = tokens_command_recipient(w->a, agent_email, span_of(offer.command));
	struct span token = link_token(w, TOKEN_COMMAND, t->id, for_whom);
	fill_button(w, &offer, language, link_make(w, address, link_tag(w, t->id), offer.command, token), vars);
	return token;
}

static struct span named_text(const struct vars *vars, struct span name)
{
	for (size_t i = 0; i < vars->own.count; i++)
		if (span_eq(vars->own.items[i].name, name))
			return vars->own.items[i].text;
	return SPAN_NONE;
}

void fill_solved(struct work *w, const struct ticket *t, const struct outmail *m, struct vars *vars)
{
	for (size_t i = 0; i < vars->own.count; i++) {
		struct var *v = &vars->own.items[i];
		for (size_t k = 0; span_eq(v->name, SPAN("articles")) && k < v->list.count && m->tokens.count; k++) {
			struct span name = named_text(&v->list.items[k], SPAN("name"));
			struct span command = percent(w->a, arena_printf(w->a, "solved %.*s", SPAN_ARG(name)));
			struct span link =
				link_make(w, m->from, link_tag(w, t->id), arena_str(w->a, command), m->tokens.items[0]);
			vars_text(w->a, &v->list.items[k], "mailto", link);
		}
	}
}

void fill_help(struct work *w, enum command_who who, const char *template, struct span wished, struct vars *vars)
{
	struct conf_template found = {0};
	conf_template(w->conf, w->facts->mailbox, template, wished, &found);
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const struct command_def *def = &command_table[i];
		if (def->who != who || def->use == USE_LATER)
			continue;
		struct vars *item = vars_item(w->a, vars, "commands");
		vars_text(w->a, item, "name", span_of(def->name));
		vars_text(w->a, item, "usage", command_form(def, found.language));
		vars_text(w->a, item, "help", command_help(def, found.language));
	}
}
