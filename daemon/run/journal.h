/* journal: the mails that a sender has handed over and not yet marked in the store: a file of ids that outlives the
 * process.
 *
 * An entry is there as soon as write() has returned, long before a transaction could be on disk; so a mail is not sent
 * again when its sender is killed between the server's answer and the mark. The file is not synced: after a power
 * failure the mails since the last mark are sent again, with the same Message-IDs. */
#ifndef CAREDESK_JOURNAL_H
#define CAREDESK_JOURNAL_H

#include "parsers/base/arena.h"
#include "parsers/base/err.h"
#include "store/records.h"

/* Opens "FOLDER/sent-N" for this process alone. ERR_RETRY: another process has it, even after a short wait (the sender
 * of a killed daemon may still be ending). The descriptor is the caller's to close. */
int journal_open(const char *folder, unsigned n, int *fd, struct err *err);
/* A failure is not reported: the mark in the store is what counts. */
void journal_add(int fd, uint64_t id);
/* Empties the journal: what it holds is marked in the store. */
void journal_clear(int fd);
/* The ids in journal number n of an earlier process; false if there is no such file. */
bool journal_read(const char *folder, unsigned n, struct arena *a, struct id_list *out);
void journal_remove(const char *folder, unsigned n);
/* Moves all journals of a folder to another one, after the entries that are there. ERR_RETRY: one can't be written. */
int journal_carry(const char *from, const char *to, struct err *err);

#endif
