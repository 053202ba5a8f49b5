/* webhook: one signed POST to a webhook (Standard Webhooks 1.0). The answer's body is discarded, redirects are not
 * followed, and without `internal` no private address is connected to, whatever the name resolves to. */
#ifndef CAREDESK_WEBHOOK_H
#define CAREDESK_WEBHOOK_H

#include "conf/conf.h"

enum webhook_outcome {
	WEBHOOK_TAKEN,   /* 2xx */
	WEBHOOK_REFUSED, /* another status: this event is to be tried again later */
	WEBHOOK_BUSY,    /* 429, 502, 503, 504: to be sent less for a while */
	WEBHOOK_GONE,    /* 410: to be sent nothing any more */
	WEBHOOK_DOWN,    /* no answer, or no connection that can be trusted */
	WEBHOOK_OUTCOME_COUNT
};
struct webhook_result {
	enum webhook_outcome outcome;
	int64_t after;  /* seconds to wait, from Retry-After; 0: it does not say */
	struct err err; /* one line, without the URL's path; not set for WEBHOOK_TAKEN */
};
const char *webhook_outcome_name(enum webhook_outcome outcome); /* "taken" … */

#define WEBHOOK_AFTER_MAX ((int64_t)24 * 3600) /* a longer wait is cut to this */

/* The key from the webhook's secret, in the arena; the caller wipes it. ERR_CONFIG: the secret can't be read, or is not
 * valid. */
int webhook_key(const struct webhook_conf *conf, struct arena *a, struct span *key, struct err *err);
/* Makes one call. `id`: its webhook-id; `stop`: as in http_request. */
void webhook_post(const struct webhook_conf *conf, struct span key, struct span id, int64_t now, struct span body,
		  int stop, struct webhook_result *out);

#endif
