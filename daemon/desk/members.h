/* members: values of records as JSON for programs, in one form for `--json` and webhooks (jansson). The caller owns
 * what is returned. */
#ifndef CAREDESK_MEMBERS_H
#define CAREDESK_MEMBERS_H

#include "store/records.h"

struct json_t;

struct json_t *members_text(struct span s); /* invalid UTF-8 becomes U+FFFD */
struct json_t *members_name(struct span s); /* empty: null */
struct json_t *members_time(int64_t t);     /* RFC 3339; 0: null */
struct json_t *members_texts(const struct span_list *list);
/* A ticket as in `list`. */
struct json_t *members_ticket(const struct ticket *t);

#endif
