#include "daemon/cli/traces.h"

#include "daemon/desk/history.h"
#include "daemon/desk/transact.h"
#include "daemon/edge/folder.h"
#include "daemon/edge/imap.h"

struct search {
	struct outmail_list waiting;
	struct span *where; /* for each mail, the folder that has a trace of it; empty: none yet */
	struct arena *a;
	int64_t now;
	struct traces *out;
};

static int waiting_read(struct store *s, struct search *x, struct err *err)
{
	struct outmail_list all;
	struct txn *t;
	if (store_begin(s, TXN_READ, &t, err) != 0)
		return -1;
	int rc = store_outbox(t, x->a, &all, err);
	store_abort(t);
	for (size_t i = 0; rc == 0 && i < all.count && x->waiting.count < TRACES_MAX; i++)
		if (store_is_doubtful(&all.items[i]))
			*LIST_ADD(x->a, &x->waiting) = all.items[i];
	x->where = ARENA_ARRAY(x->a, struct span, x->waiting.count + 1);
	for (size_t i = 0; i < x->waiting.count; i++)
		x->where[i] = SPAN_NONE;
	return rc;
}

/* --- one mailbox's server --- */

static int look_into(struct search *x, struct imap *imap, const struct mailbox_conf *m, struct span folder,
		     struct err *err)
{
	struct span place = arena_printf(x->a, "%.*s: %.*s", SPAN_ARG(m->name), SPAN_ARG(folder));
	if (imap_examine(imap, folder, err) != 0)
		return err->kind == ERR_REFUSED ? 0 : -1;
	span_list_add(x->a, &x->out->searched, place);
	for (size_t i = 0; i < x->waiting.count; i++) {
		bool known = false;
		if (!x->where[i].len && imap_knows(imap, x->waiting.items[i].message_id, &known, err) != 0)
			return -1;
		x->where[i] = known ? place : x->where[i];
	}
	return 0;
}

static int look_at(struct search *x, struct imap *imap, const struct mailbox_conf *m, struct err *err)
{
	struct span_list folders = {0};
	if (imap_sent_folders(imap, x->a, &folders, err) != 0)
		return -1;
	if (m->move_to)
		span_list_add(x->a, &folders, span_of(folder_encode(x->a, span_of(m->move_to))));
	span_list_add(x->a, &folders, span_of(folder_encode(x->a, span_of(m->folder))));
	for (size_t i = 0; i < folders.count; i++)
		if (look_into(x, imap, m, folders.items[i], err) != 0)
			return -1;
	return 0;
}

static void ask(struct search *x, const struct mailbox_conf *m)
{
	struct imap *imap = NULL;
	struct err err = {0};
	if (imap_open(m, &imap, &err) != 0 || look_at(x, imap, m, &err) != 0)
		span_list_add(x->a, &x->out->unasked, arena_printf(x->a, "%.*s: %s", SPAN_ARG(m->name), err.text));
	imap_close(imap);
}

/* --- the result --- */

static int traces_mark_work(struct txn *t, void *ctx, struct err *err)
{
	struct search *x = ctx;
	x->out->found = 0;
	for (size_t i = 0; i < x->waiting.count; i++) {
		struct outmail *m = &x->waiting.items[i];
		struct event e = {.actor = SPAN("desk"), .kind = EVENT_MAIL_SENT};
		if (!x->where[i].len)
			continue;
		e.why = arena_printf(x->a, "before the restore: its Message-ID is in %.*s", SPAN_ARG(x->where[i]));
		m->state = OUTMAIL_SENT;
		m->error = SPAN_NONE;
		if (store_outmail_put(t, m, err) != 0 || history_mail(t, x->a, m, e, x->now, err) != 0)
			return -1;
		x->out->found++;
	}
	return 0;
}

int traces_follow(const struct conf *conf, struct store *s, int64_t now, struct arena *a, struct traces *out,
		  struct err *err)
{
	struct search x = {.a = a, .now = now, .out = out};
	*out = (struct traces){0};
	if (waiting_read(s, &x, err) != 0)
		return -1;
	for (size_t i = 0; x.waiting.count && i < conf->mailbox_count; i++)
		if (!conf->mailboxes[i].is_maildir)
			ask(&x, &conf->mailboxes[i]);
	return transact(s, traces_mark_work, &x, err);
}
