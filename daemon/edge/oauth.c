#include "daemon/edge/oauth.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "daemon/edge/http.h"
#include "parsers/base/buf.h"
#include "parsers/base/file.h"

#define GRANT_MAX ((size_t)64 << 10)
#define TOKEN_MAX 16384
#define INTERVAL 5 /* RFC 8628: where the server names none */
#define SLOWER 5
#define DEVICE_TYPE "urn:ietf:params:oauth:grant-type:device_code"

/* What is kept of a grant. Spans belong to the caller's arena. */
struct grant {
	struct span refresh, access;
	int64_t expires; /* of the access token */
	int64_t ends;    /* of the grant; 0: not known */
};

/* ---- the file ---- */

static json_t *parse_json(struct span text)
{
	return json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
}

/* A member that may go into a header or a form: printable ASCII. */
static struct span json_text_of(const json_t *object, const char *name, struct arena *a)
{
	const json_t *value = json_object_get(object, name);
	struct span text =
		json_is_string(value) ? span_make(json_string_value(value), json_string_length(value)) : SPAN_NONE;
	if (text.len > TOKEN_MAX)
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

static int grant_read(const struct server *server, struct arena *a, struct grant *out, struct err *err)
{
	char bytes[GRANT_MAX];
	int fd = open(server->oauth.grant, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n = fd < 0 ? -1 : read(fd, bytes, sizeof(bytes));
	int why = errno;
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return err_set(err, ERR_CONFIG, "no grant for %s%s%s: run caredesk login", server->user,
			       why == ENOENT ? "" : ": ", why == ENOENT ? " yet" : strerror(why));
	json_t *json = parse_json(span_make(bytes, (size_t)n));
	explicit_bzero(bytes, sizeof(bytes));
	*out = (struct grant){.refresh = json_text_of(json, "refresh_token", a),
			      .access = json_text_of(json, "access_token", a),
			      .expires = json_number_of(json, "expires", 0),
			      .ends = json_number_of(json, "ends", 0)};
	json_decref(json);
	return out->refresh.len || out->access.len
		       ? 0
		       : err_set(err, ERR_CONFIG, "%s: not a grant: run caredesk login", server->oauth.grant);
}

static int grant_write(const struct server *server, const struct grant *g, struct err *err)
{
	json_t *json = json_pack("{s:s%, s:s%, s:I, s:I}", "refresh_token", g->refresh.len ? g->refresh.ptr : "",
				 g->refresh.len, "access_token", g->access.ptr, g->access.len, "expires",
				 (json_int_t)g->expires, "ends", (json_int_t)g->ends);
	char *text = json ? json_dumps(json, JSON_INDENT(1)) : NULL;
	json_decref(json);
	if (!text)
		abort();
	int result = file_replace(server->oauth.grant, span_of(text), FILE_FOR_GOOD);
	if (result)
		err_set(err, ERR_RETRY, "%s: %s", server->oauth.grant, strerror(errno));
	explicit_bzero(text, strlen(text));
	free(text);
	return result;
}

/* Held until it is closed. -1: it can't be had. */
static int grant_lock(const struct server *server, struct arena *a, struct err *err)
{
	struct span path = span_of(server->oauth.grant), folder = span_sub(path, 0, (size_t)span_rchr(path, '/'));
	/* the store may not be there yet */
	mkdir(arena_str(a, span_sub(folder, 0, (size_t)span_rchr(folder, '/'))), 0700);
	mkdir(arena_str(a, folder), 0700);
	int fd =
		open(arena_printf(a, "%.*s.lock", SPAN_ARG(path)).ptr, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0 && flock(fd, LOCK_EX) == 0)
		return fd;
	err_set(err, ERR_RETRY, "%s: %s", server->oauth.grant, strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
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
	buf_init(form, GRANT_MAX);
	form_add(form, "client_id", span_of(server->oauth.client_id));
	if (!with_secret || !file.file)
		return 0;
	if (conf_secret(&file, a, &secret, err))
		return -1;
	form_add(form, "client_secret", span_of(secret));
	return 0;
}

/* Sends the form and clears it. *out is to be given back by json_decref. */
static int endpoint_ask(const struct server *server, const char *url, struct buf *form, struct arena *a, int *status,
			json_t **out, struct err *err)
{
	const struct http_request request = {.url = url,
					     .content_type = "application/x-www-form-urlencoded",
					     .body = buf_span(form),
					     .ca_file = server->ca_file,
					     .proxy = server->proxy,
					     .timeout = server->timeout};
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

/* An error of RFC 6749, 5.2, as ours: is the grant at its end, does the server want us later, or is it us? */
static int refused(const struct server *server, const char *url, int status, const json_t *json, struct arena *a,
		   struct err *err)
{
	struct span code = json_text_of(json, "error", a);
	if (span_eq(code, SPAN("invalid_grant")) || span_eq(code, SPAN("interaction_required")))
		return err_set(err, ERR_CONFIG, "the grant for %s has ended (%.*s): run caredesk login", server->user,
			       SPAN_ARG(code));
	bool later = status >= 500 || status == 429 || !code.len || span_eq(code, SPAN("temporarily_unavailable"));
	return err_set(err, later ? ERR_RETRY : ERR_REFUSED, "%s: %.*s (status %d)", url,
		       code.len > 100 || !code.len ? 5 : (int)code.len, code.len ? code.ptr : "error", status);
}

/* A successful answer of the token URL: what it leaves out stays as it was. */
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

static int renew(const struct server *server, int64_t now, struct arena *a, struct grant *g, struct err *err)
{
	struct buf form;
	json_t *json;
	int status;
	if (form_begin(server, true, a, &form, err))
		return -1;
	form_add(&form, "grant_type", SPAN("refresh_token"));
	form_add(&form, "refresh_token", g->refresh);
	if (endpoint_ask(server, server->oauth.token, &form, a, &status, &json, err))
		return -1;
	int result = status == 200 ? grant_take(server->oauth.token, json, now, a, g, err)
				   : refused(server, server->oauth.token, status, json, a, err);
	json_decref(json);
	return result ? -1 : grant_write(server, g, err);
}

/* ---- tokens ---- */

static bool grant_is_fresh(const struct grant *g, int64_t now, int64_t ahead)
{
	return g->access.len && g->expires - now > ahead;
}

/* Another may have renewed it while we waited for the lock. A server that is down is of no harm while the token is
 * good. */
static int renew_locked(const struct server *server, int64_t now, struct arena *a, struct grant *g, struct err *err)
{
	int lock = grant_lock(server, a, err);
	if (lock < 0)
		return -1;
	int result = grant_read(server, a, g, err);
	if (result == 0 && !grant_is_fresh(g, now, OAUTH_AHEAD))
		result = g->refresh.len ? renew(server, now, a, g, err)
					: err_set(err, ERR_CONFIG, "the grant for %s has ended: run caredesk login",
						  server->user);
	close(lock);
	return result && err->kind == ERR_RETRY && grant_is_fresh(g, now, 0) ? 0 : result;
}

int oauth_token(const struct server *server, int64_t now, struct arena *a, char **token, struct err *err)
{
	struct grant g;
	if (grant_read(server, a, &g, err))
		return -1;
	if (!grant_is_fresh(&g, now, OAUTH_AHEAD) && renew_locked(server, now, a, &g, err))
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
	int lock = grant_lock(server, &a, &err);
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
	if (endpoint_ask(server, server->oauth.device, &form, a, &status, &json, err))
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
		result = err_set(err, ERR_RETRY, "%s: an answer without code or URL", server->oauth.device);
	json_decref(json);
	return result;
}

static int first_grant(const struct server *server, const json_t *json, int64_t now, struct arena *a, struct err *err)
{
	struct grant g = {0};
	if (grant_take(server->oauth.token, json, now, a, &g, err))
		return -1;
	int lock = grant_lock(server, a, err);
	if (lock < 0)
		return -1;
	int result = grant_write(server, &g, err);
	close(lock);
	return result ? -1 : 1;
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
	if (endpoint_ask(server, server->oauth.token, &form, a, &status, &json, err))
		return err->kind == ERR_RETRY ? 0 : -1;
	struct span code = json_text_of(json, "error", a);
	bool pending = span_eq(code, SPAN("authorization_pending")) || span_eq(code, SPAN("slow_down"));
	int result = 0;
	if (span_eq(code, SPAN("slow_down")))
		d->interval += SLOWER;
	if (status == 200)
		result = first_grant(server, json, now, a, err);
	else if (span_eq(code, SPAN("access_denied")))
		result = err_set(err, ERR_REFUSED, "access was denied");
	else if (span_eq(code, SPAN("expired_token")))
		result = err_set(err, ERR_REFUSED, "the code was not entered in time");
	else if (!pending && refused(server, server->oauth.token, status, json, a, err))
		result = err->kind == ERR_RETRY ? 0 : -1;
	json_decref(json);
	return result;
}
