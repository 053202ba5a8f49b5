/* rtf: extracts the text of Rich Text Format as Outlook sends it in winmail.dat: compressed (MS-OXRTFCP), and often
 * HTML in disguise (MS-OXRTFEX). Bounded, safe on any bytes. */
#ifndef CAREDESK_RTF_H
#define CAREDESK_RTF_H

#include "parsers/charset.h"

/* Decompresses the bytes; empty if they are not compressed RTF. */
struct span rtf_uncompress(struct arena *a, struct span bytes);

/* The text in UTF-8, or HTML if the RTF was made from HTML (*is_html). */
struct span rtf_text(struct charsets *c, struct arena *a, struct span rtf, bool *is_html);

#endif
