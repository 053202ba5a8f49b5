#include "daemon/core/ticket/rules.h"

#include "parsers/subject.h"

#define BRACKETS 16 /* as many as subject_parse lists */

static bool text_matches(struct work *w, const struct rule_conf *rule, const struct pattern *p, struct span text)
{
	enum pattern_result r = pattern_match(p, text);
	if (r == PATTERN_LIMIT)
		plan_why(w, "rule %.*s: the pattern took too long and counts as no match", SPAN_ARG(rule->name));
	return r == PATTERN_YES;
}

static bool address_matches(struct work *w, const struct rule_conf *rule, const struct pattern *p,
			    const struct address *x)
{
	struct span text = arena_printf(w->a, "%.*s <%.*s>", SPAN_ARG(x->name), SPAN_ARG(x->addr));
	return text_matches(w, rule, p, text);
}

static bool addresses_match(struct work *w, const struct rule_conf *rule, const struct pattern *p,
			    const struct address_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (address_matches(w, rule, p, &list->items[i]))
			return true;
	return false;
}

static bool headers_match(struct work *w, const struct rule_conf *rule)
{
	const struct header_list *h = &w->mail->headers;
	for (size_t i = 0; i < h->count; i++)
		if (span_ieq(h->items[i].name, rule->match.header_name) &&
		    text_matches(w, rule, rule->match.header, h->items[i].value))
			return true;
	return false;
}

/* All conditions of the rule must match. */
static bool rule_matches(struct work *w, const struct rule_conf *rule)
{
	const struct rule_match *m = &rule->match;
	const struct mail *mail = w->mail;
	if (m->size_over && mail->size <= m->size_over)
		return false;
	if (m->mailbox.len && !(w->facts->mailbox && span_ieq(w->facts->mailbox->name, m->mailbox)))
		return false;
	if (m->subject && !text_matches(w, rule, m->subject, mail->subject.text))
		return false;
	/* From may be a form's, while the sender is the person who filled it in: a rule may mean either */
	if (m->from && !address_matches(w, rule, m->from, &mail->sender) &&
	    !addresses_match(w, rule, m->from, &mail->from))
		return false;
	if (m->to && !addresses_match(w, rule, m->to, &mail->to) && !addresses_match(w, rule, m->to, &mail->cc) &&
	    !addresses_match(w, rule, m->to, &mail->delivered))
		return false;
	if (m->header && !headers_match(w, rule))
		return false;
	return !m->body || text_matches(w, rule, m->body, mail->text);
}

struct sorting { /* what is decided so far */
	struct sorted *out;
	bool priority;
	struct span category_why, priority_why;
	bool used[BRACKETS];
};

static void subject_tags_read(struct work *w, struct sorting *s)
{
	const struct bracket_list *b = &w->mail->subject.brackets;
	for (size_t i = 0; i < b->count && i < BRACKETS; i++) {
		struct span text = b->items[i].text;
		const struct category_conf *c = conf_category_tagged(w->conf, text);
		uint64_t id;
		if (c && !s->out->category.len) {
			s->out->category = c->name;
			s->category_why = arena_printf(w->a, "from subject tag [%.*s]", SPAN_ARG(text));
			s->used[i] = true;
		} else if (!s->priority && priority_from(text, &s->out->priority)) {
			s->priority = s->used[i] = true;
			s->priority_why = arena_printf(w->a, "from subject tag [%.*s]", SPAN_ARG(text));
		} else if (subject_ticket(text, w->conf->tag, &id)) {
			s->used[i] = true; /* dropped: each mail gets the tag of its own ticket in front */
		}
	}
}

static void rule_take(struct work *w, struct sorting *s, const struct rule_conf *rule)
{
	struct span why = arena_printf(w->a, "from rule %.*s", SPAN_ARG(rule->name));
	if (rule->category.len && !s->out->category.len) {
		s->out->category = rule->category;
		s->category_why = why;
	}
	if (rule->has_priority && !s->priority) {
		s->out->priority = rule->priority;
		s->priority_why = why;
		s->priority = true;
	}
	for (size_t i = 0; i < rule->tags.count; i++)
		plan_add(w, &s->out->tags, rule->tags.items[i]);
	if (rule->spam && !s->out->spam.len)
		s->out->spam = arena_printf(w->a, "rule %.*s", SPAN_ARG(rule->name));
	s->out->drop_list |= rule->drop_list;
}

struct span rules_category(const struct work *w)
{
	const struct mailbox_conf *mailbox = w->facts->mailbox;
	return mailbox && mailbox->category.len ? mailbox->category : w->conf->category;
}

enum priority rules_priority(const struct conf *conf, struct span category)
{
	const struct category_conf *c = conf_category(conf, category);
	return c && c->has_priority ? c->priority : PRIORITY_NORMAL;
}

static void defaults_take(struct work *w, struct sorting *s)
{
	const struct mailbox_conf *mailbox = w->facts->mailbox;
	if (!s->out->category.len) {
		s->out->category = rules_category(w);
		s->category_why = mailbox && mailbox->category.len
					  ? arena_printf(w->a, "from mailbox %.*s", SPAN_ARG(mailbox->name))
					  : SPAN("as the desk's first");
	}
	const struct category_conf *c = conf_category(w->conf, s->out->category);
	if (!s->priority) {
		s->out->priority = rules_priority(w->conf, s->out->category);
		s->priority_why = c && c->has_priority ? arena_printf(w->a, "from category %.*s", SPAN_ARG(c->name))
						       : SPAN("by default");
	}
}

void rules_sort(struct work *w, struct sorted *out)
{
	struct sorting s = {.out = out};
	*out = (struct sorted){0};
	subject_tags_read(w, &s);
	for (size_t i = 0; i < w->conf->rule_count; i++)
		if (rule_matches(w, &w->conf->rules[i]))
			rule_take(w, &s, &w->conf->rules[i]);
	defaults_take(w, &s);
	out->subject = subject_without(w->a, &w->mail->subject, s.used);
	out->why = arena_printf(w->a, "category %.*s %.*s, priority %s %.*s", SPAN_ARG(out->category),
				SPAN_ARG(s.category_why), priority_name(out->priority), SPAN_ARG(s.priority_why));
}
