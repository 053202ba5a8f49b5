#include "parsers/language.h"

#include "parsers/language_model.h"
#include "parsers/prose.h"

#include <math.h>

#define RUN_LETTERS 5

#define WORDS_MAX ((size_t)160) /* bytes of words that are compared */
#define LETTERS_MIN 55          /* letters of Latin script that a text must have … */
#define SIGNS_MIN 15            /* … and of other scripts, where each letter says more */
#define HALF_MIN 30             /* bytes; a shorter half of a text need not agree with the whole */
#define LATIN_LEAST 11          /* minimum score per letter */
#define OTHERS_LEAST 5

struct scores {
	uint32_t of[MODEL_LANGUAGES];
};

static void run_count(uint64_t run, struct scores *out)
{
	size_t at = run % MODEL_SLOTS;
	while (model_slots[at].mark && model_slots[at].mark != model_mark(run))
		at = (at + 1) % MODEL_SLOTS;
	const struct model_share *share = &model_shares[model_slots[at].first];
	for (size_t i = model_slots[at].count; i; i--, share++)
		out->of[share->language] += share->weight;
}

static size_t letter_length(unsigned char c)
{
	return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/* Scores all runs of up to five letters. A space marks the end of a word; no run continues past it. */
static void runs_score(struct span words, struct scores *out)
{
	for (size_t from = 0; from < words.len; from += letter_length((unsigned char)words.ptr[from])) {
		uint64_t h = MODEL_HASH;
		size_t at = from;
		for (unsigned n = 0; n < RUN_LETTERS && at < words.len; n++) {
			size_t next = at + letter_length((unsigned char)words.ptr[at]);
			bool space = words.ptr[at] == ' ';
			for (; at < next && at < words.len; at++)
				h = model_hash(h, space ? '_' : (unsigned char)words.ptr[at]);
			run_count(h, out);
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

static struct judgement language_judge(const struct scores *s)
{
	struct judgement j = {0};
	for (size_t i = 0; i < model_count; i++) {
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
static bool half_agrees(struct span part, const struct scores *s, size_t language)
{
	return part.len < HALF_MIN || s->of[language] * 10 >= language_judge(s).scores[0] * 6;
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

static struct span surely(struct arena *a, struct span words, size_t letters, uint32_t least)
{
	struct span parts[] = {first_half(words), span_from(words, first_half(words).len)};
	struct scores halves[2] = {{{0}}}, all = {{0}};
	for (size_t i = 0; i < 2; i++) {
		runs_score(parts[i], &halves[i]);
		for (size_t k = 0; k < model_count; k++)
			all.of[k] += halves[i].of[k];
	}
	struct judgement j = language_judge(&all);
	if (!j.scores[0] || j.scores[0] < least * letters || j.scores[1] > j.scores[0] * next_most(letters))
		return SPAN_NONE;
	if (!half_agrees(parts[0], &halves[0], j.best) || !half_agrees(parts[1], &halves[1], j.best))
		return SPAN_NONE;
	return arena_dup(a, span_of(model_tags[j.best]));
}

struct span language_sure(struct arena *a, struct span text)
{
	struct prose p;
	struct span tag = SPAN_NONE;
	prose_read(a, text, WORDS_MAX, &p);
	if (p.latin >= LETTERS_MIN && p.latin > 9 * p.others)
		tag = surely(a, p.words, p.latin, LATIN_LEAST);
	else if (p.others >= SIGNS_MIN && p.others > 2 * p.latin)
		tag = surely(a, p.words, p.others, OTHERS_LEAST);
	return tag;
}
