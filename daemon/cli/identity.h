/* identity: root starts caredesk, somebody else does its work. */
#ifndef CAREDESK_IDENTITY_H
#define CAREDESK_IDENTITY_H

#include "conf/conf.h"
#include "parsers/base/err.h"

/* As root: becomes conf->user, else whom the store's folder belongs to, with that one's groups, for good. Where that is
 * root too it stays, and *stays is set; somebody has to say so. Not as root: nothing. ERR_CONFIG: there is no such
 * user. */
int identity_take(const struct conf *conf, bool *stays, struct err *err);

#endif
