/* numbers: for tickets, mails, quarantined mails, changes and pseudonyms. None is given twice; some may never be given.
 *
 * A backend with its own counter (kv_ops.number) gives each process a block at a time, so that there is no record that
 * every transaction would have to change. What a transaction leaves of its block, or took without committing, is used
 * by the next one. With other backends the next number is a record. */
#ifndef CAREDESK_NUMBERS_H
#define CAREDESK_NUMBERS_H

#include "store/txn.h"

/* *out: the first of the numbers that this transaction may give. */
int number_next(struct txn *t, enum number of, uint64_t *out, struct err *err);
/* May this transaction still give it? */
int number_is_new(struct txn *t, enum number of, uint64_t number, bool *out, struct err *err);
/* Could it be given when the transaction began? */
int number_was_new(struct txn *t, enum number of, uint64_t number, bool *out, struct err *err);
/* Marks it, and those before it, as given. */
int number_take(struct txn *t, enum number of, uint64_t number, struct err *err);
/* *out: no process has given this number or a higher one so far. */
int number_end(struct txn *t, enum number of, uint64_t *out, struct err *err);

#endif
