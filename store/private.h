/* private: a folder that nobody but this user may write into. Who may could put another store there, take the names of
 * a daemon's bells, or say that mails were sent. */
#ifndef CAREDESK_PRIVATE_H
#define CAREDESK_PRIVATE_H

#include "parsers/base/err.h"

/* ERR_CONFIG where it is another user's, others may write into it, or it is not a folder; else as private_error. */
int private_folder(const char *path, struct err *err);
/* -1: errno, said of that path. ERR_RETRY where it may go well later (no room, no descriptor …), else ERR_CONFIG. */
int private_error(const char *path, struct err *err);

#endif
