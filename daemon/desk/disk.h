/* disk: is there room for more mail? */
#ifndef CAREDESK_DISK_H
#define CAREDESK_DISK_H

#include "conf/conf.h"

/* ERR_RETRY, with an explanation, if less than limits.min_free is left on the store's disk. */
int disk_room(const struct conf *conf, struct err *err);
/* Free bytes on the store's disk; false: unknown. */
bool disk_free(const struct conf *conf, uint64_t *out);

#endif
