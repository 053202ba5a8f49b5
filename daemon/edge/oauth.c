#include "daemon/edge/oauth.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "daemon/edge/grant.h"
#include "daemon/edge/http.h"
#include "parsers/base/buf.h"
#include "parsers/base/digest.h"
#include "parsers/base/transfer.h"

#define FORM_MAX ((size_t)64 << 10)
#define TOKEN_SECONDS 20 /* for a token server's answer, and again for another process that asks it */
#define SPARE_SECONDS 5  /* while the token at hand is still valid */
#define INTERVAL 5       /* RFC 8628: if the server names none */
#define SLOWER 5
#define INTERVAL_MAX 60
#define DEVICE_TYPE "urn:ietf:params:oauth:grant-type:device_code"

/* ---- JSON ---- */

static json_t *parse_json(struct span text)
{
	return json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
}

/* A member that is fit for a header or a form, printable ASCII; else empty. */
static struct span json_text_of(const json_t *object, const char *name, struct arena *a)
{
	const json_t *value = json_object_get(object, name);
	struct span text =
		json_is_string(value) ? span_make(json_string_value(value), json_string_length(value)) : SPAN_NONE;
	if (text.len > GRANT_TOKEN_MAX)
		return SPAN_NONE;
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] <= ' ' || text.ptr[i] >= 127)
			return SPAN_NONE;
	return arena_dup(a, text);
}

static int64_t json_number_of(const json_t *object, const char *name, int64_t otherwise)
{
	const json_t *value = json_object_get(object, name);
	return json_is_integer(value) && json_integer_value(value) > 0 ? json_integer_value(value) : otherwise;
}

/* ---- the server ---- */

static void form_add(struct buf *form, const char *name, struct span value)
{
	buf_printf(form, "%s%s=", form->len ? "&" : "", name);
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.ptr[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
			     c == '.' || c == '_' || c == '~';
		if (plain)
			buf_chr(form, (char)c);
		else
			buf_printf(form, "%%%02X", c);
	}
}

static int form_begin(const struct server *server, bool with_secret, struct arena *a, struct buf *form, struct err *err)
{
	const struct secret file = {.file = server->oauth.client_secret_file};
	char *secret;
	buf_init(form, FORM_MAX);
	form_add(form, "client_id", span_of(server->oauth.client_id));
	if (!with_secret || !file.file)
		return 0;
	if (conf_secret(&file, a, &secret, err))
		return -1;
	form_add(form, "client_secret", span_of(secret));
	return 0;
}

/* No longer than the mail server may take for one command: callers have deadlines of their own. */
static int endpoint_seconds(const struct server *server, int most)
{
	return server->timeout < most ? server->timeout : most;
}

/* Sends the form and clears it. *out is the caller's, to be freed by json_decref. */
static int endpoint_ask(const struct server *server, const char *url, struct buf *form, int seconds, struct arena *a,
			int *status, json_t **out, struct err *err)
{
	const struct http_request request = {.url = url,
					     .content_type = "application/x-www-form-urlencoded",
					     .body = buf_span(form),
					     .ca_file = server->ca_file,
					     .proxy = server->proxy,
					     .timeout = endpoint_seconds(server, seconds)};
	struct http_answer answer;
	int result = http_post(&request, a, &answer, err);
	explicit_bzero(form->ptr, form->len);
	buf_clear(form);
	if (result)
		return -1;
	*status = answer.status;
	*out = parse_json(answer.body);
	if (!json_is_object(*out)) {
		json_decref(*out);
		return err_set(err, ERR_RETRY, "%s: status %d without JSON", url, answer.status);
	}
	return 0;
}

/* The error codes of RFC 6749, 5.2 and of its extensions, and what each means for the caller. */
static const struct refusal {
	const char *code;
	enum err_kind kind; /* ERR_CONFIG: the grant has ended */
	const char *hint;
} refusals[] = {
	{"invalid_grant", ERR_CONFIG, ""},
	{"interaction_required", ERR_CONFIG, ""},
	{"consent_required", ERR_CONFIG, ""},
	{"login_required", ERR_CONFIG, ""},
	{"access_denied", ERR_REFUSED, ": access was denied"},
	{"expired_token", ERR_REFUSED, ": the code was not entered in time"},
	{"invalid_client", ERR_REFUSED, ": are client_id and client_secret_file right?"},
	{"unauthorized_client", ERR_REFUSED, ": the application may not request access in this way"},
	{"unsupported_grant_type", ERR_REFUSED, ": the server does not grant access in this way"},
	{"unsupported_response_type", ERR_REFUSED, ": the server does not grant access in this way"},
	{"invalid_scope", ERR_REFUSED, ": the server does not grant this `scope`"},
	{"invalid_request", ERR_REFUSED, ""},
	{"temporarily_unavailable", ERR_RETRY, ""},
	{"server_error", ERR_RETRY, ""},
	{"slow_down", ERR_RETRY, ""},
};

static struct refusal oauth_refusal(struct span code, int status)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		if (span_eq(code, span_of(refusals[i].code)))
			return refusals[i];
	return (struct refusal){"", status >= 500 || status == 429 || !code.len ? ERR_RETRY : ERR_REFUSED, ""};
}

static int refused(const struct server *server, const char *url, int status, const json_t *json, struct arena *a,
		   struct err *err)
{
	struct span code = span_sub(json_text_of(json, "error", a), 0, 100);
	struct refusal r = oauth_refusal(code, status);
	if (r.kind == ERR_CONFIG)
		return err_set(err, ERR_CONFIG, "the grant for %s has ended (%.*s): run caredesk login", server->user,
			       SPAN_ARG(code));
	if (!code.len)
		return err_set(err, r.kind, "%s: status %d", url, status);
	enum err_kind kind = status >= 500 || status == 429 ? ERR_RETRY : r.kind;
	return err_set(err, kind, "%s: %.*s%s", url, SPAN_ARG(code), r.hint);
}

/* Takes over a successful answer of the token URL; what it leaves out stays as it was. */
static int grant_take(const char *url, const json_t *json, int64_t now, struct arena *a, struct grant *g,
		      struct err *err)
{
	struct span access = json_text_of(json, "access_token", a), refresh = json_text_of(json, "refresh_token", a);
	int64_t ends = json_number_of(json, "refresh_token_expires_in", 0);
	if (!access.len)
		return err_set(err, ERR_RETRY, "%s: an answer without access_token", url);
	g->access = access;
	g->expires = now + json_number_of(json, "expires_in", 3600);
	if (refresh.len)
		g->refresh = refresh;
	if (ends)
		g->ends = now + ends;
	return 0;
}

static bool grant_is_fresh(const struct grant *g, int64_t now, int64_t ahead)
{
	return g->access.len && g->expires - now > ahead;
}

static int renew(const struct server *server, int64_t now, struct arena *a, struct grant *g, struct err *err)
{
	struct buf form;
	json_t *json;
	int status, seconds = grant_is_fresh(g, now, 0) ? SPARE_SECONDS : TOKEN_SECONDS;
	if (form_begin(server, true, a, &form, err))
		return -1;
	form_add(&form, "grant_type", SPAN("refresh_token"));
	form_add(&form, "refresh_token", g->refresh);
	if (endpoint_ask(server, server->oauth.token, &form, seconds, a, &status, &json, err))
		return -1;
	int result = status == 200 ? grant_take(server->oauth.token, json, now, a, g, err)
				   : refused(server, server->oauth.token, status, json, a, err);
	json_decref(json);
	return result ? -1 : grant_write(server, g, err);
}

/* ---- tokens ---- */

/* Another process may have renewed the grant while we waited for the lock. */
static int renew_locked(const struct server *server, int64_t now, struct arena *a, struct grant *g, struct err *err)
{
	int wait = grant_is_fresh(g, now, 0) ? 0 : endpoint_seconds(server, TOKEN_SECONDS) * 1000;
	int lock = grant_lock(server, wait, a, err);
	if (lock < 0)
		return -1;
	int result = grant_read(server, a, g, err);
	if (result == 0 && !grant_is_fresh(g, now, OAUTH_AHEAD))
		result = g->refresh.len ? renew(server, now, a, g, err)
					: err_set(err, ERR_CONFIG, "the grant for %s has ended: run caredesk login",
						  server->user);
	close(lock);
	return result;
}

/* A token server that is down, or another process that is waiting for it, does no harm while the token is valid. */
int oauth_token(const struct server *server, int64_t now, struct arena *a, char **token, struct err *err)
{
	struct grant g;
	if (grant_read(server, a, &g, err))
		return -1;
	if (!grant_is_fresh(&g, now, OAUTH_AHEAD) && renew_locked(server, now, a, &g, err) &&
	    (err->kind != ERR_RETRY || !grant_is_fresh(&g, now, 0)))
		return -1;
	*token = arena_str(a, g.access);
	return 0;
}

void oauth_doubt(const struct server *server)
{
	struct arena a;
	struct grant g;
	struct err err;
	arena_init(&a);
	int lock = grant_lock(server, 0, &a, &err); /* if another process has it, that one is renewing already */
	if (lock >= 0 && grant_read(server, &a, &g, &err) == 0) {
		g.expires = 1;
		grant_write(server, &g, &err);
	}
	if (lock >= 0)
		close(lock);
	arena_clear(&a);
}

int64_t oauth_ends(const struct server *server)
{
	struct arena a;
	struct grant g = {0};
	struct err err;
	arena_init(&a);
	int result = grant_read(server, &a, &g, &err);
	arena_clear(&a);
	return result ? 0 : g.ends;
}

/* ---- a device's code ---- */

int oauth_device(const struct server *server, struct arena *a, struct oauth_device *out, struct err *err)
{
	struct buf form;
	json_t *json;
	int status;
	if (form_begin(server, false, a, &form, err))
		return -1;
	if (server->oauth.scope)
		form_add(&form, "scope", span_of(server->oauth.scope));
	if (endpoint_ask(server, server->oauth.device, &form, TOKEN_SECONDS, a, &status, &json, err))
		return -1;
	struct span url = json_text_of(json, "verification_uri_complete", a);
	*out = (struct oauth_device){.device_code = json_text_of(json, "device_code", a),
				     .user_code = json_text_of(json, "user_code", a),
				     .url = url.len ? url : json_text_of(json, "verification_uri", a),
				     .expires = json_number_of(json, "expires_in", 900),
				     .interval = json_number_of(json, "interval", INTERVAL)};
	if (!out->url.len)
		out->url = json_text_of(json, "verification_url", a); /* Google's older spelling */
	int result = 0;
	if (status != 200)
		result = refused(server, server->oauth.device, status, json, a, err);
	else if (!out->device_code.len || !out->user_code.len || !out->url.len)
		result = err_set(err, ERR_RETRY, "%s: an answer without a code or URL", server->oauth.device);
	json_decref(json);
	return result;
}

static int first_grant(const struct server *server, const json_t *json, int64_t now, struct arena *a, struct err *err)
{
	struct grant g = {0};
	if (grant_take(server->oauth.token, json, now, a, &g, err))
		return -1;
	int lock = grant_lock(server, TOKEN_SECONDS * 1000, a, err);
	if (lock < 0)
		return -1;
	int result = grant_write(server, &g, err);
	close(lock);
	return result;
}

static void wait_longer(struct oauth_device *d, int64_t interval)
{
	d->interval = interval < INTERVAL_MAX ? interval : d->interval > INTERVAL_MAX ? d->interval : INTERVAL_MAX;
}

int oauth_granted(const struct server *server, struct oauth_device *d, int64_t now, struct arena *a, struct err *err)
{
	struct buf form;
	json_t *json;
	int status;
	if (form_begin(server, true, a, &form, err))
		return -1;
	form_add(&form, "grant_type", SPAN(DEVICE_TYPE));
	form_add(&form, "device_code", d->device_code);
	if (endpoint_ask(server, server->oauth.token, &form, TOKEN_SECONDS, a, &status, &json, err)) {
		wait_longer(d, d->interval * 2);
		return err->kind == ERR_RETRY ? 0 : -1;
	}
	struct span code = json_text_of(json, "error", a);
	int result = 0;
	if (span_eq(code, SPAN("slow_down")))
		wait_longer(d, d->interval + SLOWER);
	if (status == 200)
		result = first_grant(server, json, now, a, err) == 0 ? 1 : -1;
	else if (!span_eq(code, SPAN("authorization_pending")) &&
		 refused(server, server->oauth.token, status, json, a, err) && err->kind != ERR_RETRY)
		result = -1;
	json_decref(json);
	return result;
}

/* ---- a browser's code ---- */

static struct span base64url(const void *bytes, size_t len, struct arena *a)
{
	struct buf out;
	buf_init(&out, BUF_MAX);
	transfer_base64(span_make(bytes, len), &out);
	struct span lines = arena_without(a, arena_without(a, buf_span(&out), '\r'), '\n');
	char *text = arena_str(a, arena_without(a, lines, '='));
	for (char *c = text; *c; c++)
		*c = *c == '+' ? '-' : *c == '/' ? '_' : *c;
	buf_clear(&out);
	return span_of(text);
}

static struct span random_text(struct arena *a)
{
	unsigned char bytes[32];
	digest_random(bytes, sizeof(bytes));
	return base64url(bytes, sizeof(bytes), a);
}

/* RFC 7636, 4.2: S256. */
static struct span challenge_of(struct span verifier, struct arena *a)
{
	unsigned char hash[DIGEST_SIZE];
	struct digest_stream s;
	digest_start(&s);
	digest_add(&s, verifier);
	digest_end(&s, hash);
	return base64url(hash, sizeof(hash), a);
}

void oauth_browse(const struct server *server, int port, struct arena *a, struct oauth_browse *out)
{
	const struct oauth_conf *o = &server->oauth;
	struct buf query;
	buf_init(&query, FORM_MAX);
	*out = (struct oauth_browse){.redirect = arena_printf(a, "http://%s:%d/", o->loopback, port),
				     .verifier = random_text(a),
				     .state = random_text(a)};
	form_add(&query, "response_type", SPAN("code"));
	form_add(&query, "client_id", span_of(o->client_id));
	form_add(&query, "redirect_uri", out->redirect);
	if (o->scope)
		form_add(&query, "scope", span_of(o->scope));
	form_add(&query, "state", out->state);
	form_add(&query, "code_challenge", challenge_of(out->verifier, a));
	form_add(&query, "code_challenge_method", SPAN("S256"));
	form_add(&query, "login_hint", span_of(server->user));
	out->url = arena_printf(a, "%s%c%.*s", o->authorize, strchr(o->authorize, '?') ? '&' : '?',
				SPAN_ARG(buf_span(&query)));
	buf_clear(&query);
}

int oauth_browsed(const struct server *server, const struct oauth_browse *b, struct span code, int64_t now,
		  struct arena *a, struct err *err)
{
	struct buf form;
	json_t *json;
	int status;
	if (form_begin(server, true, a, &form, err))
		return -1;
	form_add(&form, "grant_type", SPAN("authorization_code"));
	form_add(&form, "code", code);
	form_add(&form, "redirect_uri", b->redirect);
	form_add(&form, "code_verifier", b->verifier);
	if (endpoint_ask(server, server->oauth.token, &form, TOKEN_SECONDS, a, &status, &json, err))
		return -1;
	int result = status == 200 ? first_grant(server, json, now, a, err)
				   : refused(server, server->oauth.token, status, json, a, err);
	if (result && span_eq(json_text_of(json, "error", a), SPAN("invalid_grant")))
		err_set(err, ERR_REFUSED, "%s: this code is not valid, or no longer valid", server->oauth.token);
	json_decref(json);
	return result;
}

int oauth_browse_refused(const struct server *server, struct span code, struct err *err)
{
	struct refusal r = oauth_refusal(code, 400);
	return err_set(err, r.kind == ERR_RETRY ? ERR_RETRY : ERR_REFUSED, "%s: %.*s%s", server->oauth.authorize,
		       SPAN_ARG(span_sub(code, 0, 100)), r.hint);
}
