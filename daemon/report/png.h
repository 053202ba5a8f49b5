/* png: a drawing as a picture for a mail, on white (cairo). */
#ifndef CAREDESK_REPORT_PNG_H
#define CAREDESK_REPORT_PNG_H

#include "daemon/report/drawing.h"
#include "parsers/base/buf.h"

/* `scale`: 2 for screens with small dots. False: it can't be made. */
bool png_write(struct buf *out, const struct drawing *d, double scale);

#endif
