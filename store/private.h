/* private: checks that a folder is writable only by this user. Anyone else who could write to it could plant another
 * store there, take the names of a daemon's bells, or claim that mails were sent. */
#ifndef CAREDESK_PRIVATE_H
#define CAREDESK_PRIVATE_H

#include "parsers/base/err.h"

/* ERR_CONFIG: it is not a folder, belongs to another user, or is writable by others; else as private_error. */
int private_folder(const char *path, struct err *err);
/* Returns -1 and sets *err from errno, with the path. ERR_RETRY where it may work later (disk full, no descriptors …),
 * else ERR_CONFIG. */
int private_error(const char *path, struct err *err);

#endif
