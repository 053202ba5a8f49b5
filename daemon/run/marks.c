#include "daemon/run/marks.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void marks_clear(struct marks *m)
{
	free(m->uids);
	*m = (struct marks){0};
}

void marks_add(struct marks *m, uint64_t uid)
{
	if (m->count == MARKS_MAX)
		memmove(m->uids, m->uids + 1, --m->count * sizeof(*m->uids));
	if (m->count == m->cap) {
		m->cap = m->cap ? m->cap * 2 : BATCH_MAILS;
		m->uids = realloc(m->uids, m->cap * sizeof(*m->uids));
		if (!m->uids)
			abort();
	}
	m->uids[m->count++] = uid;
}

static struct span note_name(struct span mailbox, struct arena *a)
{
	return arena_printf(a, "marks:%.*s", SPAN_ARG(mailbox));
}

/* Only a part of a batch may have been taken in. */
static int add_done(struct marks *m, struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid,
		    struct err *err)
{
	bool done;
	if (store_done(t, mailbox, uidvalidity, uid, &done, err) != 0)
		return -1;
	if (done)
		marks_add(m, uid);
	return 0;
}

static int read_note(struct marks *m, struct txn *t, struct span mailbox, uint32_t uidvalidity, struct span note,
		     struct err *err)
{
	struct span word;
	uint64_t n;
	if (!span_word(&note, &word) || !span_u64(word, &n) || n != uidvalidity)
		return 0;
	while (span_word(&note, &word)) {
		if (span_u64(word, &n) && add_done(m, t, mailbox, uidvalidity, n, err) != 0)
			return -1;
	}
	return 0;
}

int marks_read(struct marks *m, struct txn *t, struct span mailbox, uint32_t uidvalidity, struct err *err)
{
	struct span note;
	struct arena a;
	m->count = 0;
	arena_init(&a);
	int result = store_note(t, &a, note_name(mailbox, &a), &note, err);
	if (result == 0)
		result = read_note(m, t, mailbox, uidvalidity, note, err);
	else if (err->kind == ERR_NOTFOUND)
		result = 0;
	arena_clear(&a);
	return result;
}

/* "UIDVALIDITY UID UID …" */
int marks_put(const struct marks *m, struct txn *t, struct span mailbox, const struct batch *b, struct err *err)
{
	struct buf text;
	struct arena a;
	arena_init(&a);
	buf_init(&text, BUF_MAX);
	buf_printf(&text, "%" PRIu32, b->uidvalidity);
	for (size_t i = 0; i < m->count; i++)
		buf_printf(&text, " %" PRIu64, m->uids[i]);
	for (size_t i = 0; i < b->count; i++) {
		if (!b->items[i].plan.leave)
			buf_printf(&text, " %" PRIu64, b->items[i].uid);
	}
	int result = store_note_put(t, note_name(mailbox, &a), buf_span(&text), err);
	buf_clear(&text);
	arena_clear(&a);
	return result;
}
