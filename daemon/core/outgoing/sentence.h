/* sentence: an event in words. Events are kept as values; their sentences are made when somebody reads them, in
 * that one's language and the desk's zone. */
#ifndef CAREDESK_SENTENCE_H
#define CAREDESK_SENTENCE_H

#include "parsers/base/zone.h"
#include "store/records.h"

/* "Status: new to open" in that language (en where it is another that has none): for people. In the arena. */
struct span sentence_event(struct arena *a, const struct zone *zone, struct span language, const struct event *e);
/* "new to open": the values alone, for programs and tests. May be empty. */
struct span sentence_detail(struct arena *a, const struct zone *zone, const struct event *e);

#endif
