/* spoken: in which language people are written to. */
#ifndef CAREDESK_SPOKEN_H
#define CAREDESK_SPOKEN_H

#include "daemon/core/base/plan.h"

/* The mailbox that speaks about t, or, where that is NULL, to whoever wrote the mail; NULL: none does. */
const struct mailbox_conf *spoken_mailbox(const struct work *w, const struct ticket *t);

struct spoken {
	struct span language; /* a tag; empty: nothing says which */
	struct span by;       /* what says so, in words; empty: the desk has no templates for it */
	bool told;            /* a Content-Language alone says so */
};

/* Whoever wrote the mail: by the record of them, else the mail's text, where that is sure, else its Content-Language;
 * each where the desk has templates for it. What only a Content-Language put into the record gives way to a text. */
struct spoken spoken_by_sender(const struct work *w);

/* The mails to a customer about t, or, where that is NULL, an answer to the mail: the language itself, where there are
 * templates for it, else the mailbox's, the category's, the desk's. */
struct spoken spoken_to(const struct work *w, const struct ticket *t, struct span language);

#endif
