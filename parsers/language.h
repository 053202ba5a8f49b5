/* language: recognizes the language of a text, if it is certain.
 *
 * The text's short runs of letters are compared with the most frequent ones of each of a hundred languages, taken from
 * libexttextcat's files when this is built. The library's own comparison, with one language after the other, takes
 * fifty times as long. */
#ifndef CAREDESK_LANGUAGE_H
#define CAREDESK_LANGUAGE_H

#include "parsers/base/arena.h"

/* The language's tag, in lower case ("de", "zh-cn"), in `a`. Empty if uncertain: the text has too few words or mixes
 * languages, or no language fits well and clearly better than all others. Only a bounded part of the text is read. */
struct span language_sure(struct arena *a, struct span text);

#endif
