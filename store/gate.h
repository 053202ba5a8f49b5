/* gate: lock files that let one process rewrite the store's files while no other has them open.
 *
 * Every process holds the gate, shared, while it has a store open; a process that shuts the gate holds it exclusively.
 * There are two locked files in the store's folder: `.gate` itself, and `.turn`, which is held exclusively by a process
 * that is about to shut the gate: the others notice the call, leave, and wait for their turn. The locks end with the
 * process. Inside store/ only. */
#ifndef CAREDESK_GATE_FILE_H
#define CAREDESK_GATE_FILE_H

#include "parsers/base/err.h"

#include <stdbool.h>

struct gate {
	int held, turn; /* descriptors plus one; 0: none */
};

/* Waits while another process has it shut. Where the folder can't be written to there are no locks, and nobody can shut
 * the gate either. ERR_RETRY. */
int gate_enter(struct gate *g, const char *folder, struct err *err);
/* Is another process waiting for those inside to leave? */
bool gate_is_called(const struct gate *g);
/* Enters exclusively: calls the others and waits for them to leave, each time longer, with pauses in which they may
 * continue. ERR_RETRY: some process stayed inside all the time. */
int gate_shut(struct gate *g, const char *folder, struct err *err);
void gate_leave(struct gate *g); /* does nothing when outside */

#endif
