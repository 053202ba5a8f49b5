/* notify: messages to systemd over $NOTIFY_SOCKET (sd_notify(3)); none are sent where that is not set. */
#ifndef CAREDESK_NOTIFY_H
#define CAREDESK_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

void notify_send(const char *state); /* "READY=1", "STOPPING=1", "WATCHDOG=1" */
void notify_reloading(void);         /* the configuration is being reloaded; "READY=1" ends that */
int64_t notify_interval(void);       /* milliseconds between two "WATCHDOG=1"; 0: none asked for */
bool notify_is_journal(int fd);      /* does it go to systemd's journal? */

#endif
