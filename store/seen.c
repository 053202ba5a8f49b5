/* Which mails are known: by Message-ID, and by content. */
#include "store/txn.h"

#include <string.h>

/* Keeps the entries of INDEX_SEEN in step with the ticket that the record points to. */
static int seen_put(struct txn *t, const struct key *k, const struct seen *seen, struct err *err)
{
	struct seen before = {0};
	bool found;
	if (txn_found(txn_get(t, &code_seen, k, &t->scratch, &before, err), &found, err))
		return -1;
	struct key old = key_seen(before.ticket, key_span(k)), new = key_seen(seen->ticket, key_span(k));
	if (before.ticket && before.ticket != seen->ticket && txn_clear(t, &old, err))
		return -1;
	if (seen->ticket && before.ticket != seen->ticket && txn_mark(t, &new, err))
		return -1;
	return txn_put(t, &code_seen, k, seen, err);
}

static int seen_get(struct txn *t, const struct key *k, struct span name, struct seen_at *out, struct err *err)
{
	struct seen seen;
	if (txn_get(t, &code_seen, k, &t->scratch, &seen, err))
		return -1;
	if (seen.name.len && !span_eq(seen.name, name))
		return err_set(err, ERR_NOTFOUND, "no such mail");
	*out = (struct seen_at){
		.ticket = seen.ticket, .seq = seen.seq, .has_content = seen.content.len == sizeof(out->content)};
	if (out->has_content)
		memcpy(out->content, seen.content.ptr, sizeof(out->content));
	return 0;
}

int store_msgid(struct txn *t, struct span msgid, struct seen_at *out, struct err *err)
{
	struct key k = key_msgid(msgid);
	return seen_get(t, &k, msgid, out, err);
}

int store_msgid_put(struct txn *t, struct span msgid, const struct seen_at *at, struct err *err)
{
	struct key k = key_msgid(msgid);
	struct seen seen = {.name = msgid,
			    .ticket = at->ticket,
			    .seq = at->seq,
			    .content = span_make(at->content, at->has_content ? sizeof(at->content) : 0)};
	return seen_put(t, &k, &seen, err);
}

int store_content(struct txn *t, const unsigned char digest[32], struct seen_at *out, struct err *err)
{
	struct key k = key_content(digest);
	return seen_get(t, &k, SPAN_NONE, out, err);
}

int store_content_put(struct txn *t, const unsigned char digest[32], const struct seen_at *at, struct err *err)
{
	struct key k = key_content(digest);
	struct seen seen = {.ticket = at->ticket, .seq = at->seq};
	return seen_put(t, &k, &seen, err);
}
