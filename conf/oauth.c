/* OAuth 2 settings: known providers, and where a grant is stored. */
#include "conf/checking.h"
#include "parsers/base/buf.h"

#include <string.h>

#define MICROSOFT "https://login.microsoftonline.com/%s/oauth2/v2.0/%s"
#define MICROSOFT_SCOPE                                                                                                \
	"https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access"

bool conf_oauth(const struct server *server)
{
	return server->oauth.client_id != NULL;
}

const char *conf_grants(const char *store_path, struct arena *a)
{
	size_t len = strlen(store_path);
	while (len > 1 && store_path[len - 1] == '/')
		len--;
	return arena_printf(a, "%.*s-oauth", (int)len, store_path).ptr;
}

/* One grant for each account: IMAP and SMTP logins of the same user share it. It is stored next to the store, which all
 * processes can read. */
static const char *grant_path(struct arena *a, const char *store, const char *user)
{
	struct buf name;
	buf_init(&name, BUF_MAX);
	for (const unsigned char *at = (const unsigned char *)user; *at; at++) {
		bool plain = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') || strchr("@-_", *at) ||
			     (*at == '.' && name.len);
		if (plain)
			buf_chr(&name, (char)*at);
		else
			buf_printf(&name, "%%%02X", *at);
	}
	const char *path = arena_printf(a, "%s/%.*s/grant", conf_grants(store, a), SPAN_ARG(buf_span(&name))).ptr;
	buf_clear(&name);
	return path;
}

/* Google has no device flow for mail; it requires a browser on this machine. */
static void fill_google(struct oauth_conf *o)
{
	if (!o->device && !o->authorize)
		o->authorize = "https://accounts.google.com/o/oauth2/v2/auth?access_type=offline&prompt=consent";
	o->token = o->token ? o->token : "https://oauth2.googleapis.com/token";
	o->scope = o->scope ? o->scope : "https://mail.google.com/";
}

/* Microsoft ignores the port of a redirect URI only for "localhost". */
static void fill_microsoft(struct arena *a, struct oauth_conf *o)
{
	o->device = o->device ? o->device : arena_printf(a, MICROSOFT, o->tenant, "devicecode").ptr;
	o->authorize = o->authorize ? o->authorize : arena_printf(a, MICROSOFT, o->tenant, "authorize").ptr;
	o->token = o->token ? o->token : arena_printf(a, MICROSOFT, o->tenant, "token").ptr;
	o->scope = o->scope ? o->scope : MICROSOFT_SCOPE;
	o->loopback = "localhost";
}

static void fill_known(struct arena *a, struct oauth_conf *o)
{
	o->loopback = "127.0.0.1";
	if (o->provider && strcmp(o->provider, "google") == 0)
		fill_google(o);
	else if (o->provider)
		fill_microsoft(a, o);
}

/* Tokens must not be sent unencrypted. */
static void check_url(const struct checking *c, const struct node *group, const char *key, const char *url)
{
	const struct node *node = checking_place(group, key);
	struct span rest = span_of(url ? url : ""), host;
	if (!url || span_starts(rest, SPAN("https://")))
		return;
	rest = span_starts(rest, SPAN("http://")) ? span_from(rest, 7) : SPAN_NONE;
	host = span_sub(rest, 0, strcspn(rest.len ? rest.ptr : "", ":/"));
	if (!host.len || !conf_is_loopback(host))
		CHECKING_ERROR(c, node, "`%s` must begin with https://", key);
}

void check_oauth(const struct checking *c, struct server *s, const struct node *server)
{
	struct oauth_conf *o = &s->oauth;
	const struct node *group = node_get(server, "oauth");
	if (!group)
		return;
	if (!o->client_id)
		CHECKING_ERROR(c, group, "`client_id` is missing in oauth");
	if (s->auth && strcmp(s->auth, "plain") == 0)
		CHECKING_ERROR(c, checking_place(server, "auth"), "`auth` = \"plain\" does not go with `oauth`");
	fill_known(&c->conf->arena, o);
	if (!o->token || (!o->device && !o->authorize))
		CHECKING_ERROR(c, group,
			       "`oauth` needs a `provider`, or `token` with `device` or `authorize`: `%s` is missing",
			       o->token ? "device" : "token");
	check_url(c, group, "device", o->device);
	check_url(c, group, "authorize", o->authorize);
	check_url(c, group, "token", o->token);
	if (s->user)
		o->grant = grant_path(&c->conf->arena, c->conf->store_path, s->user);
}
