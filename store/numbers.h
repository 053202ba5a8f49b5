/* numbers: of tickets, mails, quarantined mails, changes and pseudonyms. None is given twice; some may never be given.
 *
 * A backend that counts by itself (kv_ops.number) gives a block at a time to each process: no record that every
 * transaction would have to change. What a transaction leaves of it, or took and did not commit, is there for the next
 * one. Else the next number is a record. */
#ifndef CAREDESK_NUMBERS_H
#define CAREDESK_NUMBERS_H

#include "store/txn.h"

/* From *out on, numbers that this transaction may give. */
int number_next(struct txn *t, enum number of, uint64_t *out, struct err *err);
/* Is it one of those? */
int number_is_new(struct txn *t, enum number of, uint64_t number, bool *out, struct err *err);
/* Was it one when the transaction began? */
int number_was_new(struct txn *t, enum number of, uint64_t number, bool *out, struct err *err);
/* It is given, and those before it with it. */
int number_take(struct txn *t, enum number of, uint64_t number, struct err *err);
/* No number from *out on was given so far, by anybody. */
int number_end(struct txn *t, enum number of, uint64_t *out, struct err *err);

#endif
