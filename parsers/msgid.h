/* msgid: Message-IDs in Message-ID, In-Reply-To and References; tolerant. */
#ifndef CAREDESK_MSGID_H
#define CAREDESK_MSGID_H

#include "parsers/base/arena.h"

#define MSGID_MAX 998 /* longer ones are not ids */

/* Adds the ids of the value without their <>, in the order they stand, none twice, until the list has `max`. Comments
 * and words that are not ids are passed over; blanks inside <> (from folding) are taken out. An id without <> is taken
 * where the value has no <> at all and the word holds an '@'. One that tells no mail from another (no local part or
 * domain, "null", "0") is none. Ids point into `raw` or the arena. */
void msgid_list(struct arena *a, struct span raw, size_t max, struct span_list *out);

/* The same from the end: the last one first. */
void msgid_list_back(struct arena *a, struct span raw, size_t max, struct span_list *out);

/* The one id of a Message-ID header, or the empty span. A single word is taken even without '@'. */
struct span msgid_one(struct arena *a, struct span raw);

#endif
