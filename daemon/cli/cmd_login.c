/* login: obtains an OAuth 2 grant for a mailbox or for smtp: by a code that the user enters in any browser, or by a
 * browser that is redirected back here with one. */
#include "daemon/cli/commands.h"

#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "daemon/cli/identity.h"
#include "daemon/cli/json.h"
#include "daemon/desk/clock.h"
#include "daemon/edge/oauth.h"
#include "daemon/edge/redirect.h"

#define BROWSER_SECONDS 900

static const struct server *named_server(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf->mailbox_count; i++)
		if (!conf->mailboxes[i].is_maildir && span_ieq(conf->mailboxes[i].name, span_of(name)))
			return &conf->mailboxes[i].imap;
	return strcmp(name, "smtp") == 0 && conf->smtp.sending == SENDING_SMTP ? &conf->smtp.server : NULL;
}

static void show_code(const struct cli *cli, const struct oauth_device *d)
{
	if (cli->json)
		JSON_LINE(stdout, JSON_TEXT("url", d->url), JSON_TEXT("code", d->user_code),
			  JSON_NUMBER("expires_in", (uint64_t)d->expires));
	else
		printf("Open %.*s\nand enter the code %.*s\n", SPAN_ARG(d->url), SPAN_ARG(d->user_code));
	fflush(stdout);
}

static int wait_for_person(const struct server *server, struct oauth_device *d, struct arena *a, struct err *err)
{
	int64_t end = clock_now() + d->expires;
	int result = 0;
	while (result == 0) {
		const struct timespec pause = {.tv_sec = d->interval};
		nanosleep(&pause, NULL);
		if (clock_now() > end)
			return err_set(err, ERR_REFUSED, "the code was not entered in time");
		result = oauth_granted(server, d, clock_now(), a, err);
	}
	return result;
}

/* Tells the user what to open, and what to paste if the browser is on another machine. */
static void show_address(const struct cli *cli, const struct oauth_browse *b)
{
	if (cli->json)
		JSON_LINE(stdout, JSON_TEXT("url", b->url), JSON_TEXT("redirect", b->redirect),
			  JSON_NUMBER("expires_in", BROWSER_SECONDS));
	else
		printf("Open this address in a browser on this machine, and log in there:\n\n%.*s\n\n"
		       "Is the browser on another machine? It will end at an address that begins with\n%.*s and that "
		       "it "
		       "cannot open: paste that address here.\n",
		       SPAN_ARG(b->url), SPAN_ARG(b->redirect));
	fflush(stdout);
}

static int by_browser(const struct cli *cli, const struct server *server, struct arena *a, struct err *err)
{
	struct oauth_browse b;
	struct redirect r;
	struct redirect_answer answer;
	if (redirect_open(&r, err) != 0)
		return -1;
	oauth_browse(server, r.port, a, &b);
	show_address(cli, &b);
	int result = redirect_wait(&r, STDIN_FILENO, b.state, BROWSER_SECONDS, a, &answer, err);
	redirect_close(&r);
	if (result != 0)
		return -1;
	return answer.error.len ? oauth_browse_refused(server, answer.error, err)
				: oauth_browsed(server, &b, answer.code, clock_now(), a, err);
}

/* By device code if possible, else by browser: some providers do not grant devices access to mail. */
static int by_either(const struct cli *cli, const struct server *server, struct arena *a, struct err *err)
{
	struct oauth_device d;
	if (cli->browser || !server->oauth.device)
		return by_browser(cli, server, a, err);
	if (oauth_device(server, a, &d, err) == 0) {
		show_code(cli, &d);
		return wait_for_person(server, &d, a, err) < 0 ? -1 : 0;
	}
	if (err->kind != ERR_REFUSED || !server->oauth.authorize)
		return -1;
	fprintf(stderr, "caredesk: %s\nTrying with a browser instead.\n", err->text);
	return by_browser(cli, server, a, err);
}

static int log_in(const struct cli *cli, const struct server *server)
{
	struct arena a;
	struct err err;
	arena_init(&a);
	int result = by_either(cli, server, &a, &err);
	if (result == 0 && !cli->json)
		printf("The desk can now log in as %s\n", server->user);
	arena_clear(&a);
	return result < 0 ? cli_fail(&err) : EX_OK;
}

static int cmd_login(const struct cli *cli)
{
	struct conf *conf;
	struct err err;
	bool root;
	int code = cli_conf(cli, &conf);
	if (code != EX_OK)
		return code;
	if (identity_take(conf, &root, &err) != 0) { /* the daemon must be able to renew the grant */
		conf_free(conf);
		return cli_fail(&err);
	}
	const struct server *server = named_server(conf, cli->args[0]);
	if (!server)
		code = cli_usage("there is no mailbox `%s` with IMAP, and it is not smtp", cli->args[0]);
	else if (!conf_oauth(server))
		code = cli_usage("`%s` has no `oauth` in the config", cli->args[0]);
	else if (cli->browser && !server->oauth.authorize)
		code = cli_usage("`%s` has no `authorize` in its `oauth`: --browser needs one", cli->args[0]);
	else
		code = log_in(cli, server);
	conf_free(conf);
	return code;
}

const struct cli_command cli_command_login = {
	.name = "login",
	.section = CLI_DAEMON,
	.usage = "login [--browser] MAILBOX",
	.help = "grants access to a mailbox, or to smtp, with OAuth 2: shows a code to be entered in any browser, or, "
		"if the provider requires that (or with --browser), an address to be opened in one, and waits",
	.more = "Google requires the browser. It comes back with the code; if it is on another machine, paste the "
		"address at which it ends.",
	.options = "--browser",
	.min = 1,
	.max = 1,
	.run = cmd_login,
};
