#include "daemon/run/inbox.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "parsers/base/digest.h"

#define SIZE_SLACK ((uint64_t)1 << 20) /* some servers' RFC822.SIZE is a guess */

int inbox_open(struct inbox *in, struct err *err)
{
	if (!in->mailbox->is_maildir)
		return imap_open(in->mailbox, &in->imap, err);
	in->watch = maildir_watch(in->mailbox->maildir, err);
	return in->watch < 0 ? -1 : 0;
}

void inbox_close(struct inbox *in)
{
	if (in->watch > 0)
		close(in->watch);
	in->watch = 0;
	imap_close(in->imap);
	in->imap = NULL;
}

uint32_t inbox_uidvalidity(const struct inbox *in)
{
	return in->imap ? imap_uidvalidity(in->imap) : 0;
}

/* --- listing --- */

static int list_imap(struct inbox *in, uint64_t after, size_t limit, struct arena *a, struct inbox_item_list *out,
		     struct err *err)
{
	struct imap_item_list list = {0};
	if (imap_list(in->imap, after, limit, a, &list, err) != 0)
		return -1;
	for (size_t i = 0; i < list.count; i++) {
		struct inbox_item *item = LIST_ADD(a, out);
		item->key = list.items[i].uid;
		item->size = list.items[i].size;
		item->name = arena_printf(a, "%.*s/%" PRIu64, SPAN_ARG(in->mailbox->name), item->key);
	}
	return 0;
}

static uint64_t unique_number(struct span unique)
{
	unsigned char digest[DIGEST_SIZE];
	uint64_t n;
	digest_sha256(&unique, 1, digest);
	memcpy(&n, digest, sizeof n);
	return n | 1;
}

static int list_maildir(struct inbox *in, size_t limit, struct arena *a, struct inbox_item_list *out, struct err *err)
{
	struct maildir_item_list list = {0};
	if (maildir_list(in->mailbox->maildir, limit, a, &list, err) != 0)
		return -1;
	for (size_t i = 0; i < list.count; i++) {
		struct inbox_item *item = LIST_ADD(a, out);
		item->file = list.items[i];
		item->key = unique_number(item->file.unique);
		item->size = item->file.size;
		item->name = item->file.unique;
	}
	return 0;
}

int inbox_list(struct inbox *in, uint64_t after, size_t limit, struct arena *a, struct inbox_item_list *out,
	       struct err *err)
{
	return in->imap ? list_imap(in, after, limit, a, out, err) : list_maildir(in, limit, a, out, err);
}

/* --- fetching --- */

struct fetch {
	struct inbox_item *items;
	size_t count;
	struct arena *a;
};

static int got(void *ctx, uint64_t uid, struct span raw, struct err *err)
{
	struct fetch *f = ctx;
	(void)err;
	for (size_t i = 0; i < f->count; i++) {
		if (f->items[i].key == uid)
			f->items[i].raw = arena_dup(f->a, raw);
	}
	return 0;
}

/* Fetches in one command the mails that are small enough, then the headers of the others. */
static int fetch_imap(struct inbox *in, struct fetch *f, uint64_t max, struct err *err)
{
	struct imap_item_list whole = {0};
	for (size_t i = 0; i < f->count; i++) {
		if (f->items[i].size <= max)
			*LIST_ADD(f->a, &whole) = (struct imap_item){f->items[i].key, f->items[i].size};
	}
	if (whole.count && imap_fetch(in->imap, whole.items, whole.count, max + SIZE_SLACK, got, f, err) != 0)
		return -1;
	for (size_t i = 0; i < f->count; i++) {
		if (f->items[i].size > max &&
		    imap_fetch_headers(in->imap, f->items[i].key, f->a, &f->items[i].raw, err) != 0 &&
		    err->kind != ERR_NOTFOUND)
			return -1;
	}
	return 0;
}

static int fetch_maildir(struct inbox *in, struct fetch *f, uint64_t max, struct err *err)
{
	for (size_t i = 0; i < f->count; i++) {
		struct inbox_item *item = &f->items[i];
		if (maildir_read(in->mailbox->maildir, &item->file, max, f->a, &item->raw, err) != 0 &&
		    err->kind != ERR_NOTFOUND)
			return -1;
	}
	return 0;
}

int inbox_fetch(struct inbox *in, struct inbox_item *items, size_t count, uint64_t max, struct arena *a,
		struct err *err)
{
	struct fetch f = {items, count, a};
	return in->imap ? fetch_imap(in, &f, max, err) : fetch_maildir(in, &f, max, err);
}

/* --- marking --- */

static int done_imap(struct inbox *in, const struct inbox_item *items, size_t count, struct err *err)
{
	struct arena a;
	arena_init(&a);
	uint64_t *uids = ARENA_ARRAY(&a, uint64_t, count);
	for (size_t i = 0; i < count; i++)
		uids[i] = items[i].key;
	int result = imap_done(in->imap, uids, count, err);
	arena_clear(&a);
	return result;
}

int inbox_done(struct inbox *in, const struct inbox_item *items, size_t count, struct err *err)
{
	if (count == 0)
		return 0;
	if (in->imap)
		return done_imap(in, items, count, err);
	for (size_t i = 0; i < count; i++) {
		if (maildir_done(in->mailbox->maildir, &items[i].file, in->mailbox->move_to, err) != 0 &&
		    err->kind != ERR_NOTFOUND)
			return -1;
	}
	return 0;
}

int inbox_leave(struct inbox *in, const struct inbox_item *item, struct err *err)
{
	return in->imap ? 0 : maildir_done(in->mailbox->maildir, &item->file, NULL, err);
}

int inbox_wait(struct inbox *in, int seconds, int wake, struct err *err)
{
	bool news;
	if (in->imap)
		return imap_wait(in->imap, seconds, wake, &news, err);
	maildir_wait(in->watch, seconds * 1000, wake);
	return 0;
}
