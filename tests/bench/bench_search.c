/* Full text search over many messages: how long making the index takes, how big it is compared with the text, how long
 * a search for two words takes, and how soon a new mail is found. bench_search [MESSAGES]; the words are made up,
 * distributed as in a language (Zipf), and the same in each run. */
#include "parsers/base/monotonic.h"
#include "store/search.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MESSAGES 50000
#define WORDS 60000
#define COMMON 20 /* searches use none of the most common words */
#define PER_TICKET 3
#define BATCH 5000 /* tickets per transaction */
#define QUERIES 200
#define NOW ((int64_t)1793610000)

struct bench {
	uint64_t seed;
	char words[WORDS][16];
	double until[WORDS]; /* cumulative probability of the words up to this one */
	char folder[64];
	struct store *store;
	uint64_t messages, tickets, text;
};

static void must(int rc, const struct err *err)
{
	if (rc == 0)
		return;
	fprintf(stderr, "bench_search: %s\n", err->text);
	exit(1);
}

static uint64_t draw(struct bench *b)
{
	b->seed ^= b->seed << 13;
	b->seed ^= b->seed >> 7;
	b->seed ^= b->seed << 17;
	return b->seed;
}

static void make_words(struct bench *b)
{
	static const char *const heads[] = {"b", "d", "f", "g", "h", "k", "l", "m",
					    "n", "p", "r", "s", "t", "v", "w", "st"};
	static const char *const tails[] = {"a", "e", "i", "o", "u", "en", "er", "al"};
	double sum = 0;
	for (size_t i = 0; i < WORDS; i++) {
		uint64_t n = i * 2654435761u % (1u << 28);                         /* a different one each time */
		size_t syllables = i < 100 ? 1 : i < 1000 ? 2 : i < 20000 ? 3 : 4; /* the common ones are short */
		b->words[i][0] = 0;
		for (size_t k = 0; k < syllables; k++, n >>= 7)
			strcat(strcat(b->words[i], heads[n & 15]), tails[n >> 4 & 7]);
		sum += 1.0 / ((double)i + 2.7);
		b->until[i] = sum;
	}
}

static const char *word(struct bench *b, size_t from)
{
	double least = from ? b->until[from - 1] : 0;
	double at = least + (b->until[WORDS - 1] - least) * (double)(draw(b) >> 11) / (double)(1ull << 53);
	size_t low = 0, high = WORDS - 1;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (b->until[middle] < at)
			low = middle + 1;
		else
			high = middle;
	}
	return b->words[low];
}

static struct span text(struct bench *b, struct arena *a, size_t least, size_t most)
{
	static char bytes[8192];
	size_t len = 0, count = least + draw(b) % (most - least + 1);
	for (size_t i = 0; i < count; i++)
		len += (size_t)snprintf(bytes + len, sizeof bytes - len, "%s%s", word(b, 0), i % 12 == 11 ? "\n" : " ");
	return arena_dup(a, span_make(bytes, len ? len - 1 : 0));
}

static void put_ticket(struct bench *b, struct txn *t, struct arena *a)
{
	struct err err;
	uint64_t who = draw(b) % 100000;
	struct span addr =
		arena_printf(a, "jo%llu@example%llu.org", (unsigned long long)who, (unsigned long long)who % 997);
	struct ticket k = {.id = ++b->tickets,
			   .subject = text(b, a, 3, 7),
			   .status = STATUS_CLOSED,
			   .category = SPAN("general"),
			   .customer = addr,
			   .customer_name = arena_printf(a, "Jo %s", word(b, COMMON)),
			   .created = NOW,
			   .updated = NOW - (int64_t)(draw(b) % 50000000),
			   .messages = PER_TICKET};
	must(store_ticket_put(t, &k, &err), &err);
	for (uint32_t seq = 1; seq <= PER_TICKET; seq++) {
		struct message m = {.ticket = k.id,
				    .seq = seq,
				    .from = seq == 2 ? SPAN("ann@acme.test") : addr,
				    .subject = k.subject};
		m.text = text(b, a, 20, 160);
		b->text += m.text.len + k.subject.len + m.from.len;
		must(store_message_put(t, &m, SPAN_NONE, &err), &err);
	}
}

static void fill(struct bench *b)
{
	struct arena a;
	struct err err;
	struct txn *t;
	arena_init(&a);
	while (b->tickets * PER_TICKET < b->messages) {
		must(store_begin(b->store, TXN_WRITE, &t, &err), &err);
		for (int i = 0; i < BATCH && b->tickets * PER_TICKET < b->messages; i++)
			put_ticket(b, t, &a);
		must(store_commit(t, &err), &err);
		arena_clear(&a);
	}
}

static void follow(struct bench *b)
{
	struct search_step step = {.more = true};
	struct err err;
	while (step.more)
		must(search_step(b->folder, b->store, NOW, &step, &err), &err);
}

static size_t find_words(struct bench *b, const char *one, const char *two)
{
	const struct search_query base = {.filter = {.all = true},
					  .limit = 20,
					  .now = NOW,
					  .open = SPAN("*"),
					  .close = SPAN("*"),
					  .snippet = 160};
	struct search_query q = base;
	struct search_hits hits;
	struct search *s;
	struct txn *t;
	struct arena a;
	struct err err;
	arena_init(&a);
	span_list_add(&a, &q.words, span_of(one));
	span_list_add(&a, &q.words, span_of(two));
	must(search_open(b->folder, &s, &err), &err);
	must(store_begin(b->store, TXN_READ, &t, &err), &err);
	must(search_find(s, t, &a, &q, &hits, &err), &err);
	size_t count = hits.count;
	store_abort(t);
	search_close(s);
	arena_clear(&a);
	return count;
}

static uint64_t folder_size(const char *path)
{
	char name[512];
	struct stat st;
	uint64_t size = 0;
	DIR *dir = opendir(path);
	for (struct dirent *e; dir && (e = readdir(dir));) {
		snprintf(name, sizeof name, "%s/%s", path, e->d_name);
		if (stat(name, &st) == 0 && S_ISREG(st.st_mode))
			size += (uint64_t)st.st_size;
	}
	if (dir)
		closedir(dir);
	return size;
}

static int by_time(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

static int64_t micros(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void queries(struct bench *b)
{
	static int64_t took[QUERIES];
	size_t with_hits = 0;
	for (size_t i = 0; i < QUERIES; i++) {
		const char *one = word(b, COMMON), *two = word(b, COMMON);
		int64_t start = micros();
		with_hits += find_words(b, one, two) > 0;
		took[i] = micros() - start;
	}
	qsort(took, QUERIES, sizeof *took, by_time);
	printf("search: two words: median %.1f ms, 90 %% in %.1f ms, slowest %.1f ms; %zu of %d found something\n",
	       (double)took[QUERIES / 2] / 1000, (double)took[QUERIES * 9 / 10] / 1000,
	       (double)took[QUERIES - 1] / 1000, with_hits, QUERIES);
}

/* A new message is found after one step of the index. */
static void freshness(struct bench *b)
{
	struct err err;
	struct txn *t;
	const struct ticket k = {.id = ++b->tickets, .subject = SPAN("xylophone"), .messages = 1};
	const struct message m = {.ticket = k.id, .seq = 1, .text = SPAN("zither quartz")};
	must(store_begin(b->store, TXN_WRITE, &t, &err), &err);
	must(store_ticket_put(t, &k, &err), &err);
	must(store_message_put(t, &m, SPAN_NONE, &err), &err);
	must(store_commit(t, &err), &err);
	int64_t start = micros();
	follow(b);
	size_t found = find_words(b, "zither", "xylophone");
	printf("search: a new mail is found %.1f ms after the index looks (it looks every second); found %zu\n",
	       (double)(micros() - start) / 1000, found);
}

int main(int argc, char **argv)
{
	static struct bench b = {.seed = 20261126, .folder = "/tmp/caredesk-bench-XXXXXX"};
	struct store_options o = {.path = b.folder, .no_sync = true};
	struct err err;
	char path[128];
	b.messages = argc > 1 ? strtoull(argv[1], NULL, 10) : MESSAGES;
	if (!mkdtemp(b.folder))
		return 1;
	make_words(&b);
	must(store_open(&o, &b.store, &err), &err);
	fill(&b);
	int64_t start = micros();
	follow(&b);
	double seconds = (double)(micros() - start) / 1e6;
	snprintf(path, sizeof path, "%s/search", b.folder);
	uint64_t size = folder_size(path), count = b.tickets * PER_TICKET;
	printf("search: %llu messages, %.0f MB of text: indexed in %.1f s (%.0f a second), %.0f MB, %.2f x the text\n",
	       (unsigned long long)count, (double)b.text / 1e6, seconds, (double)count / seconds, (double)size / 1e6,
	       (double)size / (double)b.text);
	queries(&b);
	freshness(&b);
	store_close(b.store);
	snprintf(path, sizeof path, "rm -rf '%s'", b.folder);
	return system(path) == 0 ? 0 : 1;
}
