/* charset_guess: guesses the charset of 8-bit text that is labelled with none, or with one that can't be right, from
 * which bytes are adjacent. This is reliable only if the script is not Latin. */
#ifndef CAREDESK_CHARSET_GUESS_H
#define CAREDESK_CHARSET_GUESS_H

#include "parsers/base/span.h"

/* The charset's name, or the empty span if the text looks Western. */
struct span charset_guess_name(struct span bytes);

#endif
