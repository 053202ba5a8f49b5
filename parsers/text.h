/* text: separates the new part of a mail from its quoted history and signature. */
#ifndef CAREDESK_TEXT_H
#define CAREDESK_TEXT_H

#include "parsers/mail.h"

/* Every line is either in `fresh` or in `folded` and, if history was folded, also either in `whole` or in `signature`;
 * in order within each. */
struct text_parts {
	struct span fresh, folded; /* the new part; quoted history and signature */
	struct span whole,
		signature; /* the same split, with only the signature folded; both empty if there is no history */
	const bool *fresh_lines, *whole_lines; /* for each line: is it in `fresh`, in `whole`? NULL if all are */
	size_t lines;                          /* number of lines; the last one may be several (lines.h) */
};

/* Splits UTF-8 text with LF line ends. If nothing fresh would be left, the whole text is fresh. Recognises: "> "
 * quotes, attribution lines of many languages and clients, -----Original Message-----, Outlook header blocks, "-- " and
 * common signatures and device footers. */
void text_fold(struct arena *a, struct span text, bool is_forward, struct text_parts *out);

/* Has the text a line by its author? False if it is only quoted history and signature. */
bool text_has_own(struct arena *a, struct span text);

/* Does it contain quoted or forwarded mail? */
bool text_has_history(struct arena *a, struct span text);

/* Does that line, folded and trimmed, close a letter ("Best regards,")? */
bool text_closes(struct span folded);

/* *own: the text up to the first line that is quoted, introduces a quoted or forwarded mail, or begins a signature.
 * *rest: everything from the first quoted or introducing line on. A signature in between is in neither. Both are views
 * of `text`. */
void text_own(struct arena *a, struct span text, struct span *own, struct span *rest);

#endif
