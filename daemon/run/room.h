/* room: while the disk has less than min_free left, intake waits: mail stays on the server, the manager is notified,
 * and intake goes on once there is room. */
#ifndef CAREDESK_ROOM_H
#define CAREDESK_ROOM_H

#include "daemon/run/child.h"
#include "store/store.h"

/* 0: there is room, now or after a wait. -1, ERR_RETRY: there is none, and the process is to end (it was asked to, or
 * env->once). */
int room_await(const struct child_env *env, struct store *store, struct err *err);

#endif
