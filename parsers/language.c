#include "parsers/language.h"

#include "parsers/prose.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDER "/usr/share/libexttextcat/"
#define LANGUAGES_MAX 128
#define RUNS 400 /* per language; its file has the most frequent ones first */
#define RUN_LETTERS 5
#define SLOTS 65536u /* of the hash table: a power of two, about twice the number of runs */
#define SCALE 4.0
#define FILE_MOST 16384 /* bytes of a file; several times the size of its runs */

#define WORDS_MAX ((size_t)160) /* bytes of words that are compared */
#define LETTERS_MIN 55          /* letters of Latin script that a text must have … */
#define SIGNS_MIN 15            /* … and of other scripts, where each letter says more */
#define HALF_MIN 30             /* bytes; a shorter half of a text need not agree with the whole */
#define LATIN_LEAST 11          /* minimum score per letter */
#define OTHERS_LEAST 5

/* File names without ".lm", with "=tag" if the tag differs; one line per script. */
static const char latin[] =
	"af ast br bs ca cs cy da de en eo es et eu fi fo fr fy ga gd gl ha-NG=ha hr hsb ht hu id is "
	"it la lb lt lv ms mt nb nds nl pl pt rm ro sk sl so sq sr-Latn=sr sv sw tl tr uz vi wa xh "
	"zu";
static const char *const scripts[] = {
	latin,
	"be bg kk ky mk mn ru rue sr-Cyrl=sr tg tt uk uz-Cyrl=uz",
	"ar ckb fa ug ur",
	"hi mr ne",
	"he yi",
	"el grc",
	"ja ko zh-Hans=zh-cn zh-Hant=zh-tw",
	"am",
	"bn",
	"gu",
	"hy",
	"ka",
	"km",
	"kn",
	"lo",
	"ml",
	"my",
	"pa",
	"si",
	"ta",
	"te",
	"th",
};
#define SCRIPTS (sizeof(scripts) / sizeof(*scripts))

/* How much a run of letters counts for a language. */
struct share {
	uint8_t language, weight;
};
struct languages {
	char tags[LANGUAGES_MAX][8];
	uint16_t alike[LANGUAGES_MAX]; /* number of languages in its script */
	size_t count;
	struct share *shares;
	struct slot {
		uint32_t mark;  /* the upper half of the run's hash; 0: free */
		uint32_t first; /* index of its first share */
		uint16_t count, alike;
	} * slots;
};

/* --- the languages' data ---  */

#define HASH_START 14695981039346656037u

static uint64_t hash_on(uint64_t h, unsigned char c)
{
	return (h ^ c) * 1099511628211u;
}

/* The run's slot, or the free slot for it. */
static struct slot *run_slot(const struct languages *l, uint64_t run)
{
	uint32_t mark = (uint32_t)(run >> 32) | 1;
	size_t at = run & (SLOTS - 1);
	while (l->slots[at].mark && l->slots[at].mark != mark)
		at = (at + 1) & (SLOTS - 1);
	return &l->slots[at];
}

/* A line in a language's file. */
struct use {
	uint64_t run; /* its hash */
	uint8_t language, rank;
};
struct uses {
	struct use *items;
	size_t count;
};

static void run_read(struct languages *l, struct uses *uses, struct span line, unsigned rank)
{
	uint64_t h = HASH_START;
	for (size_t i = 0; i < line.len && (unsigned char)line.ptr[i] > ' '; i++)
		h = hash_on(h, (unsigned char)line.ptr[i]);
	uses->items[uses->count++] = (struct use){h, (uint8_t)l->count, (uint8_t)(rank / 2)};
	struct slot *slot = run_slot(l, h);
	slot->mark = (uint32_t)(h >> 32) | 1;
	slot->count++;
}

static void model_file_read(struct languages *l, struct uses *uses, struct span name, struct span tag)
{
	char path[100], bytes[FILE_MOST];
	snprintf(path, sizeof(path), FOLDER "%.*s.lm", SPAN_ARG(name));
	FILE *f = l->count < LANGUAGES_MAX ? fopen(path, "re") : NULL;
	if (!f)
		return;
	struct span text = span_make(bytes, fread(bytes, 1, sizeof(bytes), f)), line;
	for (unsigned rank = 0; rank < RUNS && span_line(&text, &line); rank++)
		run_read(l, uses, line, rank);
	fclose(f);
	snprintf(l->tags[l->count++], sizeof(*l->tags), "%.*s", SPAN_ARG(tag));
}

static void script_read(struct languages *l, struct uses *uses, struct span names)
{
	size_t first = l->count;
	struct span word, file;
	while (span_word(&names, &word)) {
		struct span tag = word;
		span_cut(&tag, '=', &file);
		model_file_read(l, uses, file, tag.len ? tag : file);
	}
	for (size_t i = first; i < l->count; i++)
		l->alike[i] = (uint16_t)(l->count - first);
}

/* How much a run counts for a language: the more frequent it is there and the fewer languages have it, the more. */
static uint8_t gram_weight(double rank, double languages, double with)
{
	return (uint8_t)(SCALE * (1 + log2(RUNS / (rank + 1))) * log2(languages / with) + 0.5);
}

/* Assigns each run the place of its shares. A run that most languages of the script have is dropped: it says next to
 * nothing. */
static void shares_place(struct languages *l, const struct uses *uses)
{
	uint32_t first = 0;
	for (size_t i = 0; i < uses->count; i++) {
		struct slot *slot = run_slot(l, uses->items[i].run);
		if (slot->alike || !slot->count)
			continue;
		slot->alike = l->alike[uses->items[i].language];
		if (slot->count * 2 > slot->alike + 1)
			slot->count = 0;
		slot->first = first;
		first += slot->count;
	}
}

static void shares_put(struct languages *l, const struct uses *uses)
{
	for (size_t i = 0; i < uses->count; i++) {
		const struct use *use = &uses->items[i];
		struct slot *slot = run_slot(l, use->run);
		if (slot->count)
			l->shares[slot->first++] = (struct share){
				use->language, gram_weight(use->rank * 2.0, slot->alike + 1.0, slot->count)};
	}
	for (size_t i = 0; i < SLOTS; i++)
		l->slots[i].first -= l->slots[i].count;
}

bool languages_installed(void)
{
	return access(FOLDER "en.lm", R_OK) == 0;
}

static void *language_room(size_t count, size_t size)
{
	void *memory = calloc(count, size);
	if (!memory)
		abort();
	return memory;
}

struct languages *languages_new(void)
{
	struct languages *l = language_room(1, sizeof(*l));
	struct uses uses = {.items = language_room((size_t)LANGUAGES_MAX * RUNS, sizeof(*uses.items))};
	l->slots = language_room(SLOTS, sizeof(*l->slots));
	for (size_t i = 0; i < SCRIPTS; i++)
		script_read(l, &uses, span_of(scripts[i]));
	l->shares = language_room(uses.count + 1, sizeof(*l->shares));
	shares_place(l, &uses);
	shares_put(l, &uses);
	free(uses.items);
	return l;
}

void languages_free(struct languages *l)
{
	if (!l)
		return;
	free(l->shares);
	free(l->slots);
	free(l);
}

/* --- which language --- */

struct scores {
	uint32_t of[LANGUAGES_MAX];
};

static void run_count(const struct languages *l, uint64_t run, struct scores *out)
{
	const struct slot *slot = run_slot(l, run);
	const struct share *share = &l->shares[slot->first];
	for (size_t i = slot->count; i; i--, share++)
		out->of[share->language] += share->weight;
}

static size_t letter_length(unsigned char c)
{
	return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/* Scores all runs of up to five letters. A space marks the end of a word; no run continues past it. */
static void runs_score(const struct languages *l, struct span words, struct scores *out)
{
	for (size_t from = 0; from < words.len; from += letter_length((unsigned char)words.ptr[from])) {
		uint64_t h = HASH_START;
		size_t at = from;
		for (unsigned n = 0; n < RUN_LETTERS && at < words.len; n++) {
			size_t next = at + letter_length((unsigned char)words.ptr[at]);
			bool space = words.ptr[at] == ' ';
			for (; at < next && at < words.len; at++)
				h = hash_on(h, space ? '_' : (unsigned char)words.ptr[at]);
			run_count(l, h, out);
			if (space && n)
				break;
		}
	}
}

/* The two languages that fit best. */
struct judgement {
	size_t best, second;
	uint32_t scores[2];
};

static struct judgement language_judge(const struct languages *l, const struct scores *s)
{
	struct judgement j = {0};
	for (size_t i = 0; i < l->count; i++) {
		if (s->of[i] > j.scores[0]) {
			j = (struct judgement){i, j.best, {s->of[i], j.scores[0]}};
		} else if (s->of[i] > j.scores[1]) {
			j.second = i;
			j.scores[1] = s->of[i];
		}
	}
	return j;
}

/* Is a part of the text also in that language? A very short part always agrees. */
static bool half_agrees(const struct languages *l, struct span part, const struct scores *s, size_t language)
{
	return part.len < HALF_MIN || s->of[language] * 10 >= language_judge(l, s).scores[0] * 6;
}

static struct span first_half(struct span words)
{
	size_t at = words.len / 2;
	while (at < words.len && words.ptr[at] != ' ')
		at++;
	return span_sub(words, 0, at);
}

/* The largest share of the best score that the second may have: the more letters, the less chance matters. */
static double next_most(size_t letters)
{
	return 1 - 1.25 / sqrt((double)letters);
}

static struct span surely(const struct languages *l, struct arena *a, struct span words, size_t letters, uint32_t least)
{
	struct span parts[] = {first_half(words), span_from(words, first_half(words).len)};
	struct scores halves[2] = {{{0}}}, all = {{0}};
	for (size_t i = 0; i < 2; i++) {
		runs_score(l, parts[i], &halves[i]);
		for (size_t k = 0; k < l->count; k++)
			all.of[k] += halves[i].of[k];
	}
	struct judgement j = language_judge(l, &all);
	if (!j.scores[0] || j.scores[0] < least * letters || j.scores[1] > j.scores[0] * next_most(letters))
		return SPAN_NONE;
	if (!half_agrees(l, parts[0], &halves[0], j.best) || !half_agrees(l, parts[1], &halves[1], j.best))
		return SPAN_NONE;
	return arena_dup(a, span_of(l->tags[j.best]));
}

struct span languages_sure(const struct languages *l, struct arena *a, struct span text)
{
	struct prose p;
	struct span tag = SPAN_NONE;
	prose_read(a, text, WORDS_MAX, &p);
	if (p.latin >= LETTERS_MIN && p.latin > 9 * p.others)
		tag = surely(l, a, p.words, p.latin, LATIN_LEAST);
	else if (p.others >= SIGNS_MIN && p.others > 2 * p.latin)
		tag = surely(l, a, p.words, p.others, OTHERS_LEAST);
	return tag;
}
