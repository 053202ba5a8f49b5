#include "daemon/cli/json.h"

#include <jansson.h>
#include <math.h>

#include "daemon/core/outgoing/sentence.h"
#include "daemon/desk/clock.h"
#include "daemon/report/report.h"
#include "daemon/run/status.h"
#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"
#include "store/ticketfields.h"

static json_t *text(struct span s)
{
	struct arena a;
	arena_init(&a);
	struct span clean = utf8_clean(&a, s);
	json_t *j = json_stringn(clean.ptr ? clean.ptr : "", clean.len);
	arena_clear(&a);
	return j;
}

static json_t *text_or_null(struct span s)
{
	return s.len ? text(s) : json_null();
}

static json_t *word(const char *name)
{
	return json_string(name);
}

static json_t *number(uint64_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *number_or_null(uint64_t n)
{
	return n ? number(n) : json_null();
}

static json_t *when(int64_t t)
{
	struct arena a;
	arena_init(&a);
	json_t *j = text_or_null(clock_rfc3339(&a, t));
	arena_clear(&a);
	return j;
}

static json_t *texts(const struct span_list *list)
{
	json_t *j = json_array();
	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(j, text(list->items[i]));
	return j;
}

static void set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static void write_line(FILE *out, json_t *object)
{
	json_dumpf(object, out, JSON_COMPACT | JSON_REAL_PRECISION(6));
	fputc('\n', out);
	json_decref(object);
}

static json_t *numbers(const struct id_list *list)
{
	json_t *j = json_array();
	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(j, number(list->items[i]));
	return j;
}

static json_t *ticket_value(const struct ticket_field *f, const struct ticket *t)
{
	const void *value = ticket_field(f, t);
	switch (f->type) {
	case TICKET_NUMBER:
		return number_or_null(*(const uint64_t *)value);
	case TICKET_COUNT:
		return number(*(const uint32_t *)value);
	case TICKET_TIME:
		return when(*(const int64_t *)value);
	case TICKET_FLAG:
		return json_boolean(*(const bool *)value);
	case TICKET_STATUS:
		return word(status_name(*(const enum status *)value));
	case TICKET_PRIORITY:
		return word(priority_name(*(const enum priority *)value));
	case TICKET_TEXT:
		return text(*(const struct span *)value);
	case TICKET_NAME:
		return text_or_null(*(const struct span *)value);
	case TICKET_TEXTS:
		return texts(value);
	case TICKET_IDS:
		return numbers(value);
	case TICKET_SCORE:
		return *(const uint32_t *)value ? number(*(const uint32_t *)value) : json_null();
	case TICKET_ROOTS:
	case TICKET_TIMERS:
	case TICKET_STOPS:
	case TICKET_FIGURES: /* they are the desk's own affair */
		break;
	}
	return json_null();
}

void json_members(FILE *out, const struct json_member *members, size_t count)
{
	json_t *j = json_object();
	for (size_t i = 0; i < count; i++) {
		const struct json_member *m = &members[i];
		set(j, m->name,
		    m->kind == JSON_OF_NUMBER ? number(m->number)
		    : m->kind == JSON_OF_ID   ? number_or_null(m->number)
		    : m->kind == JSON_OF_LIST ? texts(m->list)
					      : text_or_null(m->text));
	}
	write_line(out, j);
}

static json_t *ticket_members(const struct ticket *t)
{
	json_t *j = json_object();
	for (size_t i = 0; i < TICKET_FIELD_COUNT; i++)
		if (ticket_fields[i].json)
			set(j, ticket_fields[i].json, ticket_value(&ticket_fields[i], t));
	set(j, "due", when(ticket_due(t)));
	return j;
}

void json_ticket(FILE *out, const struct ticket *ticket)
{
	write_line(out, ticket_members(ticket));
}

void json_article(FILE *out, const struct article_conf *article, const double *score)
{
	json_t *j = json_object();
	set(j, "name", text(article->name));
	set(j, "title", text(article->title));
	set(j, "tags", texts(&article->tags));
	set(j, "language", text(article->language));
	set(j, "category", text_or_null(article->category));
	set(j, "public", json_boolean(article->is_public));
	set(j, "text", text(article->text));
	if (score)
		set(j, "score", json_real(*score));
	write_line(out, j);
}

void json_hit(FILE *out, const struct ticket *ticket, double score, uint32_t seq, struct span snippet)
{
	json_t *j = ticket_members(ticket);
	set(j, "score", json_real(score));
	set(j, "seq", number(seq));
	set(j, "snippet", text(snippet));
	write_line(out, j);
}

static json_t *files(const struct attachment_list *list)
{
	json_t *out = json_array();
	for (size_t i = 0; i < list->count; i++) {
		json_t *j = json_object();
		set(j, "name", text(list->items[i].name));
		set(j, "type", text(list->items[i].type));
		set(j, "size", number(list->items[i].size));
		json_array_append_new(out, j);
	}
	return out;
}

static json_t *message_members(const struct message *m)
{
	json_t *j = json_object();
	set(j, "seq", number(m->seq));
	set(j, "kind", word(message_kind_name(m->kind)));
	set(j, "from", text(m->from));
	set(j, "subject", text(m->subject));
	set(j, "text", text(m->text));
	set(j, "html", text_or_null(m->html));
	set(j, "folded", text(m->folded));
	set(j, "date", when(m->date ? m->date : m->received));
	set(j, "attachments", files(&m->attachments));
	set(j, "message_id", text_or_null(m->message_id));
	return j;
}

static json_t *event_members(struct arena *a, const struct zone *zone, const struct event *e)
{
	json_t *j = json_object();
	set(j, "seq", number(e->seq));
	set(j, "time", when(e->time));
	set(j, "actor", text(e->actor));
	set(j, "event", word(event_name(e->kind)));
	set(j, "detail", text(sentence_detail(a, zone, e)));
	set(j, "why", text(e->why));
	return j;
}

static json_t *events_of(struct arena *a, const struct zone *zone, const struct event_list *events)
{
	json_t *j = json_array();
	for (size_t i = 0; i < events->count; i++)
		json_array_append_new(j, event_members(a, zone, &events->items[i]));
	return j;
}

void json_deleted(FILE *out, const struct zone *zone, uint64_t id, const struct event_list *events)
{
	struct arena a;
	arena_init(&a);
	json_t *j = json_object();
	set(j, "id", number(id));
	set(j, "events", events_of(&a, zone, events));
	write_line(out, j);
	arena_clear(&a);
}

void json_ticket_whole(FILE *out, const struct zone *zone, const struct ticket *ticket,
		       const struct message_list *messages, const struct event_list *events)
{
	struct arena a;
	arena_init(&a);
	json_t *j = ticket_members(ticket), *m = json_array();
	for (size_t i = 0; i < messages->count; i++)
		json_array_append_new(m, message_members(&messages->items[i]));
	set(j, "messages", m);
	set(j, "events", events_of(&a, zone, events));
	write_line(out, j);
	arena_clear(&a);
}

void json_customer(FILE *out, const struct customer *c)
{
	json_t *j = json_object();
	set(j, "addr", text(c->addr));
	set(j, "name", text(c->name));
	set(j, "language", text_or_null(c->language));
	set(j, "since", when(c->since));
	set(j, "last", when(c->last));
	set(j, "tickets", number(c->tickets));
	set(j, "open", number(c->open));
	set(j, "known", json_boolean(c->standing != STANDING_UNPROVEN));
	set(j, "unreachable", json_boolean(c->unreachable));
	write_line(out, j);
}

void json_outmail(FILE *out, const struct outmail *mail)
{
	json_t *j = json_object();
	set(j, "id", number(mail->id));
	set(j, "ticket", number_or_null(mail->ticket));
	set(j, "to", text(mail->to));
	set(j, "template", text(mail->template));
	set(j, "state", word(outmail_state_name(mail->state)));
	set(j, "attempts", number(mail->attempts));
	set(j, "next", when(mail->next));
	set(j, "error", text_or_null(mail->error));
	write_line(out, j);
}

static json_t *mailbox_states(const struct desk_status *s)
{
	json_t *out = json_array();
	for (size_t i = 0; i < s->mailbox_count; i++) {
		const struct status_mailbox *m = &s->mailboxes[i];
		json_t *j = json_object();
		set(j, "name", text(m->name));
		set(j, "state", word(m->state));
		set(j, "seen", when(m->told.seen));
		set(j, "backlog", m->told.seen ? number(m->told.backlog) : json_null());
		set(j, "error", text_or_null(span_of(m->told.error)));
		json_array_append_new(out, j);
	}
	return out;
}

static json_t *agent_loads(const struct desk_status *s)
{
	json_t *out = json_array();
	for (size_t i = 0; i < s->agent_count; i++) {
		json_t *j = json_object();
		set(j, "name", text(s->agents[i].name));
		set(j, "open", number(s->agents[i].open));
		set(j, "away", when(s->agents[i].away_until));
		set(j, "capacity", number_or_null(s->agents[i].capacity));
		json_array_append_new(out, j);
	}
	return out;
}

static json_t *by_status(const uint64_t counts[STATUS_COUNT])
{
	json_t *j = json_object();
	for (unsigned i = 0; i < STATUS_COUNT; i++)
		set(j, status_name((enum status)i), number(counts[i]));
	return j;
}

void json_status(FILE *out, const struct desk_status *s)
{
	json_t *j = json_object();
	set(j, "mailboxes", mailbox_states(s));
	set(j, "outbox", number(s->outbox[OUTMAIL_QUEUED] + s->outbox[OUTMAIL_FAILED]));
	set(j, "failed", number(s->outbox[OUTMAIL_FAILED]));
	set(j, "quarantine", number(s->quarantined));
	set(j, "tickets", by_status(s->tickets));
	set(j, "agents", agent_loads(s));
	set(j, "unassigned", number(s->waiting));
	set(j, "overdue", number(s->overdue));
	set(j, "disk_free", s->disk_known ? number(s->disk_free) : json_null());
	set(j, "running", json_boolean(s->running));
	set(j, "problems", texts(&s->faults));
	set(j, "ok", json_boolean(!s->faults.count));
	write_line(out, j);
}

static json_t *figure(enum report_kind kind, double value)
{
	if (isnan(value))
		return json_null();
	return kind == KIND_COUNT || kind == KIND_SECONDS ? json_integer((json_int_t)value) : json_real(value);
}

static json_t *group_name(const struct report_row *row, enum report_by by)
{
	struct arena a;
	arena_init(&a);
	json_t *j = by == BY_ALL   ? word("all")
		    : by == BY_DAY ? text(report_date(&a, row->day))
				   : text_or_null(row->group);
	arena_clear(&a);
	return j;
}

void json_report(FILE *out, const struct report *r, unsigned by)
{
	const struct report_table *table = &r->tables[by];
	for (size_t i = 0; i < table->count; i++) {
		json_t *j = json_object();
		set(j, "group", group_name(&table->rows[i], (enum report_by)by));
		for (unsigned c = 0; c < (by == BY_ARTICLE ? COLUMN_COUNT : COLUMN_PROPOSED); c++)
			set(j, report_columns[c].name, figure(report_columns[c].kind, table->rows[i].values[c]));
		write_line(out, j);
	}
}

void json_quarantined(FILE *out, const struct quarantined *q)
{
	json_t *j = json_object();
	set(j, "id", number(q->id));
	set(j, "mailbox", text(q->mailbox));
	set(j, "uid", number_or_null(q->uid));
	set(j, "reason", text(q->reason));
	set(j, "received", when(q->received));
	set(j, "size", number(q->size));
	write_line(out, j);
}

/* One element for each template, with all of its recipients. */
static json_t *mails(const struct outmail_list *list)
{
	json_t *out = json_array();
	for (size_t i = 0; i < list->count; i++) {
		const struct outmail *m = &list->items[i];
		json_t *to = json_array(), *j = json_object();
		bool first = true;
		for (size_t k = 0; k < list->count; k++) {
			if (!span_eq(list->items[k].template, m->template))
				continue;
			first = first && k >= i;
			json_array_append_new(to, text(list->items[k].to));
		}
		set(j, "to", to);
		set(j, "template", text(m->template));
		if (first)
			json_array_append(out, j);
		json_decref(j);
	}
	return out;
}

static json_t *bounce(const struct bounce *b)
{
	struct buf all;
	json_t *j = json_object();
	buf_init(&all, BUF_MAX);
	for (size_t i = 0; i < b->recipients.count; i++) {
		buf_str(&all, i ? "," : "");
		buf_add(&all, b->recipients.items[i].addr);
	}
	set(j, "recipient", text(buf_span(&all)));
	set(j, "permanent", json_boolean(b->permanent));
	buf_clear(&all);
	return j;
}

void json_replay(FILE *out, struct span source, const struct mail *mail, const struct plan *plan,
		 const struct ticket *ticket)
{
	json_t *j = json_object();
	set(j, "source", text(source));
	set(j, "verdict", word(verdict_name(plan->verdict)));
	set(j, "from", text(plan->from.len ? plan->from : mail->sender.addr));
	set(j, "subject", text(mail->subject.text));
	set(j, "ticket", plan->is_new ? json_null() : number_or_null(plan->ticket));
	set(j, "category", ticket ? text_or_null(ticket->category) : json_null());
	set(j, "priority", ticket ? word(priority_name(ticket->priority)) : json_null());
	set(j, "agent", ticket ? text_or_null(ticket->agent) : json_null());
	set(j, "text", text(plan->text));
	set(j, "html", text_or_null(plan->html));
	set(j, "folded", text(plan->folded));
	set(j, "attachments", files(&mail->attachments));
	set(j, "mails", mails(&plan->mails));
	set(j, "why", texts(&plan->why));
	if (plan->verdict == VERDICT_BOUNCE)
		set(j, "bounce", bounce(&mail->bounce));
	write_line(out, j);
}
