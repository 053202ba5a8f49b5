#include "conf/match.h"

#include "parsers/base/buf.h"
#include "parsers/base/script.h"
#include "parsers/base/utf8.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define QUESTION_WORDS 300 /* read from a mail at most */
#define ARTICLE_WORDS 5000
#define STEM_MAX 6 /* characters of a stem that count */
#define STEM_MIN 4 /* characters that must remain when an ending is removed */
#define WORD_BYTES 64
#define BODY_WEIGHT 0.3 /* of a word in an article's text, compared with title or tags */
#define SUBJECT_WEIGHT 1.3
#define LEAST_KEYS 1 /* matching words in title or tags that are needed */
#define EVIDENCE 1.0 /* needed weight of matching words, in units of the rarest word … */
#define ASKED 0.30   /* … and needed share of what is asked */

/* --- words --- */

/* Base letters of the lower-case letters U+00DF to U+017F, as left by folding; empty: not a letter. */
static const char *const latin[] = {"ss", "a", "a", "a", "a", "a", "a", "ae", "c", "e",  "e",
				    "e",  "e", "i", "i", "i", "i", "d", "n",  "o", "o",  "o",
				    "o",  "o", "",  "o", "u", "u", "u", "u",  "y", "th", "y"};
#define LATIN_FROM 0xDFu
#define LATIN_TO 0xFFu
static const char extended[] = "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooo"
			       "oorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
#define EXTENDED_FROM 0x100u

static bool match_is_letter(uint32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
	return c >= 0xC0 && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x2BFF) && !(c >= 0x3000 && c <= 0x3003) &&
	       !(c >= 0xFF00 && c <= 0xFF0F) && c != UTF8_REPLACEMENT;
}

static bool is_combining(uint32_t c)
{
	return c >= 0x300 && c <= 0x36F;
}

static void letter_put(struct buf *b, uint32_t c)
{
	char bytes[4];
	if (c >= LATIN_FROM && c <= LATIN_TO)
		buf_str(b, latin[c - LATIN_FROM]);
	else if (c >= EXTENDED_FROM && c < EXTENDED_FROM + sizeof extended - 1)
		buf_chr(b, extended[c - EXTENDED_FROM]);
	else
		buf_add(b, span_make(bytes, utf8_put(c, bytes)));
}

/* Stop words: how something is asked, not what. */
static const char *const stop_words[] = {
	"a about after again all also always am an and any are as at be because been before but by can cannot could "
	"day "
	"days did do does doing done don't each even every for from get gets getting give go got had has have hello "
	"help "
	"her here hi him his how however i if i'm in into is it its just know last let like long look make many may me "
	"might more much must my need needs never no not now of off often ok on once one only or other our out over "
	"own "
	"please possible really same say see seem she should so some somebody something still such take tell than "
	"thank "
	"thanks that the their them then there these they thing this those to today too try tried trying two under "
	"until "
	"up us use used using very want wanted was way we week well were what when where which while who why will with "
	"within without would yesterday yes yet you your dear regards kind best good morning since right",
	"aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bereits besser bin bis "
	"bist "
	"bitte da dabei dafur damit dann dank danke das dass dem den denn der des deshalb die dies diese diesem diesen "
	"dieser dieses doch dort du durch ein eine einem einen einer eines einfach einmal er es etwas fur ganz gar "
	"geben "
	"gehen geht gerade gern gerne gestern gibt gruß gruss grusse guten gut habe haben hallo hat hatte hatten heute "
	"hier "
	"hilfe ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in ins ist ja jede jeden jeder jemand jetzt kann "
	"kannst "
	"kein keine keinen konnen konnte lassen leider mal man mehr mein meine meinem meinen meiner meines mich mir "
	"mit "
	"mochte muss mussen nach nein nicht nichts noch nun nur ob oder ohne schon sehr sein seine seit sich sie sind "
	"so "
	"sollte sondern tag tage um und uns unser unsere unter viel vom von vor wann war waren warum was weil welche "
	"welchem welchen welcher welches wenn wer werde werden wie wieder will wir wird wo wollen wollte wurde wurden "
	"zu "
	"zum zur zwei freundliche freundlichen machen mache macht",
	"a ai au aux avec avez avoir avons bien bonjour ca car ce cela ces cet cette ceux chez comme comment d dans de "
	"depuis des dois doit donc du elle elles en encore entre es est et etaient etait etant ete etes etre eu faire "
	"fais "
	"fait faut font hier ici il ils j jamais je jour jours l la le les leur leurs lui m ma mais me meme merci mes "
	"moi "
	"mon n ne ni nos notre nous on ont ou par parce pas peu peut peux plus plusieurs possible pour pourquoi pouvez "
	"puis puisque qu quand que quel quelle quelles quels qui quoi s sa sans se ses si sont sous suis sur svp t ta "
	"te "
	"tes toi ton toujours tous tout toute toutes tres trop tu un une vers veuillez voici voila vos votre voudrais "
	"vous "
	"vouloir y cordialement salut madame monsieur aussi alors apres avant dire peuvent chose quelque quelqu "
	"aujourd hui",
};

/* Inflectional endings of European languages. An ending comes before its own suffixes. */
static const char *const endings[] = {"ungen", "ement", "ation", "ung", "ing", "ions", "ion", "ers", "ten", "ed", "es",
				      "en",    "er",    "em",    "et",  "ez",  "s",    "e",   "n",   "t",   "x",  "r"};

static struct span stem(struct span word)
{
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		struct span end = span_of(endings[i]);
		if (word.len >= end.len + STEM_MIN && span_ends(word, end)) {
			word = span_sub(word, 0, word.len - end.len);
			break;
		}
	}
	return utf8_is_ascii(word) && word.len > STEM_MAX ? span_sub(word, 0, STEM_MAX) : word;
}

static uint64_t hash(struct span s)
{
	uint64_t h = 14695981039346656037u;
	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.ptr[i]) * 1099511628211u;
	return h;
}

static int by_hash(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

static void stops_build(struct match_index *m, struct arena *a)
{
	size_t count = 0;
	for (size_t i = 0; i < sizeof stop_words / sizeof *stop_words; i++)
		count += span_words(span_of(stop_words[i]));
	m->stops = ARENA_ARRAY(a, uint64_t, count);
	for (size_t i = 0; i < sizeof stop_words / sizeof *stop_words; i++) {
		struct span rest = span_of(stop_words[i]), one;
		while (span_word(&rest, &one))
			m->stops[m->stop_count++] = hash(one);
	}
	qsort(m->stops, m->stop_count, sizeof *m->stops, by_hash);
}

static bool is_stop_word(const struct match_index *m, struct span word)
{
	uint64_t h = hash(word);
	return bsearch(&h, m->stops, m->stop_count, sizeof h, by_hash) != NULL;
}

struct word {
	uint64_t stem;
	struct span shown;
};
struct reader { /* receives words; fn returns false to stop */
	const struct match_index *m;
	bool (*fn)(void *ctx, const struct word *word);
	void *ctx;
};

static bool word_give(const struct buf *folded, struct span shown, const struct reader *r)
{
	struct span word = buf_span(folded);
	bool fits = word.len > 1 && word.len <= WORD_BYTES && !is_stop_word(r->m, word);
	const struct word w = {hash(stem(word)), shown};
	return !fits || r->fn(r->ctx, &w);
}

/* State while a stretch of text is read: the current word, and the word joined from it and those before it across
 * hyphens. */
struct spelling {
	struct buf word, joined;
	const char *start, *joined_start; /* NULL: none has begun */
};

/* A word ends at `end`. "Wi-Fi" counts as three words: its parts, and both joined. */
static bool spelling_word_end(struct spelling *s, const char *end, bool hyphen, const struct reader *r)
{
	if (!s->start)
		return true;
	bool more = word_give(&s->word, span_make(s->start, (size_t)(end - s->start)), r);
	if (hyphen && !s->joined_start)
		s->joined_start = s->start;
	if (s->joined_start)
		buf_add(&s->joined, buf_span(&s->word));
	if (s->joined_start && !hyphen) {
		more = more && word_give(&s->joined, span_make(s->joined_start, (size_t)(end - s->joined_start)), r);
		buf_reset(&s->joined);
		s->joined_start = NULL;
	}
	buf_reset(&s->word);
	s->start = NULL;
	return more;
}

static bool words_spaced(struct span stretch, const struct reader *r)
{
	struct spelling s = {.start = NULL};
	struct span rest = stretch;
	bool more = true, bad;
	buf_init(&s.word, WORD_BYTES * 2);
	buf_init(&s.joined, WORD_BYTES * 2);
	while (more && rest.len) {
		const char *at = rest.ptr;
		uint32_t c = utf8_take(&rest, &bad);
		if (is_combining(c))
			continue;
		if (match_is_letter(c)) {
			s.start = s.start ? s.start : at;
			letter_put(&s.word, c);
		} else {
			more = spelling_word_end(&s, at, c == '-', r);
		}
	}
	more = more && spelling_word_end(&s, stretch.ptr + stretch.len, false, r);
	buf_clear(&s.word);
	buf_clear(&s.joined);
	return more;
}

static bool words_packed(struct span stretch, const struct reader *r)
{
	bool last = false, more = true;
	while (more && !last && stretch.len) {
		struct span pair = script_pair(&stretch, &last);
		const struct word w = {hash(pair), pair};
		more = last || r->fn(r->ctx, &w);
	}
	return more;
}

static void match_words(const struct reader *r, struct arena *a, struct span text)
{
	struct span rest = utf8_fold(a, text), stretch;
	bool packed, more = true;
	while (more && script_stretch(&rest, &stretch, &packed))
		more = packed ? words_packed(stretch, r) : words_spaced(stretch, r);
}

/* --- the index --- */

struct posting_list {
	struct match_posting *items;
	size_t count, cap;
};
struct indexing {
	const struct match_index *m;
	struct arena *a;
	struct posting_list list;
	uint32_t article;
	bool key;
	size_t words;
};

static bool posting_add(void *ctx, const struct word *w)
{
	struct indexing *x = ctx;
	*LIST_ADD(x->a, &x->list) =
		(struct match_posting){.stem = w->stem, .article = x->article, .key = x->key, .weight = 1};
	return ++x->words < ARTICLE_WORDS;
}

static int by_stem(const void *a, const void *b)
{
	const struct match_posting *x = a, *y = b;
	if (x->stem != y->stem)
		return x->stem < y->stem ? -1 : 1;
	return (x->article > y->article) - (x->article < y->article);
}

/* Merges the postings of each word of an article into one, with its weight there. */
static size_t postings_join(struct match_posting *items, size_t count)
{
	size_t out = 0;
	for (size_t i = 0; i < count;) {
		struct match_posting p = items[i];
		float times = 0;
		for (; i < count && items[i].stem == p.stem && items[i].article == p.article; i++) {
			times += 1;
			p.key |= items[i].key;
		}
		p.weight = p.key ? 1.0f : (float)BODY_WEIGHT * 2.0f * times / (times + 1.0f);
		items[out++] = p;
	}
	return out;
}

static void article_index(struct indexing *x, const struct article_conf *article, uint32_t number)
{
	const struct reader r = {x->m, posting_add, x};
	x->article = number;
	x->words = 0;
	x->key = true;
	match_words(&r, x->a, article->title);
	for (size_t i = 0; i < article->tags.count; i++)
		match_words(&r, x->a, article->tags.items[i]);
	x->key = false;
	match_words(&r, x->a, article->text);
}

void match_build(struct conf *c)
{
	struct arena scratch;
	arena_init(&scratch);
	c->match = ARENA_NEW(&c->arena, struct match_index);
	stops_build(c->match, &c->arena);
	struct indexing x = {.m = c->match, .a = &scratch};
	for (size_t i = 0; i < c->article_count; i++)
		article_index(&x, &c->articles[i], (uint32_t)i);
	if (x.list.count)
		qsort(x.list.items, x.list.count, sizeof *x.list.items, by_stem);
	size_t count = postings_join(x.list.items, x.list.count);
	c->match->items = ARENA_ARRAY(&c->arena, struct match_posting, count ? count : 1);
	c->match->count = count;
	if (count)
		memcpy(c->match->items, x.list.items, count * sizeof *x.list.items);
	arena_clear(&scratch);
}

/* --- a question --- */

struct asked {
	uint64_t stem;
	struct span shown;
	double weight;
};
struct asked_list {
	struct asked *items;
	size_t count, cap;
};
struct tally { /* result for one article */
	double evidence;
	size_t keys;
	struct span_list words;
};
struct asking {
	const struct conf *c;
	struct arena *a;
	const struct match_question *q;
	struct asked_list words;
	double weight; /* weight of the words being read */
	struct tally *tallies;
	size_t candidates; /* articles that are considered at all */
	double total;      /* weight of everything asked */
};

static bool asked_add(void *ctx, const struct word *w)
{
	struct asking *x = ctx;
	for (size_t i = 0; i < x->words.count; i++)
		if (x->words.items[i].stem == w->stem)
			return true;
	*LIST_ADD(x->a, &x->words) = (struct asked){w->stem, w->shown, x->weight};
	return x->words.count < QUESTION_WORDS;
}

static bool is_candidate(const struct asking *x, const struct article_conf *article)
{
	struct span wanted = x->q->language, has = article->language;
	bool same = !wanted.len || (span_istarts(wanted, span_sub(has, 0, 2)) && has.len >= 2);
	return same && (article->is_public || x->q->all);
}

static size_t first_posting(const struct match_index *m, uint64_t stem_hash)
{
	size_t low = 0, high = m->count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (m->items[middle].stem < stem_hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* A word in few articles says most. */
static double rarity(const struct asking *x, size_t in)
{
	return log(1.0 + ((double)(x->candidates - in) + 0.5) / ((double)in + 0.5)) /
	       log(1.0 + ((double)x->candidates + 0.5) / 1.5);
}

static void word_tally(struct asking *x, const struct asked *w)
{
	const struct match_index *m = x->c->match;
	size_t first = first_posting(m, w->stem), in = 0;
	for (size_t i = first; i < m->count && m->items[i].stem == w->stem; i++)
		in += is_candidate(x, &x->c->articles[m->items[i].article]);
	double weight = w->weight * rarity(x, in ? in : 1);
	x->total += weight;
	for (size_t i = first; in && i < m->count && m->items[i].stem == w->stem; i++) {
		struct tally *t = &x->tallies[m->items[i].article];
		double gives = weight * (double)m->items[i].weight;
		t->evidence += gives;
		t->keys += m->items[i].key;
		span_list_add(x->a, &t->words, w->shown);
	}
}

/* The lower of two scores: matching words of enough weight, and a large enough share of what is asked. Long mails
 * contain much that no article has, so weight beyond 6 counts only a tenth. */
static double tally_score(const struct asking *x, const struct tally *t)
{
	double total = x->total < 6 ? x->total : 6 + (x->total - 6) * 0.1;
	double evidence = t->evidence / EVIDENCE, asked = total > 0 ? t->evidence / total / ASKED : 0;
	double score = evidence < asked ? evidence : asked;
	return t->keys >= LEAST_KEYS ? score : score * 0.5;
}

static int match_order(const void *a, const void *b)
{
	const struct match_hit *x = a, *y = b;
	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return x->article < y->article ? -1 : 1;
}

void match_find(const struct conf *c, struct arena *a, const struct match_question *q, struct match_hits *out)
{
	struct asking x = {.c = c, .a = a, .q = q, .weight = SUBJECT_WEIGHT};
	*out = (struct match_hits){0};
	if (!c->article_count)
		return;
	const struct reader r = {c->match, asked_add, &x};
	match_words(&r, a, q->subject);
	x.weight = 1;
	match_words(&r, a, q->text);
	x.tallies = ARENA_ARRAY(a, struct tally, c->article_count);
	for (size_t i = 0; i < c->article_count; i++)
		x.candidates += is_candidate(&x, &c->articles[i]);
	for (size_t i = 0; x.candidates && i < x.words.count; i++)
		word_tally(&x, &x.words.items[i]);
	for (size_t i = 0; i < c->article_count; i++)
		if (x.tallies[i].evidence > 0 && is_candidate(&x, &c->articles[i]))
			*LIST_ADD(a, out) =
				(struct match_hit){&c->articles[i], tally_score(&x, &x.tallies[i]), x.tallies[i].words};
	if (out->count)
		qsort(out->items, out->count, sizeof *out->items, match_order);
}
