/* monotonic: milliseconds since an arbitrary point, for deadlines; they do not jump when the clock is set. */
#ifndef CAREDESK_MONOTONIC_H
#define CAREDESK_MONOTONIC_H

#include <stdint.h>

int64_t monotonic_ms(void);

#endif
