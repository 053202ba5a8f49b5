#include "daemon/core/ticket/thread.h"

#include "daemon/core/base/proof.h"
#include "parsers/subject.h"

#define MERGES_MAX 20
#define DAY ((int64_t)86400)

bool thread_member(const struct ticket *t, struct span addr)
{
	return addr.len && (span_ieq(t->customer, addr) || span_iin(&t->watchers, addr));
}

const struct ticket *thread_target(const struct work *w, uint64_t id)
{
	const struct ticket *t = plan_peek(w, id);
	for (int i = 0; t && t->status == STATUS_MERGED && t->merged_into && i < MERGES_MAX; i++)
		t = plan_peek(w, t->merged_into);
	return t;
}

uint64_t thread_tagged(const struct conf *conf, const struct mail *mail)
{
	const struct bracket_list *b = &mail->subject.brackets;
	uint64_t id;
	for (size_t i = 0; i < b->count; i++)
		if (subject_ticket(b->items[i].text, conf->tag, &id))
			return id;
	return 0;
}

/* Is the token valid for that address? *state keeps the best result so far. */
static bool token_state_for(const struct work *w, const struct token *token, struct span addr, enum token_state *state)
{
	enum token_state s = token_check(token, &w->facts->keys, addr, w->now);
	if (s == TOKEN_VALID || s == TOKEN_EXPIRED || *state == TOKEN_FORGED)
		*state = s;
	return s == TOKEN_VALID;
}

static bool made_for_one_of(const struct work *w, const struct token *token, const struct span_list *people,
			    enum token_state *state)
{
	for (size_t i = 0; i < people->count; i++)
		if (token_state_for(w, token, people->items[i], state))
			return true;
	return false;
}

/* Agents' own tokens are handled in agent.c: here they lead nowhere, but are not reported as forged either. */
static bool made_for_agent(const struct work *w, const struct token *token)
{
	enum token_state ignored = TOKEN_FORGED;
	for (size_t i = 0; i < w->conf->agent_count; i++)
		if (token_state_for(w, token, w->conf->agents[i].email, &ignored))
			return true;
	return false;
}

static void token_refused(struct work *w, const struct presented *p, enum token_state state, struct thread *out)
{
	static const char *const words[] = {[TOKEN_VALID] = "is valid, but there is no such ticket",
					    [TOKEN_FORGED] = "has a wrong MAC",
					    [TOKEN_EXPIRED] = "has expired",
					    [TOKEN_KEY_GONE] = "was made with a key that no longer exists"};
	struct span line =
		arena_printf(w->a, "the token for ticket %llu in the %s %s", (unsigned long long)p->token.ticket,
			     p->in_address ? "address" : "Message-ID", words[state]);
	plan_why(w, "%.*s: it is ignored", SPAN_ARG(line));
	if (state != TOKEN_FORGED)
		return;
	span_list_add(w->a, &out->forged, line);
	w->plan->security++;
}

/* Which button of the question to that customer the token was made for; 0: none. */
static unsigned token_score(const struct work *w, const struct token *token, struct span customer)
{
	static const char *const scores[] = {"1", "2", "3", "4", "5"};
	for (unsigned i = 0; i < sizeof(scores) / sizeof(*scores); i++) {
		struct span for_whom = tokens_command_recipient(w->a, customer, span_of(scores[i]));
		if (token_check(token, &w->facts->keys, for_whom, w->now) == TOKEN_VALID)
			return i + 1;
	}
	return 0;
}

/* Rule 1 for one token: does it lead to its ticket? */
static bool token_leads(struct work *w, const struct presented *p, struct thread *out)
{
	enum token_state state = TOKEN_FORGED;
	const struct ticket *named = plan_peek(w, p->token.ticket), *t = thread_target(w, p->token.ticket);
	struct span sender = w->mail->sender.addr;
	bool confirms = p->token.role == TOKEN_CONFIRM, feedback = p->token.role == TOKEN_FEEDBACK;
	if (confirms && !p->token.ticket) /* confirm.c has handled it */
		return false;
	if (p->token.role != TOKEN_CUSTOMER && !confirms && !feedback) {
		if (!made_for_agent(w, &p->token) && token_is_agents(&p->token) &&
		    !token_state_for(w, &p->token, sender, &state))
			token_refused(w, p, state, out);
		return false;
	}
	unsigned score = feedback ? token_score(w, &p->token, sender) : 0;
	bool own = score || token_state_for(w, &p->token, sender, &state);
	bool theirs = !own && named &&
		      (token_state_for(w, &p->token, named->customer, &state) ||
		       made_for_one_of(w, &p->token, &named->watchers, &state) ||
		       (t && t != named &&
			(token_state_for(w, &p->token, t->customer, &state) ||
			 made_for_one_of(w, &p->token, &t->watchers, &state))));
	if (!t || !(own || theirs)) {
		token_refused(w, p, state, out);
		return false;
	}
	out->ticket = t->id;
	out->by_token = true;
	out->own_token = own;
	out->confirms = own && confirms;
	out->feedback = own && feedback;
	out->score = score;
	out->why = arena_printf(w->a, "%s signed %s", own ? "the sender's own" : "somebody else's",
				p->in_address ? "reply address" : "Message-ID");
	return true;
}

static bool by_token(struct work *w, struct thread *out)
{
	struct presented_list presented;
	tokens_read(w->conf, w->mail, w->a, &presented);
	struct thread first = {.failed = out->failed};
	for (size_t i = 0; i < presented.count && !first.own_token; i++) {
		struct thread one = {.failed = out->failed, .forged = out->forged};
		bool leads = token_leads(w, &presented.items[i], &one);
		out->forged = one.forged;
		if (leads && (!first.ticket || one.own_token))
			first = one;
	}
	first.forged = out->forged;
	*out = first;
	return out->ticket != 0;
}

/* To all tickets, a sender whose proof failed at our host is a stranger. */
static bool is_on(const struct work *w, const struct thread *thread, const struct ticket *t)
{
	return !thread->failed && thread_member(t, w->mail->sender.addr);
}

static bool by_received_id(struct work *w, struct thread *out)
{
	struct span sender = w->mail->sender.addr;
	for (size_t i = 0; i < w->facts->refs.count; i++) {
		const struct ref_facts *r = &w->facts->refs.items[i];
		const struct ticket *t = thread_target(w, r->ticket);
		if (!t)
			continue;
		bool got_it = !out->failed && sender.len && span_iin(&r->to, sender);
		if (!r->proven) {
			plan_why(w, "<%.*s> does not lead to ticket %llu: the mail with that Message-ID was unproven",
				 SPAN_ARG(r->msgid), (unsigned long long)t->id);
			out->link = out->link ? out->link : t->id;
			continue;
		}
		if (!is_on(w, out, t) && !got_it) {
			plan_why(w, "the mail answers a message of ticket %llu, but the sender is not on that ticket",
				 (unsigned long long)t->id);
			out->link = out->link ? out->link : t->id;
			continue;
		}
		out->ticket = t->id;
		out->why = arena_printf(w->a, "answers the received mail <%.*s>", SPAN_ARG(r->msgid));
		return true;
	}
	return false;
}

static bool by_tag(struct work *w, struct thread *out)
{
	uint64_t id = thread_tagged(w->conf, w->mail);
	const struct ticket *t = id ? thread_target(w, id) : NULL;
	if (!t) {
		if (id)
			plan_why(w, "the subject names ticket %llu, which does not exist", (unsigned long long)id);
		return false;
	}
	if (!is_on(w, out, t)) {
		plan_why(w, "the subject names ticket %llu, but the sender is not on that ticket",
			 (unsigned long long)id);
		out->link = out->link ? out->link : t->id;
		return false;
	}
	out->ticket = t->id;
	out->why = arena_printf(w->a, "the tag of ticket %llu in the subject", (unsigned long long)id);
	return true;
}

static void closed_too_long(struct work *w, struct thread *out)
{
	const struct ticket *t = plan_peek(w, out->ticket);
	int days = w->conf->limits.reopen_days;
	int64_t since = t->finished ? t->finished : t->updated;
	if (t->status != STATUS_CLOSED || w->now - since <= days * DAY)
		return;
	plan_why(w, "ticket %llu was closed more than %d days ago: a new one follows it", (unsigned long long)t->id,
		 days);
	out->link = t->id;
	out->follows = out->proven && is_on(w, out, t);
	out->ticket = 0;
	out->by_token = out->own_token = false;
}

bool thread_proves(const struct thread *thread, uint64_t ticket)
{
	return thread->passed || (thread->proven && thread->own_token && thread->ticket == ticket);
}

void thread_find(struct work *w, struct thread *out)
{
	enum sender_results results = proof_sender(w->conf, w->mail, w->a);
	*out = (struct thread){.failed = results == SENDER_FAILS};
	if (out->failed)
		plan_why(w, "our mail server says that the mail is forged: handled as a stranger's");
	bool found = by_token(w, out);
	out->passed = results == SENDER_PASSES || w->facts->proven;
	out->proven = out->passed || (out->own_token && !out->failed);
	if (!found && !by_received_id(w, out) && !by_tag(w, out)) {
		out->why = SPAN("no reference to a ticket of the sender's");
		return;
	}
	if (!out->proven)
		out->why = arena_printf(w->a, "%.*s; %s", SPAN_ARG(out->why),
					out->failed ? "our mail server says that the mail is forged"
						    : "the sender is not verified");
	plan_why(w, "ticket %llu: %.*s", (unsigned long long)out->ticket, SPAN_ARG(out->why));
	out->newcomer = !thread_member(plan_peek(w, out->ticket), w->mail->sender.addr);
	closed_too_long(w, out);
}

bool thread_answers(const struct work *w, const struct thread *t)
{
	struct presented_list presented;
	if (t->ticket || t->link || thread_tagged(w->conf, w->mail))
		return true;
	tokens_read(w->conf, w->mail, w->a, &presented);
	return presented.count > 0;
}
