/* svg: a drawing as an element to stand in an HTML page, whose style sheet has a class for each paint ("p0" …). */
#ifndef CAREDESK_REPORT_SVG_H
#define CAREDESK_REPORT_SVG_H

#include "daemon/report/drawing.h"
#include "parsers/base/buf.h"

void svg_write(struct buf *out, const struct drawing *d);
/* A text between tags or in quotes. */
void svg_text(struct buf *out, struct span text);

#endif
