/* keys: how every key is laid out. A letter for the table, then parts of fixed size: numbers big-endian, so that they
 * sort as numbers; names (case-blind) and Message-IDs (exact) as the first 16 bytes of their SHA-256.
 *
 * A record has a value; an index entry has none and ends in the number of the record that it points to. So the index
 * entries that a record needs are a list of keys (struct key_set), which putting, deleting and verifying all use. */
#ifndef CAREDESK_KEYS_H
#define CAREDESK_KEYS_H

#include "parsers/base/arena.h"
#include "store/records.h"

#define KEY_MAX 48
#define KEY_HASH 16
#define KEY_CONTENT 32

enum table {
	TABLE_FACT = '!',           /* word: the schema, the next numbers, the token keys */
	TABLE_TICKET = 'T',         /* ticket */
	TABLE_MESSAGE = 'M',        /* ticket, seq */
	TABLE_RAW = 'R',            /* ticket, seq, chunk */
	TABLE_EVENT = 'E',          /* ticket, seq */
	TABLE_UNDO = 'U',           /* ticket, agent */
	TABLE_MSGID = 'I',          /* hash of a Message-ID */
	TABLE_CONTENT = 'H',        /* digest of a mail's content */
	TABLE_CUSTOMER = 'C',       /* hash of an address */
	TABLE_AGENT = 'A',          /* hash of a name */
	TABLE_LOAD = 'L',           /* TABLE_CUSTOMER or TABLE_AGENT, hash of the name */
	TABLE_OUTMAIL = 'O',        /* outmail */
	TABLE_QUARANTINE = 'Q',     /* number */
	TABLE_QUARANTINE_RAW = 'Z', /* number, 0, chunk */
	TABLE_CURSOR = 'D',         /* mailbox, uidvalidity */
	TABLE_ATTEMPTS = 'Y',       /* mailbox, uidvalidity, uid */
	TABLE_WINDOW = 'W',         /* hash of a counter's name */
	TABLE_NOTE = 'N',           /* hash of its name */
	TABLE_SUM = 'F',            /* enum sums_of, day, hash of the group's name */

	TABLE_PENDING = 'P', /* kind, hash of an address */
	TABLE_FILE = 'B',    /* outmail, number, chunk: attachments made by the desk */
	TABLE_CALL = 'V',    /* ticket, hash of a webhook's name */

	INDEX_STATUS = 's',   /* status, ticket */
	INDEX_CATEGORY = 'c', /* category, status, ticket */
	INDEX_AGENT = 'a',    /* agent (empty when unassigned), status, ticket */
	INDEX_PERSON = 'p',   /* customer or watcher, status, ticket */
	INDEX_WAITING = 'q',  /* ticket */
	INDEX_TIMER = 'w',    /* time, ticket, kind */
	INDEX_THANKED = 'y',  /* time, ticket: those that the customer said thanks for */
	INDEX_CHANGE = 'g',   /* change, ticket: the latest change of each ticket */
	INDEX_SEEN = 'k',  /* ticket, TABLE_MSGID or TABLE_CONTENT, hash or digest: records to update when the ticket is
			      deleted */
	INDEX_DUE = 'o',   /* time, outmail: queued ones */
	INDEX_STATE = 'b', /* state, outmail */
	INDEX_MAILS = 'm', /* ticket, outmail */
	INDEX_TO = 't',    /* recipient, outmail: queued ones */
	INDEX_HELD = 'h',  /* address to be confirmed, number in quarantine */
	INDEX_EXPIRY = 'x', /* time, hash of a counter's name */
	INDEX_DONE = 'd',   /* mailbox, uidvalidity, uid: done ones above the cursor */
	INDEX_CALL = 'v',   /* hash of a webhook's name, time, ticket */
};

struct key {
	unsigned char bytes[KEY_MAX];
	size_t len;
};
struct key_set {
	struct key *items;
	size_t count, cap;
};

struct span key_span(const struct key *k); /* a view */
struct key key_copy(struct span key);      /* cut to KEY_MAX, which no stored key exceeds */
/* In readable form: "T 00000000000004D2". */
struct span key_text(struct arena *a, struct span key);

/* A key is built from its table by adding the parts one by one; with parts missing at the end it is the prefix of a
 * range. */
struct key key_of(enum table table);
void key_u8(struct key *k, unsigned n);
void key_u32(struct key *k, uint32_t n);
void key_u64(struct key *k, uint64_t n);
void key_time(struct key *k, int64_t time); /* before 1970 counts as 0 */
void key_name(struct key *k, struct span name);
void key_exact(struct key *k, struct span text);
void key_bytes(struct key *k, const void *bytes, size_t len);

/* Read parts back, from offsets that the layout fixes. */
uint64_t key_get_u64(struct span key, size_t at);
uint32_t key_get_u32(struct span key, size_t at);
uint64_t key_owner(struct span key); /* the number at the end; for a timer, the ticket */

struct key key_fact(struct span word);
struct key key_number(enum table table, uint64_t number); /* ticket, outmail, quarantined */
struct key key_seq(enum table table, uint64_t ticket, uint32_t seq);
struct key key_named(enum table table, struct span name); /* customer, agent, window, note */
struct key key_load(enum table of, struct span name);
struct key key_sum(enum sums_of of, uint32_t day, struct span name);
struct key key_undo(uint64_t ticket, struct span agent);
struct key key_msgid(struct span msgid);
struct key key_content(const unsigned char digest[KEY_CONTENT]);
struct key key_mailbox(enum table table, struct span mailbox, uint32_t uidvalidity); /* a UID may follow */
struct key key_uid(enum table table, struct span mailbox, uint32_t uidvalidity, uint64_t uid);
struct key key_seen(uint64_t ticket, struct span of); /* of: the key of the Message-ID or content */
struct key key_timer(uint64_t ticket, const struct timer *timer);
struct key key_expiry(int64_t time, struct span name);
struct key key_call(uint64_t ticket, struct span hook);
struct key key_call_due(const struct call *c);

/* Every index entry that the record must have, each once. */
void keys_of_ticket(struct arena *a, const struct ticket *t, struct key_set *out);
void keys_of_outmail(struct arena *a, const struct outmail *m, struct key_set *out);
bool key_set_has(const struct key_set *set, struct span key);

#endif
