/* parts: removes what belongs to a ticket's content, both when the ticket is deleted and when it stays (forgetting).
 *
 * Inside store/ only. */
#ifndef CAREDESK_PARTS_H
#define CAREDESK_PARTS_H

#include "store/txn.h"

/* The ticket's mails stay known by their hashes, so that they are not taken in again; the text of their Message-IDs is
 * removed. keep_ticket: the hashes still lead to the ticket. */
int parts_forget_seen(struct txn *t, uint64_t ticket, bool keep_ticket, struct err *err);
/* Removes the outbox rows, sent or unsent, of mails about the ticket. */
int parts_delete_mails(struct txn *t, uint64_t ticket, struct err *err);
/* Removes what undo has stored of the ticket: other agents' last commands may have changed it too, and hold a copy. */
int parts_delete_undos(struct txn *t, uint64_t ticket, struct err *err);

#endif
