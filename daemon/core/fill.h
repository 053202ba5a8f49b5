/* fill: the values that templates get (templates/kinds.c names them). Text is not copied; what is made lives in the
 * arena. */
#ifndef CAREDESK_FILL_H
#define CAREDESK_FILL_H

#include "daemon/core/plan.h"

void fill_desk(struct work *w, struct span address, struct span language, struct vars *vars);
void fill_ticket(struct work *w, const struct ticket *t, struct vars *vars);
/* text, from, from_name, to, attachments, cut, automatic … of a message. */
void fill_message(struct work *w, const struct message *m, struct vars *vars);
/* The links that make a ready command mail about t when they are clicked; `address` is the signed one. */
void fill_commands(struct work *w, const struct ticket *t, struct span address, struct vars *vars);
/* "12 kB" */
struct span fill_size(struct arena *a, uint64_t bytes);
/* The list's members with ", " between them. */
struct span fill_join(struct arena *a, const struct span_list *list);

#endif
