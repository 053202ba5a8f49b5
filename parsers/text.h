/* text: the new part of a mail against its quoted history and signature. */
#ifndef CAREDESK_TEXT_H
#define CAREDESK_TEXT_H

#include "parsers/mail.h"

/* Splits UTF-8 text (LF lines). *fresh and *folded together hold every line, in order within each. Where nothing fresh
 * would be left, fresh is all of it and folded is empty. Recognises: "> " quotes, attribution lines of many languages and
 * clients, -----Original Message-----, Outlook header blocks, "-- " and common signatures and device footers. */
void text_fold(struct arena *a, struct span text, bool is_forward, struct span *fresh, struct span *folded);

#endif
