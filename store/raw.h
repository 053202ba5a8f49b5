/* raw: whole mails, compressed (zstd) and cut into chunks, so that none needs a long run of free pages.
 *
 * `of` is the key that all chunks begin with; the chunk's number (from 0, 4 bytes) follows. Each chunk is framed. */
#ifndef CAREDESK_RAW_H
#define CAREDESK_RAW_H

#include "store/txn.h"

#define RAW_LEVEL 1
/* With frame and LMDB's page header four pages of 4096 bytes. */
#define RAW_CHUNK ((size_t)(4 * 4096 - 16 - 5))

void raw_packer_free(struct packer *p); /* NULL is fine; of the transaction that ends */

int raw_put(struct txn *t, struct key of, struct span raw, struct err *err);
/* size: what raw_put was given. ERR_CORRUPT when it is anything else. */
int raw_get(struct txn *t, struct key of, uint64_t size, struct arena *a, struct span *out, struct err *err);

#endif
