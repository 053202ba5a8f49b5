#include "daemon/edge/webhook.h"

#include <string.h>

#include "daemon/edge/http.h"

static const char *const names[WEBHOOK_OUTCOME_COUNT] = {"taken", "refused", "busy", "gone", "down"};

const char *webhook_outcome_name(enum webhook_outcome outcome)
{
	return names[outcome];
}

int webhook_key(const struct webhook_conf *conf, struct arena *a, struct span *key, struct err *err)
{
	struct buf bytes;
	char *secret;
	if (conf_secret(&conf->secret, a, &secret, err) != 0)
		return -1;
	buf_init(&bytes, 4096);
	bool good = hook_key(span_of(secret), &bytes);
	explicit_bzero(secret, strlen(secret));
	if (good)
		*key = arena_dup(a, buf_span(&bytes));
	if (bytes.cap)
		explicit_bzero(bytes.ptr, bytes.cap);
	buf_clear(&bytes);
	return good ? 0 : err_set(err, ERR_CONFIG, "%s: not a webhook secret", conf->secret.file);
}

static enum webhook_outcome outcome_of(int status)
{
	if (status >= 200 && status < 300)
		return WEBHOOK_TAKEN;
	if (status == 410)
		return WEBHOOK_GONE;
	return status == 429 || (status >= 502 && status <= 504) ? WEBHOOK_BUSY : WEBHOOK_REFUSED;
}

static void take_answer(const struct http_answer *answer, struct webhook_result *out)
{
	out->outcome = outcome_of(answer->status);
	out->after = answer->retry_after < WEBHOOK_AFTER_MAX ? answer->retry_after : WEBHOOK_AFTER_MAX;
	if (out->outcome != WEBHOOK_TAKEN)
		err_set(&out->err, ERR_RETRY, "status %d", answer->status);
}

void webhook_post(const struct webhook_conf *conf, struct span key, struct span id, int64_t now, struct span body,
		  int stop, struct webhook_result *out)
{
	struct arena a;
	struct http_answer answer;
	arena_init(&a);
	struct span signature = hook_signature(&a, key, id, now, body);
	const char *fields[] = {arena_printf(&a, "webhook-id: %.*s", SPAN_ARG(id)).ptr,
				arena_printf(&a, "webhook-timestamp: %lld", (long long)now).ptr,
				arena_printf(&a, "webhook-signature: %.*s", SPAN_ARG(signature)).ptr, NULL};
	const struct http_request request = {.url = conf->url,
					     .shown = arena_str(&a, conf->host),
					     .content_type = "application/json",
					     .fields = fields,
					     .body = body,
					     .ca_file = conf->ca_file,
					     .timeout = conf->timeout,
					     .stop = stop,
					     .public_only = !conf->internal,
					     .no_body = true};
	*out = (struct webhook_result){.outcome = WEBHOOK_DOWN};
	if (http_post(&request, &a, &answer, &out->err) == 0)
		take_answer(&answer, out);
	arena_clear(&a);
}
