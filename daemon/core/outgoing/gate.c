#include "daemon/core/outgoing/gate.h"

#include "parsers/base/canonical.h"

/* Why an answer is withheld. `flag`: the flag of the warning to send; NULL: a flood. */
struct shut {
	struct span why;
	const char *flag;
	uint32_t count;
};

/* A person's words do not make an automatic mail. */
static bool is_automatic(const struct letter *l)
{
	return l->auto_submitted != AUTO_NO && !l->author.len;
}

static bool is_answer(const struct work *w, const struct letter *l)
{
	return is_automatic(l) && letter_to_person(l) && w->mail && span_ieq(l->to, w->mail->sender.addr);
}

/* How often this plan raises the counter. */
static uint32_t counted(const struct work *w, struct span name)
{
	uint32_t n = 0;
	for (size_t i = 0; i < w->plan->counts.count; i++)
		n += span_eq(w->plan->counts.items[i].name, name);
	return n;
}

/* --- who is answered at all --- */

static bool is_known(const struct work *w)
{
	return w->facts->sender_known && w->facts->sender.standing == STANDING_KNOWN && !w->plan->failed;
}

/* Answers sent after the backup was made are not known, and the same mail may come in again. */
static bool may_have_been_answered(const struct work *w)
{
	int64_t restored = w->facts->restored;
	return restored && w->now - restored < GATE_RESTORED && w->mail->date && w->mail->date < restored;
}

static bool restore_shuts(const struct work *w, struct shut *out)
{
	if (!may_have_been_answered(w))
		return false;
	out->why = SPAN("it was written before the store was restored, and may already have been answered");
	return true;
}

static bool policy_shuts(struct work *w, struct shut *out)
{
	enum acknowledge who = conf_acknowledge(w->conf);
	if (who == ACKNOWLEDGE_NONE)
		out->why = SPAN("disabled in the config");
	else if (who == ACKNOWLEDGE_VERIFIED && !w->plan->proven && !is_known(w))
		out->why = SPAN("the sender is not verified");
	return out->why.len > 0;
}

/* --- how often --- */

static bool often_shuts(struct work *w, struct shut *out)
{
	uint32_t replies = w->facts->sender_replies + counted(w, facts_answers_name(w->mail->sender.addr, w->a));
	if (replies < w->conf->limits.replies_per_sender)
		return false;
	out->why = arena_printf(w->a, "%u automatic answers to that address in the last hour", replies);
	out->flag = "limit";
	out->count = replies;
	return true;
}

static bool open_shuts(struct work *w, struct shut *out)
{
	uint32_t open = w->facts->sender_open + (w->plan->is_new ? 1 : 0);
	if (open <= w->conf->limits.open_per_sender)
		return false;
	out->why = arena_printf(w->a, "that address has %u open tickets", open);
	out->flag = "open_limit";
	out->count = open;
	return true;
}

/* Answers without proof are limited for the sake of forged senders: per address, per domain, in total. */
static bool unproven_shuts(struct work *w, struct shut *out)
{
	const struct facts *f = w->facts;
	const struct limits *limits = &w->conf->limits;
	if (w->plan->proven)
		return false;
	out->flag = f->sender_unproven ? "limit" : "unproven_limit";
	out->count = f->sender_unproven ? f->sender_unproven : f->withheld + 1;
	if (f->sender_unproven || counted(w, facts_unproven_name(w->mail->sender.addr, w->a)))
		out->why = SPAN("that address already got an answer to an unproven mail in the last hour");
	else if (f->domain_replies >= GATE_DOMAIN * (uint64_t)limits->replies_per_sender)
		out->why = arena_printf(w->a, "%u answers to unproven mail from that domain in the last hour",
					f->domain_replies);
	else if (f->unproven_replies >= limits->mails_per_minute)
		out->why = arena_printf(w->a, "%u answers to unproven mail in the last hour", f->unproven_replies);
	else if (f->mails_this_minute >= limits->mails_per_minute) {
		out->why = arena_printf(w->a, "%u automatic mails in the last minute", f->mails_this_minute);
		out->flag = NULL;
	}
	return out->why.len > 0;
}

static void flood_tell(struct work *w, struct gate_news *news)
{
	if (w->facts->flood_told || counted(w, SPAN(COUNT_FLOOD)))
		return;
	plan_count(w, SPAN(COUNT_FLOOD), HOUR);
	*news = (struct gate_news){.kind = GATE_FLOOD};
}

/* Once an hour for each proven address, once an hour for all the others. */
static void tell_once(struct work *w, const struct shut *shut, struct gate_news *news)
{
	struct span sender = w->mail->sender.addr;
	bool proven = w->plan->proven;
	struct span name = proven ? facts_told_name(sender, w->a) : SPAN(COUNT_TOLD_UNPROVEN);
	if ((proven ? w->facts->sender_told : w->facts->unproven_told) || counted(w, name))
		return;
	plan_count(w, name, HOUR);
	*news = (struct gate_news){.kind = GATE_SENDER, .flag = shut->flag, .count = shut->count};
}

bool gate_withholds(struct work *w, const struct letter *l, struct gate_news *news)
{
	struct shut shut = {0};
	if (!is_answer(w, l))
		return false;
	/* an unknown sender is asked to confirm whatever the policy says, within the limits for unproven mail */
	bool policy = !l->registers && policy_shuts(w, &shut), restored = !policy && restore_shuts(w, &shut);
	if (!policy && !restored && !unproven_shuts(w, &shut) && !often_shuts(w, &shut) && !open_shuts(w, &shut))
		return false;
	plan_why(w, "%s is withheld: %.*s", l->template, SPAN_ARG(shut.why));
	if (policy)
		return true;
	plan_event_put(w, l->ticket,
		       &(struct event){.actor = SPAN("desk"),
				       .kind = EVENT_WITHHELD,
				       .what = span_of(l->template),
				       .to = l->to,
				       .why = shut.why});
	if (restored)
		return true;
	plan_count(w, SPAN(COUNT_WITHHELD), HOUR);
	if (shut.flag)
		tell_once(w, &shut, news);
	else
		flood_tell(w, news);
	return true;
}

/* --- whose words --- */

bool gate_is_neutral(const struct work *w, const struct letter *l)
{
	if (is_answer(w, l))
		return !w->plan->proven;
	return is_automatic(l) && letter_to_person(l) && l->ticket && l->ticket->unproven &&
	       span_ieq(l->to, l->ticket->customer);
}

/* --- what goes out --- */

static void answer_count(struct work *w)
{
	struct span sender = w->mail->sender.addr;
	plan_count(w, facts_answers_name(sender, w->a), HOUR);
	if (w->plan->proven)
		return;
	plan_count(w, facts_unproven_name(sender, w->a), HOUR);
	plan_count(w, facts_domain_name(sender, w->a), HOUR);
	plan_count(w, SPAN(COUNT_UNPROVEN), HOUR);
}

int64_t gate_pass(struct work *w, const struct letter *l, struct gate_news *news)
{
	uint32_t per_minute = w->conf->limits.mails_per_minute;
	uint32_t before = w->facts->mails_this_minute + counted(w, SPAN(COUNT_MAILS));
	if (!is_automatic(l))
		return 0;
	plan_count(w, SPAN(COUNT_MAILS), MINUTE);
	if (is_answer(w, l))
		answer_count(w);
	if (!per_minute || before < per_minute)
		return 0;
	plan_why(w, "%s is postponed: %u automatic mails in the last minute", l->template, before);
	flood_tell(w, news);
	return MINUTE * (before / per_minute);
}
