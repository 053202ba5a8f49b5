/* text: the new part of a mail against its quoted history and signature. */
#ifndef CAREDESK_TEXT_H
#define CAREDESK_TEXT_H

#include "parsers/mail.h"

/* Every line is in `fresh` or in `folded`, and, where history was folded, every line is in `whole` or in `signature`
 * too; in order within each. */
struct text_parts {
	struct span fresh, folded; /* the new part; quoted history and signature */
	struct span whole,
		signature; /* the same where only the signature is folded; both empty where that is no other */
	const bool *fresh_lines, *whole_lines; /* of each line: is it in fresh, in whole; NULL: all are */
	size_t lines;                          /* how many; the last one may be many (lines.h) */
};

/* Splits UTF-8 text (LF lines). Where nothing fresh would be left, all of it is fresh. Recognises: "> " quotes,
 * attribution lines of many languages and clients, -----Original Message-----, Outlook header blocks, "-- " and common
 * signatures and device footers. */
void text_fold(struct arena *a, struct span text, bool is_forward, struct text_parts *out);

/* Has the text a line of the writer's own? False: it is quoted history and signature alone. */
bool text_has_own(struct arena *a, struct span text);

/* Is there quoted history in it, beside signatures? */
bool text_has_history(struct arena *a, struct span text);

/* Is that line, folded and trimmed, one that closes a letter ("Best regards,")? */
bool text_closes(struct span folded);

/* *own: the text up to the first line that is quoted, leads to a quoted or forwarded mail, or begins a signature.
 * *rest: from the first quoted line on; a signature in between is in neither. Both are parts of `text`. */
void text_own(struct arena *a, struct span text, struct span *own, struct span *rest);

#endif
