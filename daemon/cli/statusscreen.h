/* statusscreen: how the desk is doing, as one screen of text, for `status` and, again and again, for `top`. */
#ifndef CAREDESK_STATUSSCREEN_H
#define CAREDESK_STATUSSCREEN_H

#include <stdio.h>

#include "daemon/run/status.h"
#include "parsers/base/zone.h"

/* Within `width` columns; 0: no limit. color: with the terminal's colours. */
void statusscreen_print(FILE *out, const struct zone *zone, const struct desk_status *s, size_t width, bool color);

#endif
