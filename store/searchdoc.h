/* searchdoc: what of a ticket and its messages is in the index, as documents. Inside store/
 * only. */
#ifndef CAREDESK_SEARCHDOC_H
#define CAREDESK_SEARCHDOC_H

#include "store/searchfile.h"
#include "store/store.h"

void searchdoc_message(struct arena *a, const struct ticket *t, const struct message *m, struct search_doc *out);
/* Of the ticket itself: first, up to *own, what its messages have too unless it was changed, then what they don't
 * have. */
struct span searchdoc_head(struct arena *a, const struct ticket *t, uint32_t *own);

#endif
