/* searchdoc: what the index holds of a ticket and its messages, as documents. Inside store/ only. */
#ifndef CAREDESK_SEARCHDOC_H
#define CAREDESK_SEARCHDOC_H

#include "store/searchfile.h"
#include "store/store.h"

void searchdoc_message(struct arena *a, const struct ticket *t, const struct message *m, struct search_doc *out);
/* The ticket's own document: first, up to *own, the fields that its messages' documents have too until they are
 * changed; then the other fields. */
struct span searchdoc_head(struct arena *a, const struct ticket *t, uint32_t *own);

#endif
