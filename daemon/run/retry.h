/* retry: how long to wait before what failed is tried again: pauses double up to a cap. */
#ifndef CAREDESK_RETRY_H
#define CAREDESK_RETRY_H

#include <stdbool.h>
#include <stdint.h>

struct retry_policy {
	int64_t first, cap; /* seconds */
	int64_t give_up;    /* seconds after the start; 0: never */
};

extern const struct retry_policy retry_mailbox; /* an IMAP server that cannot be reached */
extern const struct retry_policy retry_login;   /* one that refuses the login: slow, lest the account be locked */

/* A mail to be sent; give_up is limits.give_up. */
struct retry_policy retry_outbox(int64_t give_up);

/* Seconds to wait after that many failures (1 and more). `seed` (a mail's id, a mailbox's number) spreads them by up to
 * a tenth, so that what failed together is not tried again together. */
int64_t retry_pause(const struct retry_policy *policy, uint32_t failures, uint64_t seed);
/* When to try again, or false: given up. `started`: when it was first due. The last try is at the very end. */
bool retry_next(const struct retry_policy *policy, int64_t started, uint32_t failures, uint64_t seed, int64_t now,
		int64_t *next);

#endif
