#include "daemon/run/retry.h"

const struct retry_policy retry_mailbox = {.first = 2, .cap = 300};
const struct retry_policy retry_login = {.first = 300, .cap = 3600};

struct retry_policy retry_outbox(int64_t give_up)
{
	return (struct retry_policy){.first = 30, .cap = 3600, .give_up = give_up};
}

/* Pseudo-random, and always the same for the same arguments. */
static uint64_t scatter(uint64_t seed, uint32_t failures)
{
	uint64_t x = seed * 0x9E3779B97F4A7C15u + failures;
	x ^= x >> 31;
	x *= 0xBF58476D1CE4E5B9u;
	return x ^ x >> 29;
}

int64_t retry_pause(const struct retry_policy *policy, uint32_t failures, uint64_t seed)
{
	int64_t pause = policy->first;
	for (uint32_t i = 1; i < failures && pause < policy->cap; i++)
		pause *= 2;
	if (pause > policy->cap)
		pause = policy->cap;
	uint64_t tenth = (uint64_t)pause / 10;
	return pause + (int64_t)(scatter(seed, failures) % (tenth + 1));
}

bool retry_next(const struct retry_policy *policy, int64_t started, uint32_t failures, uint64_t seed, int64_t now,
		int64_t *next)
{
	int64_t at = now + retry_pause(policy, failures, seed);
	int64_t end = started + policy->give_up;
	if (policy->give_up && now >= end)
		return false;
	*next = policy->give_up && at > end ? end : at;
	return true;
}
