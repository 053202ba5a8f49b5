/* Verify on a store that has some of everything: it is clean at first, and damage to any key is detected. */
#include "tests/unit/stores.h"

#include "parsers/base/digest.h"
#include "store/calls.h"
#include "store/frame.h"
#include "store/txn.h"

struct faults {
	unsigned count;
	char first[400];
};

static void note_fault(void *ctx, const char *text)
{
	struct faults *f = ctx;
	if (f->count++ == 0)
		snprintf(f->first, sizeof(f->first), "%s", text);
}

static struct faults verify(struct txn *t)
{
	struct faults found = {0};
	struct verify_report report = {0};
	MUST(store_verify(t, note_fault, &found, &report, err));
	assert_int_equal(report.faults, found.count);
	return found;
}

/* --- some of everything --- */

static void put_ticket(struct txn *t, uint64_t id, enum status status, const char *agent)
{
	struct ticket k = {.id = id,
			   .status = status,
			   .category = SPAN("network"),
			   .agent = span_of(agent),
			   .customer = SPAN("jo@example.org"),
			   .messages = 2,
			   .events = 3,
			   .wake = status == STATUS_PENDING ? 77 : 0,
			   .merged_into = status == STATUS_MERGED ? 1 : 0,
			   .waiting = !agent[0]};
	if (k.wake)
		*LIST_ADD(&t->scratch, &k.timers) = (struct timer){TIMER_WAKE, k.wake};
	span_list_add(&t->scratch, &k.watchers, SPAN("al@example.org"));
	MUST(store_ticket_put(t, &k, err));
	for (uint32_t i = 1; i <= k.messages; i++) {
		struct message m = {.ticket = id, .seq = i, .text = SPAN("text")};
		struct span raw =
			arena_printf(&t->scratch, "From: jo@example.org\r\n\r\n%llu %u\r\n", (unsigned long long)id, i);
		MUST(store_message_put(t, &m, i == 1 ? raw : SPAN_NONE, err));
	}
	for (uint32_t i = 1; i <= k.events; i++)
		MUST(store_event_put(t, &(struct event){.ticket = id, .seq = i, .kind = EVENT_STATUS}, err));
}

static void put_mails(struct txn *t)
{
	static const enum outmail_state states[] = {OUTMAIL_QUEUED, OUTMAIL_SENT, OUTMAIL_FAILED, OUTMAIL_DROPPED};
	for (uint64_t i = 0; i < 8; i++) {
		struct outmail m = {.id = i + 1, .ticket = i % 3, .state = states[i % 4], .next = 10, .created = 5};
		MUST(store_outmail_put(t, &m, err));
	}
}

static void fill(struct txn *t)
{
	const unsigned char digest[32] = {1};
	struct token_keys keys;
	struct quarantined q = {.mailbox = SPAN("support")};
	put_ticket(t, 1, STATUS_NEW, "");
	put_ticket(t, 2, STATUS_PENDING, "carol");
	put_ticket(t, 3, STATUS_MERGED, "bob");
	put_mails(t);
	MUST(store_msgid_put(t, SPAN("a@x"), &(struct seen_at){.ticket = 1, .seq = 1}, err));
	MUST(store_msgid_put(t, SPAN("b@x"), &(struct seen_at){.ticket = 2, .seq = 0}, err));
	MUST(store_content_put(t, digest, &(struct seen_at){.ticket = 2, .seq = 2}, err));
	MUST(store_customer_put(t, &(struct customer){.addr = SPAN("jo@example.org")}, err));
	MUST(store_agent_put(t, &(struct agent_state){.name = SPAN("carol")}, err));
	MUST(store_undo_put(t, &(struct undo){.ticket = 1, .agent = SPAN("carol")}, err));
	MUST(store_quarantine_put(t, &q, SPAN("bytes"), err));
	MUST(store_cursor_put(t, SPAN("support"), 7, 5, err));
	MUST(store_done_put(t, SPAN("support"), 7, 8, err));
	MUST(store_attempts_put(t, SPAN("support"), 7, 9, 2, err));
	MUST(store_count_add(t, SPAN("auto:jo@example.org"), 10, 60, 1, err));
	MUST(store_note_put(t, SPAN("told:flood"), SPAN("1"), err));
	MUST(store_keys(t, &keys, err));
	for (uint64_t id = 1; id <= 2; id++)
		MUST(calls_put(t, &(struct call){.hook = SPAN("crm"), .ticket = id, .seq = 2, .next = 50}, err));
}

static int setup(void **state)
{
	struct stores *f = calloc(1, sizeof(*f));
	stores_open(f, STORES_MEMORY);
	WRITING(f)
	fill(t);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct stores *f = *state;
	stores_close(f);
	free(f);
	return 0;
}

static void test_clean(void **state)
{
	struct stores *f = *state;
	struct faults found = {0};
	struct verify_report r = {0};
	READING(f)
	MUST(store_verify(t, note_fault, &found, &r, err));
	assert_string_equal(found.first, "");
	assert_true(r.tickets == 3 && r.messages == 6 && r.events == 9 && r.outmails == 8 && r.customers == 1);
	/* besides these 27: 3 raw mails, 1 undo, 3 known mails, 1 agent, 2 loads, 2 of quarantine, cursor, attempts,
	 * counter, note, schema, token keys, 4 next numbers and 2 calls of webhooks */
	assert_int_equal(r.records, 27 + 3 + 1 + 3 + 1 + 2 + 2 + 4 + 6 + 2);
}

/* --- damage to each key in turn, undone by an abort --- */

static size_t all_keys(struct stores *f, struct key *out, size_t max)
{
	size_t n = 0;
	READING(f)
	{
		struct scan s;
		struct err e;
		scan_start(&s, t, (struct key){.len = 0});
		while (n < max && scan_next(&s, &e) > 0)
			out[n++] = key_copy(s.key);
		scan_end(&s);
	}
	assert_true(n > 80 && n < max);
	return n;
}

#define MAX_KEYS 400

static void put_raw(struct txn *t, const struct key *k, struct span value)
{
	MUST(txn_put_value(t, key_span(k), value, err));
}

static bool is_index(const struct key *k)
{
	return k->bytes[0] >= 'a';
}

static void assert_found(struct txn *t, const struct key *k, const char *damage)
{
	struct faults found = verify(t);
	if (found.count == 0) {
		struct span text = key_text(&t->scratch, key_span(k));
		fail_msg("%s %.*s: no fault found", damage, SPAN_ARG(text));
	}
}

/* Keys whose deletion can't be detected, because nothing else refers to them. */
static bool stands_alone(const struct key *k)
{
	struct span fact = span_from(key_span(k), 1);
	return strchr("UCADYN"
		      "d",
		      k->bytes[0]) ||
	       (k->bytes[0] == TABLE_FACT &&
		(span_eq(fact, FACT_SCHEMA) || span_eq(fact, FACT_KEYS) || span_eq(fact, FACT_LOSS)));
}

static void test_every_deletion(void **state)
{
	struct stores *f = *state;
	struct key keys[MAX_KEYS];
	size_t n = all_keys(f, keys, MAX_KEYS);
	for (size_t i = 0; i < n; i++) {
		struct txn *t = stores_begin(f, TXN_WRITE);
		MUST(txn_del(t, &keys[i], err));
		if (!stands_alone(&keys[i]))
			assert_found(t, &keys[i], "deleted");
		store_abort(t);
	}
}

static void test_every_flipped_byte_of_records(void **state)
{
	struct stores *f = *state;
	struct key keys[MAX_KEYS];
	size_t n = all_keys(f, keys, MAX_KEYS);
	for (size_t i = 0; i < n; i++) {
		struct txn *t = stores_begin(f, TXN_WRITE);
		struct span value = SPAN_NONE;
		MUST(kv_get(t->kv, t->kvt, key_span(&keys[i]), &value, err));
		assert_int_equal(value.len == 0, is_index(&keys[i]));
		if (value.len && !span_eq(span_from(key_span(&keys[i]), 1), FACT_SCHEMA)) {
			struct span copy = arena_dup(&f->a, value);
			((char *)(uintptr_t)copy.ptr)[copy.len * i / n] ^= 0x40;
			put_raw(t, &keys[i], copy);
			assert_found(t, &keys[i], "flipped");
		}
		store_abort(t);
	}
}

/* A copy of each record or index entry under a wrong number. */
static void test_every_false_twin(void **state)
{
	struct stores *f = *state;
	struct key keys[MAX_KEYS];
	size_t n = all_keys(f, keys, MAX_KEYS);
	for (size_t i = 0; i < n; i++) {
		struct txn *t = stores_begin(f, TXN_WRITE);
		struct key twin = keys[i];
		struct span value = SPAN_NONE;
		twin.bytes[twin.len - 1] ^= 0x40;
		MUST(kv_get(t->kv, t->kvt, key_span(&keys[i]), &value, err));
		put_raw(t, &twin, arena_dup(&f->a, value));
		if (keys[i].bytes[0] != INDEX_DONE) /* any UID may be done */
			assert_found(t, &twin, "put");
		store_abort(t);
	}
}

/* --- damage with a correct checksum --- */

static void put_record(struct txn *t, const struct protobuf_table *c, struct key k, const void *record)
{
	MUST(txn_put(t, c, &k, record, err));
}

static void damage_status(struct txn *t)
{
	struct ticket k = stores_ticket(t, &t->scratch, 2);
	k.status = STATUS_OPEN;
	put_record(t, &code_ticket, key_number(TABLE_TICKET, 2), &k);
}

static void damage_watchers(struct txn *t)
{
	struct ticket k = stores_ticket(t, &t->scratch, 2);
	k.watchers.count = 0;
	put_record(t, &code_ticket, key_number(TABLE_TICKET, 2), &k);
}

static void damage_count(struct txn *t)
{
	struct ticket k = stores_ticket(t, &t->scratch, 2);
	k.messages++;
	put_record(t, &code_ticket, key_number(TABLE_TICKET, 2), &k);
}

static void damage_load(struct txn *t)
{
	struct load load = {.name = SPAN("carol"), .open = 2};
	put_record(t, &code_load, key_load(TABLE_AGENT, load.name), &load);
}

static void damage_load_of_nobody(struct txn *t)
{
	struct load load = {.name = SPAN("dave"), .open = 1};
	put_record(t, &code_load, key_load(TABLE_AGENT, load.name), &load);
}

static void damage_orphan_message(struct txn *t)
{
	struct message m = {.ticket = 9, .seq = 1};
	put_record(t, &code_message, key_seq(TABLE_MESSAGE, 9, 1), &m);
}

static void damage_raw_size(struct txn *t)
{
	struct message m;
	MUST(store_message(t, &t->scratch, 1, 1, &m, err));
	m.raw_size++;
	put_record(t, &code_message, key_seq(TABLE_MESSAGE, 1, 1), &m);
}

static void damage_raw_forgotten(struct txn *t)
{
	struct message m;
	MUST(store_message(t, &t->scratch, 1, 1, &m, err));
	m.raw_size = 0;
	put_record(t, &code_message, key_seq(TABLE_MESSAGE, 1, 1), &m);
}

static void damage_next_number(struct txn *t)
{
	struct counted n = {.value = 3};
	put_record(t, &code_number, number_key(NUMBER_TICKET), &n);
}

static void damage_due(struct txn *t)
{
	struct outmail m;
	MUST(store_outmail(t, &t->scratch, 1, &m, err));
	m.next = 11;
	put_record(t, &code_outmail, key_number(TABLE_OUTMAIL, 1), &m);
}

static void damage_known_mail(struct txn *t)
{
	struct seen s = {.name = SPAN("a@x"), .ticket = 2, .seq = 1};
	put_record(t, &code_seen, key_msgid(s.name), &s);
}

static void damage_known_message(struct txn *t)
{
	struct seen s = {.name = SPAN("a@x"), .ticket = 1, .seq = 7};
	put_record(t, &code_seen, key_msgid(s.name), &s);
}

static void damage_merge(struct txn *t)
{
	struct ticket k = stores_ticket(t, &t->scratch, 3);
	k.merged_into = 0;
	put_record(t, &code_ticket, key_number(TABLE_TICKET, 3), &k);
}

static void damage_done(struct txn *t)
{
	struct key k = key_uid(INDEX_DONE, SPAN("support"), 7, 5);
	MUST(txn_mark(t, &k, err));
}

static void damage_window(struct txn *t)
{
	struct window w = {.name = SPAN("auto:jo@example.org"), .start = 11, .length = 60};
	put_record(t, &code_window, key_named(TABLE_WINDOW, w.name), &w);
}

static void damage_table(struct txn *t)
{
	struct key k = key_of('?');
	MUST(txn_mark(t, &k, err));
}

static void damage_key_size(struct txn *t)
{
	struct key k = key_number(INDEX_STATUS, 1);
	MUST(txn_mark(t, &k, err));
}

static void damage_version(struct txn *t)
{
	struct key k = key_number(TABLE_TICKET, 1);
	struct span value;
	MUST(kv_get(t->kv, t->kvt, key_span(&k), &value, err));
	struct span copy = arena_dup(&t->scratch, value);
	*(char *)(uintptr_t)copy.ptr = FRAME_VERSION + 1;
	put_raw(t, &k, copy);
}

static void test_kinds_of_damage(void **state)
{
	static const struct {
		const char *name;
		void (*damage)(struct txn *t);
		const char *want;
	} rows[] = {
		{"status against its indices", damage_status, "T 0000000000000002: its index entry"},
		{"watchers against their index", damage_watchers, "this index entry belongs to no ticket"},
		{"messages miscounted", damage_count, "ticket 2: messages: 2 of 3 found"},
		{"an agent's load", damage_load, "says 0 tickets and 2 open, but there are 0 and 1"},
		{"a load of nobody", damage_load_of_nobody, "says 0 tickets and 1 open, but there are 0 and 0"},
		{"a message without a ticket", damage_orphan_message, "its ticket"},
		{"a raw mail of another size", damage_raw_size, "does not have the size"},
		{"a raw mail that nobody has", damage_raw_forgotten, "a raw mail that it should not have"},
		{"a next number that was given", damage_next_number, "its number has not been assigned yet"},
		{"a due time against its index", damage_due, "O 0000000000000001: its index entry"},
		{"a known mail of another ticket", damage_known_mail, "its index entry"},
		{"a known mail without its message", damage_known_message, "its message"},
		{"merged into nothing", damage_merge, "merged, but into no ticket"},
		{"done twice", damage_done, "covered by its mailbox's cursor"},
		{"a counter's end against its index", damage_window, "its index entry"},
		{"an unknown table", damage_table, "unknown kind of key"},
		{"a key of a wrong size", damage_key_size, "unknown kind of key"},
		{"an unknown record version", damage_version, "T 0000000000000001: unknown record version 2"},
	};
	struct stores *f = *state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct txn *t = stores_begin(f, TXN_WRITE);
		rows[i].damage(t);
		struct faults found = verify(t);
		if (!strstr(found.first, rows[i].want))
			fail_msg("%s: \"%s\"", rows[i].name, found.first);
		store_abort(t);
	}
}

/* --- stores that must not be opened --- */

static void put_schema(struct store *s, const char *text)
{
	struct txn *t = NULL;
	struct key k = key_fact(FACT_SCHEMA);
	MUST(store_begin(s, TXN_WRITE, &t, err));
	put_raw(t, &k, span_of(text));
	MUST(store_commit(t, err));
}

static void test_schemas(void **state)
{
	static const struct {
		const char *schema, *want;
	} rows[] = {
		{"caredesk store 4", "the store has version 4; this caredesk knows versions up to 3"},
		{"caredesk store 99999", "the store has version 99999; this caredesk knows versions up to 3"},
		{"caredesk store 0", "not a caredesk store"},
		{"caredesk store ", "not a caredesk store"},
		{"something else", "not a caredesk store"},
	};
	(void)state;
	char *folder = folder_new();
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct store_options o = {.path = folder, .map_size = 1 << 20};
		struct err e = {0};
		struct store *s = stores_lmdb(folder, 1 << 20);
		put_schema(s, rows[i].schema);
		store_close(s);
		for (int read_only = 0; read_only < 2; read_only++) {
			o.read_only = read_only;
			assert_int_equal(store_open(&o, &s, &e), -1);
			assert_int_equal(e.kind, ERR_CONFIG);
			assert_non_null(strstr(e.text, rows[i].want));
			assert_non_null(strstr(e.text, folder));
		}
		char file[600];
		snprintf(file, sizeof(file), "%s/data.mdb", folder);
		unlink(file);
	}
	folder_remove(folder);
}

/* Another program's database has keys, but not our schema. */
static void test_not_ours(void **state)
{
	(void)state;
	char *folder = folder_new();
	struct kv_lmdb_options o = {.path = folder, .map_size = 1 << 20, .no_sync = true};
	struct kv *kv = NULL;
	struct kv_txn *t = NULL;
	MUST(kv_lmdb_open(&o, &kv, err));
	MUST(kv->ops->begin(kv, true, &t, err));
	MUST(kv_put(kv, t, SPAN("theirs"), SPAN("1"), err));
	MUST(kv_commit(kv, t, err));
	kv->ops->close(kv);
	struct store_options so = {.path = folder};
	struct store *s;
	FAILS(ERR_CONFIG, store_open(&so, &s, err));
	so.read_only = true;
	FAILS(ERR_NOTFOUND, store_open(&so, &s, err));
	so.path = "/nonexistent/store";
	FAILS(ERR_NOTFOUND, store_open(&so, &s, err));
	folder_remove(folder);
}

/* Work that outgrows the map is repeated until it fits; a failed attempt leaves nothing behind. */
static void test_small_map(void **state)
{
	(void)state;
	char *folder = folder_new();
	struct stores f = {.store = stores_lmdb(folder, 131072)};
	unsigned retries = 0;
	arena_init(&f.a);
	for (uint64_t id = 1; id <= 30;) {
		struct err e = {0};
		struct txn *t = stores_begin(&f, TXN_WRITE);
		char *raw = arena_alloc(&f.a, 200000);
		digest_random(raw, 200000);
		struct ticket k = {.id = id, .messages = 1, .customer = SPAN("jo@example.org")};
		struct message m = {.ticket = id, .seq = 1};
		bool put =
			store_ticket_put(t, &k, &e) == 0 && store_message_put(t, &m, span_make(raw, 200000), &e) == 0;
		if (!put)
			store_abort(t);
		if (put && store_commit(t, &e) == 0) {
			id++;
			continue;
		}
		assert_int_equal(e.kind, ERR_RETRY);
		assert_true(++retries < 20);
	}
	assert_true(retries > 3);
	struct faults found;
	READING(&f)
	{
		found = verify(t);
		assert_string_equal(found.first, "");
		assert_int_equal(stores_ticket(t, &f.a, 30).id, 30);
	}
	store_close(f.store);
	arena_clear(&f.a);
	folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_clean, setup, teardown),
		cmocka_unit_test_setup_teardown(test_every_deletion, setup, teardown),
		cmocka_unit_test_setup_teardown(test_every_flipped_byte_of_records, setup, teardown),
		cmocka_unit_test_setup_teardown(test_every_false_twin, setup, teardown),
		cmocka_unit_test_setup_teardown(test_kinds_of_damage, setup, teardown),
		cmocka_unit_test(test_schemas),
		cmocka_unit_test(test_not_ours),
		cmocka_unit_test(test_small_map),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
