#include "daemon/cli/json.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>

#include "daemon/core/outgoing/sentence.h"
#include "daemon/desk/members.h"
#include "daemon/report/report.h"
#include "daemon/run/status.h"
#include "daemon/run/webhooks.h"
#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"
#include "store/ticketfields.h"

static json_t *text(struct span s)
{
	return members_text(s);
}

static json_t *text_or_null(struct span s)
{
	return members_name(s);
}

static json_t *word(const char *name)
{
	return json_string(name);
}

static json_t *json_number(uint64_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *number_or_null(uint64_t n)
{
	return n ? json_number(n) : json_null();
}

static json_t *when(int64_t t)
{
	return members_time(t);
}

static json_t *texts(const struct span_list *list)
{
	return members_texts(list);
}

static void json_member_set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static int json_piece_write(const char *piece, size_t len, void *out)
{
	return fwrite_unlocked(piece, 1, len, out) == len ? 0 : -1;
}

/* jansson writes it in many small pieces. */
static void json_line_write(FILE *out, json_t *object)
{
	json_dump_callback(object, json_piece_write, out, JSON_COMPACT | JSON_REAL_PRECISION(6));
	fputc('\n', out);
	json_decref(object);
}

void json_members(FILE *out, const struct json_member *members, size_t count)
{
	json_t *j = json_object();
	for (size_t i = 0; i < count; i++) {
		const struct json_member *m = &members[i];
		json_member_set(j, m->name,
				m->kind == JSON_OF_NUMBER ? json_number(m->number)
				: m->kind == JSON_OF_ID   ? number_or_null(m->number)
				: m->kind == JSON_OF_LIST ? texts(m->list)
							  : text_or_null(m->text));
	}
	json_line_write(out, j);
}

void json_ticket(FILE *out, const struct ticket *ticket)
{
	json_line_write(out, members_ticket(ticket));
}

void json_article(FILE *out, const struct article_conf *article, const double *score)
{
	json_t *j = json_object();
	json_member_set(j, "name", text(article->name));
	json_member_set(j, "title", text(article->title));
	json_member_set(j, "tags", texts(&article->tags));
	json_member_set(j, "language", text(article->language));
	json_member_set(j, "category", text_or_null(article->category));
	json_member_set(j, "public", json_boolean(article->is_public));
	json_member_set(j, "text", text(article->text));
	if (score)
		json_member_set(j, "score", json_real(*score));
	json_line_write(out, j);
}

void json_hit(FILE *out, const struct ticket *ticket, double score, uint32_t seq, struct span snippet)
{
	json_t *j = members_ticket(ticket);
	json_member_set(j, "score", json_real(score));
	json_member_set(j, "seq", json_number(seq));
	json_member_set(j, "snippet", text(snippet));
	json_line_write(out, j);
}

static json_t *files(const struct attachment_list *list)
{
	json_t *out = json_array();
	for (size_t i = 0; i < list->count; i++) {
		json_t *j = json_object();
		json_member_set(j, "name", text(list->items[i].name));
		json_member_set(j, "type", text(list->items[i].type));
		json_member_set(j, "size", json_number(list->items[i].size));
		json_array_append_new(out, j);
	}
	return out;
}

static json_t *message_members(const struct message *m)
{
	json_t *j = json_object();
	json_member_set(j, "seq", json_number(m->seq));
	json_member_set(j, "kind", word(message_kind_name(m->kind)));
	json_member_set(j, "from", text(m->from));
	json_member_set(j, "subject", text(m->subject));
	json_member_set(j, "text", text(m->text));
	json_member_set(j, "html", text_or_null(m->html));
	json_member_set(j, "folded", text(m->folded));
	json_member_set(j, "date", when(m->date ? m->date : m->received));
	json_member_set(j, "attachments", files(&m->attachments));
	json_member_set(j, "message_id", text_or_null(m->message_id));
	return j;
}

static json_t *event_members(struct arena *a, const struct zone *zone, const struct event *e)
{
	json_t *j = json_object();
	json_member_set(j, "seq", json_number(e->seq));
	json_member_set(j, "time", when(e->time));
	json_member_set(j, "actor", text(e->actor));
	json_member_set(j, "event", word(event_name(e->kind)));
	json_member_set(j, "detail", text(sentence_detail(a, zone, e)));
	json_member_set(j, "why", text(e->why));
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
	json_member_set(j, "id", json_number(id));
	json_member_set(j, "events", events_of(&a, zone, events));
	json_line_write(out, j);
	arena_clear(&a);
}

void json_ticket_whole(FILE *out, const struct zone *zone, const struct ticket *ticket,
		       const struct message_list *messages, const struct event_list *events)
{
	struct arena a;
	arena_init(&a);
	json_t *j = members_ticket(ticket), *m = json_array();
	for (size_t i = 0; i < messages->count; i++)
		json_array_append_new(m, message_members(&messages->items[i]));
	json_member_set(j, "messages", m);
	json_member_set(j, "events", events_of(&a, zone, events));
	json_line_write(out, j);
	arena_clear(&a);
}

void json_customer(FILE *out, const struct customer *c)
{
	json_t *j = json_object();
	json_member_set(j, "addr", text(c->addr));
	json_member_set(j, "name", text(c->name));
	json_member_set(j, "language", text_or_null(c->language));
	json_member_set(j, "since", when(c->since));
	json_member_set(j, "last", when(c->last));
	json_member_set(j, "tickets", json_number(c->tickets));
	json_member_set(j, "open", json_number(c->open));
	json_member_set(j, "known", json_boolean(c->standing != STANDING_UNPROVEN));
	json_member_set(j, "unreachable", json_boolean(c->unreachable));
	json_line_write(out, j);
}

void json_outmail(FILE *out, const struct outmail *mail)
{
	json_t *j = json_object();
	json_member_set(j, "id", json_number(mail->id));
	json_member_set(j, "ticket", number_or_null(mail->ticket));
	json_member_set(j, "to", text(mail->to));
	json_member_set(j, "template", text(mail->template));
	json_member_set(j, "state", word(outmail_state_name(mail->state)));
	json_member_set(j, "attempts", json_number(mail->attempts));
	json_member_set(j, "next", when(mail->next));
	json_member_set(j, "error", text_or_null(mail->error));
	json_line_write(out, j);
}

static json_t *mailbox_states(const struct desk_status *s)
{
	json_t *out = json_array();
	for (size_t i = 0; i < s->mailbox_count; i++) {
		const struct status_mailbox *m = &s->mailboxes[i];
		json_t *j = json_object();
		json_member_set(j, "name", text(m->name));
		json_member_set(j, "state", word(m->state));
		json_member_set(j, "seen", when(m->told.seen));
		json_member_set(j, "backlog", m->told.seen ? json_number(m->told.backlog) : json_null());
		json_member_set(j, "error", text_or_null(span_of(m->told.error)));
		json_array_append_new(out, j);
	}
	return out;
}

static json_t *webhook_states(const struct desk_status *s)
{
	json_t *j = json_array();
	for (size_t i = 0; i < s->webhook_count; i++) {
		const struct status_webhook *w = &s->webhooks[i];
		json_t *one = json_object();
		json_member_set(one, "name", text(w->name));
		json_member_set(one, "state", word(w->state));
		json_member_set(one, "waiting", json_number(w->waiting));
		json_member_set(one, "oldest", when(w->oldest));
		json_member_set(one, "taken", when(w->told.seen));
		json_member_set(one, "dropped", json_number(w->told.counts[WEBHOOKS_DROPPED]));
		json_member_set(one, "error", text_or_null(span_of(w->told.error)));
		json_array_append_new(j, one);
	}
	return j;
}

static json_t *agent_loads(const struct desk_status *s)
{
	json_t *out = json_array();
	for (size_t i = 0; i < s->agent_count; i++) {
		json_t *j = json_object();
		json_member_set(j, "name", text(s->agents[i].name));
		json_member_set(j, "open", json_number(s->agents[i].open));
		json_member_set(j, "away", when(s->agents[i].away_until));
		json_member_set(j, "capacity", number_or_null(s->agents[i].capacity));
		json_array_append_new(out, j);
	}
	return out;
}

static json_t *by_status(const uint64_t counts[STATUS_COUNT])
{
	json_t *j = json_object();
	for (unsigned i = 0; i < STATUS_COUNT; i++)
		json_member_set(j, status_name((enum status)i), json_number(counts[i]));
	return j;
}

void json_status(FILE *out, const struct desk_status *s)
{
	json_t *j = json_object();
	json_member_set(j, "mailboxes", mailbox_states(s));
	json_member_set(j, "outbox", json_number(s->outbox[OUTMAIL_QUEUED] + s->outbox[OUTMAIL_FAILED]));
	json_member_set(j, "failed", json_number(s->outbox[OUTMAIL_FAILED]));
	json_member_set(j, "quarantine", json_number(s->quarantined));
	json_member_set(j, "webhooks", webhook_states(s));
	json_member_set(j, "tickets", by_status(s->tickets));
	json_member_set(j, "agents", agent_loads(s));
	json_member_set(j, "unassigned", json_number(s->waiting));
	json_member_set(j, "overdue", json_number(s->overdue));
	json_member_set(j, "disk_free", s->disk_known ? json_number(s->disk_free) : json_null());
	json_member_set(j, "running", json_boolean(s->running));
	json_member_set(j, "problems", texts(&s->faults));
	json_member_set(j, "ok", json_boolean(!s->faults.count));
	json_line_write(out, j);
}

/* Writes a value into a line that is written piece by piece: a report may have a row for each of very many
 * customers. */
static void value_write(FILE *out, json_t *value)
{
	json_dump_callback(value, json_piece_write, out, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
	json_decref(value);
}

static void figure_write(FILE *out, enum report_kind kind, double value)
{
	if (!isnan(value) && (kind == KIND_COUNT || kind == KIND_SECONDS))
		fprintf(out, "%" PRId64, (int64_t)value);
	else
		value_write(out, isnan(value) ? json_null() : json_real(value));
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
		fputs("{\"group\":", out);
		value_write(out, group_name(&table->rows[i], (enum report_by)by));
		for (unsigned c = 0; c < (by == BY_ARTICLE ? COLUMN_COUNT : COLUMN_PROPOSED); c++) {
			fprintf(out, ",\"%s\":", report_columns[c].name);
			figure_write(out, report_columns[c].kind, table->rows[i].values[c]);
		}
		fputs("}\n", out);
	}
}

void json_quarantined(FILE *out, const struct quarantined *q)
{
	json_t *j = json_object();
	json_member_set(j, "id", json_number(q->id));
	json_member_set(j, "mailbox", text(q->mailbox));
	json_member_set(j, "uid", number_or_null(q->uid));
	json_member_set(j, "reason", text(q->reason));
	json_member_set(j, "received", when(q->received));
	json_member_set(j, "size", json_number(q->size));
	json_line_write(out, j);
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
		json_member_set(j, "to", to);
		json_member_set(j, "template", text(m->template));
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
	json_member_set(j, "recipient", text(buf_span(&all)));
	json_member_set(j, "permanent", json_boolean(b->permanent));
	buf_clear(&all);
	return j;
}

void json_replay(FILE *out, struct span source, const struct mail *mail, const struct plan *plan,
		 const struct ticket *ticket)
{
	json_t *j = json_object();
	json_member_set(j, "source", text(source));
	json_member_set(j, "verdict", word(verdict_name(plan->verdict)));
	json_member_set(j, "from", text(plan->from.len ? plan->from : mail->sender.addr));
	json_member_set(j, "subject", text(mail->subject.text));
	json_member_set(j, "ticket", plan->is_new ? json_null() : number_or_null(plan->ticket));
	json_member_set(j, "category", ticket ? text_or_null(ticket->category) : json_null());
	json_member_set(j, "priority", ticket ? word(priority_name(ticket->priority)) : json_null());
	json_member_set(j, "agent", ticket ? text_or_null(ticket->agent) : json_null());
	json_member_set(j, "text", text(plan->text));
	json_member_set(j, "html", text_or_null(plan->html));
	json_member_set(j, "folded", text(plan->folded));
	json_member_set(j, "attachments", files(&mail->attachments));
	json_member_set(j, "mails", mails(&plan->mails));
	json_member_set(j, "why", texts(&plan->why));
	if (plan->verdict == VERDICT_BOUNCE)
		json_member_set(j, "bounce", bounce(&mail->bounce));
	json_line_write(out, j);
}
