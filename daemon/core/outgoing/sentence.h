/* sentence: an event in words. Events are stored as values; their sentences are made for each reader, in the reader's
 * language and the desk's time zone. */
#ifndef CAREDESK_SENTENCE_H
#define CAREDESK_SENTENCE_H

#include "parsers/base/zone.h"
#include "store/records.h"

/* "Status: new to open" in that language (English if it is not known): for people. In the arena. */
struct span sentence_event(struct arena *a, const struct zone *zone, struct span language, const struct event *e);
/* "new to open": the bare values, for programs and tests. May be empty. */
struct span sentence_detail(struct arena *a, const struct zone *zone, const struct event *e);

#endif
