#include "conf/checking.h"
#include "conf/conf.h"
#include "parsers/base/netaddr.h"

#include <string.h>

/* ---- the URL ---- */

/* The host:port of scheme://host:port/path. */
static struct span authority_of(struct span url)
{
	ptrdiff_t scheme = span_find(url, SPAN("://"));
	struct span rest = scheme < 0 ? SPAN_NONE : span_from(url, (size_t)scheme + 3);
	size_t end = 0;
	while (end < rest.len && !strchr("/?#", rest.ptr[end]))
		end++;
	return span_sub(rest, 0, end);
}

/* The host, without the brackets of an IPv6 address. */
static struct span host_of(struct span authority)
{
	ptrdiff_t bracket = span_chr(authority, ']'), colon = span_rchr(authority, ':');
	if (authority.len && authority.ptr[0] == '[')
		return bracket < 0 ? SPAN_NONE : span_sub(authority, 1, (size_t)bracket - 1);
	return colon < 0 ? authority : span_sub(authority, 0, (size_t)colon);
}

static bool is_private(struct span host)
{
	bool is_public;
	if (span_ieq(host, SPAN("localhost")) || span_iends(host, SPAN(".localhost")))
		return true;
	return netaddr_text(host, &is_public) && !is_public;
}

static void check_hook_url(const struct checking *c, struct webhook_conf *w, const struct node *node)
{
	const struct node *place = checking_place(node, "url");
	struct span url = span_of(w->url), authority = authority_of(url);
	bool plain = span_istarts(url, SPAN("http://"));
	w->host = host_of(authority);
	if (!w->url)
		return;
	if (!plain && !span_istarts(url, SPAN("https://")))
		CHECKING_ERROR(c, place, "`url` begins with https://");
	else if (!w->host.len || strpbrk(w->url, " \"<>\\^`{|}"))
		CHECKING_ERROR(c, place, "`url` is written https://host/path");
	else if (span_chr(authority, '@') >= 0)
		CHECKING_ERROR(c, place,
			       "`url` must not contain a user or password: calls are authenticated by their signature");
	else if (plain && !w->internal)
		CHECKING_ERROR(c, place, "`url` begins with https://; without TLS only with `internal = true`");
	else if (is_private(w->host) && !w->internal)
		CHECKING_ERROR(c, place, "`url`: %.*s is a private address; `internal = true` allows it",
			       SPAN_ARG(w->host));
}

/* ---- events ---- */

static void check_events(const struct checking *c, const struct webhook_conf *w, const struct node *node,
			 uint32_t *events)
{
	const struct node *list = node_get(node, "events");
	struct span_list names = {0};
	for (unsigned e = 0; e < HOOK_EVENT_COUNT; e++)
		span_list_add(&c->errors->arena, &names, span_of(hook_event_name((enum hook_event)e)));
	if (list && !w->events.count)
		CHECKING_ERROR(c, list, "`events` is empty: the webhook would never be called");
	for (size_t i = 0; i < w->events.count; i++) {
		const struct node *at = node_item(list, i);
		enum hook_event e;
		checking_defined(c, at ? at : node, "event", w->events.items[i], &names);
		if (hook_event_from(w->events.items[i], &e))
			*events |= 1u << e;
	}
}

/* ---- the secret ---- */

static void check_signing(const struct checking *c, const struct webhook_conf *w, const struct node *node)
{
	struct arena a;
	struct buf key;
	struct err err;
	char *secret = NULL;
	check_readable(c, node, "secret_file", w->secret.file);
	check_kept(c, node, "secret_file", w->secret.file);
	arena_init(&a);
	buf_init(&key, 4096);
	if (w->secret.file && conf_secret(&w->secret, &a, &secret, &err) == 0 && !hook_key(span_of(secret), &key))
		CHECKING_ERROR(
			c, checking_place(node, "secret_file"),
			"`secret_file`: the first line of %s is not a secret: `whsec_` and %d to %d bytes in base64",
			w->secret.file, HOOK_KEY_LEAST, HOOK_KEY_MOST);
	if (secret)
		explicit_bzero(secret, strlen(secret));
	if (key.cap)
		explicit_bzero(key.ptr, key.cap);
	buf_clear(&key);
	arena_clear(&a);
}

/* ---- names ---- */

static bool is_taken(const struct conf *conf, struct span name)
{
	for (size_t i = 0; i < conf->webhook_count; i++)
		if (span_ieq(conf->webhooks[i].name, name))
			return true;
	return false;
}

/* A webhook without a name gets its host's; called in order, after all names that are set are known. */
static void name_webhook(struct conf *conf, struct webhook_conf *w)
{
	struct span name = w->host;
	for (unsigned n = 2; !w->name.len && is_taken(conf, name); n++)
		name = arena_printf(&conf->arena, "%.*s-%u", SPAN_ARG(w->host), n);
	if (!w->name.len)
		w->name = name;
}

void check_webhooks(const struct checking *c)
{
	struct conf *conf = c->conf;
	struct claims names = {0};
	struct hook_wish *wishes = ARENA_ARRAY(&conf->arena, struct hook_wish, conf->webhook_count);
	for (size_t i = 0; i < conf->webhook_count; i++) {
		const struct node *node = checking_item(c, "webhooks", i);
		checking_claim(c, &names, checking_place(node, "name"), "webhook", conf->webhooks[i].name);
		check_hook_url(c, &conf->webhooks[i], node);
		check_events(c, &conf->webhooks[i], node, &wishes[i].events);
		check_signing(c, &conf->webhooks[i], node);
		check_readable(c, node, "ca_file", conf->webhooks[i].ca_file);
	}
	for (size_t i = 0; i < conf->webhook_count; i++) {
		name_webhook(conf, &conf->webhooks[i]);
		wishes[i].name = conf->webhooks[i].name;
	}
	conf->hooks = (struct hook_wishes){wishes, conf->webhook_count};
}
