#include "daemon/core/ticket/confirm.h"

#include "daemon/core/base/proof.h"
#include "daemon/core/base/tokens.h"
#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/fill.h"
#include "daemon/core/outgoing/spoken.h"
#include "parsers/base/addrspec.h"
#include "parsers/base/canonical.h"
#include "parsers/consent.h"
#include "parsers/text.h"

#define DAY ((int64_t)86400)
#define WISH_DAYS 3 /* for how long a [forget] or [export] may be confirmed */

static const char *const flags[] = {
	[PENDING_ADDRESS] = "registration", [PENDING_EXPORT] = "export", [PENDING_FORGET] = "forget"};

struct span confirm_recipient(struct arena *a, enum pending_kind kind, struct span addr)
{
	return arena_printf(a, "%.*s (%s)", SPAN_ARG(arena_lower(a, addr)), flags[kind]);
}

static bool presents_question(const struct conf *conf, const struct mail *mail)
{
	struct presented_list presented;
	struct arena a;
	bool has = false;
	arena_init(&a);
	tokens_read(conf, mail, &a, &presented);
	for (size_t i = 0; i < presented.count; i++)
		has |= presented.items[i].token.role == TOKEN_CONFIRM && !presented.items[i].token.ticket;
	arena_clear(&a);
	return has;
}

bool confirm_concerns(const struct conf *conf, const struct mail *mail)
{
	return conf->registration == REGISTRATION_CONFIRM || presents_question(conf, mail);
}

static const struct pending *pending(const struct work *w, enum pending_kind kind)
{
	const struct pending *p = &w->facts->pending[kind];
	return p->addr.len && p->expires > w->now ? p : NULL;
}

static struct pending *plan_pending(struct work *w, enum pending_kind kind)
{
	const struct pending *known = pending(w, kind);
	struct pending *p = LIST_ADD(w->a, &w->plan->pendings);
	int64_t days = kind == PENDING_ADDRESS ? w->conf->confirm_days : WISH_DAYS;
	if (known)
		*p = *known;
	else
		*p = (struct pending){.kind = kind, .addr = w->mail->sender.addr, .expires = w->now + days * DAY};
	return p;
}

/* --- the answer --- */

static bool has_token(const struct work *w, enum pending_kind kind)
{
	struct presented_list presented;
	struct span recipient = confirm_recipient(w->a, kind, w->mail->sender.addr);
	tokens_read(w->conf, w->mail, w->a, &presented);
	for (size_t i = 0; i < presented.count; i++) {
		const struct token *token = &presented.items[i].token;
		if (token->role == TOKEN_CONFIRM && !token->ticket &&
		    token_check(token, &w->facts->keys, recipient, w->now) == TOKEN_VALID)
			return true;
	}
	return false;
}

static bool is_code_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7');
}

/* Is there something in the subject's brackets that looks like a code? */
static bool presents_code(const struct mail *mail)
{
	struct span s = mail->subject.text;
	for (size_t i = 0; i < s.len; i++) {
		size_t n = 0;
		if (s.ptr[i] != '(' && s.ptr[i] != '[')
			continue;
		while (i + 1 + n < s.len && is_code_letter(s.ptr[i + 1 + n]))
			n++;
		if (n == CONFIRM_CODE && i + 1 + n < s.len && (s.ptr[i + 1 + n] == ')' || s.ptr[i + 1 + n] == ']'))
			return true;
	}
	return false;
}

static bool has_code(const struct work *w, const struct pending *p)
{
	return p->code.len && (span_ifind(w->mail->subject.text, p->code) >= 0 ||
			       span_ifind(w->mail->text, p->code) >= 0 || span_ifind(w->mail->whole, p->code) >= 0);
}

static bool confirmed(struct work *w, enum pending_kind kind, const char *by)
{
	plan_pending(w, kind)->confirmed = true;
	w->plan->verdict = VERDICT_QUERY;
	plan_why(w, "the sender confirms the request (%s) with the %s", flags[kind], by);
	return true;
}

/* A mail from an address that has yet to be confirmed. */
static bool address_answered(struct work *w, const struct pending *p)
{
	if (has_token(w, PENDING_ADDRESS))
		return confirmed(w, PENDING_ADDRESS, "token");
	if (has_code(w, p))
		return confirmed(w, PENDING_ADDRESS, "code");
	if (p->code.len && presents_code(w->mail)) {
		struct pending *next = plan_pending(w, PENDING_ADDRESS);
		next->code = ++next->wrong < CONFIRM_WRONG ? next->code : SPAN_NONE;
		w->plan->verdict = VERDICT_REFUSED;
		plan_why(w, "wrong code, attempt %u", next->wrong);
		return true;
	}
	return false;
}

static bool wish_answered(struct work *w, enum pending_kind kind)
{
	struct span own, history;
	if (!pending(w, kind) || w->mail->headers_only || !has_token(w, kind))
		return false;
	text_own(w->a, w->mail->text, &own, &history);
	if (!consent_yes(own) || !confirmed(w, kind, "token"))
		return false;
	if (kind == PENDING_EXPORT)
		return true;
	struct vars *vars = compose_vars(w);
	vars_flag(w->a, vars, "forgotten", true);
	w->plan->proven = true;
	compose_sender(w, NULL, "own_data", vars);
	return true;
}

static bool says_robot(const struct mail *mail)
{
	return mail->signs.automatic.len || mail->signs.list.len || mail->bounce.is_bounce || mail->null_return_path;
}

bool confirm_answered(struct work *w)
{
	const struct pending *address = pending(w, PENDING_ADDRESS);
	if (says_robot(w->mail) || proof_sender(w->conf, w->mail, w->a) == SENDER_FAILS)
		return false;
	if (address && !address->confirmed && address_answered(w, address))
		return true;
	return wish_answered(w, PENDING_EXPORT) || wish_answered(w, PENDING_FORGET);
}

/* --- the question --- */

/* Made of a token's letters: no one else can know them. */
static struct span make_code(const struct work *w, const struct pending *p)
{
	struct span name = arena_printf(w->a, "code %.*s %lld", SPAN_ARG(p->addr), (long long)w->now);
	struct span token = token_make(w->a, &w->facts->keys, TOKEN_CONFIRM, 0, name, w->now);
	char *code = arena_str(w->a, span_from(token, token.len - CONFIRM_CODE));
	for (size_t i = 0; i < CONFIRM_CODE; i++)
		code[i] = (char)(code[i] >= 'a' && code[i] <= 'z' ? code[i] - 32 : code[i]);
	return span_make(code, CONFIRM_CODE);
}

static void confirm_question_send(struct work *w, struct pending *p)
{
	struct letter l = {.template = "confirm",
			   .to = p->addr,
			   .role = TOKEN_CONFIRM,
			   .token_for = confirm_recipient(w->a, p->kind, p->addr),
			   .language = spoken_by_sender(w).language,
			   .auto_submitted = AUTO_REPLIED,
			   .registers = p->kind == PENDING_ADDRESS,
			   .vars = compose_vars(w)};
	if (p->kind == PENDING_ADDRESS)
		p->code = make_code(w, p);
	vars_flag(w->a, l.vars, flags[p->kind], true);
	vars_text(w->a, l.vars, "code", p->code);
	fill_days(w, w->conf->confirm_days, l.vars);
	p->language = l.language;
	p->mailbox = w->facts->mailbox ? w->facts->mailbox->name : SPAN_NONE;
	p->asked = compose_letter(w, &l) ? w->now : 0;
}

void confirm_ask(struct work *w, enum pending_kind kind)
{
	struct pending *p = plan_pending(w, kind);
	plan_why(w, "it is done once the sender has confirmed it");
	p->confirmed = false;
	confirm_question_send(w, p);
}

/* Beyond these limits, mail of unknown senders is not taken in but stays on the server. */
static bool too_many(struct work *w, const struct pending *p)
{
	const char *what = p->mails >= CONFIRM_HELD                       ? "from that address"
			   : w->facts->held_domain >= CONFIRM_HELD_DOMAIN ? "from that domain in the last hour"
			   : w->facts->held_all >= CONFIRM_HELD_ALL       ? "from unknown addresses in the last hour"
									  : NULL;
	if (!what)
		return false;
	w->plan->verdict = VERDICT_REFUSED;
	w->plan->leave = true;
	w->plan->pendings.count--;
	plan_why(w, "too many mails %s are held: this one stays in its mailbox", what);
	return true;
}

void confirm_hold(struct work *w)
{
	struct pending *p = plan_pending(w, PENDING_ADDRESS);
	if (too_many(w, p))
		return;
	p->mails++;
	w->plan->verdict = VERDICT_HELD;
	w->plan->held_for = p->addr;
	w->plan->quarantine_reason = arena_printf(w->a, "held until %.*s confirms the address", SPAN_ARG(p->addr));
	plan_why(w, "unknown address: it must be confirmed first");
	plan_count(w, facts_held_domain_name(p->addr, w->a), HOUR);
	plan_count(w, SPAN(COUNT_HELD), HOUR);
	if (!p->asked)
		confirm_question_send(w, p);
}
