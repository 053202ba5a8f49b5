/* language: recognizes the language of a text, if it is certain.
 *
 * The text's short runs of letters are compared with the most frequent ones of each language, from libexttextcat's
 * files for a hundred languages. languages_new reads them once, because a sandboxed process can't. The library's own
 * comparison, with one language after the other, takes fifty times as long. */
#ifndef CAREDESK_LANGUAGE_H
#define CAREDESK_LANGUAGE_H

#include "parsers/base/arena.h"

struct languages;

bool languages_installed(void); /* do the files exist? */

struct languages *languages_new(void);    /* without the files no language is ever recognized */
void languages_free(struct languages *l); /* NULL is fine */

/* The language's tag, in lower case ("de", "zh-cn"), in `a`. Empty if uncertain: the text has too few words or mixes
 * languages, or no language fits well and clearly better than all others. Only a bounded part of the text is read. */
struct span languages_sure(const struct languages *l, struct arena *a, struct span text);

#endif
