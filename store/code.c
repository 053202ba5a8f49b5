#include "store/code.h"

#include "store/frame.h"
#include "store/records.pb-c.h"
#include "store/ticketfields.h"

/* Rows in the order of the fields' numbers (parsers/base/protobuf.h). */
#define FIELD PROTOBUF_FIELD
#define ENUM_FIELD(type, member, count) PROTOBUF_FIELD(type, member, .limit = (count))
#define SUB_FIELD(type, member, table) PROTOBUF_FIELD(type, member, .sub = &(table))

static const struct protobuf_field root_fields[] = {FIELD(thread_root, addr), FIELD(thread_root, msgid)};
static const struct protobuf_table code_root = PROTOBUF_TABLE(thread_root, root_fields, records__thread_root);

static const struct protobuf_field timer_fields[] = {ENUM_FIELD(timer, kind, TIMER_KIND_COUNT), FIELD(timer, at)};
static const struct protobuf_table code_timer = PROTOBUF_TABLE(timer, timer_fields, records__timer);

static const struct protobuf_field stop_fields[] = {FIELD(stop, from), FIELD(stop, to)};
static const struct protobuf_table code_stop = PROTOBUF_TABLE(stop, stop_fields, records__stop);

static const struct protobuf_field figure_day_fields[] = {
	FIELD(figure_day, day),      FIELD(figure_day, agent),   FIELD(figure_day, answers),
	FIELD(figure_day, reopened), FIELD(figure_day, bounces),
};
static const struct protobuf_table code_figure_day = PROTOBUF_TABLE(figure_day, figure_day_fields, records__figure_day);

static const struct protobuf_field figure_article_fields[] = {
	FIELD(figure_article, day),  FIELD(figure_article, name),   FIELD(figure_article, proposed),
	FIELD(figure_article, sent), FIELD(figure_article, solved),
};
static const struct protobuf_table code_figure_article =
	PROTOBUF_TABLE(figure_article, figure_article_fields, records__figure_article);

static const struct protobuf_field figures_fields[] = {
	FIELD(figures, counted),
	FIELD(figures, created_day),
	FIELD(figures, created_hour),
	FIELD(figures, first_day),
	FIELD(figures, first_took),
	ENUM_FIELD(figures, first_goal, GOAL_COUNT),
	FIELD(figures, resolved_day),
	FIELD(figures, resolve_took),
	ENUM_FIELD(figures, resolve_goal, GOAL_COUNT),
	FIELD(figures, rated_day),
	FIELD(figures, rating),
	FIELD(figures, paused_since),
	FIELD(figures, paused),
	SUB_FIELD(figures, days, code_figure_day),
	SUB_FIELD(figures, articles, code_figure_article),
};
static const struct protobuf_table code_figures = PROTOBUF_TABLE(figures, figures_fields, records__figures);

#define LIMIT(type) ((type) == TICKET_STATUS ? STATUS_COUNT : (type) == TICKET_PRIORITY ? PRIORITY_COUNT : 0)
#define SUB(type)                                                                                                      \
	((type) == TICKET_ROOTS     ? &code_root                                                                       \
	 : (type) == TICKET_TIMERS  ? &code_timer                                                                      \
	 : (type) == TICKET_STOPS   ? &code_stop                                                                       \
	 : (type) == TICKET_FIGURES ? &code_figures                                                                    \
				    : NULL)
#define ROW(member, type, ...) PROTOBUF_FIELD(ticket, member, .limit = LIMIT(TICKET_##type), .sub = SUB(TICKET_##type)),
static const struct protobuf_field rows_of_ticket[] = {TICKET_FIELDS(ROW)};
const struct protobuf_table code_ticket = PROTOBUF_TABLE(ticket, rows_of_ticket, records__ticket);

static const struct protobuf_field message_fields[] = {
	FIELD(message, ticket),
	FIELD(message, seq),
	ENUM_FIELD(message, kind, MESSAGE_KIND_COUNT),
	FIELD(message, from),
	FIELD(message, from_name),
	FIELD(message, to),
	FIELD(message, subject),
	FIELD(message, text),
	FIELD(message, folded),
	FIELD(message, language),
	FIELD(message, date),
	FIELD(message, received),
	FIELD(message, message_id),
	SUB_FIELD(message, attachments, attachment_table),
	FIELD(message, raw_size),
	FIELD(message, held),
	FIELD(message, held_for),
	FIELD(message, proven),
	FIELD(message, reply_to),
	FIELD(message, sent_by),
	FIELD(message, crossed),
	FIELD(message, html),
	FIELD(message, sent_to),
};
const struct protobuf_table code_message = PROTOBUF_TABLE(message, message_fields, records__message);

static const struct protobuf_field event_fields[] = {
	FIELD(event, ticket),
	FIELD(event, seq),
	FIELD(event, time),
	FIELD(event, actor),
	FIELD(event, why),
	FIELD(event, via),
	PROTOBUF_FIELD(event, kind, .limit = EVENT_COUNT, .is_one = event_is_known),
	FIELD(event, what),
	FIELD(event, from),
	FIELD(event, to),
	FIELD(event, number),
};
const struct protobuf_table code_event = PROTOBUF_TABLE(event, event_fields, records__event);

static const struct protobuf_field event_one_fields[] = {
	FIELD(event_one, ticket), FIELD(event_one, seq),    FIELD(event_one, time), FIELD(event_one, actor),
	FIELD(event_one, event),  FIELD(event_one, detail), FIELD(event_one, why),  FIELD(event_one, via),
};
const struct protobuf_table code_event_one = PROTOBUF_TABLE(event_one, event_one_fields, records__event_one);

static const struct protobuf_field customer_fields[] = {
	FIELD(customer, addr),           FIELD(customer, name),          FIELD(customer, language),
	FIELD(customer, since),          FIELD(customer, last),          FIELD(customer, last_agent),
	FIELD(customer, unreachable),    FIELD(customer, bounce_reason), ENUM_FIELD(customer, standing, STANDING_COUNT),
	FIELD(customer, feedback_asked), FIELD(customer, language_told),
};
const struct protobuf_table code_customer = PROTOBUF_TABLE(customer, customer_fields, records__customer);

static const struct protobuf_field agent_fields[] = {
	FIELD(agent_state, name),      FIELD(agent_state, last_assigned), FIELD(agent_state, away_until),
	FIELD(agent_state, away_auto), FIELD(agent_state, tail),          FIELD(agent_state, tail_mails),
};
const struct protobuf_table code_agent = PROTOBUF_TABLE(agent_state, agent_fields, records__agent);

static const struct protobuf_field part_fields[] = {
	FIELD(outmail_part, ticket),
	FIELD(outmail_part, seq),
	SUB_FIELD(outmail_part, attachment, attachment_table),
	FIELD(outmail_part, bytes),
};
static const struct protobuf_table code_part = PROTOBUF_TABLE(outmail_part, part_fields, records__outmail_part);

static const struct protobuf_field outmail_fields[] = {
	FIELD(outmail, id),
	FIELD(outmail, ticket),
	FIELD(outmail, to),
	FIELD(outmail, to_name),
	FIELD(outmail, shown_cc),
	FIELD(outmail, from),
	FIELD(outmail, from_name),
	FIELD(outmail, reply_to),
	FIELD(outmail, envelope_from),
	FIELD(outmail, subject),
	FIELD(outmail, body),
	FIELD(outmail, template),
	FIELD(outmail, language),
	FIELD(outmail, message_id),
	FIELD(outmail, in_reply_to),
	FIELD(outmail, references),
	ENUM_FIELD(outmail, auto_submitted, AUTO_GENERATED + 1),
	SUB_FIELD(outmail, parts, code_part),
	FIELD(outmail, created),
	FIELD(outmail, next),
	FIELD(outmail, date),
	FIELD(outmail, attempts),
	ENUM_FIELD(outmail, state, OUTMAIL_STATE_COUNT),
	FIELD(outmail, error),
	FIELD(outmail, frame),
	FIELD(outmail, text_at),
	FIELD(outmail, carries),
	FIELD(outmail, messages),
	FIELD(outmail, tokens),
	FIELD(outmail, html),
};
const struct protobuf_table code_outmail = PROTOBUF_TABLE(outmail, outmail_fields, records__outmail);

static const struct protobuf_field call_fields[] = {
	FIELD(call, hook), FIELD(call, ticket),   FIELD(call, seq),   FIELD(call, created),
	FIELD(call, next), FIELD(call, attempts), FIELD(call, error),
};
const struct protobuf_table code_call = PROTOBUF_TABLE(call, call_fields, records__call);

static const struct protobuf_field quarantined_fields[] = {
	FIELD(quarantined, id),         FIELD(quarantined, mailbox), FIELD(quarantined, reason),
	FIELD(quarantined, message_id), FIELD(quarantined, uid),     FIELD(quarantined, uidvalidity),
	FIELD(quarantined, received),   FIELD(quarantined, size),    FIELD(quarantined, untrusted),
	FIELD(quarantined, held_for),
};
const struct protobuf_table code_quarantined = PROTOBUF_TABLE(quarantined, quarantined_fields, records__quarantined);

static const struct protobuf_field pending_fields[] = {
	ENUM_FIELD(pending, kind, PENDING_KIND_COUNT),
	FIELD(pending, addr),
	FIELD(pending, code),
	FIELD(pending, language),
	FIELD(pending, mailbox),
	FIELD(pending, wrong),
	FIELD(pending, mails),
	FIELD(pending, asked),
	FIELD(pending, expires),
	FIELD(pending, confirmed),
};
const struct protobuf_table code_pending = PROTOBUF_TABLE(pending, pending_fields, records__pending);

static const struct protobuf_field undo_fields[] = {
	FIELD(undo, ticket),
	FIELD(undo, agent),
	FIELD(undo, via),
	FIELD(undo, time),
	SUB_FIELD(undo, before, code_ticket),
	FIELD(undo, done),
	SUB_FIELD(undo, after, code_ticket),
	FIELD(undo, sent),
};
const struct protobuf_table code_undo = PROTOBUF_TABLE(undo, undo_fields, records__undo);

static const struct protobuf_field seen_fields[] = {FIELD(seen, name), FIELD(seen, ticket), FIELD(seen, seq),
						    FIELD(seen, content)};
const struct protobuf_table code_seen = PROTOBUF_TABLE(seen, seen_fields, records__seen);

static const struct protobuf_field load_fields[] = {FIELD(load, name), FIELD(load, tickets), FIELD(load, open)};
const struct protobuf_table code_load = PROTOBUF_TABLE(load, load_fields, records__load);

static const struct protobuf_field window_fields[] = {
	FIELD(window, name),
	FIELD(window, start),
	FIELD(window, length),
	FIELD(window, count),
};
const struct protobuf_table code_window = PROTOBUF_TABLE(window, window_fields, records__window);

static const struct protobuf_field note_fields[] = {FIELD(note, name), FIELD(note, value)};
const struct protobuf_table code_note = PROTOBUF_TABLE(note, note_fields, records__note);

static const struct protobuf_field number_fields[] = {FIELD(counted, value)};
const struct protobuf_table code_number = PROTOBUF_TABLE(counted, number_fields, records__number);
static const struct protobuf_field sum_fields[] = {
	FIELD(sum, name),     FIELD(sum, tickets), FIELD(sum, closed), FIELD(sum, reopened), FIELD(sum, answers),
	FIELD(sum, bounces),  FIELD(sum, ratings), FIELD(sum, hours),  FIELD(sum, first),    FIELD(sum, resolve),
	FIELD(sum, proposed), FIELD(sum, sent),    FIELD(sum, solved),
};
const struct protobuf_table code_sum = PROTOBUF_TABLE(sum, sum_fields, records__sum);

static const struct protobuf_field key_fields[] = {FIELD(kept_key, id), FIELD(kept_key, bytes)};
static const struct protobuf_table code_key = PROTOBUF_TABLE(kept_key, key_fields, records__token_key);

static const struct protobuf_field keys_fields[] = {SUB_FIELD(kept_keys_record, items, code_key)};
const struct protobuf_table code_keys = PROTOBUF_TABLE(kept_keys_record, keys_fields, records__token_keys);

void code_write(const struct protobuf_table *c, const void *record, struct span key, struct arena *scratch,
		struct buf *out)
{
	frame_start(out);
	protobuf_write(c, record, NULL, scratch, out);
	frame_seal(out, key);
}

int code_read(const struct protobuf_table *c, struct arena *a, struct span key, struct span value, void *record,
	      struct err *err)
{
	struct span payload;
	return frame_open(key, value, &payload, err) ? -1 : protobuf_read(c, NULL, a, payload, record, err);
}
