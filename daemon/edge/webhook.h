/* webhook: one signed POST to a webhook (Standard Webhooks 1.0). Its answer's body is thrown away, no redirect is
 * followed, and without `internal` no private address is connected to, whatever its name leads to. */
#ifndef CAREDESK_WEBHOOK_H
#define CAREDESK_WEBHOOK_H

#include "conf/conf.h"

enum webhook_outcome {
	WEBHOOK_TAKEN,   /* 2xx */
	WEBHOOK_REFUSED, /* another answer: this one is to be tried again later */
	WEBHOOK_BUSY,    /* it wants less for a while: 429, 502, 503, 504 */
	WEBHOOK_GONE,    /* 410: it wants nothing any more */
	WEBHOOK_DOWN,    /* no answer, or no connection that can be trusted */
	WEBHOOK_OUTCOME_COUNT
};
struct webhook_result {
	enum webhook_outcome outcome;
	int64_t after;  /* seconds that it asks to wait for; 0: it does not say */
	struct err err; /* but for WEBHOOK_TAKEN: a line, without the URL's path */
};
const char *webhook_outcome_name(enum webhook_outcome outcome); /* "taken" … */

#define WEBHOOK_AFTER_MAX ((int64_t)24 * 3600) /* what is asked for beyond that is not heeded */

/* The key of its secret, to be wiped. ERR_CONFIG: it can't be read, or is none. */
int webhook_key(const struct webhook_conf *conf, struct arena *a, struct span *key, struct err *err);
/* stop: as http_request's. */
void webhook_post(const struct webhook_conf *conf, struct span key, struct span id, int64_t now, struct span body,
		  int stop, struct webhook_result *out);

#endif
