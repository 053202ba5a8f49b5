/* spoken: the language in which people are written to. */
#ifndef CAREDESK_SPOKEN_H
#define CAREDESK_SPOKEN_H

#include "daemon/core/base/plan.h"

/* The mailbox that sends mail about t; for t NULL, the one where w->mail came in; NULL: none. */
const struct mailbox_conf *spoken_mailbox(const struct work *w, const struct ticket *t);

struct spoken {
	struct span language; /* a language tag; empty: unknown */
	struct span by;       /* where it comes from, in words; empty: the desk has no templates in it */
	bool told;            /* comes from a Content-Language only */
};

/* The language of the mail's author: from their record, from the mail's text where it is certain, or from its
 * Content-Language, whichever comes first and has templates. A record that only a Content-Language wrote comes after
 * the text. */
struct spoken spoken_by_sender(const struct work *w);

/* The language of mails to the customer about t (for t NULL, of an answer to w->mail): `language` where there are
 * templates in it, otherwise the mailbox's, the category's or the desk's. */
struct spoken spoken_to(const struct work *w, const struct ticket *t, struct span language);

#endif
