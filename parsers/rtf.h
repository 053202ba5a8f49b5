/* rtf: the text of Rich Text Format as Outlook sends it in winmail.dat: compressed (MS-OXRTFCP), and often HTML in
 * disguise (MS-OXRTFEX). Bounded, safe on any bytes. */
#ifndef CAREDESK_RTF_H
#define CAREDESK_RTF_H

#include "parsers/charset.h"

/* Undoes the compression; empty where there is none to undo. */
struct span rtf_uncompress(struct arena *a, struct span bytes);

/* UTF-8 text, or HTML where it was made of that (*is_html). */
struct span rtf_text(struct charsets *c, struct arena *a, struct span rtf, bool *is_html);

#endif
