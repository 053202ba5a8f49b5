/* letter: a request for one mail, before it is composed. */
#ifndef CAREDESK_LETTER_H
#define CAREDESK_LETTER_H

#include "daemon/core/base/plan.h"

/* One mail to one recipient. */
struct letter {
	const char *template;
	struct ticket *ticket; /* the plan's own copy (plan_ticket); NULL: no ticket */
	struct span to, to_name;
	enum token_role role;  /* TOKEN_CUSTOMER, TOKEN_CONFIRM, TOKEN_FEEDBACK: a customer or watcher; TOKEN_AGENT,
				  TOKEN_NOTE, TOKEN_QUESTION: an agent */
	struct span token_for; /* whom the token is made for; empty: `to`, in lower case */
	struct span language;  /* the preferred one; empty: the desk's */
	struct span from_name; /* the person the desk writes for; empty: itself */
	struct span author;    /* who wrote what the mail carries: gets no copy; empty: the desk */
	enum auto_submitted auto_submitted;
	bool registers;    /* asks an unknown sender to confirm, whatever `acknowledge` says */
	struct vars *vars; /* the occasion's own; may be NULL. The ticket's and the desk's are added */
	struct outmail_part_list parts;
	const struct message *carries; /* the message whose text it contains; NULL: none */
	struct message_list history;   /* the messages quoted below that one */
	struct span_list shown_cc;
};
/* Is it for a customer or watcher, not for an agent? */
static inline bool letter_to_person(const struct letter *l)
{
	return l->role == TOKEN_CUSTOMER || l->role == TOKEN_CONFIRM || l->role == TOKEN_FEEDBACK;
}

#endif
