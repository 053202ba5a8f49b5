/* identity: caredesk started by root works as another user. */
#ifndef CAREDESK_IDENTITY_H
#define CAREDESK_IDENTITY_H

#include "conf/conf.h"
#include "parsers/base/err.h"

/* As root: becomes conf->user, or else the owner of the store's folder, with that user's groups, for good. If that is
 * root too, it stays root and sets *stays: the caller should warn. As any other user it does nothing. ERR_CONFIG: there
 * is no such user, or the process can't become that user. */
int identity_take(const struct conf *conf, bool *stays, struct err *err);

#endif
