/* vacation_words: what automatic answers say of themselves, one row for each language: the one place for such words.
 *
 * Lists are folded (utf8_fold, straight apostrophes) and joined by '|'; a word stands alone in the text unless a '*' at
 * its front or end says that more of it may follow there (words_find). NULL: the language needs none. */
#ifndef CAREDESK_VACATION_WORDS_H
#define CAREDESK_VACATION_WORDS_H

#include <stddef.h>

struct vacation_words {
	const char *initials; /* the first bytes of all words of the three lists of subjects are among these */
	const char *reply;    /* what an automatic answer is called: "automatic reply" */
	const char *office;   /* an absence as such answers call it: "out of office" */
	const char *loose;    /* the same in words that head people's own mails too: "holiday" */
	const char *self;     /* who is away: "i am" */
	const char *away;     /* near one of `self`: "on vacation" */
	const char *alone;    /* says it all: "upon my return" */
	const char *declared; /* "this is an automated response" */
	const char *thanks;   /* how such an answer begins: "thank you for" */
};

extern const struct vacation_words vacation_words[];
extern const size_t vacation_words_count;
/* One of these is in every `declared`. */
extern const char vacation_stems[];

#endif
