/* disk: is there room for what may come in? */
#ifndef CAREDESK_DISK_H
#define CAREDESK_DISK_H

#include "conf/conf.h"

/* ERR_RETRY, in words, when less than limits.min_free is left where the store is. */
int disk_room(const struct conf *conf, struct err *err);
/* Bytes that are free there; 0 when it can't be told. */
uint64_t disk_free(const struct conf *conf);

#endif
