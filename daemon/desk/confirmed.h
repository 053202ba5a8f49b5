/* confirmed: carries out what people have confirmed by mail, and drops what was not confirmed in time. */
#ifndef CAREDESK_CONFIRMED_H
#define CAREDESK_CONFIRMED_H

#include "conf/conf.h"
#include "parsers/reader.h"
#include "store/store.h"

/* *reader: created when first needed; the caller frees it. *more: there is more to do now. A person's data are erased
 * only when no mail to them is queued any more. Each piece of work has its own transaction. */
int confirmed_step(const struct conf *conf, struct store *s, struct reader **reader, int64_t now, bool *more,
		   struct err *err);

#endif
