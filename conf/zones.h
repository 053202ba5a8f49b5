/* zones: time zones from the system's files. */
#ifndef CAREDESK_ZONES_H
#define CAREDESK_ZONES_H

#include "parsers/base/zone.h"

#define ZONES_FOLDER "/usr/share/zoneinfo/"

/* The zone with that IANA name, in the arena; "UTC" needs no file. ERR_NOTFOUND: there is none; ERR_CORRUPT: its file
 * is not a zone; ERR_RETRY: it can't be read. */
int zones_load(struct arena *a, const char *id, const struct zone **out, struct err *err);

#endif
