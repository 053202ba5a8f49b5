/* json: what programs read: one JSON object a line, members and their order as the contract's table (jansson). */
#ifndef CAREDESK_JSON_H
#define CAREDESK_JSON_H

#include <stdio.h>

#include "daemon/core/base/plan.h"

/* Each writes one line to `out`. */
void json_ticket(FILE *out, const struct ticket *ticket);
void json_ticket_whole(FILE *out, const struct zone *zone, const struct ticket *ticket,
		       const struct message_list *messages, const struct event_list *events);
void json_outmail(FILE *out, const struct outmail *mail);
void json_quarantined(FILE *out, const struct quarantined *q);

/* ticket: as the plan leaves it; NULL when it concerns none. */
void json_replay(FILE *out, struct span source, const struct mail *mail, const struct plan *plan,
		 const struct ticket *ticket);

#endif
