#include "daemon/cli/commands.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/keys.h"
#include "daemon/cli/json.h"
#include "daemon/cli/probe.h"
#include "daemon/desk/clock.h"
#include "daemon/edge/imap.h"
#include "daemon/edge/maildir.h"
#include "daemon/edge/smtp.h"
#include "daemon/run/runfolder.h"

#define LIVE_SECONDS 10    /* that a server may take */
#define ARRIVAL_SECONDS 20 /* that a mail of our own may take */

/* Prints the result for one server, folder or configuration. Returns 0 or an exit code. */
static int try_report(const struct cli *cli, struct span name, int result, const struct err *err)
{
	const char *text = result == 0 ? "ok" : err->text;
	if (cli->json)
		JSON_LINE(stdout, JSON_TEXT("checked", name), JSON_TEXT("result", span_of(text)));
	else
		printf("%.*s: %s\n", SPAN_ARG(name), text);
	if (result == 0)
		return EX_OK;
	return err->kind == ERR_RETRY ? EX_UNAVAILABLE : EX_CONFIG;
}

static int try_mailbox(const struct cli *cli, const struct mailbox_conf *mailbox)
{
	struct imap *imap = NULL;
	struct err err = {0};
	struct arena a;
	struct maildir_item_list none = {0};
	arena_init(&a);
	int result = mailbox->is_maildir ? maildir_list(mailbox->maildir, 1, &a, &none, &err)
					 : imap_open(mailbox, &imap, &err);
	imap_close(imap);
	int code = try_report(cli, arena_printf(&a, "mailbox %.*s", SPAN_ARG(mailbox->name)), result, &err);
	arena_clear(&a);
	return code;
}

static int try_sending(const struct cli *cli, const struct smtp_conf *conf)
{
	struct smtp *smtp = NULL;
	struct err err = {0};
	int result = 0;
	if (conf->sending == SENDING_SMTP)
		result = smtp_open(conf, &smtp, &err);
	else if (conf->sending == SENDING_SENDMAIL && access(conf->sendmail, X_OK) != 0)
		result = err_set(&err, ERR_CONFIG, "%s: not a program that can be run", conf->sendmail);
	else if (conf->sending == SENDING_MAILDIR && access(conf->maildir, W_OK | X_OK) != 0 && errno != ENOENT)
		result = err_set(&err, ERR_CONFIG, "%s: not a folder that can be written", conf->maildir);
	smtp_close(smtp);
	return try_report(cli, SPAN("sending"), result, &err);
}

/* The signed address: does the server take mail from it, and does mail to it arrive? */
static int check_plus(const struct cli *cli, const struct conf *conf, const struct mailbox_conf *mailbox)
{
	struct arena a;
	struct span headers;
	struct err err = {0};
	arena_init(&a);
	struct span address = conf_mailbox_address(conf, mailbox->name), signed_one = probe_address(&a, address);
	struct span name = arena_printf(&a, "reply_address = \"plus\" of %.*s", SPAN_ARG(address));
	int result = probe_sender(&conf->smtp, signed_one, &err);
	if (result == 0)
		result = probe_round(conf, mailbox, signed_one, ARRIVAL_SECONDS, &a, &headers, &err);
	int code = try_report(cli, name, result, &err);
	arena_clear(&a);
	return code;
}

static int check_webhook(const struct cli *cli, const struct webhook_conf *hook)
{
	struct arena a;
	struct err err = {0};
	arena_init(&a);
	int result = probe_webhook(hook, &err);
	int code = try_report(cli, arena_printf(&a, "webhook %.*s", SPAN_ARG(hook->name)), result, &err);
	arena_clear(&a);
	return code;
}

/* An admin who is waiting gets an answer sooner than a daemon would give up. */
static void hurry(struct server *server)
{
	if (server->timeout > LIVE_SECONDS)
		server->timeout = LIVE_SECONDS;
}

static int check_live(const struct cli *cli, struct conf *conf)
{
	int worst = EX_OK, code;
	hurry(&conf->smtp.server);
	for (size_t i = 0; i < conf->mailbox_count; i++) {
		hurry(&conf->mailboxes[i].imap);
		code = try_mailbox(cli, &conf->mailboxes[i]);
		worst = code > worst ? code : worst;
	}
	code = try_sending(cli, &conf->smtp);
	worst = code > worst ? code : worst;
	for (size_t i = 0; i < conf->webhook_count; i++) {
		code = check_webhook(cli, &conf->webhooks[i]);
		worst = code > worst ? code : worst;
	}
	bool plus = conf->reply_plus &&
		    conf->smtp.sending != SENDING_MAILDIR; /* mail delivered to a Maildir does not come back */
	for (size_t i = 0; worst == EX_OK && plus && i < conf->mailbox_count; i++) {
		code = check_plus(cli, conf, &conf->mailboxes[i]);
		worst = code > worst ? code : worst;
	}
	return worst;
}

/* The running desk can't change its folders: it must hold the store and have the run folder that the configuration
 * names. */
static int check_reload(const struct cli *cli, const struct conf *conf)
{
	char run[PATH_MAX], wanted[PATH_MAX], real[PATH_MAX];
	struct err err = {0};
	int result = 0;
	runfolder_path(run, conf->store_path);
	if (!runfolder_held(conf->store_path))
		result = err_set(&err, ERR_CONFIG,
				 "no desk is running with the store %s; store.path can't change while the desk runs",
				 conf->store_path);
	else if (conf->run_path &&
		 (!realpath(conf->run_path, wanted) || !realpath(run, real) || strcmp(wanted, real) != 0))
		result = err_set(&err, ERR_CONFIG,
				 "the desk runs with another store.run_dir, which can't change while it runs");
	return try_report(cli, SPAN("reload"), result, &err);
}

/* "file:12: error: what is wrong", split into its parts. */
static void json_fault(const struct conf_errors *e, size_t i)
{
	struct conf_place place = e->places.items[i];
	struct span file = e->files.items[place.file], rest = span_from(e->lines.items[i], file.len), kind = SPAN_NONE;
	ptrdiff_t space = span_chr(rest, ' ');
	rest = span_from(rest, space < 0 ? 0 : (size_t)space + 1);
	span_cut(&rest, ':', &kind);
	JSON_LINE(stdout, JSON_TEXT("file", file), JSON_ID("line", place.line), JSON_TEXT("kind", kind),
		  JSON_TEXT("text", span_trim(rest)));
}

static void print_faults(const struct cli *cli, const struct conf_errors *e)
{
	for (size_t i = 0; i < e->lines.count; i++) {
		if (cli->json)
			json_fault(e, i);
		else
			printf("%.*s\n", SPAN_ARG(e->lines.items[i]));
	}
}

/* Valid, but no longer of any use. The configuration's own checks can't know what day it is. */
static void warn_of_old_holidays(const struct cli *cli, const struct conf *conf)
{
	for (size_t i = 0; i < conf->hours_count; i++) {
		const struct hours_conf *h = &conf->hours[i];
		struct calendar_date last;
		char text[200];
		int64_t now = clock_now(), today = zone_day_of(now + zone_at(h->calendar.zone, now)->offset);
		if (!calendar_is_stale(&h->calendar, today, &last))
			continue;
		snprintf(text, sizeof text, "all holidays of `%.*s` are in the past: the last one is %04d-%02d-%02d",
			 (int)(h->name.len < 100 ? h->name.len : 100), h->name.ptr, last.year, last.month, last.day);
		if (cli->json)
			JSON_LINE(stdout, JSON_TEXT("file", span_of(cli->config)), JSON_TEXT("kind", SPAN("warning")),
				  JSON_TEXT("text", span_of(text)));
		else
			printf("%s: warning: %s\n", cli->config, text);
	}
}

static int cmd_check(const struct cli *cli)
{
	struct conf *conf = NULL;
	struct conf_errors errors;
	bool missing = false;
	if (cli->keys) {
		conf_print_reference(stdout);
		return EX_OK;
	}
	conf_errors_init(&errors);
	int result = conf_load(cli->config, &conf, &errors, &missing);
	print_faults(cli, &errors);
	conf_errors_clear(&errors);
	if (result != 0)
		return EX_CONFIG;
	warn_of_old_holidays(cli, conf);
	int code = cli->live ? check_live(cli, conf) : cli->reload ? check_reload(cli, conf) : EX_OK;
	if (code == EX_OK)
		try_report(cli, span_of(cli->config), 0, NULL);
	conf_free(conf);
	return code;
}

const struct cli_command cli_command_check = {
	.name = "check",
	.section = CLI_DAEMON,
	.usage = "check [--live | --reload | --keys]",
	.help = "says what is wrong with the config and the templates; --live also logs in everywhere and calls each "
		"webhook; --reload: would the running desk accept it? --keys prints every key",
	.more = "Each line is file:line: error. --live also checks whether mail to a signed address of the desk "
		"arrives.",
	.options = "--live --reload --keys",
	.run = cmd_check,
};
