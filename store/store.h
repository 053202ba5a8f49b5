/* store: the desk's memory, as verbs over an ordered key-value transaction (store/kv.h).
 *
 * All keys and indices are known here alone. One writer at a time (the backend waits for it); readers
 * see the state of their begin. Every value read is copied into the caller's arena. Functions that can
 * fail return 0 or -1 with *err: ERR_NOTFOUND where said; ERR_RETRY the disk is full or a lock is lost;
 * ERR_CORRUPT a record's CRC or form is wrong (the text names the key); ERR_CONFIG the store is of a
 * newer version, or is not ours.
 * Never carry a store across fork: open after it. */
#ifndef CAREDESK_STORE_H
#define CAREDESK_STORE_H

#include "parsers/base/err.h"
#include "parsers/base/hook.h"
#include "parsers/base/token.h"
#include "store/records.h"

struct store;
struct txn;

#define STORE_VERSION 3

struct store_options {
	const char *path;  /* a folder of its own; made (0700, with those above it) when missing unless
			    * read_only; one open per process */
	uint64_t map_size; /* bytes of address space; 0: the default of 1 TiB halved until it fits; grows */
	bool read_only;    /* no writing; ERR_NOTFOUND when there is none */
	bool no_sync;      /* tests and bench only */
	/* Who is told of events that are put; what it points to must outlive the store. NULL: nobody. */
	const struct hook_wishes *hooks;
	/* Told now and then while an older store is converted; NULL: nobody is. */
	void (*progress)(uint64_t done, uint64_t total);
};

/* A store of an older version is converted first, in one transaction: whoever is stopped in the middle finds it as it
 * was. ERR_CONFIG: it is of a newer version, or of an older one and read_only. */
int store_open(const struct store_options *options, struct store **out, struct err *err);
/* In memory, empty: tests, replay. */
int store_open_memory(struct store **out, struct err *err);
/* In memory on top of `base` (NULL: on nothing), which is only read and must outlive it: replay. */
int store_open_overlay(struct store *base, struct store **out, struct err *err);
void store_close(struct store *s); /* NULL is fine */

/* Nothing is kept open until the next begin. Whoever waits for something else calls it first, so that store_compact
 * need not wait for them. */
void store_rest(struct store *s);
/* What was deleted or replaced is gone from the file too: it is rewritten, while nobody else has it open, and takes
 * the old one's place at once. Others wait that long at their next begin. No transaction is open. ERR_RETRY: somebody
 * else kept it open all the time, or the disk has no room for the copy: nothing has changed. */
int store_compact(struct store *s, struct err *err);

/* A consistent copy of all records into the file `fd`, without what was deleted, while others go on; not synced yet. */
int store_copy(struct store *s, int fd, struct err *err);
/* The store in the folder `from` takes the place of the one in `path` at once, while nobody has that open; `from` is
 * gone then. Both are on one disk. */
int store_install(const char *path, const char *from, struct err *err);

enum txn_mode { TXN_READ, TXN_WRITE };
int store_begin(struct store *s, enum txn_mode mode, struct txn **out, struct err *err);
/* The transaction is gone after either. A commit that fails changed nothing; when it (or a put) failed
 * for want of map space the map has been enlarged and ERR_RETRY says to do the work again. */
int store_commit(struct txn *t, struct err *err);
void store_abort(struct txn *t); /* NULL is fine */
/* Bytes that it holds in memory until it ends, or has changed in the backend. */
size_t store_bytes(const struct txn *t);

/* --- what will be read, named beforehand: a store that is far away is then asked once for all of it. Reads give the
 * same without it, and a near store is not asked. --- */
bool store_is_far(const struct txn *t);
void store_want_desk(struct txn *t); /* token keys, next numbers */
void store_want_customer(struct txn *t, struct span addr);
void store_want_agent(struct txn *t, struct span name);
void store_want_count(struct txn *t, struct span name);
/* Either may be missing. */
void store_want_seen(struct txn *t, struct span msgid, const unsigned char digest[32]);
void store_want_ticket(struct txn *t, uint64_t id);
void store_want_message(struct txn *t, uint64_t ticket, uint32_t seq);
void store_want_undo(struct txn *t, uint64_t ticket, struct span agent);
void store_want_outmail(struct txn *t, uint64_t id);
void store_want_done(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid);
int store_fetch(struct txn *t, struct err *err);

/* What a store's backend was asked so far: trips (of a far one), keys that were looked for, rows of ranges, changes. */
struct store_counts {
	uint64_t trips, keys, rows, changes;
};
struct store_counts store_counts(const struct store *s);

/* Keys for tokens: made by the first write transaction that asks; ERR_NOTFOUND in a read one before. */
int store_keys(struct txn *t, struct token_keys *out, struct err *err);
int store_keys_put(struct txn *t, const struct token_keys *keys, struct err *err);

/* --- tickets --- */
int store_next_ticket(struct txn *t, uint64_t *out,
		      struct err *err); /* the id that the next new one gets; not taken yet */
int store_ticket(struct txn *t, struct arena *a, uint64_t id, struct ticket *out, struct err *err); /* ERR_NOTFOUND */
/* New (id >= next ticket, which then is the one after it) or changed (ERR_NOTFOUND when it was deleted, ERR_CORRUPT
 * when `messages` or `events` would shrink); indices, agents' loads and customers' counts follow. */
int store_ticket_put(struct txn *t, const struct ticket *ticket, struct err *err);
/* With messages, raw mails, events, indices, mails sent and unsent, and what undoing has of it. Its mails stay known
 * (store_msgid and store_content give ticket 0), so that they don't come again. The number is never given again.
 * `last`: the one event that is left of it (EVENT_DELETED; ticket and seq are filled in); NULL: none is. ERR_NOTFOUND.
 */
int store_ticket_delete(struct txn *t, uint64_t id, const struct event *last, struct err *err);

/* The highest number that a ticket has; 0: there is none. */
int store_last_ticket(struct txn *t, uint64_t *out, struct err *err);

/* In order of id, or as filter->sort says. Uses the narrowest index. */
int store_tickets(struct txn *t, struct arena *a, const struct ticket_filter *filter, struct ticket_list *out,
		  struct err *err);
/* The same, one after the other, so that any number of them takes little memory: a ticket lives until `each` returns;
 * what is not 0 ends it, and is given back. */
typedef int store_ticket_fn(void *ctx, const struct ticket *ticket, struct err *err);
int store_each_ticket(struct txn *t, const struct ticket_filter *filter, store_ticket_fn *each, void *ctx,
		      struct err *err);
/* How many tickets have each status: by the index alone. */
int store_status_counts(struct txn *t, uint64_t out[STATUS_COUNT], struct err *err);
/* Ids of the tickets of a status above `after`, in order, at most limit. */
int store_tickets_of(struct txn *t, struct arena *a, enum status status, uint64_t after, size_t limit,
		     struct id_list *out, struct err *err);
/* The timers with at <= now, earliest first, at most limit. *next: when the one after these is due, 0 none. */
int store_timers_due(struct txn *t, struct arena *a, int64_t now, size_t limit, struct timer_due_list *out,
		     int64_t *next, struct err *err);
/* The tickets that were thanked for from a time on, before another, earliest first, at most limit. */
int store_thanked(struct txn *t, struct arena *a, int64_t from, int64_t before, size_t limit, struct ticket_list *out,
		  struct err *err);
/* Is it one of those? */
bool store_fits(const struct ticket_filter *filter, const struct ticket *ticket);

/* --- what has changed: whoever keeps something made from the tickets follows them by this --- */
/* The number of the last change so far; every ticket that is put gets the next one. 0: there is none. */
int store_change(struct txn *t, uint64_t *out, struct err *err);
/* The tickets that were put after that change, in the order of their last change, each once, at most limit. *last: the
 * change of the last one of them, or `after`. Tickets of a store that did not count changes yet are not among them. */
int store_changed(struct txn *t, struct arena *a, uint64_t after, size_t limit, struct id_list *out, uint64_t *last,
		  struct err *err);
/* The number of the change up to which something was taken out of the store, last: a ticket deleted, a message's text
 * replaced. 0: nothing was. What was made from the store before it may still have that. */
int store_loss(struct txn *t, uint64_t *out, struct err *err);

/* --- messages and their raw mails --- */
/* message->seq must be ticket->messages (the ticket is put, before or after this, counted up): the one after the
 * last, or ERR_CORRUPT. raw may be empty; raw_size follows from it. */
int store_message_put(struct txn *t, const struct message *message, struct span raw, struct err *err);
int store_message_update(struct txn *t, const struct message *message, struct err *err); /* raw untouched */
int store_message(struct txn *t, struct arena *a, uint64_t ticket, uint32_t seq, struct message *out, struct err *err);
int store_messages(struct txn *t, struct arena *a, uint64_t ticket, struct message_list *out, struct err *err);
int store_raw(struct txn *t, struct arena *a, uint64_t ticket, uint32_t seq, struct span *out, struct err *err);

/* --- events --- */
/* event->seq must be ticket->events, as with messages. */
int store_event_put(struct txn *t, const struct event *event, struct err *err);
int store_event(struct txn *t, struct arena *a, uint64_t ticket, uint32_t seq, struct event *out, struct err *err);
/* Of a ticket that was deleted: the event that is left. */
int store_events(struct txn *t, struct arena *a, uint64_t ticket, struct event_list *out, struct err *err);

/* --- which mails are known --- */
struct seen_at {
	uint64_t ticket; /* 0: it made none */
	uint32_t seq;
	bool has_content;          /* false for Message-IDs that were kept before contents were */
	unsigned char content[32]; /* of the mail that came with the Message-ID: struct mail's */
};
/* Received Message-IDs (without <>). put replaces. Of several mails with one id the first is kept here, those after it
 * by their contents. */
int store_msgid(struct txn *t, struct span msgid, struct seen_at *out, struct err *err); /* ERR_NOTFOUND */
int store_msgid_put(struct txn *t, struct span msgid, const struct seen_at *at, struct err *err);
/* Content digests of mails, 32 bytes. */
int store_content(struct txn *t, const unsigned char digest[32], struct seen_at *out, struct err *err);
int store_content_put(struct txn *t, const unsigned char digest[32], const struct seen_at *at, struct err *err);

/* --- mailboxes: what is done, what was tried --- */
int store_done(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid, bool *out, struct err *err);
int store_done_put(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid, struct err *err);
/* Every UID up to and with *out is done. 0 when none. A done_put of *out + 1 moves it on. */
int store_cursor(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t *out, struct err *err);
int store_cursor_put(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid, struct err *err);
/* How often a mail's processing has begun in careful mode. */
int store_attempts(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid, uint32_t *out,
		   struct err *err);
int store_attempts_put(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid, uint32_t n,
		       struct err *err); /* 0 removes */

/* --- people --- */
int store_customer(struct txn *t, struct arena *a, struct span addr, struct customer *out,
		   struct err *err); /* ERR_NOTFOUND */
/* tickets and open of the struct are ignored: the store keeps them. */
int store_customer_put(struct txn *t, const struct customer *customer, struct err *err);
/* In a read transaction, in no order that means anything; otherwise as store_each_ticket. */
typedef int store_customer_fn(void *ctx, const struct customer *customer, struct err *err);
int store_each_customer(struct txn *t, store_customer_fn *each, void *ctx, struct err *err);
int store_customer_delete(struct txn *t, struct span addr, struct err *err); /* the record alone; fine when none */
/* Never ERR_NOTFOUND: an agent without a record is here and has no load. */
int store_agent(struct txn *t, struct arena *a, struct span name, struct agent_state *out, struct err *err);
int store_agent_put(struct txn *t, const struct agent_state *agent, struct err *err); /* `open` is ignored */

/* --- outbox --- */
int store_next_outmail(struct txn *t, uint64_t *out, struct err *err);
/* New (id >= next outmail, which then is the one after it) or changed (ERR_NOTFOUND when it was deleted). A sent or
 * dropped one keeps its row without body and parts for STORE_KEEP_SENT, so that a bounce finds its way, and its frame,
 * by which an answer is told from what the desk wrote. */
int store_outmail_put(struct txn *t, const struct outmail *mail, struct err *err);
int store_outmail(struct txn *t, struct arena *a, uint64_t id, struct outmail *out, struct err *err); /* ERR_NOTFOUND */
/* The numbers of the queued ones with next <= now, earliest first, at most limit. *next_due: when the next one after
 * these is due, 0 none. */
int store_outbox_due(struct txn *t, struct arena *a, int64_t now, size_t limit, struct id_list *out, int64_t *next_due,
		     struct err *err);
/* The queued ones to that address. */
int store_outbox_to(struct txn *t, struct arena *a, struct span to, struct outmail_list *out, struct err *err);
/* The last ones of a ticket to that address, sent or not, newest first, at most limit; older ones than STORE_MAILS_BACK
 * mails of the ticket are not looked at. */
int store_mails_to(struct txn *t, struct arena *a, uint64_t ticket, struct span to, size_t limit,
		   struct outmail_list *out, struct err *err);
/* How many mails are in each state, and when the first of the queued ones was made (0: none is), without reading the
 * others. */
int store_outbox_counts(struct txn *t, uint64_t out[OUTMAIL_STATE_COUNT], int64_t *oldest, struct err *err);
/* Queued and failed ones. */
int store_outbox(struct txn *t, struct arena *a, struct outmail_list *out, struct err *err);
int store_outmail_delete(struct txn *t, uint64_t id, struct err *err); /* ERR_NOTFOUND */

/* --- webhooks: what they are still to be told (store_options.hooks), in order for each ticket --- */
/* With an event that a webhook wants comes a call (by store_event_put), unless the ticket has one already; it goes with
 * its ticket. Those of a webhook with next <= now: earliest first, at most limit. */
int store_calls_due(struct txn *t, struct arena *a, struct span hook, int64_t now, size_t limit, struct call_list *out,
		    struct err *err);
int store_call(struct txn *t, struct arena *a, struct span hook, uint64_t ticket, struct call *out,
	       struct err *err); /* ERR_NOTFOUND */
/* The events that it is to be told of, in order, at most limit. */
int store_call_events(struct txn *t, struct arena *a, const struct call *call, size_t limit, struct event_list *out,
		      struct err *err);
/* It was told of all up to that event: the next one is due. Fine when there is no call any more. */
int store_call_done(struct txn *t, struct span hook, uint64_t ticket, uint32_t seq, struct err *err);
/* Attempts, next, error. ERR_NOTFOUND */
int store_call_put(struct txn *t, const struct call *call, struct err *err);
/* It is told of none of them. Fine when there is no call. */
int store_call_drop(struct txn *t, struct span hook, uint64_t ticket, struct err *err);
/* All that wait: each is valid until `each` returns; what is not 0 ends it, and is given back. In no order that means
 * anything. */
typedef int store_call_fn(void *ctx, const struct call *call, struct err *err);
int store_each_call(struct txn *t, store_call_fn *each, void *ctx, struct err *err);

/* --- quarantine --- */
/* Gives the new id in q->id, and the size. */
int store_quarantine_put(struct txn *t, struct quarantined *q, struct span raw, struct err *err);
/* raw: NULL when it is not wanted. ERR_NOTFOUND. */
int store_quarantine(struct txn *t, struct arena *a, uint64_t id, struct quarantined *out, struct span *raw,
		     struct err *err);
int store_quarantines(struct txn *t, struct arena *a, struct quarantined_list *out, struct err *err);
int store_quarantine_delete(struct txn *t, uint64_t id, struct err *err);

/* --- after a restore --- */
#define STORE_RESTORE_GAP 1000
struct store_past { /* of the store that was there before, where it could be read */
	bool known;
	uint64_t next_ticket, next_outmail;
};
struct store_restored {
	uint64_t next_ticket;
	uint64_t held; /* mails that were queued */
};
int store_past_read(struct txn *t, struct store_past *out, struct err *err);
/* In the store that comes from a backup of the time `created` (RFC 3339): no number that may have been given since is
 * given again, and mails that may have been sent since wait as failed. What comes in from then on and is older than now
 * gets no automatic answer (store_restored_at), for it may have had one. */
int store_restore(struct txn *t, const struct store_past *past, struct span created, int64_t now,
		  struct store_restored *out, struct err *err);
/* Does it wait because of that: was it to be sent then, and nobody knows whether it was? */
bool store_is_doubtful(const struct outmail *mail);
/* When it was last restored; 0: never. */
int store_restored_at(struct txn *t, int64_t *out, struct err *err);

/* --- what waits for a confirmation --- */
int store_pending(struct txn *t, struct arena *a, enum pending_kind kind, struct span addr, struct pending *out,
		  struct err *err); /* ERR_NOTFOUND */
int store_pending_put(struct txn *t, const struct pending *p, struct err *err);
int store_pending_delete(struct txn *t, enum pending_kind kind, struct span addr, struct err *err); /* fine when none */
/* Those that are confirmed, or whose time is over; at most limit. */
int store_pendings_due(struct txn *t, struct arena *a, int64_t now, size_t limit, struct pending_list *out,
		       struct err *err);
/* The numbers in quarantine of the mails that are held for an address, in order. */
int store_held(struct txn *t, struct arena *a, struct span addr, struct id_list *out, struct err *err);
/* What a mail takes along that is kept nowhere else: part number n, from 1 (outmail_part with ticket 0). It goes when
 * the mail was sent, dropped or deleted. */
int store_file_put(struct txn *t, uint64_t outmail, uint32_t n, struct span bytes, struct err *err);
int store_file(struct txn *t, struct arena *a, uint64_t outmail, uint32_t n, uint64_t size, struct span *out,
	       struct err *err);

/* --- counters and small facts, by name ("auto:addr", "told:flood"); a window starts again when it is over --- */
int store_count(struct txn *t, struct span name, int64_t now, int64_t window, uint32_t *out, struct err *err);
int store_count_add(struct txn *t, struct span name, int64_t now, int64_t window, uint32_t n, struct err *err);
int store_note(struct txn *t, struct arena *a, struct span name, struct span *out, struct err *err); /* ERR_NOTFOUND */
int store_note_put(struct txn *t, struct span name, struct span value, struct err *err);             /* empty removes */
/* Drops at most `limit` windows that are over and rows of mails that were sent or dropped long ago. */
#define STORE_MAILS_BACK ((size_t)40)
#define STORE_KEEP_SENT ((int64_t)60 * 24 * 3600)
int store_sweep(struct txn *t, int64_t now, size_t limit, struct err *err);

/* --- undo --- */
int store_undo(struct txn *t, struct arena *a, uint64_t ticket, struct span agent, struct undo *out,
	       struct err *err); /* ERR_NOTFOUND */
int store_undo_put(struct txn *t, const struct undo *undo, struct err *err);
int store_undo_delete(struct txn *t, uint64_t ticket, struct span agent, struct err *err); /* fine when none */

/* --- daily sums: what reports add up, kept as tickets are put --- */
/* Those of one kind of group from day to day, both included, in order of day; `each` gives anything but 0 to stop. The
 * sum is valid until the next call. who: a number that a group has whatever the day (store_sum_who). */
int store_sums(struct txn *t, enum sums_of of, uint32_t from, uint32_t to,
	       int (*each)(void *ctx, uint32_t day, uint64_t who, const struct sum *sum), void *ctx, struct err *err);
uint64_t store_sum_who(struct span name);
/* The same of one group alone: a look for each day. */
int store_sums_named(struct txn *t, enum sums_of of, struct span name, uint32_t from, uint32_t to,
		     int (*each)(void *ctx, uint32_t day, uint64_t who, const struct sum *sum), void *ctx,
		     struct err *err);
/* Counts an article that was sent, on that day, without a ticket. */
int store_faq_sent(struct txn *t, uint32_t day, struct span name, struct err *err);
/* Will be read and changed: those of that day. */
void store_want_sum(struct txn *t, enum sums_of of, uint32_t day, struct span name);
/* How many unfinished tickets each customer has now, by store_sum_who; not those that have none. */
int store_open_customers(struct txn *t, void (*each)(void *ctx, uint64_t who, uint64_t open), void *ctx,
			 struct err *err);
/* How many unfinished tickets a group has now. */
int store_open_in(struct txn *t, enum sums_of of, struct span name, uint64_t *out, struct err *err);

/* --- verify: every record against every index, both ways --- */
struct verify_report {
	uint64_t records, tickets, messages, events, outmails, customers, faults;
};
/* Calls fault() with one line for each thing that is wrong. 0 also when faults were found; -1 when it
 * could not be walked at all. */
int store_verify(struct txn *t, void (*fault)(void *ctx, const char *text), void *ctx, struct verify_report *out,
		 struct err *err);

#endif
