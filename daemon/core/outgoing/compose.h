/* compose: turns an occasion into mails in the plan, each complete and for one recipient.
 *
 * Every mail has a Message-ID and (reply_address = "plus") a Reply-To that carry a token for that recipient, the
 * ticket's tag in its subject, and references that thread it for that recipient: the first mail that the desk sent
 * there, and what the ticket received. The envelope sender is the signed address, so that a delivery report finds its
 * ticket.
 *
 * No recipient gets what they wrote themselves or the same mail twice; bouncing addresses and the desk's own get
 * nothing. Automatic answers pass the gate (gate.h). A mail that is not sent leaves a line in plan->why. */
#ifndef CAREDESK_COMPOSE_H
#define CAREDESK_COMPOSE_H

#include "daemon/core/outgoing/letter.h"

/* Adds the mail and its event to the plan. NULL when it is not sent. Valid until the next mail is composed. */
struct outmail *compose_letter(struct work *w, const struct letter *letter);

/* Tells the ticket's customer: AUTO_REPLIED where their own mail caused it, otherwise AUTO_GENERATED. */
struct outmail *compose_customer(struct work *w, struct ticket *t, const char *template, struct vars *vars);
/* Answers the author of w->mail automatically; t may be NULL. */
struct outmail *compose_sender(struct work *w, struct ticket *t, const char *template, struct vars *vars);
/* Tells an agent, by name. `author` as in struct letter; m: its attachments are sent too; NULL: none. */
struct outmail *compose_agent(struct work *w, struct ticket *t, struct span agent, const char *template,
			      struct span author, const struct message *m, struct vars *vars);
/* Tells the manager; does nothing where the config names none. */
struct outmail *compose_manager(struct work *w, struct ticket *t, const char *template, struct vars *vars);
/* Passes a customer's message on to the assigned agent and the watching ones. `template` is for the assigned agent:
 * "assigned" for their first message of the ticket, otherwise "customer_message"; watching agents always get
 * customer_message. vars: flags such as newcomer; they are copied. */
void compose_relay(struct work *w, struct ticket *t, const char *template, const struct message *m,
		   const struct vars *vars);
/* Why an address gets no mail from the desk, whatever it would say. */
enum refusal {
	REFUSAL_NONE,
	REFUSAL_ADDRESS, /* not a valid address */
	REFUSAL_OWN,     /* the desk's own */
	REFUSAL_AUTHOR,  /* the author of what the mail carries */
	REFUSAL_BOUNCES, /* mail to it bounces permanently */
};
enum refusal compose_refusal(const struct work *w, struct span to, struct span author, bool to_person);

/* Sends an agent's answer to the customer and the watchers, except those that the agent's own mail reached. m: the
 * agent's message as stored (attachments; `to`: whom it reached). `one`: only to that person; empty: to all. */
void compose_reply(struct work *w, struct ticket *t, const struct agent_conf *agent, struct span text,
		   const struct message *m, struct span one);
/* Sends a warning with one of kinds.c's flags to the assigned agent, or to the manager where none is assigned. */
void compose_warning(struct work *w, struct ticket *t, const char *flag, struct vars *vars);

/* The language of the customer's record, otherwise `otherwise`. */
struct span compose_language(const struct work *w, struct span addr, struct span otherwise);

/* The language of the template that they would get. */
struct span compose_used_language(const struct work *w, struct span addr, struct span otherwise, const char *template);

/* A new, empty set of variables, in the arena. */
struct vars *compose_vars(struct work *w);
/* The desk's address for mails about t; for t NULL, the one that answers w->mail. */
struct span compose_address(const struct work *w, const struct ticket *t);
/* Sets the variables of templates/kinds.c that describe a message: text, from, from_name, to, attachments … */
void compose_message_vars(struct work *w, const struct message *m, struct vars *vars);
/* Fills an element of a list of tickets (status_list); without subjects where the requesting mail is unproven. */
void compose_ticket_item(struct work *w, const struct ticket *t, struct span language, struct vars *item);

#endif
