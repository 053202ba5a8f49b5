/* gate: may the desk answer this mail's sender automatically, and may it repeat the sender's words?
 *
 * Every automatic mail to a person passes here, so that all occasions follow the same rules. The sender of an unproven
 * mail may be forged, and its victim would get the answer:
 *
 * - desk.acknowledge says who is answered at all: everyone; senders who are proven, or known (STANDING_KNOWN) and not
 *   reported as forged by our host; or no one.
 * - A proven address (canonical_address) gets at most limits.replies_per_sender answers an hour. An unproven one gets
 *   one an hour, its domain GATE_DOMAIN times replies_per_sender, and all unproven ones limits.mails_per_minute an
 *   hour.
 * - A mail written before the store was restored from a backup gets no answer: it may have had one.
 * - What is withheld is counted, never queued, and reported once an hour.
 * - A mail that answers an unproven mail, or goes to the customer of a ticket opened by one, is neutral: it repeats
 *   nothing of the sender's words, neither subject nor name.
 *
 * Mail that somebody else caused (an agent, the clock) is not an answer: only the rule of neutral words applies to
 * it. */
#ifndef CAREDESK_GATE_H
#define CAREDESK_GATE_H

#include "daemon/core/outgoing/letter.h"

#define GATE_RESTORED ((int64_t)30 * 24 * 3600) /* for how long a restore is remembered */
#define GATE_DOMAIN 40                          /* unproven answers to a domain, in multiples of replies_per_sender */

/* What must be reported, once an hour: a flood to the manager, a sender to the ticket's agent. */
struct gate_news {
	enum { GATE_NOTHING, GATE_FLOOD, GATE_SENDER } kind;
	const char *flag; /* for GATE_SENDER: the warning's flag */
	uint32_t count;
};

/* Must this automatic mail not be sent? If so, the plan says why, and *news what to report. */
bool gate_withholds(struct work *w, const struct letter *l, struct gate_news *news);
/* Must the mail avoid its recipient's words? */
bool gate_is_neutral(const struct work *w, const struct letter *l);
/* Counts a mail that is sent. Returns the seconds by which it is delayed because there are too many automatic mails. */
int64_t gate_pass(struct work *w, const struct letter *l, struct gate_news *news);

#endif
