/* gate: may the desk answer this mail's sender by itself, and with whose words?
 *
 * Every automatic mail to a person passes here, so that no occasion has rules of its own. A sender whose mail nothing
 * proves may be anybody's victim:
 *   desk.acknowledge says who is answered at all: everybody; who has proof or is known (STANDING_KNOWN) and whose mail
 * our host does not say to be forged; nobody; with proof an address (canonical_address) gets limits.replies_per_sender
 * answers an hour; without, one, and GATE_DOMAIN times replies_per_sender go to its domain, and limits.mails_per_minute
 * to all of them, within the hour; what was written before the store was restored from a backup gets none: it may have
 * had one; what is withheld is counted, never queued, and told once an hour; a mail that answers one without proof, or
 * goes to the customer of a ticket that was opened by one, is neutral: it has nothing of the sender's words, no
 * subject, no name. What somebody else caused (an agent, the clock) is not an answer: it has no limit but the neutral
 * words. */
#ifndef CAREDESK_GATE_H
#define CAREDESK_GATE_H

#include "daemon/core/outgoing/letter.h"

#define GATE_RESTORED ((int64_t)30 * 24 * 3600) /* so long a restore is remembered */
#define GATE_DOMAIN 40                          /* addresses' worth of answers without proof to one domain */

/* What somebody has to be told, once an hour: the manager of a flood, the ticket's agent of a sender. */
struct gate_news {
	enum { GATE_NOTHING, GATE_FLOOD, GATE_SENDER } kind;
	const char *flag; /* of a sender: of the warning */
	uint32_t count;
};

/* Is it an automatic mail that is not to be sent? Then the plan says why, and *news what is to be told. */
bool gate_withholds(struct work *w, const struct letter *l, struct gate_news *news);
/* Has it to do without the words of whom it goes to? */
bool gate_is_neutral(const struct work *w, const struct letter *l);
/* Counts a mail that is sent; gives the seconds by which it is put off, because too many are automatic. */
int64_t gate_pass(struct work *w, const struct letter *l, struct gate_news *news);

#endif
