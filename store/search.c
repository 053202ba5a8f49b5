#include "store/search.h"

#include "parsers/base/script.h"
#include "store/searchdoc.h"
#include "store/searchfile.h"
#include "store/searchplace.h"
#include "store/snippet.h"

#include "parsers/base/buf.h"
#include "parsers/base/monotonic.h"

#include <stdlib.h>

#define WORD_MAX 400
#define LOOKED_MAX 20000  /* rows examined for one search */
#define RANKED_FACTOR 4   /* this many times the limit are ranked by freshness */
#define SUBJECT_SHARE 1.0 /* bonus for a subject that has all the words */
#define FRESH_SHARE 0.3   /* bonus of a mail of today over an old one */
#define FRESH_HALF (90.0 * 24 * 3600)
#define NEWEST_MS 500 /* reserved for finding the newest, when ranking all takes too long */

struct search {
	struct searchfile *f;
};

int search_open(const char *store_path, struct search **out, struct err *err)
{
	struct searchplace p;
	char path[SEARCHPLACE_PATH];
	struct searchfile *f;
	searchplace_look(store_path, &p);
	if (!p.current)
		return err_set(err, ERR_NOTFOUND, "there is no search index yet");
	searchplace_file(&p, p.current, false, path);
	if (searchfile_open(path, SEARCHFILE_READ, &f, err))
		return -1;
	struct search *s = malloc(sizeof *s);
	if (!s)
		abort();
	s->f = f;
	*out = s;
	return 0;
}

void search_close(struct search *s)
{
	if (!s)
		return;
	searchfile_close(s->f);
	free(s);
}

/* --- words to a query: each is quoted, so that none is taken as FTS5 syntax --- */

static struct span word_core(struct span word, bool *prefix)
{
	*prefix = word.len > 1 && word.ptr[word.len - 1] == '*';
	return span_sub(word, 0,
			(*prefix ? word.len - 1 : word.len) > WORD_MAX ? WORD_MAX : word.len - (*prefix ? 1 : 0));
}

struct gathering {
	struct arena *a;
	struct snippet_terms *terms;
};

static bool term_add(void *ctx, struct span token, size_t from, size_t to)
{
	struct gathering *g = ctx;
	(void)from;
	(void)to;
	LIST_ADD(g->a, g->terms)->token = arena_dup(g->a, token);
	return true;
}

static void query_phrase(struct buf *query, struct span text, bool prefix)
{
	if (query->len)
		buf_chr(query, ' ');
	buf_chr(query, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"')
			buf_chr(query, '"');
		if (text.ptr[i])
			buf_chr(query, text.ptr[i]);
	}
	buf_str(query, prefix ? "\"*" : "\"");
}

/* Stretches in scripts with and without spaces are searched for separately. */
static void query_word(struct search *s, struct arena *a, struct span word, bool widen, struct buf *query,
		       struct snippet_terms *terms)
{
	struct gathering g = {a, terms};
	struct span stretch;
	bool packed, prefix, single;
	struct span rest = word_core(word, &prefix);
	while (script_stretch(&rest, &stretch, &packed)) {
		if (!searchfile_has_word(s->f, stretch, &single))
			continue;
		bool open = single || ((prefix || widen) && !rest.len && !packed);
		searchfile_tokens(s->f, SEARCH_QUERY, stretch, term_add, &g);
		query_phrase(query, stretch, open);
		if (open && terms->count)
			terms->items[terms->count - 1].prefix = true;
	}
}

static const char *query_make(struct search *s, struct arena *a, const struct span_list *words, bool widen,
			      struct snippet_terms *terms)
{
	struct buf query;
	buf_init(&query, BUF_MAX);
	*terms = (struct snippet_terms){0};
	for (size_t i = 0; i < words->count && i < SEARCH_WORDS_MAX; i++)
		query_word(s, a, words->items[i], widen, &query, terms);
	const char *text = arena_str(a, buf_span(&query));
	buf_clear(&query);
	return text;
}

bool search_word(const struct search *s, struct span word)
{
	bool single, prefix;
	return searchfile_has_word(s->f, word_core(word, &prefix), &single);
}

/* --- hits --- */

struct finding {
	struct search *s;
	struct txn *t;
	struct arena *a;
	const struct search_query *q;
	struct snippet_terms terms;
	struct id_list seen; /* sorted ids of tickets that were examined already */
	struct search_hits *out;
};

/* True if the ticket was not seen yet; adds it. */
static bool seen_add(struct finding *w, uint64_t id)
{
	size_t low = 0, high = w->seen.count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (w->seen.items[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < w->seen.count && w->seen.items[low] == id)
		return false;
	LIST_ADD(w->a, &w->seen);
	memmove(w->seen.items + low + 1, w->seen.items + low, (w->seen.count - 1 - low) * sizeof *w->seen.items);
	w->seen.items[low] = id;
	return true;
}

static double freshness(int64_t now, int64_t updated)
{
	double age = now > updated ? (double)(now - updated) : 0;
	return 1.0 + FRESH_SHARE * FRESH_HALF / (FRESH_HALF + age);
}

/* A match in the subject says more than one in a long text. */
static double subject_share(const struct finding *w, struct span subject)
{
	const struct snippet_style none = {SPAN_NONE, SPAN_NONE, 0};
	struct arena a;
	struct span line;
	arena_init(&a);
	size_t n = w->terms.count ? snippet_make(w->s->f, &w->terms, &none, &a, subject, &line) : 0;
	arena_clear(&a);
	return n ? SUBJECT_SHARE * (double)n / (double)w->terms.count : 0;
}

static double rank_of(const struct finding *w, const struct ticket *t, double score)
{
	return score * freshness(w->q->now, t->updated) * (1.0 + subject_share(w, t->subject));
}

/* Handles a row of the index: adds its ticket if it exists, may be seen and fits the filter. */
static int take_row(struct finding *w, uint64_t id, uint32_t seq, double score, struct err *err)
{
	struct ticket t;
	if (!seen_add(w, id))
		return 0;
	if (store_ticket(w->t, w->a, id, &t, err))
		return err->kind == ERR_NOTFOUND ? 0 : -1;
	if (!store_fits(&w->q->filter, &t) || (w->q->may_see && !w->q->may_see(w->q->ctx, &t)))
		return 0;
	*LIST_ADD(w->a, w->out) = (struct search_hit){.ticket = t, .score = rank_of(w, &t, score), .seq = seq};
	return 0;
}

static int take_rows(struct finding *w, const char *query, bool newest, int64_t deadline, struct err *err)
{
	struct searchrows rows;
	size_t enough = newest ? w->q->limit + 1 : (w->q->limit + 1) * RANKED_FACTOR;
	uint64_t id;
	uint32_t seq;
	double score;
	int rc = 1;
	if (searchrows_start(&rows, w->s->f, query, newest, deadline, err))
		return -1;
	for (size_t i = 0; i < LOOKED_MAX && w->out->count < enough; i++)
		if ((rc = searchrows_next(&rows, &id, &seq, &score, err)) <= 0 ||
		    (rc = take_row(w, id, seq, score, err)))
			break;
	searchrows_end(&rows);
	return rc < 0 ? -1 : 0;
}

static int hit_order(const void *a, const void *b)
{
	const struct search_hit *x = a, *y = b;
	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return (x->ticket.id < y->ticket.id) - (x->ticket.id > y->ticket.id);
}

/* Ranks all matches; if that takes too long, finds the newest. */
static int rank(struct finding *w, const char *query, struct err *err)
{
	int64_t start = monotonic_ms(), deadline = w->q->deadline ? w->q->deadline : start + SEARCH_MS;
	int64_t last = deadline - NEWEST_MS > start ? deadline - NEWEST_MS : start;
	if (take_rows(w, query, false, last, err) == 0)
		return 0;
	if (err->kind != ERR_RETRY || monotonic_ms() < last)
		return -1;
	w->out->cut = true;
	w->out->count = w->seen.count = 0;
	/* on a timeout, what was found so far is the answer */
	return take_rows(w, query, true, deadline, err) == 0 || err->kind == ERR_RETRY ? 0 : -1;
}

/* --- snippets --- */

/* The part with the most of the words; among equals, the first. */
static struct span best_snippet(struct finding *w, struct arena *a, const struct span *parts, size_t count)
{
	const struct snippet_style style = {w->q->open, w->q->close, w->q->snippet};
	struct span best = SPAN_NONE, line;
	size_t most = 0;
	for (size_t i = 0; i < count; i++) {
		size_t n = snippet_make(w->s->f, &w->terms, &style, a, parts[i], &line);
		if (n > most)
			best = line;
		most = n > most ? n : most;
	}
	return best;
}

static int snippet_of(struct finding *w, struct search_hit *h, struct err *err)
{
	struct message m;
	struct search_doc d = {0};
	struct arena text;
	uint32_t own;
	arena_init(&text);
	int rc = h->seq ? store_message(w->t, &text, h->ticket.id, h->seq, &m, err) : 0;
	if (rc == 0 && h->seq)
		searchdoc_message(&text, &h->ticket, &m, &d);
	else
		d.head = searchdoc_head(&text, &h->ticket, &own);
	const struct span parts[] = {d.text, d.head, d.who};
	h->snippet = arena_dup(w->a, best_snippet(w, &text, parts, sizeof parts / sizeof *parts));
	arena_clear(&text);
	return rc && err->kind != ERR_NOTFOUND ? -1 : 0;
}

static int finding_finish(struct finding *w, struct err *err)
{
	struct search_hits *out = w->out;
	if (out->count && !out->cut)
		qsort(out->items, out->count, sizeof *out->items, hit_order);
	out->more = out->count > w->q->limit;
	out->count = out->more ? w->q->limit : out->count;
	for (size_t i = 0; i < out->count; i++)
		if (snippet_of(w, &out->items[i], err))
			return -1;
	return 0;
}

static int finding_find(struct finding *w, bool widen, struct err *err)
{
	const char *query = query_make(w->s, w->a, &w->q->words, widen, &w->terms);
	w->seen = (struct id_list){0};
	*w->out = (struct search_hits){.widened = widen};
	return *query ? rank(w, query, err) : 0;
}

int search_find(struct search *s, struct txn *t, struct arena *a, const struct search_query *q, struct search_hits *out,
		struct err *err)
{
	struct finding w = {.s = s, .t = t, .a = a, .q = q, .out = out};
	if (finding_find(&w, false, err))
		return -1;
	if (!out->count && !out->cut && finding_find(&w, true, err))
		return -1;
	return finding_finish(&w, err);
}
