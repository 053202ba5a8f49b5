/* msgid: tolerant parser for Message-IDs in Message-ID, In-Reply-To and References. */
#ifndef CAREDESK_MSGID_H
#define CAREDESK_MSGID_H

#include "parsers/base/arena.h"

#define MSGID_MAX 998 /* longer ones are not ids */

/* Adds the value's ids without <>, in order, without repeats, until the list has `max`. Comments and other words are
 * skipped; blanks inside <> (from folding) are removed. If the value has no <> at all, words with an '@' are ids. An id
 * that can't tell mails apart (no local part or domain, "null", "0") does not count. Ids point into `raw` or the
 * arena. */
void msgid_list(struct arena *a, struct span raw, size_t max, struct span_list *out);

/* The same from the end: the last id comes first. */
void msgid_list_back(struct arena *a, struct span raw, size_t max, struct span_list *out);

/* The id of a Message-ID header, or the empty span. A single word counts even without '@'. */
struct span msgid_one(struct arena *a, struct span raw);

#endif
