/* Keeps a store restored from a backup from doing again what was done since. */
#include "store/numbers.h"

#define DOUBTFUL "it may have been sent: "
#define MAILS_GAP 1000000 /* mail numbers are part of Message-IDs; a large gap costs nothing */

int store_past_read(struct txn *t, struct store_past *out, struct err *err)
{
	struct store_past past = {.known = true};
	if (number_end(t, NUMBER_TICKET, &past.next_ticket, err) ||
	    number_end(t, NUMBER_OUTMAIL, &past.next_outmail, err))
		return -1;
	*out = past;
	return 0;
}

/* Skips the numbers that may have been given. *next: the number after them. */
static int number_skip(struct txn *t, enum number of, bool known, uint64_t past, uint64_t gap, uint64_t *next,
		       struct err *err)
{
	uint64_t own;
	if (number_next(t, of, &own, err))
		return -1;
	*next = !known ? own + gap : past > own ? past : own;
	return *next > own ? number_take(t, of, *next - 1, err) : 0;
}

/* *count: how many were queued. */
static int hold_mails(struct txn *t, struct span created, uint64_t *count, struct err *err)
{
	struct outmail_list list;
	if (store_outbox(t, &t->scratch, &list, err))
		return -1;
	for (size_t i = 0; i < list.count; i++) {
		struct outmail m = list.items[i];
		if (m.state != OUTMAIL_QUEUED)
			continue;
		m.state = OUTMAIL_FAILED;
		m.error = arena_printf(&t->scratch, DOUBTFUL "the store was restored from %.*s", SPAN_ARG(created));
		if (store_outmail_put(t, &m, err))
			return -1;
		++*count;
	}
	return 0;
}

int store_restore(struct txn *t, const struct store_past *past, struct span created, int64_t now,
		  struct store_restored *out, struct err *err)
{
	struct store_restored r = {0};
	uint64_t mail;
	if (number_skip(t, NUMBER_TICKET, past->known, past->next_ticket, STORE_RESTORE_GAP, &r.next_ticket, err) ||
	    number_skip(t, NUMBER_OUTMAIL, past->known, past->next_outmail, MAILS_GAP, &mail, err) ||
	    hold_mails(t, created, &r.held, err) ||
	    store_note_put(t, NOTE_RESTORED, arena_printf(&t->scratch, "%llu", (unsigned long long)now), err))
		return -1;
	*out = r;
	return 0;
}

bool store_is_doubtful(const struct outmail *mail)
{
	return mail->state == OUTMAIL_FAILED && span_starts(mail->error, SPAN(DOUBTFUL));
}

int store_restored_at(struct txn *t, int64_t *out, struct err *err)
{
	struct span text;
	uint64_t at = 0;
	bool found;
	if (txn_found(store_note(t, &t->scratch, NOTE_RESTORED, &text, err), &found, err))
		return -1;
	*out = found && span_u64(text, &at) ? (int64_t)at : 0;
	return 0;
}
