/* disk: is there room for what may come in? */
#ifndef CAREDESK_DISK_H
#define CAREDESK_DISK_H

#include "conf/conf.h"

/* ERR_RETRY, in words, when less than limits.min_free is left where the store is. */
int disk_room(const struct conf *conf, struct err *err);
/* Bytes that are free there; false: it can't be told. */
bool disk_free(const struct conf *conf, uint64_t *out);

#endif
