/* The search index: what is found in it, how it follows the store, and that it can be rebuilt if lost. */
#include "tests/unit/stores.h"

#include "store/search.h"

#include <sys/stat.h>

#define NOW ((int64_t)1793610000)

struct desk {
	struct stores s; /* a store in memory; the index is in `folder` */
	char *folder;
};

static void desk_open(struct desk *d)
{
	stores_open(&d->s, STORES_MEMORY);
	d->folder = folder_new();
}

static void desk_close(struct desk *d)
{
	folder_remove(d->folder);
	stores_close(&d->s);
}

static void put_message(struct desk *d, uint64_t id, uint32_t seq, const char *from, const char *text)
{
	WRITING(&d->s)
	{
		struct ticket k = stores_ticket(t, &d->s.a, id);
		struct message m = {.ticket = id, .seq = seq, .from = span_of(from), .text = span_of(text)};
		k.messages = seq;
		stores_put_ticket(t, &k);
		MUST(store_message_put(t, &m, SPAN_NONE, err));
	}
}

static void put_ticket(struct desk *d, uint64_t id, const char *subject, const char *from, const char *text)
{
	WRITING(&d->s)
	{
		struct ticket k = {.id = id, .subject = span_of(subject), .customer = span_of(from), .updated = NOW};
		stores_put_ticket(t, &k);
	}
	put_message(d, id, 1, from, text);
}

static void follow(struct desk *d, int64_t now)
{
	struct search_step step = {.more = true};
	while (step.more)
		MUST(search_step(d->folder, d->s.store, now, &step, err));
}

static struct search_hits find_words(struct desk *d, struct search_query *q, const char *words)
{
	struct search_hits hits = {0};
	struct search *s = NULL;
	struct span rest = span_of(words), word;
	while (span_cut(&rest, '|', &word))
		span_list_add(&d->s.a, &q->words, word);
	MUST(search_open(d->folder, &s, err));
	READING(&d->s)
	MUST(search_find(s, t, &d->s.a, q, &hits, err));
	search_close(s);
	return hits;
}

static struct search_query query(void)
{
	return (struct search_query){
		.filter = {.all = true}, .limit = 10, .now = NOW, .open = SPAN("["), .close = SPAN("]"), .snippet = 80};
}

/* "1 3 " for tickets 1 and 3, in that order; with "~" in front if the search was widened. */
static const char *found(struct desk *d, const char *words)
{
	struct search_query q = query();
	struct search_hits hits = find_words(d, &q, words);
	struct span text = hits.count && hits.widened ? SPAN("~") : SPAN("");
	for (size_t i = 0; i < hits.count; i++)
		text = arena_printf(&d->s.a, "%.*s%llu ", SPAN_ARG(text), (unsigned long long)hits.items[i].ticket.id);
	return arena_str(&d->s.a, text);
}

static void put_some(struct desk *d)
{
	put_ticket(d, 1, "Printer broken", "jo@example.org", "The printer on the third floor smells of coffee.");
	put_ticket(d, 2,
		   "Stra\xC3\x9F"
		   "e gesperrt",
		   "zoe@example.org", "Die M\xC3\xBCllabfuhr kommt nicht durch. Re\xCC\x81sume\xCC\x81.");
	put_ticket(d, 3, "\xE6\xB3\xA8\xE6\x96\x87", "tanaka@example.org",
		   "\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD\xE3\x81\xAE\xE7\x8C\xAB iPhone\xE3\x82\x92");
	put_ticket(d, 4, "Coffee", "sam_lee@example.org", "It is cold, and the floor is wet. Order 4711-22.");
	put_message(d, 1, 2, "ann@acme.test", "We will send somebody to the third floor. invoice_2024.pdf");
	put_message(d, 1, 3, "ann@acme.test", "Quartz.");
	put_message(d, 4, 2, "ann@acme.test", "Vanilla.");
	follow(d, NOW);
}

static void test_words(void **state)
{
	static const struct {
		const char *words, *want;
	} rows[] = {
		{"printer", "1 "},
		{"PRINTER", "1 "},
		{"coffee", "4 1 "}, /* a hit in the subject ranks higher */
		{"printer|coffee", "1 "},
		{"coffee|wet", "4 "},
		{"nothing", ""},
		{"third floor", "1 "},
		{"floor third", ""},
		{"print", "~1 "},
		{"pri*", "1 "},
		{"strasse", "2 "},
		{"STRA\xC3\x9F"
		 "E",
		 "2 "},
		{"mullabfuhr", "2 "},
		{"M\xC3\x9CLLABFUHR", "2 "},
		{"r\xC3\xA9sum\xC3\xA9", "2 "},
		{"resume", "2 "},
		{"\xE6\x9D\xB1\xE4\xBA\xAC", "3 "},
		{"\xE4\xBA\xAC\xE9\x83\xBD", "3 "},
		{"\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD\xE3\x81\xAE\xE7\x8C\xAB", "3 "},
		{"\xE7\x8C\xAB", "3 "},
		{"\xE4\xBA\xAC\xE6\x9D\xB1", ""},
		{"iphone", "3 "},
		{"iPhone\xE3\x82\x92", "3 "},
		{"jo@example.org", "1 "},
		{"sam_lee@example.org", "4 "},
		{"sam", "4 "},
		{"4711-22", "4 "},
		{"4711", "4 "},
		{"22-4711", ""},
		{"invoice_2024.pdf", "1 "},
		{"jo|somebody", "1 "}, /* the customer's name is indexed with each message */
		/* FTS5's query syntax has no effect */
		{"\"", ""},
		{"printer\"", "1 "},
		{"printer|OR|wet", ""},
		{"printer|NOT|coffee", ""},
		{"NEAR(printer", ""},
		{"text:printer", ""},
		{"^printer", "1 "},
		{"*", ""},
		{"-", ""},
		{"(", ""},
		{"", ""},
	};
	struct desk d;
	(void)state;
	desk_open(&d);
	put_some(&d);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strcmp(found(&d, rows[i].words), rows[i].want) != 0)
			fail_msg("%s: %s, want %s", rows[i].words, found(&d, rows[i].words), rows[i].want);
	desk_close(&d);
}

static bool only_three(const void *ctx, const struct ticket *t)
{
	return t->id == *(const uint64_t *)ctx;
}

static void test_filters(void **state)
{
	const uint64_t three = 3;
	struct desk d;
	(void)state;
	desk_open(&d);
	put_some(&d);
	WRITING(&d.s)
	{
		struct ticket k = stores_ticket(t, &d.s.a, 4);
		k.status = STATUS_CLOSED;
		stores_put_ticket(t, &k);
	}
	struct search_query q = query();
	q.filter = (struct ticket_filter){.by_status = true, .status = STATUS_CLOSED};
	struct search_hits hits = find_words(&d, &q, "coffee");
	assert_true(hits.count == 1 && hits.items[0].ticket.id == 4);
	q = query();
	q.may_see = only_three;
	q.ctx = &three;
	assert_int_equal(find_words(&d, &q, "coffee").count, 0);
	q = query();
	q.limit = 1;
	hits = find_words(&d, &q, "floor");
	assert_true(hits.count == 1 && hits.more);
	desk_close(&d);
}

static void test_snippets(void **state)
{
	static const struct {
		const char *words, *want;
		uint32_t seq;
	} rows[] = {
		{"smells", "The printer on the third floor [smells] of coffee.", 1},
		{"somebody", "We will send [somebody] to the third floor. invoice_2024.pdf", 2},
		{"m\xC3\xBCllabfuhr", "Die [M\xC3\xBCllabfuhr] kommt nicht durch. Re\xCC\x81sume\xCC\x81.", 1},
		{"\xE4\xBA\xAC\xE9\x83\xBD\xE3\x81\xAE",
		 "\xE6\x9D\xB1[\xE4\xBA\xAC\xE9\x83\xBD\xE3\x81\xAE]\xE7\x8C\xAB iPhone\xE3\x82\x92", 1},
		{"\xE7\x8C\xAB", "\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD\xE3\x81\xAE[\xE7\x8C\xAB] iPhone\xE3\x82\x92",
		 1},
		{"tanaka@example.org", "[tanaka@example.org]", 1},
	};
	struct desk d;
	(void)state;
	desk_open(&d);
	put_some(&d);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct search_query q = query();
		struct search_hits hits = find_words(&d, &q, rows[i].words);
		assert_int_equal(hits.count, 1);
		CHECK_SPAN(hits.items[0].snippet, span_of(rows[i].want));
		assert_int_equal(hits.items[0].seq, rows[i].seq);
	}
	desk_close(&d);
}

static void test_a_long_text_is_cut(void **state)
{
	struct desk d;
	struct buf b;
	(void)state;
	desk_open(&d);
	buf_init(&b, BUF_MAX);
	for (int i = 0; i < 400; i++)
		buf_str(&b, i == 300 ? "needle " : i == 303 ? "haystack " : "\xC3\xA4rger ");
	put_ticket(&d, 1, "Long", "jo@example.org", arena_str(&d.s.a, buf_span(&b)));
	buf_clear(&b);
	follow(&d, NOW);
	struct search_query q = query();
	struct search_hits hits = find_words(&d, &q, "haystack|needle");
	assert_int_equal(hits.count, 1);
	struct span s = hits.items[0].snippet;
	assert_true(span_find(s, SPAN("[needle] \xC3\xA4rger \xC3\xA4rger [haystack]")) > 0);
	assert_true(s.len < 120 && span_starts(s, SPAN("\xE2\x80\xA6 ")) && span_ends(s, SPAN(" \xE2\x80\xA6")));
	desk_close(&d);
}

static void test_it_follows(void **state)
{
	struct desk d;
	uint64_t change = 0;
	(void)state;
	desk_open(&d);
	put_some(&d);
	put_ticket(&d, 5, "Late", "lee@example.org", "A zebra.");
	put_message(&d, 4, 3, "sam_lee@example.org", "Another zebra.");
	WRITING(&d.s)
	{
		struct ticket k = stores_ticket(t, &d.s.a, 1);
		k.subject = SPAN("Teapot");
		span_list_add(&d.s.a, &k.tags, SPAN("kitchen"));
		stores_put_ticket(t, &k);
	}
	READING(&d.s)
	MUST(store_change(t, &change, err));
	assert_false(search_covers(d.folder, change));
	assert_string_equal(found(&d, "zebra"), "");
	follow(&d, NOW);
	assert_true(search_covers(d.folder, change));
	assert_string_equal(found(&d, "zebra|another"), "4 ");
	assert_string_equal(found(&d, "teapot"), "1 ");
	assert_string_equal(found(&d, "kitchen"), "1 ");
	follow(&d, NOW);
	WRITING(&d.s)
	{
		struct ticket k = stores_ticket(t, &d.s.a, 1);
		k.subject = SPAN("Kettle");
		stores_put_ticket(t, &k);
	}
	follow(&d, NOW);
	assert_string_equal(found(&d, "teapot"), "");
	assert_string_equal(found(&d, "kettle|kitchen"), "1 ");
	desk_close(&d);
}

static bool file_has(const char *path, struct span text)
{
	static char bytes[1 << 20];
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(bytes, 1, sizeof bytes, f) : 0;
	if (f)
		fclose(f);
	return span_find(span_make(bytes, n), text) >= 0;
}

static bool index_has(const struct desk *d, int number, const char *word)
{
	char path[600];
	snprintf(path, sizeof path, "%s/search/%d.db", d->folder, number);
	return file_has(path, span_of(word));
}

/* What is deleted from the store is no longer found at once, and is out of the index file a little later. */
static void test_what_is_deleted_goes(void **state)
{
	struct desk d;
	(void)state;
	desk_open(&d);
	put_some(&d);
	assert_true(index_has(&d, 1, "quartz") && index_has(&d, 1, "vanilla"));
	WRITING(&d.s)
	MUST(store_ticket_delete(t, 1, NULL, err));
	assert_string_equal(found(&d, "quartz"), "");
	follow(&d, NOW + 1000);
	assert_string_equal(found(&d, "quartz"), "");
	assert_string_equal(found(&d, "coffee"), "4 ");
	assert_true(access(d.folder, F_OK) == 0 && !index_has(&d, 1, "vanilla") && index_has(&d, 2, "vanilla"));
	assert_false(index_has(&d, 2, "quartz"));
	WRITING(&d.s)
	{
		struct message m = {.ticket = 4, .seq = 2, .from = SPAN("x@example.org"), .text = SPAN("jasper")};
		MUST(store_message_update(t, &m, err));
	}
	follow(&d, NOW + 2000);
	assert_string_equal(found(&d, "vanilla"), "");
	assert_false(index_has(&d, 3, "vanilla"));
	assert_string_equal(found(&d, "jasper"), "4 ");
	follow(&d, NOW + 4000);
	assert_true(index_has(&d, 3, "jasper")); /* renewed only once */
	desk_close(&d);
}

static void overwrite(const char *path, long at)
{
	FILE *f = fopen(path, "r+b");
	assert_non_null(f);
	fseek(f, at, SEEK_SET);
	for (int i = 0; i < 20000; i++)
		fputc('x', f);
	fclose(f);
}

static void test_a_damaged_one_is_made_anew(void **state)
{
	struct desk d;
	char path[600];
	struct search *s = NULL;
	(void)state;
	for (long at = 0; at < 8192; at += 4096) {
		desk_open(&d);
		put_some(&d);
		snprintf(path, sizeof path, "%s/search/1.db", d.folder);
		overwrite(path, at);
		put_ticket(&d, 5, "Late", "lee@example.org", "A zebra.");
		follow(&d, NOW);
		assert_string_equal(found(&d, "zebra"), "5 ");
		assert_string_equal(found(&d, "printer"), "1 ");
		MUST(search_open(d.folder, &s, err));
		search_close(s);
		search_discard(d.folder);
		FAILS(ERR_NOTFOUND, search_open(d.folder, &s, err));
		follow(&d, NOW);
		assert_string_equal(found(&d, "zebra"), "5 ");
		desk_close(&d);
	}
}

/* If making an index fails, the error is returned, so that the caller can wait; the next attempt starts afresh. */
static void test_one_that_can_not_be_made(void **state)
{
	struct desk d;
	char path[600];
	struct search_step step;
	(void)state;
	desk_open(&d);
	put_some(&d);
	put_ticket(&d, 5, "Late", "lee@example.org", "A zebra.");
	snprintf(path, sizeof path, "%s/search/2.new", d.folder);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	for (int i = 0; i < 20000; i++)
		fputc('x', f);
	fclose(f);
	FAILS(ERR_CORRUPT, search_step(d.folder, d.s.store, NOW, &step, err));
	assert_int_equal(access(path, F_OK), -1);
	follow(&d, NOW);
	assert_string_equal(found(&d, "zebra"), "5 ");
	desk_close(&d);
}

/* The old index answers while the new one is made, which resumes where it was interrupted. */
static void test_renewing(void **state)
{
	struct desk d;
	struct search_step step = {0};
	(void)state;
	desk_open(&d);
	put_some(&d);
	for (uint64_t id = 5; id < 5000; id++)
		put_ticket(&d, id, "Many", "lee@example.org", "One of many.");
	follow(&d, NOW);
	MUST(search_renew(d.folder, err));
	MUST(search_step(d.folder, d.s.store, NOW, &step, err));
	assert_true(step.more && step.building && step.done == 2000 && step.total == 4999);
	assert_string_equal(found(&d, "printer"), "1 ");
	put_ticket(&d, 5000, "Late", "lee@example.org", "A zebra.");
	put_message(&d, 3, 2, "lee@example.org", "Another zebra.");
	follow(&d, NOW);
	assert_true(index_has(&d, 2, "zebra") && !index_has(&d, 1, "many"));
	assert_string_equal(found(&d, "zebra|another"), "3 ");
	assert_string_equal(found(&d, "zebra|late"), "5000 ");
	desk_close(&d);
}

/* An index made for another store is not used. */
static void test_another_store(void **state)
{
	struct desk d;
	(void)state;
	desk_open(&d);
	put_some(&d);
	store_close(d.s.store);
	MUST(store_open_memory(&d.s.store, err));
	put_ticket(&d, 1, "Other", "jo@example.org", "Quite another printer.");
	follow(&d, NOW);
	follow(&d, NOW);
	assert_string_equal(found(&d, "printer"), "1 ");
	assert_string_equal(found(&d, "quite"), "1 ");
	assert_string_equal(found(&d, "coffee"), "");
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_filters),
		cmocka_unit_test(test_snippets),
		cmocka_unit_test(test_a_long_text_is_cut),
		cmocka_unit_test(test_it_follows),
		cmocka_unit_test(test_what_is_deleted_goes),
		cmocka_unit_test(test_a_damaged_one_is_made_anew),
		cmocka_unit_test(test_one_that_can_not_be_made),
		cmocka_unit_test(test_renewing),
		cmocka_unit_test(test_another_store),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
