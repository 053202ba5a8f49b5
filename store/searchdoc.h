/* searchdoc: what of a ticket and its messages is in the index, as documents; and the numbers of their rows. Inside
 * store/ only. */
#ifndef CAREDESK_SEARCHDOC_H
#define CAREDESK_SEARCHDOC_H

#include "store/searchfile.h"
#include "store/store.h"

uint64_t searchdoc_row(uint64_t ticket, uint32_t seq);
void searchdoc_of_row(uint64_t row, uint64_t *ticket, uint32_t *seq);
void searchdoc_message(struct arena *a, const struct ticket *t, const struct message *m, struct search_doc *out);
/* Of the ticket itself: first, up to *own, what its messages have too unless it was changed, then what they don't
 * have. */
struct span searchdoc_head(struct arena *a, const struct ticket *t, uint32_t *own);

#define SEARCHDOC_SEQ_MAX ((1U << 20) - 1)

#endif
