/* confirmed: carries out what somebody has confirmed by mail, and lets go what nobody did in time. */
#ifndef CAREDESK_CONFIRMED_H
#define CAREDESK_CONFIRMED_H

#include "conf/conf.h"
#include "parsers/reader.h"
#include "store/store.h"

/* *reader: made when it is first needed; the caller's to free. *more: there is more to do now. An erasing waits until
 * no mail to that person is queued. Each piece of work has a transaction of its own. */
int confirmed_step(const struct conf *conf, struct store *s, struct reader **reader, int64_t now, bool *more,
		   struct err *err);

#endif
