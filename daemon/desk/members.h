/* members: values of records as JSON, as programs are shown them: one form for `--json` and for webhooks (jansson).
 * What is returned is the caller's. */
#ifndef CAREDESK_MEMBERS_H
#define CAREDESK_MEMBERS_H

#include "store/records.h"

struct json_t;

struct json_t *members_text(struct span s); /* what is not UTF-8 is U+FFFD */
struct json_t *members_name(struct span s); /* empty: null */
struct json_t *members_time(int64_t t);     /* RFC 3339; 0: null */
struct json_t *members_texts(const struct span_list *list);
/* What `list` shows of a ticket. */
struct json_t *members_ticket(const struct ticket *t);

#endif
