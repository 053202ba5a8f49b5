/* How the index follows the store: first every ticket by number, then the changed ones. The position is stored in the
 * index itself and committed with it: an interrupted process resumes from there. */
#include "store/search.h"

#include "store/searchdoc.h"
#include "store/searchfile.h"
#include "store/searchplace.h"

#include "parsers/base/digest.h"

#include <poll.h>
#include <stdlib.h>

#define ERASE_TRIES 1200
#define ERASE_PAUSE_MS 50
#define STEP_TICKETS 2000
#define STEP_BYTES ((uint64_t)32 << 20)
#define RENEW_PAUSE 60 /* minimum seconds between rebuilds caused by removals … */
#define RENEW_SHARE 10 /* … and at least this many times the duration of the last one */

/* Names of the stored state. */
#define SCANNED "scanned"   /* tickets up to this number are indexed */
#define CHANGE "change"     /* once all are: changes up to this one are, too */
#define BEGAN "began"       /* the change at which it was begun: what was removed later may still be in it */
#define STARTED "started"   /* when it was begun */
#define FINISHED "finished" /* when it was finished */

struct follow {
	struct searchfile *f;
	struct txn *t;
	struct arena a; /* of one ticket */
	uint64_t bytes;
};

/* --- one ticket --- */

static int follow_doc(struct follow *w, const struct search_doc *d, uint64_t *row, struct err *err)
{
	w->bytes += d->text.len + d->head.len + d->who.len;
	return searchfile_add(w->f, d, row, err);
}

static uint64_t digest_of(struct span text)
{
	unsigned char digest[DIGEST_SIZE];
	uint64_t n = 0;
	digest_sha256(&text, 1, digest);
	for (int i = 0; i < 8; i++)
		n = n << 8 | digest[i];
	return n;
}

/* The messages' documents have the ticket's subject and customer: the head has them too only once they were changed. */
static int follow_head(struct follow *w, const struct ticket *t, const struct search_known *before,
		       struct search_known *now, struct err *err)
{
	uint32_t own;
	struct span whole = searchdoc_head(&w->a, t, &own);
	now->own = digest_of(span_sub(whole, 0, own));
	now->full = before->full || (before->own && before->own != now->own);
	now->head = now->full ? whole : span_from(whole, own);
	const struct search_doc old = {.ticket = t->id, .head = before->head},
				new = {.ticket = t->id, .head = now->head};
	if (span_eq(old.head, new.head))
		return 0;
	now->row = 0;
	if (before->row && searchfile_drop(w->f, before->row, &old, err))
		return -1;
	return new.head.len ? follow_doc(w, &new, &now->row, err) : 0;
}

static int follow_message(struct follow *w, const struct ticket *t, uint32_t seq, struct err *err)
{
	struct message m;
	struct search_doc d;
	uint64_t row;
	if (store_message(w->t, &w->a, t->id, seq, &m, err))
		return err->kind == ERR_NOTFOUND ? 0 : -1;
	searchdoc_message(&w->a, t, &m, &d);
	return follow_doc(w, &d, &row, err);
}

static int follow_known(struct follow *w, const struct ticket *t, struct err *err)
{
	struct search_known before, now;
	if (searchfile_ticket(w->f, &w->a, t->id, &before, err))
		return -1;
	now = before;
	if (follow_head(w, t, &before, &now, err))
		return -1;
	for (; now.messages < t->messages; now.messages++)
		if (follow_message(w, t, now.messages + 1, err))
			return -1;
	if (now.messages == before.messages && now.own == before.own && now.row == before.row)
		return 0;
	return searchfile_ticket_put(w->f, t->id, &now, err);
}

static int follow_ticket(struct follow *w, uint64_t id, struct err *err)
{
	struct ticket t;
	arena_clear(&w->a);
	if (store_ticket(w->t, &w->a, id, &t, err))
		return err->kind == ERR_NOTFOUND ? 0 : -1;
	return follow_known(w, &t, err);
}

/* --- a step --- */

static bool enough(const struct follow *w, uint64_t tickets)
{
	return tickets >= STEP_TICKETS || w->bytes >= STEP_BYTES;
}

/* All tickets, by number. */
static int scan(struct follow *w, uint64_t last, struct search_step *out, struct err *err)
{
	uint64_t id, count = 0;
	if (searchfile_number(w->f, SCANNED, &id, err))
		return -1;
	while (id < last && !enough(w, count++))
		if (follow_ticket(w, ++id, err))
			return -1;
	out->done = id;
	out->total = last;
	out->more = true; /* at least what changed in the meantime */
	return searchfile_number_put(w->f, SCANNED, id, err);
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* In order of ticket number, which the index handles best. */
static int changed(struct follow *w, struct search_step *out, struct err *err)
{
	struct id_list ids;
	struct arena list;
	uint64_t after, last;
	arena_init(&list);
	int rc = searchfile_number(w->f, CHANGE, &after, err);
	if (rc == 0)
		rc = store_changed(w->t, &list, after, STEP_TICKETS, &ids, &last, err);
	if (rc == 0 && ids.count)
		qsort(ids.items, ids.count, sizeof *ids.items, by_number);
	for (size_t i = 0; rc == 0 && i < ids.count; i++)
		rc = follow_ticket(w, ids.items[i], err);
	out->more = rc == 0 && ids.count == STEP_TICKETS;
	if (rc == 0 && !out->more)
		rc = store_change(w->t, &last, err);
	if (rc == 0 && last != after)
		rc = searchfile_number_put(w->f, CHANGE, last, err);
	arena_clear(&list);
	return rc;
}

/* The first look at the store: changes from here on will be followed. */
static int follow_start(struct follow *w, int64_t now, struct err *err)
{
	uint64_t began, change;
	if (searchfile_number(w->f, STARTED, &began, err) || began)
		return began ? 0 : -1;
	if (store_change(w->t, &change, err))
		return -1;
	return searchfile_number_put(w->f, CHANGE, change, err) || searchfile_number_put(w->f, BEGAN, change, err) ||
			       searchfile_number_put(w->f, STARTED, (uint64_t)now, err)
		       ? -1
		       : 0;
}

static int advance(struct follow *w, int64_t now, struct search_step *out, struct err *err)
{
	uint64_t last, scanned;
	if (follow_start(w, now, err) || store_last_ticket(w->t, &last, err) ||
	    searchfile_number(w->f, SCANNED, &scanned, err))
		return -1;
	if (out->building && scanned < last)
		return scan(w, last, out, err);
	out->done = out->total = last;
	return changed(w, out, err);
}

static int advance_file(struct searchfile *f, struct store *store, int64_t now, struct search_step *out,
			struct err *err)
{
	struct follow w = {.f = f};
	if (store_begin(store, TXN_READ, &w.t, err))
		return -1;
	arena_init(&w.a);
	int rc = searchfile_begin(f, err);
	if (rc == 0) {
		rc = advance(&w, now, out, err);
		if (rc == 0)
			rc = searchfile_commit(f, err);
		if (rc)
			searchfile_rollback(f);
	}
	arena_clear(&w.a);
	store_abort(w.t);
	return rc;
}

/* --- which of the files --- */

static int build(struct searchplace *p, struct store *store, int64_t now, struct search_step *out, struct err *err)
{
	char path[SEARCHPLACE_PATH];
	struct searchfile *f;
	if (!p->building)
		p->building = p->current + 1;
	searchplace_file(p, p->building, true, path);
	out->building = true;
	if (searchfile_open(path, SEARCHFILE_MAKE, &f, err))
		return -1;
	int rc = advance_file(f, store, now, out, err);
	bool ready = rc == 0 && !out->more;
	if (ready)
		rc = searchfile_number_put(f, FINISHED, (uint64_t)now, err) || searchfile_pack(f, err) ? -1 : 0;
	searchfile_close(f);
	return rc == 0 && ready ? searchplace_finish(p, err) : rc;
}

/* Does the index contain something that was removed from the store, and is a rebuild due? Or does it belong to another
 * store? */
static int is_stale(struct searchfile *f, struct txn *t, int64_t now, bool *out, struct err *err)
{
	uint64_t change, began, started, finished, loss, last;
	if (searchfile_number(f, CHANGE, &change, err) || searchfile_number(f, BEGAN, &began, err) ||
	    searchfile_number(f, STARTED, &started, err) || searchfile_number(f, FINISHED, &finished, err) ||
	    store_loss(t, &loss, err) || store_change(t, &last, err))
		return -1;
	int64_t took = (int64_t)(finished - started);
	int64_t pause = took * RENEW_SHARE > RENEW_PAUSE ? took * RENEW_SHARE : RENEW_PAUSE;
	*out = change > last || (loss > began && now - (int64_t)finished >= pause);
	return 0;
}

static int follow_look(struct searchfile *f, struct store *store, int64_t now, bool *stale, struct err *err)
{
	struct txn *t;
	if (store_begin(store, TXN_READ, &t, err))
		return -1;
	int rc = is_stale(f, t, now, stale, err);
	store_abort(t);
	return rc;
}

static int follow(struct searchplace *p, struct store *store, int64_t now, struct search_step *out, struct err *err)
{
	char path[SEARCHPLACE_PATH];
	struct searchfile *f;
	bool stale;
	searchplace_file(p, p->current, false, path);
	if (searchfile_open(path, SEARCHFILE_WRITE, &f, err))
		return -1;
	int rc = follow_look(f, store, now, &stale, err);
	if (rc == 0)
		rc = advance_file(f, store, now, out, err);
	searchfile_close(f);
	return rc == 0 && stale ? build(p, store, now, out, err) : rc;
}

static int step(struct searchplace *p, struct store *store, int64_t now, struct search_step *out, struct err *err)
{
	bool making = p->building || !p->current;
	int rc = making ? build(p, store, now, out, err) : follow(p, store, now, out, err);
	if (rc == 0 || err->kind != ERR_CORRUPT)
		return rc;
	/* it can be deleted whatever the damage: it holds nothing that the store does not have */
	searchplace_remove(p, making ? p->building : p->current, making);
	/* an index that fails while it is built may fail every time: the caller waits before the next try */
	out->more = true;
	return making ? rc : 0;
}

int search_step(const char *store_path, struct store *store, int64_t now, struct search_step *out, struct err *err)
{
	struct searchplace p;
	*out = (struct search_step){0};
	if (searchplace_take(store_path, &p, err))
		return -1;
	int rc = step(&p, store, now, out, err);
	searchplace_leave(&p);
	return rc;
}

int search_renew(const char *store_path, struct err *err)
{
	struct searchplace p;
	char path[SEARCHPLACE_PATH];
	struct searchfile *f;
	if (searchplace_take(store_path, &p, err))
		return -1;
	if (p.building)
		searchplace_remove(&p, p.building, true);
	searchplace_file(&p, p.current + 1, true, path);
	int rc = searchfile_open(path, SEARCHFILE_MAKE, &f, err);
	if (rc == 0)
		searchfile_close(f);
	searchplace_leave(&p);
	return rc;
}

bool search_is_building(const char *store_path)
{
	struct searchplace p;
	searchplace_look(store_path, &p);
	return p.building > 0;
}

void search_discard(const char *store_path)
{
	struct searchplace p;
	struct err err;
	if (searchplace_take(store_path, &p, &err))
		return;
	searchplace_remove(&p, p.current, false);
	searchplace_leave(&p);
}

int search_erase(const char *store_path, struct err *err)
{
	struct searchplace p;
	int rc = 0;
	searchplace_look(store_path, &p);
	if (!p.current && !p.building)
		return 0;
	for (int tries = 0; (rc = searchplace_take(store_path, &p, err)) != 0 && tries < ERASE_TRIES; tries++)
		poll(NULL, 0, ERASE_PAUSE_MS);
	if (rc)
		return -1;
	searchplace_remove(&p, p.current, false);
	searchplace_remove(&p, p.building, true);
	searchplace_leave(&p);
	return 0;
}

bool search_covers(const char *store_path, uint64_t change)
{
	struct searchplace p;
	char path[SEARCHPLACE_PATH];
	struct searchfile *f;
	struct err err;
	uint64_t at = 0;
	searchplace_look(store_path, &p);
	searchplace_file(&p, p.current, false, path);
	if (!p.current || searchfile_open(path, SEARCHFILE_READ, &f, &err))
		return false;
	bool covers = searchfile_number(f, CHANGE, &at, &err) == 0 && at >= change;
	searchfile_close(f);
	return covers;
}
