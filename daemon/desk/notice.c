#include "daemon/desk/notice.h"

#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/fill.h"
#include "daemon/desk/apply.h"
#include "daemon/desk/clock.h"
#include "daemon/desk/gather.h"

#define TEMPLATE "warning"
#define TOLD_QUARANTINE SPAN("told:quarantine")
#define TOLD_DISK SPAN("told:disk")
#define DISK_RECOVERED SPAN("disk:recovered")
#define HOUR_SECONDS 3600
#define DAY_SECONDS 86400

struct notice {
	struct facts facts;
	struct plan plan;
	struct work work;
};

static int notice_begin(struct notice *n, const struct conf *conf, struct txn *t, uint64_t ticket, int64_t now,
			struct arena *a, struct err *err)
{
	*n = (struct notice){0};
	n->work = (struct work){.conf = conf, .facts = &n->facts, .now = now, .a = a, .plan = &n->plan};
	return gather_clock(conf, t, ticket, now, a, &n->facts, err);
}

int notice_mailbox(const struct conf *conf, struct txn *t, const struct notice_outage *o, int64_t now, struct arena *a,
		   struct err *err)
{
	struct notice n;
	if (notice_begin(&n, conf, t, 0, now, a, err) != 0)
		return -1;
	struct vars *v = compose_vars(&n.work);
	vars_flag(a, v, o->down ? "mailbox_down" : "mailbox_up", true);
	vars_text(a, v, "mailbox", o->mailbox);
	vars_text(a, v, "error", o->error);
	vars_text(a, v, "since", when_shown(a, conf->zone, conf->language, o->since));
	compose_manager(&n.work, NULL, TEMPLATE, v);
	return apply_plan(t, &n.plan, SPAN_NONE, now, err);
}

/* Tells the manager, unless they were told of it within that many seconds. */
static int notice_tell_once(const struct conf *conf, struct txn *t, struct span what, int64_t seconds, struct vars *v,
			    int64_t now, struct arena *a, struct err *err)
{
	struct notice n;
	uint32_t told;
	if (store_count(t, what, now, seconds, &told, err) != 0)
		return -1;
	if (told)
		return 0;
	if (store_count_add(t, what, now, seconds, 1, err) != 0 || notice_begin(&n, conf, t, 0, now, a, err) != 0)
		return -1;
	compose_manager(&n.work, NULL, TEMPLATE, v);
	return apply_plan(t, &n.plan, SPAN_NONE, now, err);
}

int notice_disk(const struct conf *conf, struct txn *t, uint64_t left, int64_t now, struct arena *a, struct err *err)
{
	uint32_t recovered;
	struct vars *v = ARENA_NEW(a, struct vars);
	vars_flag(a, v, "disk_low", true);
	vars_text(a, v, "size", fill_size(a, left, conf->language));
	vars_text(a, v, "max", fill_size(a, conf->limits.min_free, conf->language));
	if (store_count(t, DISK_RECOVERED, now, DAY_SECONDS, &recovered, err) != 0)
		return -1;
	return notice_tell_once(conf, t, TOLD_DISK, recovered ? HOUR_SECONDS : DAY_SECONDS, v, now, a, err);
}

int notice_disk_recovered(struct txn *t, int64_t now, struct err *err)
{
	return store_count_add(t, DISK_RECOVERED, now, DAY_SECONDS, 1, err);
}

int notice_grant(const struct conf *conf, struct txn *t, struct span mailbox, int64_t ends, int64_t now,
		 struct arena *a, struct err *err)
{
	struct vars *v = ARENA_NEW(a, struct vars);
	vars_flag(a, v, "grant_ends", true);
	vars_text(a, v, "mailbox", mailbox);
	vars_text(a, v, "until", when_shown(a, conf->zone, conf->language, ends));
	return notice_tell_once(conf, t, arena_printf(a, "told:grant:%.*s", SPAN_ARG(mailbox)), DAY_SECONDS, v, now, a,
				err);
}

int notice_webhook(const struct conf *conf, struct txn *t, struct span hook, struct span error, bool gone, int64_t now,
		   struct arena *a, struct err *err)
{
	struct vars *v = ARENA_NEW(a, struct vars);
	vars_flag(a, v, gone ? "webhook_gone" : "webhook_failed", true);
	vars_text(a, v, "webhook", hook);
	vars_text(a, v, "error", error);
	return notice_tell_once(conf, t, arena_printf(a, "told:webhook:%.*s", SPAN_ARG(hook)), DAY_SECONDS, v, now, a,
				err);
}

int notice_quarantined(const struct conf *conf, struct txn *t, struct span mailbox, struct span reason, int64_t now,
		       struct arena *a, struct err *err)
{
	struct vars *v = ARENA_NEW(a, struct vars);
	vars_flag(a, v, "quarantined", true);
	vars_text(a, v, "mailbox", mailbox);
	vars_text(a, v, "error", reason);
	return notice_tell_once(conf, t, TOLD_QUARANTINE, HOUR_SECONDS, v, now, a, err);
}

int notice_failed(const struct conf *conf, struct txn *t, const struct outmail *mail, int64_t now, struct arena *a,
		  struct err *err)
{
	struct notice n;
	if (span_eq(mail->template, SPAN(TEMPLATE)))
		return 0;
	if (notice_begin(&n, conf, t, mail->ticket, now, a, err) != 0)
		return -1;
	struct vars *v = compose_vars(&n.work);
	vars_text(a, v, "to", mail->to);
	vars_text(a, v, "error", mail->error);
	struct ticket *ticket = mail->ticket ? plan_ticket(&n.work, mail->ticket) : NULL;
	if (!conf_agent_address(conf, mail->to)) {
		compose_warning(&n.work, ticket, "failed", v);
	} else { /* the agent would not get this mail either */
		vars_flag(a, v, "failed", true);
		compose_manager(&n.work, ticket, TEMPLATE, v);
	}
	return apply_plan(t, &n.plan, SPAN_NONE, now, err);
}
