/* text: the new part of a mail against its quoted history and signature. */
#ifndef CAREDESK_TEXT_H
#define CAREDESK_TEXT_H

#include "parsers/mail.h"

/* Splits UTF-8 text (LF lines). *fresh and *folded together hold every line, in order within each. Where nothing fresh
 * would be left, fresh is all of it and folded is empty. Recognises: "> " quotes, attribution lines of many languages and
 * clients, -----Original Message-----, Outlook header blocks, "-- " and common signatures and device footers. */
void text_fold(struct arena *a, struct span text, bool is_forward, struct span *fresh, struct span *folded);

/* Has the text a line of the writer's own? False: it is quoted history and signature alone. */
bool text_has_own(struct arena *a, struct span text);

/* *own: the text up to the first line that is quoted, leads to a quoted or forwarded mail, or begins a signature.
 * *rest: from the first quoted line on; a signature in between is in neither. Both are parts of `text`. */
void text_own(struct arena *a, struct span text, struct span *own, struct span *rest);

#endif
