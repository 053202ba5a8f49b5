/* Makes the C source for language_model.h from libexttextcat's files, of which each lists a language's runs of letters,
 * the most frequent first. Part of the build: language_models FOLDER > language_model.c */
#include "parsers/language_model.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUNS 400 /* per language */
#define SCALE 4.0
#define USES ((size_t)MODEL_LANGUAGES * RUNS)
#define LINE_BYTES 200

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

struct slot {
	uint32_t mark;  /* 0: free */
	uint32_t first; /* index of its first share */
	uint32_t count, alike;
};
/* A line in a language's file. */
struct use {
	uint64_t run; /* its hash */
	uint8_t language;
	unsigned rank;
};
struct models {
	char tags[MODEL_LANGUAGES][8];
	unsigned alike[MODEL_LANGUAGES]; /* number of languages in its script */
	size_t count, used;
	struct use uses[USES];
	struct model_share shares[USES];
	struct slot slots[MODEL_SLOTS];
};

/* The run's slot, or the free slot for it. */
static struct slot *run_slot(struct models *m, uint64_t run)
{
	size_t at = run % MODEL_SLOTS;
	while (m->slots[at].mark && m->slots[at].mark != model_mark(run))
		at = (at + 1) % MODEL_SLOTS;
	return &m->slots[at];
}

static void run_take(struct models *m, const char *line, unsigned rank)
{
	uint64_t run = MODEL_HASH;
	for (size_t i = 0; (unsigned char)line[i] > ' '; i++)
		run = model_hash(run, (unsigned char)line[i]);
	m->uses[m->used++] = (struct use){run, (uint8_t)m->count, rank};
	struct slot *slot = run_slot(m, run);
	slot->mark = model_mark(run);
	slot->count++;
}

static void model_take(struct models *m, const char *folder, const char *name, const char *tag)
{
	char path[1000], line[LINE_BYTES];
	snprintf(path, sizeof(path), "%s/%s.lm", folder, name);
	FILE *f = m->count < MODEL_LANGUAGES ? fopen(path, "r") : NULL;
	if (!f) /* an older version has fewer */
		return;
	for (unsigned rank = 0; rank < RUNS && fgets(line, sizeof(line), f); rank++)
		run_take(m, line, rank);
	fclose(f);
	snprintf(m->tags[m->count++], sizeof(*m->tags), "%s", tag);
}

static void script_take(struct models *m, const char *folder, const char *names)
{
	char *words = strdup(names), *rest = words, *word;
	size_t first = m->count;
	while ((word = strsep(&rest, " "))) {
		char *tag = strchr(word, '=');
		if (tag)
			*tag++ = '\0';
		model_take(m, folder, word, tag ? tag : word);
	}
	for (size_t i = first; i < m->count; i++)
		m->alike[i] = (unsigned)(m->count - first);
	free(words);
}

/* How much a run counts for a language: the more frequent it is there and the fewer languages have it, the more. */
static uint8_t run_weight(unsigned rank, const struct slot *slot)
{
	double often = 1 + log2((double)RUNS / (rank | 1)), languages = slot->alike + 1.0;
	return (uint8_t)(SCALE * often * log2(languages / slot->count) + 0.5);
}

/* Assigns each run the place of its shares. A run that most languages of the script have is dropped: it says next to
 * nothing. */
static void shares_place(struct models *m)
{
	uint32_t first = 0;
	for (size_t i = 0; i < m->used; i++) {
		struct slot *slot = run_slot(m, m->uses[i].run);
		if (slot->alike || !slot->count)
			continue;
		slot->alike = m->alike[m->uses[i].language];
		if (slot->count * 2 > slot->alike + 1)
			slot->count = 0;
		slot->first = first;
		first += slot->count;
	}
}

static size_t shares_put(struct models *m)
{
	size_t count = 0;
	for (size_t i = 0; i < m->used; i++) {
		struct slot *slot = run_slot(m, m->uses[i].run);
		if (!slot->count)
			continue;
		m->shares[slot->first++] = (struct model_share){m->uses[i].language, run_weight(m->uses[i].rank, slot)};
		count++;
	}
	for (size_t i = 0; i < MODEL_SLOTS; i++)
		m->slots[i].first -= m->slots[i].count;
	return count;
}

static void models_print(const struct models *m, size_t shares)
{
	printf("#include \"parsers/language_model.h\"\nconst char model_tags[][8] = {");
	for (size_t i = 0; i < m->count; i++)
		printf("\"%s\", ", m->tags[i]);
	printf("};\nconst size_t model_count = %zu;\nconst struct model_share model_shares[] = {\n", m->count);
	for (size_t i = 0; i < shares; i++)
		printf("{%u, %u},%s", m->shares[i].language, m->shares[i].weight, i % 16 == 15 ? "\n" : " ");
	printf("};\nconst struct model_slot model_slots[MODEL_SLOTS] = {\n");
	for (size_t i = 0; i < MODEL_SLOTS; i++)
		if (m->slots[i].mark)
			printf("[%zu] = {%uu, %u, %u},\n", i, m->slots[i].mark, m->slots[i].first, m->slots[i].count);
	printf("};\n");
}

int main(int argc, char **argv)
{
	struct models *m = calloc(1, sizeof(*m));
	if (argc != 2 || !m)
		return 1;
	for (size_t i = 0; i < SCRIPTS; i++)
		script_take(m, argv[1], scripts[i]);
	if (m->count == 0)
		fprintf(stderr, "%s: there is no language data (Debian: libexttextcat-data)\n", argv[1]);
	shares_place(m);
	models_print(m, shares_put(m));
	bool made = m->count && fflush(stdout) == 0;
	free(m);
	return made ? 0 : 1;
}
