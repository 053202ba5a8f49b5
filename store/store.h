/* store: the desk's memory, as verbs over an ordered key-value transaction (store/kv.h).
 *
 * All keys and indices are known only here. One writer at a time (the backend makes others wait); readers see the state
 * at their begin. Every value read is copied into the caller's arena. Functions that can fail return 0, or -1 with *err
 * set: ERR_NOTFOUND where stated; ERR_RETRY: the disk is full or a lock was lost; ERR_CORRUPT: a record has a wrong CRC
 * or is malformed (the text names the key); ERR_CONFIG: the store has a newer version, or is not ours. Never carry an
 * open store across fork: open it afterwards. */
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
	const char *path;  /* a folder of its own; created (0700, with missing parents) unless read_only; one open per
			      process */
	uint64_t map_size; /* bytes of address space; 0: 1 TiB, halved until it fits; grows when full */
	bool read_only;    /* no writing; ERR_NOTFOUND when there is no store */
	bool no_sync;      /* for tests and benches only */
	/* The webhooks and the events that they subscribe to; what it points to must outlive the store. NULL: none. */
	const struct hook_wishes *hooks;
	/* Called now and then while an older store is converted; may be NULL. */
	void (*progress)(uint64_t done, uint64_t total);
};

/* A store of an older version is converted first, in one transaction: an interruption leaves it as it was. ERR_CONFIG:
 * the store has a newer version, or an older one and read_only. */
int store_open(const struct store_options *options, struct store **out, struct err *err);
/* An empty store in memory, for tests and replay. */
int store_open_memory(struct store **out, struct err *err);
/* A store in memory on top of `base` (NULL: nothing), which is only read and must outlive it: for replay. */
int store_open_overlay(struct store *base, struct store **out, struct err *err);
void store_close(struct store *s); /* NULL is fine */

/* Closes the files until the next begin. Processes call it before they wait for something else, so that store_compact
 * need not wait for them. */
void store_rest(struct store *s);
/* Removes what was deleted or replaced from the file too: rewrites it while no other process has it open, and replaces
 * the old file atomically. Others wait meanwhile at their next begin. No transaction may be open. ERR_RETRY: another
 * process had it open all the time, or the disk has no room for the copy; nothing has changed. */
int store_compact(struct store *s, struct err *err);

/* Writes a consistent copy of all records into the file `fd`, without deleted data, while other processes carry on;
 * does not sync it. */
int store_copy(struct store *s, int fd, struct err *err);
/* Atomically replaces the store in `path` by the one in the folder `from`, while no process has it open; `from` is
 * removed. Both must be on one disk. */
int store_install(const char *path, const char *from, struct err *err);

enum txn_mode { TXN_READ, TXN_WRITE };
int store_begin(struct store *s, enum txn_mode mode, struct txn **out, struct err *err);
/* Both end the transaction and free it. A commit that fails has changed nothing; when it (or a put) failed for lack of
 * map space the map has been enlarged, and ERR_RETRY asks the caller to repeat the work. */
int store_commit(struct txn *t, struct err *err);
void store_abort(struct txn *t); /* NULL is fine */
/* Bytes that the transaction holds in memory until it ends, or has changed in the backend. */
size_t store_bytes(const struct txn *t);

/* --- prefetching: names what will be read, so that a far store is asked once for all of it; not needed otherwise
 * --- */
bool store_is_far(const struct txn *t);
void store_want_desk(struct txn *t); /* token keys, next numbers */
void store_want_customer(struct txn *t, struct span addr);
void store_want_agent(struct txn *t, struct span name);
void store_want_count(struct txn *t, struct span name);
/* msgid may be empty, digest NULL. */
void store_want_seen(struct txn *t, struct span msgid, const unsigned char digest[32]);
void store_want_ticket(struct txn *t, uint64_t id);
void store_want_message(struct txn *t, uint64_t ticket, uint32_t seq);
void store_want_undo(struct txn *t, uint64_t ticket, struct span agent);
void store_want_outmail(struct txn *t, uint64_t id);
void store_want_done(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid);
int store_fetch(struct txn *t, struct err *err);

/* What a store's backend was asked for so far: trips (if it is far), keys looked up, rows of ranges, changes. */
struct store_counts {
	uint64_t trips, keys, rows, changes;
};
struct store_counts store_counts(const struct store *s);

/* Keys for tokens: created by the first write transaction that asks for them; ERR_NOTFOUND in a read transaction before
 * that. */
int store_keys(struct txn *t, struct token_keys *out, struct err *err);
int store_keys_put(struct txn *t, const struct token_keys *keys, struct err *err);

/* --- tickets --- */
int store_next_ticket(struct txn *t, uint64_t *out,
		      struct err *err); /* the id that the next new ticket gets; does not reserve it */
int store_ticket(struct txn *t, struct arena *a, uint64_t id, struct ticket *out, struct err *err); /* ERR_NOTFOUND */
/* Puts a new ticket (id >= next ticket, which then becomes id + 1) or a changed one (ERR_NOTFOUND when it was deleted,
 * ERR_CORRUPT when `messages` or `events` would shrink). Updates indices, agents' loads and customers' counts. */
int store_ticket_put(struct txn *t, const struct ticket *ticket, struct err *err);
/* Deletes a ticket with its messages, raw mails, events, indices, mails sent and unsent, and undo data. Its mails stay
 * known (store_msgid and store_content give ticket 0), so that they are not taken in again. The number is never given
 * again. `last`: the one event that remains (EVENT_DELETED; ticket and seq are filled in); NULL: none does.
 * ERR_NOTFOUND. */
int store_ticket_delete(struct txn *t, uint64_t id, const struct event *last, struct err *err);

/* The highest number of a ticket that exists; 0: there is none. */
int store_last_ticket(struct txn *t, uint64_t *out, struct err *err);

/* In order of id, or as filter->sort says. Uses the narrowest index. */
int store_tickets(struct txn *t, struct arena *a, const struct ticket_filter *filter, struct ticket_list *out,
		  struct err *err);
/* The same, one by one, so that any number of tickets takes little memory: a ticket is valid until `each` returns; a
 * result other than 0 ends the iteration and is returned. */
typedef int store_ticket_fn(void *ctx, const struct ticket *ticket, struct err *err);
int store_each_ticket(struct txn *t, const struct ticket_filter *filter, store_ticket_fn *each, void *ctx,
		      struct err *err);
/* How many tickets have each status; reads only the index. */
int store_status_counts(struct txn *t, uint64_t out[STATUS_COUNT], struct err *err);
/* Ids above `after` of the tickets with a status, in order, at most limit. */
int store_tickets_of(struct txn *t, struct arena *a, enum status status, uint64_t after, size_t limit,
		     struct id_list *out, struct err *err);
/* The timers with at <= now, earliest first, at most limit. *next: when the first one after these is due; 0: there is
 * none. */
int store_timers_due(struct txn *t, struct arena *a, int64_t now, size_t limit, struct timer_due_list *out,
		     int64_t *next, struct err *err);
/* The tickets with `thanked` in [from, before), earliest first, at most limit. */
int store_thanked(struct txn *t, struct arena *a, int64_t from, int64_t before, size_t limit, struct ticket_list *out,
		  struct err *err);
/* Does the ticket match the filter? */
bool store_fits(const struct ticket_filter *filter, const struct ticket *ticket);

/* --- changes: for followers, which keep something derived from the tickets --- */
/* The number of the last change so far; every ticket put gets the next one. 0: there is none. */
int store_change(struct txn *t, uint64_t *out, struct err *err);
/* The tickets put after that change, in the order of their latest change, each once, at most limit. *last: the change
 * of the last of them, or `after`. Tickets stored before changes were counted are not included. */
int store_changed(struct txn *t, struct arena *a, uint64_t after, size_t limit, struct id_list *out, uint64_t *last,
		  struct err *err);
/* The change number of the last removal from the store (a ticket deleted, a message's text replaced). 0: there was
 * none. Data derived from the store before that change may still contain what was removed. */
int store_loss(struct txn *t, uint64_t *out, struct err *err);

/* --- messages and their raw mails --- */
/* message->seq must be ticket->messages as counted up (the ticket is put before or after this): the one after the last,
 * or ERR_CORRUPT. raw may be empty; raw_size is set from it. */
int store_message_put(struct txn *t, const struct message *message, struct span raw, struct err *err);
int store_message_update(struct txn *t, const struct message *message, struct err *err); /* raw untouched */
int store_message(struct txn *t, struct arena *a, uint64_t ticket, uint32_t seq, struct message *out, struct err *err);
int store_messages(struct txn *t, struct arena *a, uint64_t ticket, struct message_list *out, struct err *err);
int store_raw(struct txn *t, struct arena *a, uint64_t ticket, uint32_t seq, struct span *out, struct err *err);

/* --- events --- */
/* event->seq must be ticket->events, as with messages. */
int store_event_put(struct txn *t, const struct event *event, struct err *err);
int store_event(struct txn *t, struct arena *a, uint64_t ticket, uint32_t seq, struct event *out, struct err *err);
/* For a deleted ticket: the event that remains. */
int store_events(struct txn *t, struct arena *a, uint64_t ticket, struct event_list *out, struct err *err);

/* --- which mails are known --- */
struct seen_at {
	uint64_t ticket; /* 0: it made no ticket */
	uint32_t seq;
	bool has_content;          /* false for Message-IDs stored before contents were */
	unsigned char content[32]; /* digest of the mail that came with the Message-ID, from struct mail */
};
/* Received Message-IDs (without <>). put replaces. Of several mails with the same Message-ID only the first is found
 * here, the others by content. */
int store_msgid(struct txn *t, struct span msgid, struct seen_at *out, struct err *err); /* ERR_NOTFOUND */
int store_msgid_put(struct txn *t, struct span msgid, const struct seen_at *at, struct err *err);
/* Content digests of mails, 32 bytes. */
int store_content(struct txn *t, const unsigned char digest[32], struct seen_at *out, struct err *err);
int store_content_put(struct txn *t, const unsigned char digest[32], const struct seen_at *at, struct err *err);

/* --- mailboxes: which mails are done, and which were tried --- */
int store_done(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid, bool *out, struct err *err);
int store_done_put(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid, struct err *err);
/* *out: every UID up to and including it is done; 0: none. A done_put of *out + 1 advances it. */
int store_cursor(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t *out, struct err *err);
int store_cursor_put(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid, struct err *err);
/* How often processing of a mail was begun in careful mode. */
int store_attempts(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid, uint32_t *out,
		   struct err *err);
int store_attempts_put(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid, uint32_t n,
		       struct err *err); /* 0 removes */

/* --- people --- */
int store_customer(struct txn *t, struct arena *a, struct span addr, struct customer *out,
		   struct err *err); /* ERR_NOTFOUND */
/* Ignores the members tickets and open: the store maintains them. */
int store_customer_put(struct txn *t, const struct customer *customer, struct err *err);
/* In a read transaction, in no particular order; otherwise like store_each_ticket. */
typedef int store_customer_fn(void *ctx, const struct customer *customer, struct err *err);
int store_each_customer(struct txn *t, store_customer_fn *each, void *ctx, struct err *err);
int store_customer_delete(struct txn *t, struct span addr,
			  struct err *err); /* the record alone; fine when there is none */
/* Never ERR_NOTFOUND: an agent without a record is not away and has no load. */
int store_agent(struct txn *t, struct arena *a, struct span name, struct agent_state *out, struct err *err);
int store_agent_put(struct txn *t, const struct agent_state *agent, struct err *err); /* `open` is ignored */

/* --- outbox --- */
int store_next_outmail(struct txn *t, uint64_t *out, struct err *err);
/* Puts a new mail (id >= next outmail, which then becomes id + 1) or a changed one (ERR_NOTFOUND when it was deleted).
 * A sent or dropped mail keeps its row without body and parts for STORE_KEEP_SENT, so that a bounce can be matched to
 * its ticket, and keeps its frame, by which the desk's own lines are recognised in an answer. */
int store_outmail_put(struct txn *t, const struct outmail *mail, struct err *err);
int store_outmail(struct txn *t, struct arena *a, uint64_t id, struct outmail *out, struct err *err); /* ERR_NOTFOUND */
/* The numbers of queued mails with next <= now, earliest first, at most limit. *next_due: when the first one after
 * these is due; 0: there is none. */
int store_outbox_due(struct txn *t, struct arena *a, int64_t now, size_t limit, struct id_list *out, int64_t *next_due,
		     struct err *err);
/* The queued mails to that address. */
int store_outbox_to(struct txn *t, struct arena *a, struct span to, struct outmail_list *out, struct err *err);
/* The latest mails of a ticket to that address, sent or not, newest first, at most limit; only the ticket's last
 * STORE_MAILS_BACK mails are examined. */
int store_mails_to(struct txn *t, struct arena *a, uint64_t ticket, struct span to, size_t limit,
		   struct outmail_list *out, struct err *err);
/* How many mails are in each state, and when the oldest queued one was created (0: none is queued); reads no other
 * rows. */
int store_outbox_counts(struct txn *t, uint64_t out[OUTMAIL_STATE_COUNT], int64_t *oldest, struct err *err);
/* All queued and failed mails. */
int store_outbox(struct txn *t, struct arena *a, struct outmail_list *out, struct err *err);
int store_outmail_delete(struct txn *t, uint64_t id, struct err *err); /* ERR_NOTFOUND */

/* --- webhooks: events not yet delivered to them (store_options.hooks), in order for each ticket --- */
/* An event that a webhook subscribes to adds a call (in store_event_put), unless the ticket has one already; deleting
 * the ticket deletes its calls. This lists the calls of a webhook with next <= now, earliest first, at most limit. */
int store_calls_due(struct txn *t, struct arena *a, struct span hook, int64_t now, size_t limit, struct call_list *out,
		    struct err *err);
int store_call(struct txn *t, struct arena *a, struct span hook, uint64_t ticket, struct call *out,
	       struct err *err); /* ERR_NOTFOUND */
/* The events to deliver for this call, in order, at most limit. */
int store_call_events(struct txn *t, struct arena *a, const struct call *call, size_t limit, struct event_list *out,
		      struct err *err);
/* The ticket's events up to seq were delivered: the call moves on to the next one, or is removed. Fine when there is no
 * call any more. */
int store_call_done(struct txn *t, struct span hook, uint64_t ticket, uint32_t seq, struct err *err);
/* Stores attempts, next and error. ERR_NOTFOUND */
int store_call_put(struct txn *t, const struct call *call, struct err *err);
/* Drops the call and the undelivered events with it. Fine when there is no call. */
int store_call_drop(struct txn *t, struct span hook, uint64_t ticket, struct err *err);
/* All pending calls, in no particular order: each is valid until `each` returns; a result other than 0 ends the
 * iteration and is returned. */
typedef int store_call_fn(void *ctx, const struct call *call, struct err *err);
int store_each_call(struct txn *t, store_call_fn *each, void *ctx, struct err *err);

/* --- quarantine --- */
/* Sets q->id to the new id, and q->size. */
int store_quarantine_put(struct txn *t, struct quarantined *q, struct span raw, struct err *err);
/* raw: NULL when it is not needed. ERR_NOTFOUND. */
int store_quarantine(struct txn *t, struct arena *a, uint64_t id, struct quarantined *out, struct span *raw,
		     struct err *err);
int store_quarantines(struct txn *t, struct arena *a, struct quarantined_list *out, struct err *err);
int store_quarantine_delete(struct txn *t, uint64_t id, struct err *err);

/* --- after a restore --- */
#define STORE_RESTORE_GAP 1000
struct store_past { /* of the store that was there before, if it could be read */
	bool known;
	uint64_t next_ticket, next_outmail;
};
struct store_restored {
	uint64_t next_ticket;
	uint64_t held; /* mails that were queued */
};
int store_past_read(struct txn *t, struct store_past *out, struct err *err);
/* For a store restored from a backup made at `created` (RFC 3339): skips numbers that may have been given since, and
 * marks mails that may have been sent since as failed. Mail that comes in later but is older than now gets no automatic
 * answer (store_restored_at), because it may have had one. */
int store_restore(struct txn *t, const struct store_past *past, struct span created, int64_t now,
		  struct store_restored *out, struct err *err);
/* Did store_restore mark this mail as failed because it may have been sent already? */
bool store_is_doubtful(const struct outmail *mail);
/* When the store was last restored; 0: never. */
int store_restored_at(struct txn *t, int64_t *out, struct err *err);

/* --- requests waiting for confirmation --- */
int store_pending(struct txn *t, struct arena *a, enum pending_kind kind, struct span addr, struct pending *out,
		  struct err *err); /* ERR_NOTFOUND */
int store_pending_put(struct txn *t, const struct pending *p, struct err *err);
int store_pending_delete(struct txn *t, enum pending_kind kind, struct span addr, struct err *err); /* fine when none */
/* Those that are confirmed or have expired; at most limit. */
int store_pendings_due(struct txn *t, struct arena *a, int64_t now, size_t limit, struct pending_list *out,
		       struct err *err);
/* The quarantine numbers of the mails held for an address, in order. */
int store_held(struct txn *t, struct arena *a, struct span addr, struct id_list *out, struct err *err);
/* A file attached to an outgoing mail that is stored nowhere else: part number n, from 1 (outmail_part with ticket 0).
 * It is removed when the mail is sent, dropped or deleted. */
int store_file_put(struct txn *t, uint64_t outmail, uint32_t n, struct span bytes, struct err *err);
int store_file(struct txn *t, struct arena *a, uint64_t outmail, uint32_t n, uint64_t size, struct span *out,
	       struct err *err);

/* --- counters and small facts, by name ("auto:addr", "told:flood"); counters restart when their window is over --- */
int store_count(struct txn *t, struct span name, int64_t now, int64_t window, uint32_t *out, struct err *err);
int store_count_add(struct txn *t, struct span name, int64_t now, int64_t window, uint32_t n, struct err *err);
int store_note(struct txn *t, struct arena *a, struct span name, struct span *out, struct err *err); /* ERR_NOTFOUND */
int store_note_put(struct txn *t, struct span name, struct span value, struct err *err);             /* empty removes */
/* Deletes expired windows, and rows of mails that were sent or dropped more than STORE_KEEP_SENT ago; at most `limit`
 * in all. */
#define STORE_MAILS_BACK ((size_t)40)
#define STORE_KEEP_SENT ((int64_t)60 * 24 * 3600)
int store_sweep(struct txn *t, int64_t now, size_t limit, struct err *err);

/* --- undo --- */
int store_undo(struct txn *t, struct arena *a, uint64_t ticket, struct span agent, struct undo *out,
	       struct err *err); /* ERR_NOTFOUND */
int store_undo_put(struct txn *t, const struct undo *undo, struct err *err);
int store_undo_delete(struct txn *t, uint64_t ticket, struct span agent, struct err *err); /* fine when none */

/* --- daily sums: what reports add up, updated as tickets are put --- */
/* The sums of one kind of group for a range of days, both included, in order of day; `each` returns other than 0 to
 * stop. The sum is valid until the next call. who: a number that identifies the group on every day (store_sum_who). */
int store_sums(struct txn *t, enum sums_of of, uint32_t from, uint32_t to,
	       int (*each)(void *ctx, uint32_t day, uint64_t who, const struct sum *sum), void *ctx, struct err *err);
uint64_t store_sum_who(struct span name);
/* The same for one group alone: one lookup per day. */
int store_sums_named(struct txn *t, enum sums_of of, struct span name, uint32_t from, uint32_t to,
		     int (*each)(void *ctx, uint32_t day, uint64_t who, const struct sum *sum), void *ctx,
		     struct err *err);
/* Counts an article sent on that day without a ticket. */
int store_faq_sent(struct txn *t, uint32_t day, struct span name, struct err *err);
/* Prefetches the sum of that day and group, which will be changed. */
void store_want_sum(struct txn *t, enum sums_of of, uint32_t day, struct span name);
/* How many unfinished tickets each customer has now, by store_sum_who; customers without any are left out. */
int store_open_customers(struct txn *t, void (*each)(void *ctx, uint64_t who, uint64_t open), void *ctx,
			 struct err *err);
/* How many unfinished tickets a group has now. */
int store_open_in(struct txn *t, enum sums_of of, struct span name, uint64_t *out, struct err *err);

/* --- verify: every record against every index, both ways --- */
struct verify_report {
	uint64_t records, tickets, messages, events, outmails, customers, faults;
};
/* Calls fault() with one line for each fault. Returns 0 even when faults were found, -1 when the store could not be
 * walked at all. */
int store_verify(struct txn *t, void (*fault)(void *ctx, const char *text), void *ctx, struct verify_report *out,
		 struct err *err);

#endif
