#include "daemon/core/ticket/bounced.h"

#include "daemon/core/outgoing/compose.h"
#include "daemon/core/ticket/thread.h"
#include "parsers/gone.h"

struct returned { /* the mail that came back */
	uint64_t ticket;
	struct span to; /* empty: unknown */
	bool proven;
	struct span why;
};

static bool bounced_made_for(const struct work *w, const struct token *token, struct span addr)
{
	enum token_state s = token_check(token, &w->facts->keys, addr, w->now);
	return s == TOKEN_VALID || s == TOKEN_EXPIRED;
}

/* The recipient that the token was made for: one of the failed recipients, otherwise that of the desk's own mail. */
static bool bounced_token_owner(const struct work *w, const struct token *token, struct span *to)
{
	const struct address_list *failed = &w->mail->bounce.recipients;
	for (size_t i = 0; i < failed->count; i++) {
		*to = failed->items[i].addr;
		if (bounced_made_for(w, token, *to))
			return true;
	}
	for (size_t i = 0; i < w->facts->bounced.count; i++) {
		*to = w->facts->bounced.items[i].to;
		if (bounced_made_for(w, token, *to))
			return true;
	}
	return false;
}

static bool take_token(const struct work *w, const struct token *token, const char *why, struct returned *out)
{
	struct span to;
	if (!bounced_token_owner(w, token, &to))
		return false;
	*out = (struct returned){token->ticket, to, true, span_of(why)};
	return true;
}

static bool by_message_id(const struct work *w, struct returned *out)
{
	const struct span_list *ids = &w->mail->bounce.original_ids;
	for (size_t i = 0; i < ids->count; i++) {
		struct token token;
		uint64_t serial;
		if (tokens_from_msgid(w->conf, ids->items[i], &token, &serial) &&
		    take_token(w, &token, "the Message-ID of the desk's mail that came back", out))
			return true;
	}
	return false;
}

static bool by_address(const struct work *w, struct returned *out)
{
	struct presented_list presented;
	tokens_read(w->conf, w->mail, w->a, &presented);
	for (size_t i = 0; i < presented.count; i++)
		if (take_token(w, &presented.items[i].token, "the signed address that the report was sent to", out))
			return true;
	return false;
}

static bool by_recipient(const struct work *w, struct returned *out)
{
	const struct address_list *failed = &w->mail->bounce.recipients;
	for (size_t i = 0; i < failed->count; i++)
		for (size_t k = 0; k < w->facts->tickets.count; k++) {
			const struct ticket *t = &w->facts->tickets.items[k].ticket;
			if (!thread_member(t, failed->items[i].addr) || t->id < out->ticket)
				continue;
			*out = (struct returned){t->id, failed->items[i].addr, false,
						 SPAN("the failed recipient's latest ticket, without a token")};
		}
	return out->ticket != 0;
}

static struct span bounced_fault(struct work *w)
{
	const struct bounce *b = &w->mail->bounce;
	if (!b->status.len || span_find(b->diagnostic, b->status) >= 0)
		return b->diagnostic;
	return arena_printf(w->a, "%.*s %.*s", SPAN_ARG(b->status), SPAN_ARG(b->diagnostic));
}

static void note(struct work *w, struct ticket *t, const struct returned *r)
{
	struct message *m = plan_message(w, t, MESSAGE_BOUNCE);
	w->plan->ticket = t->id;
	plan_text(w, m);
	plan_event_put(w, t,
		       &(struct event){.actor = SPAN("desk"),
				       .kind = EVENT_BOUNCE,
				       .what = r->to,
				       .from = w->mail->bounce.permanent ? SPAN("permanent") : SPAN("temporary"),
				       .to = bounced_fault(w),
				       .why = r->why});
}

static bool address_is_gone(const struct work *w)
{
	return gone_is(w->a, w->mail->bounce.status, w->mail->bounce.diagnostic);
}

/* False: the address is not given up. */
static bool give_up_address(struct work *w, const struct returned *r)
{
	const char *why = !r->proven                           ? "the report is unproven"
			  : conf_agent_address(w->conf, r->to) ? "it is an agent's address"
			  : !address_is_gone(w) ? "the report does not say that the address does not exist"
						: NULL;
	if (why) {
		plan_why(w, "mail to %.*s continues: %s", SPAN_ARG(r->to), why);
		return false;
	}
	struct customer *c = plan_customer(w, r->to);
	c->unreachable = true;
	c->bounce_reason = bounced_fault(w);
	span_list_add(w->a, &w->plan->unreachable, r->to);
	plan_why(w, "no more mail to %.*s: it bounces permanently", SPAN_ARG(r->to));
	return true;
}

/* The warning must not go to the person whose mail bounced: that warning would bounce too. */
static void bounced_tell(struct work *w, struct ticket *t, const struct returned *r, bool given_up)
{
	const struct agent_conf *agent = conf_agent_address(w->conf, r->to);
	struct vars *vars = compose_vars(w);
	vars_text(w->a, vars, "to", r->to);
	vars_text(w->a, vars, "error", bounced_fault(w));
	if (span_ieq(r->to, w->conf->manager) || (agent && agent == conf_agent_address(w->conf, w->conf->manager))) {
		plan_why(w, "mail to the manager bounces: nobody is notified");
		return;
	}
	vars_flag(w->a, vars, "bounced", true);
	vars_flag(w->a, vars, "tried", !given_up);
	if (agent)
		compose_manager(w, t, "warning", vars);
	else
		compose_warning(w, t, "bounced", vars);
}

bool bounced_decide(struct work *w)
{
	struct returned r = {0};
	if (!by_message_id(w, &r) && !by_address(w, &r) && !by_recipient(w, &r)) {
		plan_why(w, "nothing in the delivery report refers to a mail of this desk");
		return false;
	}
	const struct ticket *target = thread_target(w, r.ticket);
	struct ticket *t = target ? plan_ticket(w, target->id) : NULL;
	plan_why(w, "bounce of mail to %.*s: %.*s", SPAN_ARG(r.to), SPAN_ARG(r.why));
	if (t)
		note(w, t, &r);
	if (!w->mail->bounce.permanent)
		return true;
	bool given_up = give_up_address(w, &r);
	bounced_tell(w, t, &r, given_up);
	return true;
}
