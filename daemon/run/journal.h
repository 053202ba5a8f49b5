/* journal: which mails a sender has handed over and not yet marked in the store: a file of ids that outlives the
 * process.
 *
 * A line is there as soon as write() has returned, long before a transaction could be on disk; so a sender that is
 * killed between the server's answer and its mark does not send the mail again. It is not synced: after a loss of power
 * the mails since the last mark go out again, with the Message-IDs they had. */
#ifndef CAREDESK_JOURNAL_H
#define CAREDESK_JOURNAL_H

#include "parsers/base/arena.h"
#include "parsers/base/err.h"
#include "store/records.h"

/* "FOLDER/sent-N", which no other process has: a sender of a daemon that was killed may still be ending. Waits a little
 * for that; ERR_RETRY. The descriptor is the caller's to close. */
int journal_open(const char *folder, unsigned n, int *fd, struct err *err);
/* A failure is not reported: the mark in the store is what counts. */
void journal_add(int fd, uint64_t id);
/* What it holds is in the store. */
void journal_clear(int fd);
/* What journal number n of an earlier process holds; none where there is no such file. */
void journal_read(const char *folder, unsigned n, struct arena *a, struct id_list *out);
void journal_remove(const char *folder, unsigned n);
/* All that stand in a folder go to the other one, after what stands there. ERR_RETRY: one can't be written. */
int journal_carry(const char *from, const char *to, struct err *err);

#endif
