/* charset_guess: the charset of 8-bit text that names none, or names one that it can't be in: by which bytes stand side
 * by side, which is sure only where the text is not Latin. */
#ifndef CAREDESK_CHARSET_GUESS_H
#define CAREDESK_CHARSET_GUESS_H

#include "parsers/base/span.h"

/* Its name, or the empty span: Western, as far as can be told. */
struct span charset_guess_name(struct span bytes);

#endif
