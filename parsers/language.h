/* language: in which language a text is written, where that is sure.
 *
 * Which short runs of letters it has is compared with those that are the most frequent in each language:
 * libexttextcat's files, which say that of a hundred. They are read once, by languages_new, for a sandboxed process
 * can't; the library's own comparison, with one language after the other, takes fifty times as long. */
#ifndef CAREDESK_LANGUAGE_H
#define CAREDESK_LANGUAGE_H

#include "parsers/base/arena.h"

struct languages;

bool languages_installed(void); /* are there any of the files? */

struct languages *languages_new(void);    /* without the files nothing is ever sure */
void languages_free(struct languages *l); /* NULL is fine */

/* The language's tag, in lower case ("de", "zh-cn"), in `a`; empty where it isn't sure: the text has too few words, or
 * those of several languages, or no language fits well and better than all others. What is looked at is bounded. */
struct span languages_sure(const struct languages *l, struct arena *a, struct span text);

#endif
