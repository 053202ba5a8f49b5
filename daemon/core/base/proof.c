#include "daemon/core/base/proof.h"

#include "daemon/core/base/tokens.h"
#include "parsers/base/addrspec.h"
#include "parsers/subject.h"

/* One check in progress. */
struct check {
	const struct conf *conf;
	const struct mail *mail;
	const struct facts *facts;
	int64_t now;
	struct arena *a;
	struct presented_list presented;
	struct proof *out;
	struct span token_why, results_why; /* why the token, or the results, do not hold */
};

static const struct agent_conf *agent_claimed(const struct conf *conf, const struct mail *mail)
{
	const struct agent_conf *agent = NULL;
	for (size_t i = 0; i < mail->from.count && !agent; i++)
		agent = conf_agent_address(conf, mail->from.items[i].addr);
	if (!agent && mail->from.count == 0 && mail->sender.addr.len)
		agent = conf_agent_address(conf, mail->sender.addr);
	return agent;
}

/* What is wrong with the From of a mail that claims to be an agent's; empty: nothing. */
static struct span from_fault(const struct mail *mail)
{
	if (mail->from_fields != 1)
		return mail->from_fields ? SPAN("it has more than one From field") : SPAN("it has no From field");
	if (mail->from_doubted)
		return SPAN("its From is not clearly a single address");
	if (mail->from_group)
		return SPAN("its From is a group");
	if (mail->from.count != 1)
		return SPAN("its From does not contain exactly one address");
	return SPAN_NONE;
}

/* --- tokens --- */

static enum token_state agent_token(const struct check *c, const struct token *token, const struct agent_conf *agent)
{
	enum token_state best = token_check(token, &c->facts->keys, agent->email, c->now);
	for (size_t i = 0; i < agent->aliases.count && best == TOKEN_FORGED; i++)
		best = token_check(token, &c->facts->keys, agent->aliases.items[i], c->now);
	return best;
}

static bool question_token(const struct check *c, const struct token *token, const struct agent_conf *agent,
			   uint32_t seq, bool yes)
{
	struct span recipient = tokens_question_recipient(c->a, agent->email, seq, yes);
	return token_check(token, &c->facts->keys, recipient, c->now) == TOKEN_VALID;
}

/* The held message that a question's token to this agent was made for; 0: none. */
static uint32_t proof_question_seq(const struct check *c, const struct token *token, const struct agent_conf *agent,
				   bool *yes)
{
	const struct ticket_facts *t = facts_ticket(c->facts, token->ticket);
	for (size_t i = 0; t && i < t->messages.count; i++) {
		const struct message *m = &t->messages.items[i];
		if (!m->held_for.len || !span_ieq(m->held_for, agent->name))
			continue;
		*yes = question_token(c, token, agent, m->seq, true);
		if (*yes || question_token(c, token, agent, m->seq, false))
			return m->seq;
	}
	return 0;
}

static bool merged_into(const struct check *c, uint64_t from, uint64_t into)
{
	const struct ticket_facts *t = facts_ticket(c->facts, from);
	return t && t->ticket.status == STATUS_MERGED && t->ticket.merged_into == into;
}

/* A ticket other than the token's that the subject names; 0: none. */
static uint64_t other_ticket_named(const struct check *c, uint64_t ticket)
{
	const struct bracket_list *brackets = &c->mail->subject.brackets;
	for (size_t i = 0; i < brackets->count; i++) {
		uint64_t id;
		if (subject_ticket(brackets->items[i].text, c->conf->tag, &id) && id != ticket &&
		    !merged_into(c, id, ticket) && !merged_into(c, ticket, id))
			return id;
	}
	return 0;
}

static void token_holds(struct check *c, const struct presented *p)
{
	uint64_t other = other_ticket_named(c, p->token.ticket);
	if (other) {
		c->token_why = arena_printf(c->a, "its token is for ticket %llu, but its subject names ticket %llu",
					    (unsigned long long)p->token.ticket, (unsigned long long)other);
		return;
	}
	c->out->by_token = true;
	c->out->ticket = p->token.ticket;
}

/* The subject's bracket that a command link's token was made for; empty: none. Where the link needs no ticket, the
 * token names the command only: the agent fills in the arguments. */
static struct span linked_command(const struct check *c, const struct token *token, const struct agent_conf *agent)
{
	const struct bracket_list *brackets = &c->mail->subject.brackets;
	for (size_t i = 0; i < brackets->count; i++) {
		struct span text = brackets->items[i].text, rest = text, named = text;
		if (!token->ticket && !span_word(&rest, &named))
			continue;
		struct span recipient = tokens_command_recipient(c->a, agent->email, named);
		if (token_check(token, &c->facts->keys, recipient, c->now) == TOKEN_VALID)
			return text;
	}
	return SPAN_NONE;
}

static void command_token(struct check *c, const struct presented *p)
{
	struct span linked = linked_command(c, &p->token, c->out->agent);
	if (!linked.len) {
		c->token_why = SPAN("its command link was made for another command or another agent");
		return;
	}
	token_holds(c, p);
	if (c->out->by_token)
		c->out->linked = linked;
}

static void question_answered(struct check *c, const struct presented *p)
{
	bool yes = false;
	uint32_t seq = proof_question_seq(c, &p->token, c->out->agent, &yes);
	if (!seq)
		return;
	c->out->answers_question = true;
	c->out->by_yes = c->out->by_yes || yes;
	c->out->question_ticket = p->token.ticket;
	c->out->question_seq = seq;
}

static const char *token_fault(enum token_state state)
{
	switch (state) {
	case TOKEN_EXPIRED:
		return "its token has expired";
	case TOKEN_KEY_GONE:
		return "its token was made with a key that no longer exists";
	default:
		return "its token was not made for this agent";
	}
}

static void tokens_check(struct check *c)
{
	c->token_why = SPAN("it has no token");
	for (size_t i = 0; i < c->presented.count && !c->out->by_token; i++) {
		const struct presented *p = &c->presented.items[i];
		if (p->token.role == TOKEN_QUESTION)
			question_answered(c, p);
		if (p->token.role == TOKEN_COMMAND)
			command_token(c, p);
		if (!token_is_agents(&p->token))
			continue;
		enum token_state state = agent_token(c, &p->token, c->out->agent);
		if (state == TOKEN_VALID)
			token_holds(c, p);
		if (state == TOKEN_VALID)
			c->out->answers_note = c->out->by_token && p->token.role == TOKEN_NOTE;
		else
			c->token_why = span_of(token_fault(state));
	}
}

/* --- Authentication-Results --- */

static struct span domain_of(struct span address)
{
	struct span domain = addrspec_domain(address);
	return span_ends(domain, SPAN(".")) ? span_sub(domain, 0, domain.len - 1) : domain;
}

static bool is_same_domain(struct span value, struct span domain)
{
	return value.len && span_ieq(domain_of(value), domain);
}

static bool result_aligned(const struct authres_result *r, struct span domain)
{
	if (!span_eq(r->result, SPAN("pass")))
		return false;
	if (span_eq(r->method, SPAN("dmarc")))
		return is_same_domain(r->header_from, domain);
	if (span_eq(r->method, SPAN("dkim")))
		return is_same_domain(r->header_d.len ? r->header_d : r->header_i, domain);
	return span_eq(r->method, SPAN("spf")) && is_same_domain(r->smtp_mailfrom, domain);
}

/* An explicit DMARC failure outweighs an aligned DKIM or SPF pass. */
static bool dmarc_failed(const struct authres *field)
{
	for (size_t i = 0; i < field->results.count; i++) {
		const struct authres_result *r = &field->results.items[i];
		if (span_eq(r->method, SPAN("dmarc")) && span_eq(r->result, SPAN("fail")))
			return true;
	}
	return false;
}

/* The one field that counts: the topmost, if it is our host's. */
static const struct authres *own_results(const struct check *c)
{
	if (c->mail->authres.count == 0)
		return NULL;
	const struct authres *top = &c->mail->authres.items[0];
	bool no_id = span_ieq(c->conf->authserv_id, SPAN("m365"));
	return span_ieq(top->id, no_id ? SPAN_NONE : c->conf->authserv_id) ? top : NULL;
}

static void results_check(struct check *c)
{
	if (!c->conf->authserv_id.len) {
		c->results_why = SPAN("no authserv_id is configured");
		return;
	}
	const struct authres *field = own_results(c);
	if (!field || field->broken) {
		c->results_why = field ? SPAN("our mail server's Authentication-Results are malformed")
				       : SPAN("its topmost Authentication-Results are not our mail server's");
		return;
	}
	struct span domain = domain_of(c->mail->from.items[0].addr);
	c->results_why =
		arena_printf(c->a, "our mail server's Authentication-Results show no pass for %.*s", SPAN_ARG(domain));
	for (size_t i = 0; i < field->results.count && !dmarc_failed(field); i++)
		if (result_aligned(&field->results.items[i], domain))
			c->out->by_results = true;
}

/* --- judgement --- */

/* Is the mail an answer, as the rule of proof means it? A forwarded mail carries its author's references, and is
 * not. */
static bool proof_is_answer(const struct check *c)
{
	return c->presented.count || (c->mail->refs.count && !c->mail->subject.is_forward);
}

static enum agent_proof proof_asked(const struct check *c)
{
	if (c->conf->agent_proof != PROOF_DEFAULT)
		return c->conf->agent_proof;
	return c->conf->authserv_id.len && proof_is_answer(c) ? PROOF_BOTH : PROOF_EITHER;
}

/* Where no ticket is involved, a ticket's token proves nothing: with or without it, the mail is judged as a fresh
 * one. */
static enum proof_reach desk_judge(const struct check *c)
{
	const struct proof *p = c->out;
	enum agent_proof asked = c->conf->agent_proof;
	if (asked == PROOF_DEFAULT)
		asked = c->conf->authserv_id.len ? PROOF_DMARC : PROOF_EITHER;
	if (p->by_results && (asked == PROOF_EITHER || asked == PROOF_DMARC))
		return PROOF_OF_ALL;
	if (!p->by_token || p->ticket || asked == PROOF_DMARC || (asked == PROOF_BOTH && !p->by_results))
		return PROOF_OF_NONE;
	return p->linked.len ? PROOF_OF_LINKED : PROOF_OF_ALL;
}

static void proof_judge(struct check *c)
{
	struct proof *p = c->out;
	enum agent_proof asked = proof_asked(c);
	bool token = p->by_token && asked != PROOF_DMARC, results = p->by_results && asked != PROOF_TOKEN;
	p->proven = asked == PROOF_BOTH ? token && results : token || results;
	p->any_ticket = results && (asked == PROOF_EITHER || asked == PROOF_DMARC);
	p->desk = p->proven ? desk_judge(c) : PROOF_OF_NONE;
	p->may_answer = asked == PROOF_TOKEN || asked == PROOF_EITHER || results;
	if (p->proven)
		p->why = arena_printf(c->a, "proven by %s%s%s", token ? "its token" : "",
				      token && results ? " and " : "", results ? "Authentication-Results" : "");
	else if (asked == PROOF_TOKEN || (asked == PROOF_BOTH && results))
		p->why = c->token_why;
	else if (asked == PROOF_DMARC || (asked == PROOF_BOTH && token))
		p->why = c->results_why;
	else
		p->why = arena_printf(c->a, "%.*s, and %.*s", SPAN_ARG(c->token_why), SPAN_ARG(c->results_why));
}

/* The agent a token was made for; NULL: none of them. */
static const struct agent_conf *token_owner(const struct check *c, const struct token *token)
{
	for (size_t i = 0; i < c->conf->agent_count; i++) {
		const struct agent_conf *agent = &c->conf->agents[i];
		bool yes, theirs = token_is_agents(token)         ? agent_token(c, token, agent) == TOKEN_VALID
				   : token->role == TOKEN_COMMAND ? linked_command(c, token, agent).len > 0
								  : proof_question_seq(c, token, agent, &yes) != 0;
		if (theirs)
			return agent;
	}
	return NULL;
}

/* Reports a valid token used by somebody it was not made for. */
static void misuse_check(struct check *c)
{
	for (size_t i = 0; i < c->presented.count && !c->out->security.len; i++) {
		const struct token *token = &c->presented.items[i].token;
		if (!token_is_agents(token) && token->role != TOKEN_QUESTION && token->role != TOKEN_COMMAND)
			continue;
		const struct agent_conf *owner = token_owner(c, token);
		if (owner && owner != c->out->agent)
			c->out->security = arena_printf(c->a, "a token made for %.*s was used by %.*s",
							SPAN_ARG(owner->name), SPAN_ARG(c->mail->sender.addr));
		else if (!c->out->agent && !owner && c->mail->sender.addr.len &&
			 token_check(token, &c->facts->keys, c->mail->sender.addr, c->now) == TOKEN_VALID)
			c->out->security = arena_printf(c->a, "%.*s, no longer an agent, used an agent's token",
							SPAN_ARG(c->mail->sender.addr));
		c->out->security_ticket = token->ticket;
	}
}

void proof_check(const struct conf *conf, const struct mail *mail, const struct facts *facts, int64_t now,
		 struct arena *a, struct proof *out)
{
	struct check c = {.conf = conf, .mail = mail, .facts = facts, .now = now, .a = a, .out = out};
	*out = (struct proof){.agent = agent_claimed(conf, mail)};
	tokens_read(conf, mail, a, &c.presented);
	out->presents = c.presented.count > 0;
	misuse_check(&c);
	if (!out->agent)
		return;
	out->why = from_fault(mail);
	if (out->why.len)
		return;
	tokens_check(&c);
	results_check(&c);
	proof_judge(&c);
	if (facts->proven) {
		out->proven = out->any_ticket = true;
		out->desk = PROOF_OF_ALL;
		out->why = facts->anyway ? SPAN("its author released it with #send") : SPAN("its author confirmed it");
	}
}

bool proof_covers(const struct proof *p, uint64_t ticket)
{
	return p->proven && (p->any_ticket || !ticket || (p->by_token && p->ticket == ticket));
}

bool proof_covers_command(const struct proof *p, struct span name)
{
	struct span rest = p->linked, word;
	if (p->desk != PROOF_OF_LINKED)
		return p->desk == PROOF_OF_ALL;
	return span_word(&rest, &word) && span_ieq(word, name);
}

static bool part_fails(const struct authres *field, struct span domain)
{
	for (size_t i = 0; i < field->results.count; i++) {
		const struct authres_result *r = &field->results.items[i];
		bool ours = span_eq(r->method, SPAN("dkim"))
				    ? is_same_domain(r->header_d.len ? r->header_d : r->header_i, domain)
				    : span_eq(r->method, SPAN("spf")) && is_same_domain(r->smtp_mailfrom, domain);
		if (ours && span_eq(r->result, SPAN("fail")))
			return true;
	}
	return false;
}

enum sender_results proof_sender(const struct conf *conf, const struct mail *mail, struct arena *a)
{
	struct proof found = {0};
	struct check c = {.conf = conf, .mail = mail, .a = a, .out = &found};
	const struct authres *field = conf->authserv_id.len ? own_results(&c) : NULL;
	if (!field || field->broken)
		return SENDER_UNTOLD;
	if (dmarc_failed(field))
		return SENDER_FAILS;
	/* results count for From only: a sender taken from Reply-To or Sender does not pass */
	if (!from_fault(mail).len && span_ieq(mail->from.items[0].addr, mail->sender.addr))
		results_check(&c);
	if (found.by_results)
		return SENDER_PASSES;
	return part_fails(field, domain_of(mail->sender.addr)) ? SENDER_FAILS : SENDER_UNTOLD;
}
