#include "daemon/run/metrics.h"
#include "daemon/run/webhooks.h"

#include <inttypes.h>
#include <stdio.h>

/* The states that state_of in status.c returns. */
static const char *const mailbox_states[] = {"ok",     "connecting", "down", "full",
					     "silent", "stopped",    "idle", "unknown"};
static const char *const outcomes[] = {"sent", "retry", "refused"};

static void metric_family(struct buf *out, const char *name, const char *type, const char *unit, const char *help)
{
	buf_printf(out, "# TYPE %s %s\n", name, type);
	if (unit)
		buf_printf(out, "# UNIT %s %s\n", name, unit);
	buf_printf(out, "# HELP %s %s\n", name, help);
}

/* A label's value, escaped. */
static void label_value(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"' || text.ptr[i] == '\\')
			buf_chr(out, '\\');
		if (text.ptr[i] == '\n')
			buf_str(out, "\\n");
		else
			buf_chr(out, text.ptr[i]);
	}
}

/* name{label="value",more} n; label NULL: none; `more`: further labels as they are, or "". */
static void sample(struct buf *out, const char *name, const char *label, struct span value, const char *more,
		   uint64_t n)
{
	buf_str(out, name);
	if (label) {
		buf_printf(out, "{%s=\"", label);
		label_value(out, value);
		buf_printf(out, "\"%s%s}", more[0] ? "," : "", more);
	} else if (more[0]) {
		buf_printf(out, "{%s}", more);
	}
	buf_printf(out, " %" PRIu64 "\n", n);
}

static void gauge(struct buf *out, const char *name, const char *unit, const char *help, uint64_t n)
{
	metric_family(out, name, "gauge", unit, help);
	sample(out, name, NULL, SPAN_NONE, "", n);
}

/* `name` ends in its unit, seconds. */
static void histogram(struct buf *out, const char *name, const char *label, struct span value,
		      const struct state_times *t)
{
	uint64_t n = 0;
	char word[100], more[40];
	snprintf(word, sizeof word, "%s_bucket", name);
	for (size_t i = 0; i <= STATE_BOUNDS; i++) {
		n += t->counts[i];
		if (i < STATE_BOUNDS)
			snprintf(more, sizeof more, "le=\"%.3f\"", state_bounds[i] / 1000.0);
		else
			snprintf(more, sizeof more, "le=\"+Inf\"");
		sample(out, word, label, value, more, n);
	}
	snprintf(word, sizeof word, "%s_count", name);
	sample(out, word, label, value, "", n);
	buf_printf(out, "%s_sum", name);
	if (label) {
		buf_printf(out, "{%s=\"", label);
		label_value(out, value);
		buf_str(out, "\"}");
	}
	buf_printf(out, " %" PRIu64 ".%03u\n", t->total_ms / 1000, (unsigned)(t->total_ms % 1000));
}

static void put_mails(struct buf *out, const struct desk_status *s)
{
	char more[60];
	metric_family(out, "caredesk_mails", "counter", NULL, "Mails taken in, by verdict.");
	for (size_t i = 0; i < s->mailbox_count; i++)
		for (unsigned v = 0; v < VERDICT_COUNT; v++) {
			snprintf(more, sizeof more, "verdict=\"%s\"", verdict_name((enum verdict)v));
			sample(out, "caredesk_mails_total", "mailbox", s->mailboxes[i].name, more,
			       s->mailboxes[i].told.counts[v]);
		}
	metric_family(out, "caredesk_mail_seconds", "histogram", "seconds",
		      "From fetching a mail to having it on disk.");
	for (size_t i = 0; i < s->mailbox_count; i++)
		histogram(out, "caredesk_mail_seconds", "mailbox", s->mailboxes[i].name, &s->mailboxes[i].told.times);
	metric_family(out, "caredesk_reader_deaths", "counter", NULL,
		      "Mails that crashed the process that reads them.");
	for (size_t i = 0; i < s->mailbox_count; i++)
		sample(out, "caredesk_reader_deaths_total", "mailbox", s->mailboxes[i].name, "",
		       s->mailboxes[i].told.deaths);
}

static void put_mailboxes(struct buf *out, const struct desk_status *s)
{
	char more[80];
	metric_family(out, "caredesk_mailbox_state", "stateset", NULL, "State of each mailbox.");
	for (size_t i = 0; i < s->mailbox_count; i++)
		for (size_t k = 0; k < sizeof mailbox_states / sizeof *mailbox_states; k++) {
			snprintf(more, sizeof more, "caredesk_mailbox_state=\"%s\"", mailbox_states[k]);
			sample(out, "caredesk_mailbox_state", "mailbox", s->mailboxes[i].name, more,
			       span_eq(span_of(s->mailboxes[i].state), span_of(mailbox_states[k])));
		}
	metric_family(out, "caredesk_mailbox_backlog", "gauge", NULL, "Mails waiting in a mailbox.");
	for (size_t i = 0; i < s->mailbox_count; i++)
		if (s->mailboxes[i].told.seen)
			sample(out, "caredesk_mailbox_backlog", "mailbox", s->mailboxes[i].name, "",
			       s->mailboxes[i].told.backlog);
	metric_family(out, "caredesk_mailbox_seen_timestamp_seconds", "gauge", "seconds",
		      "When a mailbox was last checked.");
	for (size_t i = 0; i < s->mailbox_count; i++)
		if (s->mailboxes[i].told.seen)
			sample(out, "caredesk_mailbox_seen_timestamp_seconds", "mailbox", s->mailboxes[i].name, "",
			       (uint64_t)s->mailboxes[i].told.seen);
}

static void put_tickets(struct buf *out, const struct desk_status *s)
{
	metric_family(out, "caredesk_tickets", "gauge", NULL, "Tickets by status.");
	for (unsigned i = 0; i < STATUS_COUNT; i++)
		sample(out, "caredesk_tickets", "status", span_of(status_name((enum status)i)), "", s->tickets[i]);
	gauge(out, "caredesk_tickets_unassigned", NULL, "Unfinished tickets with no agent.", s->waiting);
	gauge(out, "caredesk_tickets_overdue", NULL, "Unfinished tickets past their due time.", s->overdue);
	metric_family(out, "caredesk_agent_tickets", "gauge", NULL, "Unfinished tickets of each agent.");
	for (size_t i = 0; i < s->agent_count; i++)
		sample(out, "caredesk_agent_tickets", "agent", s->agents[i].name, "", s->agents[i].open);
}

static void put_outbox(struct buf *out, const struct desk_status *s)
{
	uint64_t age = s->oldest && s->now > s->oldest ? (uint64_t)(s->now - s->oldest) : 0;
	metric_family(out, "caredesk_outbox", "gauge", NULL, "Mails not yet accepted by a server.");
	sample(out, "caredesk_outbox", "state", SPAN("queued"), "", s->outbox[OUTMAIL_QUEUED]);
	sample(out, "caredesk_outbox", "state", SPAN("failed"), "", s->outbox[OUTMAIL_FAILED]);
	gauge(out, "caredesk_outbox_age_seconds", "seconds", "Age of the oldest mail to be sent.", age);
	metric_family(out, "caredesk_sends", "counter", NULL, "Attempts to send a mail, by outcome.");
	for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
		sample(out, "caredesk_sends_total", "outcome", span_of(outcomes[i]), "", s->sending.counts[i]);
	metric_family(out, "caredesk_send_seconds", "histogram", "seconds", "How long sending a mail took.");
	histogram(out, "caredesk_send_seconds", NULL, SPAN_NONE, &s->sending.times);
	gauge(out, "caredesk_quarantined", NULL, "Mails in quarantine.", s->quarantined);
}

static void put_webhooks(struct buf *out, const struct desk_status *s)
{
	static const char *const results[] = {
		[WEBHOOKS_TAKEN] = "taken", [WEBHOOKS_FAILED] = "failed", [WEBHOOKS_DROPPED] = "dropped"};
	char more[40];
	if (!s->webhook_count)
		return;
	metric_family(out, "caredesk_webhook_waiting", "gauge", NULL, "Tickets with calls waiting for a webhook.");
	for (size_t i = 0; i < s->webhook_count; i++)
		sample(out, "caredesk_webhook_waiting", "webhook", s->webhooks[i].name, "", s->webhooks[i].waiting);
	metric_family(out, "caredesk_webhook_age_seconds", "gauge", "seconds",
		      "Age of the oldest call waiting for a webhook.");
	for (size_t i = 0; i < s->webhook_count; i++) {
		int64_t oldest = s->webhooks[i].oldest;
		sample(out, "caredesk_webhook_age_seconds", "webhook", s->webhooks[i].name, "",
		       oldest && s->now > oldest ? (uint64_t)(s->now - oldest) : 0);
	}
	metric_family(out, "caredesk_webhook_calls", "counter", NULL, "Calls of a webhook, by result.");
	for (size_t i = 0; i < s->webhook_count; i++)
		for (size_t k = 0; k < sizeof results / sizeof *results; k++) {
			snprintf(more, sizeof more, "result=\"%s\"", results[k]);
			sample(out, "caredesk_webhook_calls_total", "webhook", s->webhooks[i].name, more,
			       s->webhooks[i].told.counts[k]);
		}
	metric_family(out, "caredesk_webhook_seconds", "histogram", "seconds", "How long a call took.");
	for (size_t i = 0; i < s->webhook_count; i++)
		histogram(out, "caredesk_webhook_seconds", "webhook", s->webhooks[i].name, &s->webhooks[i].told.times);
}

void metrics_write(struct buf *out, const struct desk_status *s, const char *version)
{
	_Static_assert(VERDICT_COUNT <= STATE_COUNTS, "a state has room for every verdict");
	metric_family(out, "caredesk_build", "info", NULL, "The program.");
	sample(out, "caredesk_build_info", "version", span_of(version), "", 1);
	gauge(out, "caredesk_ok", NULL, "1: all is well; 0: something needs a person.", !s->faults.count);
	put_mails(out, s);
	put_mailboxes(out, s);
	put_tickets(out, s);
	put_outbox(out, s);
	put_webhooks(out, s);
	if (s->disk_known)
		gauge(out, "caredesk_disk_free_bytes", "bytes", "Free space on the store's disk.", s->disk_free);
	gauge(out, "caredesk_disk_least_bytes", "bytes", "Below this, no mail is taken in.", s->disk_least);
	buf_str(out, "# EOF\n");
}
