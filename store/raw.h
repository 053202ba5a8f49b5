/* raw: whole mails, compressed (zstd) and cut into chunks, so that none needs a long run of free pages.
 *
 * `of` is the common prefix of the chunks' keys; the chunk's number (from 0, 4 bytes) follows. Each chunk is framed. */
#ifndef CAREDESK_RAW_H
#define CAREDESK_RAW_H

#include "store/txn.h"

#define RAW_LEVEL 1
/* Four pages of 4096 bytes, less the frame and LMDB's page header. */
#define RAW_CHUNK ((size_t)(4 * 4096 - 16 - 5))

void raw_packer_free(struct packer *p); /* NULL is fine; as its store rests or is closed */

int raw_put(struct txn *t, struct key of, struct span raw, struct err *err);
/* size: the size that raw_put was given. ERR_CORRUPT when the mail has any other. */
int raw_get(struct txn *t, struct key of, uint64_t size, struct arena *a, struct span *out, struct err *err);

#endif
