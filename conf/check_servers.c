#include "conf/checking.h"
#include "conf/listen.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void check_readable(const struct checking *c, const struct node *group, const char *key, const char *path)
{
	struct stat st;
	if (path && (access(path, R_OK) || stat(path, &st)))
		CHECKING_ERROR(c, checking_place(group, key), "`%s`: cannot read %s: %s", key, path, strerror(errno));
	else if (path && S_ISDIR(st.st_mode))
		CHECKING_ERROR(c, checking_place(group, key), "`%s`: %s is a folder", key, path);
}

/* Warns if others than owner and group may read it; systemd and others set a group on purpose. */
void check_kept(const struct checking *c, const struct node *group, const char *key, const char *path)
{
	struct stat st;
	if (path && stat(path, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & S_IROTH))
		CHECKING_WARN(c, checking_place(group, key), "`%s`: everyone on this machine can read %s: chmod o-r",
			      key, path);
}

static void check_secret(const struct checking *c, const struct server *s, const struct node *group)
{
	const struct secret *secret = &s->secret;
	bool granted = node_get(group, "oauth") != NULL;
	int count = !!secret->file + !!secret->command + !!secret->credential + !!secret->token_command + granted;
	bool wants_token = s->auth && strcmp(s->auth, "plain") != 0;
	check_readable(c, group, "password_file", secret->file);
	check_kept(c, group, "password_file", secret->file);
	if (count > 1)
		CHECKING_ERROR(c, group,
			       "only one of password_file, password_command, password_credential, token_command "
			       "and oauth can be set");
	else if (s->user && count == 0)
		CHECKING_ERROR(c, checking_place(group, "user"),
			       "`user` needs a `password_file`, `password_command`, "
			       "`password_credential`, `token_command` or `oauth`");
	else if (!s->user && count)
		CHECKING_ERROR(c, group, "there is a password but no `user`");
	else if (s->auth && count && wants_token != (granted || secret->token_command))
		CHECKING_ERROR(c, checking_place(group, "auth"), "`auth` = \"%s\" %s `token_command`", s->auth,
			       wants_token ? "needs" : "does not go with");
}

/* The host must be a name or an address, without scheme or port. */
static void check_host(const struct checking *c, const char *host, const struct node *group)
{
	const struct node *node = checking_place(group, "host");
	struct span s = span_of(host);
	ptrdiff_t port = span_rchr(s, ':');
	if (strstr(host, "://"))
		CHECKING_ERROR(c, node,
			       "`host` is a name like mail.example.org, without `%.*s`: the protocol is set "
			       "by `tls` and `port`",
			       SPAN_ARG(span_sub(s, 0, (size_t)span_find(s, SPAN("://")) + 3)));
	else if (port >= 0 &&
		 (port == span_chr(s, ':') || (port > 0 && span_starts(span_from(s, (size_t)port - 1), SPAN("]:")))))
		CHECKING_ERROR(c, node, "`host` is only a name: set the port by `port` = %.*s",
			       SPAN_ARG(span_from(s, (size_t)port + 1)));
	else if (strpbrk(host, " /@?#"))
		CHECKING_ERROR(c, node, "`host` is a name like mail.example.org, or an IP address; not `%s`", host);
}

static void check_server(const struct checking *c, struct server *s, const struct node *group)
{
	check_host(c, s->host, group);
	if (s->tls == TLS_NONE && !s->insecure && !conf_is_loopback(span_of(s->host)))
		CHECKING_ERROR(c, checking_place(group, "tls"),
			       "`tls` = \"none\" beyond loopback sends passwords and mails in the "
			       "clear; `insecure = true` allows it");
	if (s->proxy && !strstr(s->proxy, "://"))
		CHECKING_ERROR(c, checking_place(group, "proxy"), "`proxy` is a URL like socks5h://host:port");
	check_readable(c, group, "ca_file", s->ca_file);
	check_secret(c, s, group);
	check_oauth(c, s, group);
}

static void default_port(struct server *s, int implicit, int starttls, int none)
{
	if (s->port == 0)
		s->port = s->tls == TLS_IMPLICIT ? implicit : s->tls == TLS_STARTTLS ? starttls : none;
}

/* ---- mailboxes ---- */

static void check_imap(const struct checking *c, struct mailbox_conf *m, const struct node *imap)
{
	default_port(&m->imap, 993, 143, 143);
	if (!m->imap.host) {
		CHECKING_ERROR(c, imap, "`host` is missing in imap");
		return;
	}
	if (!m->imap.user)
		CHECKING_ERROR(c, imap, "`user` is missing in imap");
	if (m->move_to && m->folder && strcmp(m->move_to, m->folder) == 0)
		CHECKING_ERROR(c, checking_place(imap, "move_to"), "`move_to` is the watched folder itself");
	check_server(c, &m->imap, imap);
}

/* What a mailbox reads from; two mailboxes can't share it. */
static struct span mailbox_source(const struct checking *c, const struct mailbox_conf *m)
{
	if (m->is_maildir)
		return span_of(m->maildir);
	if (!m->imap.host || !m->imap.user || !m->folder)
		return SPAN_NONE;
	return arena_printf(&c->errors->arena, "%s at %s:%d, folder %s", m->imap.user, m->imap.host, m->imap.port,
			    m->folder);
}

static void check_mailbox(const struct checking *c, struct mailbox_conf *m, const struct node *node,
			  struct claims *sources)
{
	const struct node *imap = node_get(node, "imap");
	m->is_maildir = m->maildir != NULL;
	if (!imap == !m->is_maildir) {
		CHECKING_ERROR(c, node, "a mailbox has either `imap` or `maildir`");
		return;
	}
	if (imap)
		check_imap(c, m, imap);
	else if (m->move_to && strcmp(m->move_to, m->maildir) == 0)
		CHECKING_ERROR(c, checking_place(node, "move_to"), "`move_to` is the watched Maildir itself");
	if (imap && node_get(node, "move_to"))
		CHECKING_ERROR(c, node_get(node, "move_to"), "`move_to` of an IMAP folder belongs in `imap`");
	checking_category(c, node, "category", m->category);
	checking_plus(c, checking_place(node, "address"), m->address);
	checking_claim(c, sources, node, "the mailbox", mailbox_source(c, m));
}

void check_mailboxes(const struct checking *c)
{
	struct claims names = {0}, sources = {0};
	for (size_t i = 0; i < c->conf->mailbox_count; i++) {
		const struct node *node = checking_item(c, "mailboxes", i);
		checking_claim(c, &names, checking_place(node, "name"), "mailbox", c->conf->mailboxes[i].name);
		check_mailbox(c, &c->conf->mailboxes[i], node, &sources);
	}
}

/* ---- what listens ---- */

void check_http(const struct checking *c)
{
	const struct node *group = node_get(c->root, "http");
	struct span listen = span_of(c->conf->http_listen), host, port;
	if (!group || !listen.len)
		return;
	check_readable(c, group, "token_file", c->conf->http_token);
	if (!listen_is_path(listen) && !listen_address(listen, &host, &port))
		CHECKING_ERROR(c, checking_place(group, "listen"),
			       "`listen` is an address and a port, 127.0.0.1:8025 or [::1]:8025, or the path of a "
			       "socket; not `%.*s`",
			       SPAN_ARG(listen));
	else if (!c->conf->http_token && !listen_is_local(listen))
		CHECKING_ERROR(c, checking_place(group, "listen"),
			       "`listen` beyond loopback needs `token_file`: without it anyone could read it");
}

/* ---- sending ---- */

/* Where the program is set: in one of three keys. */
static const struct node *sendmail_place(const struct checking *c)
{
	static const char *const groups[] = {"outgoing", "smtp"};
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (node_get(node_get(c->root, groups[i]), "sendmail"))
			return node_get(node_get(c->root, groups[i]), "sendmail");
	return checking_place(c->root, "sendmail");
}

static bool in_group(gid_t group)
{
	gid_t groups[NGROUPS_MAX];
	int count = getgroups(NGROUPS_MAX, groups);
	bool in = getegid() == group;
	for (int i = 0; i < count; i++)
		in = in || groups[i] == group;
	return in;
}

/* The desk's processes can't gain privileges by running a program (no-new-privileges). A setuid or setgid program, or
 * Postfix's sendmail, whose postdrop is setgid, then can't write to its queue, unless the desk's user is in that group
 * anyway. */
static void check_rights(const struct checking *c, const char *program)
{
	char real[PATH_MAX];
	struct stat st;
	if (!realpath(program, real))
		return;
	bool gains = stat(real, &st) == 0 && (st.st_mode & (S_ISUID | S_ISGID));
	char *slash = strrchr(real, '/');
	if (!gains && strcmp(slash, "/sendmail") == 0 && slash + sizeof("/postdrop") < real + sizeof(real)) {
		strcpy(slash, "/postdrop");
		gains = stat(real, &st) == 0 && (st.st_mode & S_ISGID);
	}
	if (gains && !(st.st_mode & S_ISUID) && in_group(st.st_gid))
		return;
	if (gains)
		CHECKING_WARN(c, sendmail_place(c),
			      "`sendmail`: %s needs privileges that the desk's processes can't gain (set-%s-id); send "
			      "through `smtp` at localhost, port 25, tls = \"none\" instead",
			      real, st.st_mode & S_ISUID ? "user" : "group");
}

void check_sending(const struct checking *c)
{
	struct smtp_conf *smtp = &c->conf->smtp;
	const struct node *group = node_get(c->root, "smtp");
	int ways = !!smtp->server.host + !!smtp->sendmail + !!smtp->maildir;
	default_port(&smtp->server, 465, 587, 25);
	smtp->sending = smtp->maildir ? SENDING_MAILDIR : smtp->sendmail ? SENDING_SENDMAIL : SENDING_SMTP;
	if (ways > 1)
		CHECKING_ERROR(c, checking_place(c->root, "smtp"),
			       "set only one way to send: an SMTP `host`, a `sendmail` program or a `maildir`");
	else if (ways == 0 && group)
		CHECKING_ERROR(c, group, "`host` is missing in smtp");
	else if (ways == 0)
		report_warning(c->errors, c->root->file, 1, "there is neither `smtp` nor `outgoing`: no mail is sent");
	if (smtp->sendmail && access(smtp->sendmail, X_OK))
		CHECKING_ERROR(c, sendmail_place(c), "`sendmail`: cannot run %s: %s", smtp->sendmail, strerror(errno));
	else if (smtp->sendmail)
		check_rights(c, smtp->sendmail);
	if (smtp->server.host)
		check_server(c, &smtp->server, group);
}
