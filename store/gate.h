/* gate: who has the store's files open, so that they can be put in order once nobody has.
 *
 * Everybody holds the gate while a store is open, together; who shuts it holds it alone. Two locked files in the
 * store's folder: `.gate` itself, and `.turn`, which whoever is about to shut it holds alone: the others see that they
 * are called, leave, and wait after it. The locks end with the process. Inside store/ only. */
#ifndef CAREDESK_GATE_FILE_H
#define CAREDESK_GATE_FILE_H

#include "parsers/base/err.h"

#include <stdbool.h>

struct gate {
	int held, turn; /* descriptors plus one; 0: none */
};

/* Waits for whoever has shut it. Where the folder can't be written there are no locks, and nobody who shuts it.
 * ERR_RETRY. */
int gate_enter(struct gate *g, const char *folder, struct err *err);
/* Shall those who are inside leave? */
bool gate_is_called(const struct gate *g);
/* Alone. It calls the others and waits for them, ever longer, with pauses in which they go on. ERR_RETRY: somebody has
 * stayed all the time. */
int gate_shut(struct gate *g, const char *folder, struct err *err);
void gate_leave(struct gate *g); /* fine when outside */

#endif
