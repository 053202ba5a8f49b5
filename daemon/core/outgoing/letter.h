/* letter: a mail that is wanted, before it is composed. */
#ifndef CAREDESK_LETTER_H
#define CAREDESK_LETTER_H

#include "daemon/core/base/plan.h"

/* One mail to one recipient. */
struct letter {
	const char *template;
	struct ticket *ticket; /* the plan's own copy (plan_ticket); NULL: about none */
	struct span to, to_name;
	enum token_role role;  /* TOKEN_CUSTOMER, TOKEN_CONFIRM: a customer or watcher; TOKEN_AGENT, TOKEN_NOTE,
				  TOKEN_QUESTION: an agent */
	struct span token_for; /* whom the token is made for; empty: `to` (in lower case) */
	struct span language;  /* the wished one; empty: the desk's */
	struct span from_name; /* the person for whom the desk speaks; empty: for itself */
	struct span author;    /* who wrote what it carries: gets no copy; empty: nobody */
	enum auto_submitted auto_submitted;
	bool registers;    /* asks who writes for the first time, whatever `acknowledge` says */
	struct vars *vars; /* the occasion's own; may be NULL. The ticket's and the desk's are added */
	struct outmail_part_list parts;
	const struct message *carries; /* whose text is in it; NULL: none */
	struct message_list history;   /* those whose texts are in it below that one's */
	struct span_list shown_cc;
};
/* To a customer or watcher, not to an agent? */
static inline bool letter_to_person(const struct letter *l)
{
	return l->role == TOKEN_CUSTOMER || l->role == TOKEN_CONFIRM || l->role == TOKEN_FEEDBACK;
}

#endif
