/* language_model: how much short runs of letters count for each language, as tables for language.c. They are generated
 * by language_models.c, and read-only, so that they take no time to load and all processes share them. */
#ifndef CAREDESK_LANGUAGE_MODEL_H
#define CAREDESK_LANGUAGE_MODEL_H

#include <stddef.h>
#include <stdint.h>

#define MODEL_LANGUAGES 128
#define MODEL_SLOTS 65536u /* of a hash table with linear probing: a power of two, about twice the number of runs */

/* How much a run of letters counts for a language. */
struct model_share {
	uint8_t language, weight;
};
struct model_slot {
	uint32_t mark;                  /* of the run; 0: free */
	uint32_t first : 24, count : 8; /* its shares */
};
extern const char model_tags[][8];
extern const size_t model_count;
extern const struct model_share model_shares[];
extern const struct model_slot model_slots[MODEL_SLOTS];

/* The hash of a run's bytes, one after the other, from MODEL_HASH on. */
#define MODEL_HASH 14695981039346656037u
static inline uint64_t model_hash(uint64_t hash, unsigned char c)
{
	return (hash ^ c) * 1099511628211u;
}

static inline uint32_t model_mark(uint64_t hash)
{
	return (uint32_t)(hash >> 32) | 1;
}

#endif
