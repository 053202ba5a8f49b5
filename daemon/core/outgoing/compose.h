/* compose: an occasion becomes mails in the plan, one for each recipient, each complete.
 *
 * Every mail has a Message-ID and (reply_address = "plus") a Reply-To that carry a token for that very recipient, the
 * ticket's tag in its subject, and ids that thread it for that recipient: the first mail that the desk sent there, and
 * what the ticket received. The envelope sender is the signed address, so that a delivery report finds its ticket.
 *
 * Nobody gets what they wrote themselves, nobody gets one mail twice, an address that bounces and the desk's own
 * addresses get none. What is answered automatically passes the gate (gate.h). Whatever is not sent leaves a line in
 * plan->why. */
#ifndef CAREDESK_COMPOSE_H
#define CAREDESK_COMPOSE_H

#include "daemon/core/outgoing/letter.h"

/* The mail, now in the plan with its event; NULL when it is not sent. Valid until the next one. */
struct outmail *compose_letter(struct work *w, const struct letter *letter);

/* The ticket's customer is told: AUTO_REPLIED where their own mail caused it, else AUTO_GENERATED. */
struct outmail *compose_customer(struct work *w, struct ticket *t, const char *template, struct vars *vars);
/* The author of w->mail is answered automatically; t may be NULL. */
struct outmail *compose_sender(struct work *w, struct ticket *t, const char *template, struct vars *vars);
/* An agent is told, by name. `author` and `parts` as in struct letter; m NULL: no attachments. */
struct outmail *compose_agent(struct work *w, struct ticket *t, struct span agent, const char *template,
			      struct span author, const struct message *m, struct vars *vars);
/* The manager is told; nothing where the config names none. */
struct outmail *compose_manager(struct work *w, struct ticket *t, const char *template, struct vars *vars);
/* A customer's message goes to the assigned agent and the watching ones. `template`: "assigned" for the first to the
 * assigned one, else "customer_message"; watching agents always get customer_message. vars: flags such as newcomer;
 * they are copied. */
void compose_relay(struct work *w, struct ticket *t, const char *template, const struct message *m,
		   const struct vars *vars);
/* Why an address gets no mail of the desk's, whatever it says. */
enum refusal {
	REFUSAL_NONE,
	REFUSAL_ADDRESS, /* it is none */
	REFUSAL_OWN,     /* the desk's own */
	REFUSAL_AUTHOR,  /* of who wrote what it carries */
	REFUSAL_BOUNCES, /* mail to it comes back for good */
};
enum refusal compose_refusal(const struct work *w, struct span to, struct span author, bool to_person);

/* An agent's answer goes to the customer and watchers, except for those whom the agent's own mail went to anyhow. m:
 * the agent's message as it is kept (attachments; its `to` is who got it already). `one`: to that person alone; empty:
 * to all. */
void compose_reply(struct work *w, struct ticket *t, const struct agent_conf *agent, struct span text,
		   const struct message *m, struct span one);
/* A warning with one of kinds.c's flags to the assigned agent, or to the manager where nobody is assigned. */
void compose_warning(struct work *w, struct ticket *t, const char *flag, struct vars *vars);

/* The language of the customer's record, else `otherwise`. */
struct span compose_language(const struct work *w, struct span addr, struct span otherwise);

/* The language that the template of that name has for them. */
struct span compose_used_language(const struct work *w, struct span addr, struct span otherwise, const char *template);

struct vars *compose_vars(struct work *w);
/* The address that the desk speaks from about t, or, where that is NULL, to whoever wrote the mail. */
struct span compose_address(const struct work *w, const struct ticket *t); /* empty */
/* Variables of templates/kinds.c that a message gives: text, from, from_name, to, attachments … */
void compose_message_vars(struct work *w, const struct message *m, struct vars *vars);
/* An element of a list of tickets (status_list); without their subjects where the mail that asks has no proof. */
void compose_ticket_item(struct work *w, const struct ticket *t, struct span language, struct vars *item);

#endif
