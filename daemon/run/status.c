#include "daemon/run/status.h"

#include <inttypes.h>
#include <stdio.h>

#include "conf/conf.h"
#include "daemon/desk/disk.h"
#include "daemon/run/runfolder.h"
#include "daemon/run/sender.h"
#include "daemon/run/webhooks.h"
#include "store/ticketfields.h"

#define SILENT_SECONDS 900 /* a mailbox is looked at every four minutes or more often */
#define MEGA ((uint64_t)1 << 20)

/* --- mailboxes --- */

/* What a process reported last, unless the daemon no longer runs. */
static const char *state_of(const struct desk_status *s, const struct state *told, bool *ok)
{
	*ok = told->now == STATE_OK || told->now == STATE_CONNECTING;
	if (!s->running && told->now != STATE_UNKNOWN && told->once)
		return *ok ? "idle" : state_name(told->now);
	if (!s->running) {
		*ok = false;
		return told->now == STATE_UNKNOWN ? state_name(told->now) : "stopped";
	}
	if (*ok && told->seen && s->now - told->seen > SILENT_SECONDS) {
		*ok = false;
		return "silent";
	}
	return state_name(told->now);
}

static void add_mailboxes(const struct conf *conf, struct arena *a, struct desk_status *s)
{
	s->mailbox_count = conf->mailbox_count;
	s->mailboxes = ARENA_ARRAY(a, struct status_mailbox, conf->mailbox_count);
	for (size_t i = 0; i < conf->mailbox_count; i++) {
		struct status_mailbox *m = &s->mailboxes[i];
		m->name = conf->mailboxes[i].name;
		state_read(conf->store_path, "mailbox", m->name, &m->told);
		m->state = state_of(s, &m->told, &m->ok);
	}
}

static void add_sending(const struct conf *conf, struct desk_status *s)
{
	for (unsigned i = 0; i < sender_slots(&conf->smtp); i++) {
		struct state one;
		char name[16];
		snprintf(name, sizeof name, "%u", i);
		state_read(conf->store_path, "sender", span_of(name), &one);
		for (size_t k = 0; k < STATE_COUNTS; k++)
			s->sending.counts[k] += one.counts[k];
		for (size_t k = 0; k <= STATE_BOUNDS; k++)
			s->sending.times.counts[k] += one.times.counts[k];
		s->sending.times.total_ms += one.times.total_ms;
		if (one.now == STATE_DOWN || s->sending.now == STATE_UNKNOWN)
			s->sending.now = one.now;
	}
}

/* --- webhooks --- */

static int count_call(void *ctx, const struct call *call, struct err *err)
{
	struct desk_status *s = ctx;
	(void)err;
	for (size_t i = 0; i < s->webhook_count; i++) {
		struct status_webhook *w = &s->webhooks[i];
		if (!span_ieq(w->name, call->hook))
			continue;
		w->waiting++;
		w->oldest = !w->oldest || call->created < w->oldest ? call->created : w->oldest;
	}
	return 0;
}

static int is_gone(struct txn *t, struct arena *a, const struct webhook_conf *hook, bool *out, struct err *err)
{
	struct span url;
	int rc = store_note(t, a, webhooks_gone_note(a, hook->name), &url, err);
	*out = rc == 0 && span_eq(url, span_of(hook->url));
	return rc == 0 || err->kind == ERR_NOTFOUND ? 0 : -1;
}

/* A webhook may be unreachable for a while: its calls wait. */
static void judge_webhook(const struct conf *conf, struct desk_status *s, struct status_webhook *w, bool gone)
{
	bool reached;
	w->state = gone ? "gone" : state_of(s, &w->told, &reached);
	w->ok = !gone && (w->told.now != STATE_DOWN || !w->oldest || s->now - w->oldest < conf->limits.alarm_after);
}

static int add_webhooks(const struct conf *conf, struct txn *t, struct arena *a, struct desk_status *s, struct err *err)
{
	s->webhook_count = conf->webhook_count;
	s->webhooks = ARENA_ARRAY(a, struct status_webhook, conf->webhook_count);
	for (size_t i = 0; i < conf->webhook_count; i++)
		s->webhooks[i].name = conf->webhooks[i].name;
	if (conf->webhook_count && store_each_call(t, count_call, s, err) != 0)
		return -1;
	for (size_t i = 0; i < conf->webhook_count; i++) {
		bool gone;
		state_read(conf->store_path, "webhook", conf->webhooks[i].name, &s->webhooks[i].told);
		if (is_gone(t, a, &conf->webhooks[i], &gone, err) != 0)
			return -1;
		judge_webhook(conf, s, &s->webhooks[i], gone);
	}
	return 0;
}

/* --- the store --- */

static int status_add_agents(const struct conf *conf, struct txn *t, struct arena *a, struct desk_status *s,
			     struct err *err)
{
	s->agent_count = conf->agent_count;
	s->agents = ARENA_ARRAY(a, struct status_agent, conf->agent_count);
	for (size_t i = 0; i < conf->agent_count; i++) {
		struct agent_state state;
		if (store_agent(t, a, conf->agents[i].name, &state, err) != 0)
			return -1;
		int64_t away = state.away_until > s->now ? state.away_until : 0;
		s->agents[i] = (struct status_agent){conf->agents[i].name, state.open, conf->agents[i].capacity, away};
	}
	return 0;
}

static bool status_is_overdue(const struct ticket *t, int64_t now)
{
	int64_t due = ticket_due(t);
	return due && due < now && t->status != STATUS_PENDING;
}

static int count_tickets(struct txn *t, struct desk_status *s, struct err *err)
{
	struct ticket_list open;
	struct arena a;
	arena_init(&a);
	int rc = store_status_counts(t, s->tickets, err);
	if (rc == 0)
		rc = store_tickets(t, &a, &(struct ticket_filter){0}, &open, err);
	for (size_t i = 0; rc == 0 && i < open.count; i++) {
		s->waiting += !open.items[i].agent.len;
		s->overdue += status_is_overdue(&open.items[i], s->now);
	}
	arena_clear(&a);
	return rc;
}

static int add_mails(struct txn *t, struct arena *a, struct desk_status *s, struct err *err)
{
	struct quarantined_list kept;
	if (store_outbox_counts(t, s->outbox, &s->oldest, err) != 0 || store_quarantines(t, a, &kept, err) != 0)
		return -1;
	for (size_t i = 0; i < kept.count; i++) /* mails held for a confirmation need no person */
		s->quarantined += !kept.items[i].held_for.len;
	return 0;
}

/* --- what needs a person --- */

static void status_fault(struct desk_status *s, struct arena *a, struct span text)
{
	span_list_add(a, &s->faults, text);
}

static void judge_mailboxes(struct desk_status *s, struct arena *a)
{
	for (size_t i = 0; i < s->mailbox_count; i++) {
		const struct status_mailbox *m = &s->mailboxes[i];
		if (!m->ok)
			status_fault(s, a,
				     arena_printf(a, "mailbox %.*s is %s%s%s", SPAN_ARG(m->name), m->state,
						  m->told.error[0] ? ": " : "", m->told.error));
	}
}

static void judge_webhooks(struct desk_status *s, struct arena *a)
{
	for (size_t i = 0; i < s->webhook_count; i++) {
		const struct status_webhook *w = &s->webhooks[i];
		if (!w->ok)
			status_fault(s, a,
				     arena_printf(a, "webhook %.*s is %s%s%s", SPAN_ARG(w->name), w->state,
						  w->told.error[0] ? ": " : "", w->told.error));
	}
}

static void status_judge(struct desk_status *s, struct arena *a)
{
	judge_mailboxes(s, a);
	judge_webhooks(s, a);
	if (s->sending.now == STATE_DOWN)
		status_fault(s, a, SPAN("mail can't be sent: the server cannot be reached"));
	if (s->outbox[OUTMAIL_FAILED])
		status_fault(s, a,
			     arena_printf(a, "%" PRIu64 " mails could not be sent: caredesk outbox",
					  s->outbox[OUTMAIL_FAILED]));
	if (s->quarantined)
		status_fault(
			s, a,
			arena_printf(a, "%" PRIu64 " mails are in quarantine: caredesk quarantine", s->quarantined));
	if (s->disk_known && s->disk_least && s->disk_free < s->disk_least)
		status_fault(s, a,
			     arena_printf(a, "the disk is nearly full: %" PRIu64 " MB are left", s->disk_free / MEGA));
}

int status_gather(const struct conf *conf, struct txn *t, int64_t now, struct arena *a, struct desk_status *out,
		  struct err *err)
{
	struct desk_status s = {
		.now = now, .running = runfolder_held(conf->store_path), .disk_least = conf->limits.min_free};
	s.disk_known = disk_free(conf, &s.disk_free);
	add_mailboxes(conf, a, &s);
	add_sending(conf, &s);
	if (status_add_agents(conf, t, a, &s, err) != 0 || count_tickets(t, &s, err) != 0 ||
	    add_mails(t, a, &s, err) != 0 || add_webhooks(conf, t, a, &s, err) != 0)
		return -1;
	status_judge(&s, a);
	*out = s;
	return 0;
}
