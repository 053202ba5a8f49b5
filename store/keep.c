#include "store/keep.h"

#include "store/forget.h"
#include "store/txn.h"

#define LOOK_STEP 500  /* tickets that one step reads … */
#define CHANGE_STEP 20 /* … and changes at most */
#define STATE SPAN("kept")

/* Was its content removed before? */
static bool is_stripped(const struct ticket *t)
{
	return span_ends(t->customer, SPAN("@" FORGET_DOMAIN)) && span_starts(t->customer, SPAN("expired"));
}

static bool age_is_over(int64_t age, int64_t since, int64_t now)
{
	return age && since && now - since >= age;
}

static bool content_is_over(const struct keep_ages *ages, const struct ticket *t, int64_t now)
{
	int64_t finished = t->finished ? t->finished : t->updated;
	if (t->status == STATUS_SPAM)
		return age_is_over(ages->spam, t->created, now);
	bool done = t->status == STATUS_RESOLVED || t->status == STATUS_CLOSED || t->status == STATUS_MERGED;
	return done && age_is_over(ages->closed, finished, now);
}

/* *dropped: how many raw mails were removed. */
static int drop_raw(struct txn *t, const struct keep_ages *ages, const struct ticket *ticket, int64_t now,
		    uint32_t *dropped, struct err *err)
{
	struct message_list list;
	struct key first;
	int rc = txn_first(t, key_number(TABLE_RAW, ticket->id), &first, err);
	if (rc <= 0)
		return rc;
	if (store_messages(t, &t->scratch, ticket->id, &list, err))
		return -1;
	for (size_t i = 0; i < list.count; i++) {
		struct message *m = &list.items[i];
		struct key k = key_seq(TABLE_MESSAGE, m->ticket, m->seq);
		if (!m->raw_size || !age_is_over(ages->raw, m->received, now))
			continue;
		m->raw_size = 0;
		++*dropped;
		if (txn_del_range(t, key_seq(TABLE_RAW, m->ticket, m->seq), err) ||
		    txn_put(t, &code_message, &k, m, err))
			return -1;
	}
	return 0;
}

static int put_event(struct txn *t, struct ticket *ticket, const struct event *what, struct err *err)
{
	struct event e = *what;
	e.ticket = ticket->id;
	e.seq = ++ticket->events;
	return store_event_put(t, &e, err) || store_ticket_put(t, ticket, err) ? -1 : 0;
}

/* *changed: something was removed. */
static int ticket_look_at(struct txn *t, const struct keep_ages *ages, struct ticket *ticket, int64_t now,
			  bool *changed, struct err *err)
{
	struct event e = {.time = now, .actor = SPAN("clock"), .kind = EVENT_EXPIRED, .what = SPAN("texts and mails")};
	uint32_t dropped = 0;
	*changed = content_is_over(ages, ticket, now) && !is_stripped(ticket);
	if (*changed)
		return forget_content(t, ticket->id, &e, err);
	if (!age_is_over(ages->raw, ticket->created, now) || drop_raw(t, ages, ticket, now, &dropped, err))
		return age_is_over(ages->raw, ticket->created, now) ? -1 : 0;
	*changed = dropped > 0;
	e.what = SPAN("original mails");
	e.number = dropped;
	return dropped ? put_event(t, ticket, &e, err) : 0;
}

/* Lists the tickets from `from` on before any is changed: a write ends a scan. */
static int list_some(struct txn *t, uint64_t from, struct ticket_list *out, struct err *err)
{
	struct key prefix = key_of(TABLE_TICKET);
	struct scan s;
	int rc = 0;
	scan_start_at(&s, t, prefix, key_number(TABLE_TICKET, from));
	while (out->count < LOOK_STEP && (rc = scan_next(&s, err)) > 0)
		if ((rc = txn_decode(t, &code_ticket, &t->scratch, s.key, s.value, LIST_ADD(&t->scratch, out), err)))
			break;
	scan_end(&s);
	return rc < 0 ? -1 : 0;
}

int keep_some(struct txn *t, const struct keep_ages *ages, int64_t now, uint64_t *next, uint64_t *changed,
	      struct err *err)
{
	struct ticket_list list = {0};
	uint64_t count = 0;
	if (list_some(t, *next, &list, err))
		return -1;
	uint64_t after = list.count == LOOK_STEP ? list.items[list.count - 1].id + 1 : 0;
	for (size_t i = 0; i < list.count; i++) {
		bool one;
		if (ticket_look_at(t, ages, &list.items[i], now, &one, err))
			return -1;
		count += one;
		if (count < CHANGE_STEP)
			continue;
		after = list.items[i].id + 1;
		break;
	}
	*next = after;
	*changed += count;
	return 0;
}

int keep_state(struct txn *t, struct keep_state *out, struct err *err)
{
	struct span text, word;
	struct keep_state state = {0};
	bool found;
	if (txn_found(store_note(t, &t->scratch, STATE, &text, err), &found, err))
		return -1;
	if (found && span_word(&text, &word) && span_u64(word, &state.day))
		state.changed = span_trim(text).len > 0;
	*out = state;
	return 0;
}

int keep_state_put(struct txn *t, const struct keep_state *state, struct err *err)
{
	return store_note_put(
		t, STATE,
		arena_printf(&t->scratch, "%llu%s", (unsigned long long)state->day, state->changed ? " changed" : ""),
		err);
}
