#include "daemon/cli/commands.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/cli/asker.h"
#include "daemon/cli/newconf.h"
#include "daemon/cli/probe.h"
#include "daemon/desk/log.h"
#include "daemon/edge/discover.h"
#include "daemon/edge/imap.h"
#include "daemon/edge/smtp.h"
#include "parsers/base/addrspec.h"
#include "parsers/base/file.h"

#define DESK_USER "caredesk" /* the user of the systemd unit */
#define ARRIVAL_SECONDS 20
#define MAX_AGENTS 100

struct init {
	const struct cli *cli;
	struct arena *arena;
	struct asker asker;
	struct newconf conf;
	struct span folder; /* where the configuration goes */
};

/* ---- people ---- */

static int ask_address(struct init *i, const char *key, const char *question, struct span proposal, struct span *out,
		       struct err *err)
{
	for (;;) {
		if (asker_ask(&i->asker, key, question, proposal, out, err) != 0)
			return -1;
		if (addrspec_is(i->arena, *out, ADDRSPEC_TYPED))
			return 0;
		err_set(err, ERR_CONFIG, "`%.*s` is not an address like support@example.org", SPAN_ARG(*out));
		if (asker_again(&i->asker, key, err) != 0)
			return -1;
	}
}

/* "a@x.test, b@x.test": false with *wrong when one is not an address. */
static bool split_addresses(struct init *i, struct span text, struct span_list *out, struct span *wrong)
{
	struct span rest = text, part, word;
	*out = (struct span_list){0};
	while (span_cut(&rest, ',', &part)) {
		while (span_word(&part, &word)) {
			*wrong = word;
			if (!addrspec_is(i->arena, word, ADDRSPEC_TYPED) || out->count == MAX_AGENTS)
				return false;
			span_list_add(i->arena, out, word);
		}
	}
	*wrong = text;
	return out->count > 0;
}

static int ask_agents(struct init *i, struct err *err)
{
	struct span text, wrong = SPAN_NONE;
	for (;;) {
		if (asker_ask(&i->asker, "agents", "Who answers the tickets? Their addresses, separated by commas:",
			      i->conf.manager, &text, err) != 0)
			return -1;
		if (split_addresses(i, text, &i->conf.agents, &wrong) && !span_iin(&i->conf.agents, i->conf.address))
			return 0;
		err_set(err, ERR_CONFIG, "`%.*s` is not the address of an agent", SPAN_ARG(wrong));
		if (asker_again(&i->asker, "agents", err) != 0)
			return -1;
	}
}

/* "ACME" of support@acme.test */
static struct span tag_proposed(struct arena *a, struct span address)
{
	struct span domain = addrspec_domain(address), label = SPAN_NONE;
	span_cut(&domain, '.', &label);
	char *tag = arena_str(a, span_sub(label, 0, 12));
	for (char *c = tag; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	return *tag ? span_of(tag) : SPAN("DESK");
}

static struct span timezone_proposed(struct arena *a)
{
	char path[300];
	ssize_t n = readlink("/etc/localtime", path, sizeof(path));
	struct span link = span_make(path, n > 0 ? (size_t)n : 0);
	ptrdiff_t at = span_find(link, SPAN("zoneinfo/"));
	return at < 0 ? SPAN("UTC") : arena_dup(a, span_from(link, (size_t)at + strlen("zoneinfo/")));
}

static int ask_people(struct init *i, struct err *err)
{
	struct newconf *c = &i->conf;
	if (ask_address(i, "address", "Which address do customers write to?", SPAN_NONE, &c->address, err) != 0)
		return -1;
	struct span tag = tag_proposed(i->arena, c->address),
		    name = arena_printf(i->arena, "%.*s Support", SPAN_ARG(tag));
	if (asker_ask(&i->asker, "name", "What is the desk called in its mails?", name, &c->name, err) != 0 ||
	    asker_ask(&i->asker, "tag", "Which tag appears in subjects, [TAG #1042]?", tag, &c->tag, err) != 0 ||
	    ask_address(i, "manager", "Who is told when something needs a person (a manager's address)?", SPAN_NONE,
			&c->manager, err) != 0 ||
	    ask_agents(i, err) != 0)
		return -1;
	if (asker_ask(&i->asker, "language", "Language of its mails (en, de, fr)?", SPAN("en"), &c->language, err) !=
		    0 ||
	    asker_ask(&i->asker, "timezone", "Time zone?", timezone_proposed(i->arena), &c->timezone, err) != 0)
		return -1;
	return asker_ask(&i->asker, "store", "Folder of the store?", SPAN("/var/lib/caredesk"), &c->store, err);
}

/* ---- servers ---- */

struct side { /* IMAP or SMTP */
	enum protocol protocol;
	const char *name, *host_key, *user_key, *password_key, *ca_key, *file;
	struct server *server;
};

static void say_server(const struct side *s)
{
	static const char *const kinds[] = {"TLS", "STARTTLS", "no TLS, on this machine"};
	printf("  found %s:%d, %s\n", s->server->host, s->server->port, kinds[s->server->tls]);
}

/* The first server that answers, as "host:port", for a proposal; empty if none does. */
static struct span find_server(struct init *i, const struct side *s)
{
	struct candidate_list list = {0};
	bool auth;
	struct err err;
	printf("Looking for the %s server of %.*s …\n", s->name, SPAN_ARG(addrspec_domain(i->conf.address)));
	fflush(stdout);
	discover_candidates(i->arena, s->protocol, addrspec_domain(i->conf.address), &list);
	for (size_t n = 0; n < list.count; n++) {
		struct server tried = {0};
		if (discover_try(i->arena, s->protocol, &list.items[n], &tried, &auth, &err) == 0 || tried.host)
			return arena_printf(i->arena, "%s:%d", tried.host, tried.port);
	}
	return SPAN_NONE;
}

/* "mail.acme.test", "mail.acme.test:993" */
static struct candidate read_host(struct span text)
{
	ptrdiff_t colon = span_rchr(text, ':');
	uint64_t port;
	if (colon > 0 && span_u64(span_from(text, (size_t)colon + 1), &port) && port < 65536)
		return (struct candidate){.host = span_sub(text, 0, (size_t)colon), .port = (int)port};
	return (struct candidate){.host = text};
}

/* Within this machine TLS is not needed: many servers there have a self-made certificate. */
static int ask_ca(struct init *i, const struct side *s, struct candidate *c, struct err *err)
{
	bool here = conf_is_loopback(span_of(s->server->host));
	const char *question =
		here ? "Its certificate is from a CA that this machine does not know. The CA's file (PEM), or nothing "
		       "for no TLS within this machine:"
		     : "Its certificate is from a CA that this machine does not know. The CA's file (PEM):";
	struct span file;
	int result = here ? asker_may(&i->asker, s->ca_key, question, SPAN_NONE, &file, err)
			  : asker_ask(&i->asker, s->ca_key, question, SPAN_NONE, &file, err);
	if (result != 0)
		return -1;
	c->plain = !file.len;
	s->server->ca_file = file.len ? arena_str(i->arena, file) : NULL;
	return 0;
}

static int ask_server(struct init *i, const struct side *s, bool *auth, struct err *err)
{
	struct span proposal = i->asker.by_file && i->asker.keys.count && span_in(&i->asker.keys, span_of(s->host_key))
				       ? SPAN_NONE
				       : find_server(i, s),
		    text;
	for (;;) {
		if (asker_ask(&i->asker, s->host_key, "Server (host or host:port)?", proposal, &text, err) != 0)
			return -1;
		struct candidate c = read_host(text);
		s->server->ca_file = NULL;
		int result = discover_try(i->arena, s->protocol, &c, s->server, auth, err);
		if (result != 0 && s->server->host && strstr(err->text, "certificate") && ask_ca(i, s, &c, err) == 0)
			result = discover_try(i->arena, s->protocol, &c, s->server, auth, err);
		if (result == 0) {
			say_server(s);
			return 0;
		}
		if (asker_again(&i->asker, s->host_key, err) != 0)
			return -1;
	}
}

/* ---- secrets ---- */

/* Gives the file to the user that the desk will run as, if root sets it up. */
static void owner_give(const char *path, mode_t mode, bool all)
{
	const struct passwd *user = geteuid() == 0 ? getpwnam(DESK_USER) : NULL;
	if (user && chown(path, all ? user->pw_uid : 0, user->pw_gid) != 0)
		printf("  %s: cannot be given to %s: %s\n", path, DESK_USER, strerror(errno));
	chmod(path, mode);
}

static int init_file_write(const char *path, struct span bytes, struct err *err)
{
	return file_replace(path, bytes, FILE_FOR_GOOD) ? err_set(err, ERR_RETRY, "%s: %s", path, strerror(errno)) : 0;
}

static int keep_password(struct init *i, const struct side *s, struct span password, struct err *err)
{
	const char *path = arena_printf(i->arena, "%.*s/%s", SPAN_ARG(i->folder), s->file).ptr;
	struct span line = arena_printf(i->arena, "%.*s\n", SPAN_ARG(password));
	s->server->secret.file = path;
	if (init_file_write(path, line, err) != 0)
		return -1;
	owner_give(path, 0600, true);
	return 0;
}

static int try_login(const struct side *s, struct err *err)
{
	struct connection *c;
	if (connection_open(s->server, s->protocol, "localhost", &c, err) != 0)
		return -1;
	connection_close(c);
	return 0;
}

/* Tries the user and password of `like` first. True: they are valid here too. */
static bool same_login(struct init *i, const struct side *s, const struct server *like)
{
	struct err err;
	if (!like || !like->user || (i->asker.by_file && span_in(&i->asker.keys, span_of(s->user_key))))
		return false;
	s->server->user = like->user;
	s->server->secret = like->secret;
	return try_login(s, &err) == 0;
}

static int ask_login(struct init *i, const struct side *s, const struct server *like, struct err *err)
{
	struct span user, password;
	if (same_login(i, s, like))
		return 0;
	for (;;) {
		if (asker_ask(&i->asker, s->user_key, "User?", i->conf.address, &user, err) != 0 ||
		    asker_secret(&i->asker, s->password_key, "Password?", &password, err) != 0)
			return -1;
		s->server->user = arena_str(i->arena, user);
		if (keep_password(i, s, password, err) != 0)
			return -1;
		if (try_login(s, err) == 0)
			return 0;
		if (asker_again(&i->asker, s->user_key, err) != 0)
			return -1;
	}
}

static int ask_servers(struct init *i, struct err *err)
{
	const struct side imap = {PROTOCOL_IMAP,   "IMAP",    "imap",    "imap_user",
				  "imap_password", "ca_file", "imap.pw", &i->conf.imap};
	const struct side smtp = {PROTOCOL_SMTP,   "SMTP",    "smtp",    "smtp_user",
				  "smtp_password", "ca_file", "smtp.pw", &i->conf.smtp};
	bool auth = false;
	if (ask_server(i, &imap, &auth, err) != 0 || ask_login(i, &imap, NULL, err) != 0)
		return -1;
	printf("  logged in as %s\n", i->conf.imap.user);
	if (ask_server(i, &smtp, &auth, err) != 0 || (auth && ask_login(i, &smtp, &i->conf.imap, err) != 0))
		return -1;
	printf("  %s\n", auth ? "logged in" : "it does not ask for a login");
	return 0;
}

/* ---- the configuration ---- */

static int write_conf(struct init *i, const char *path, struct err *err)
{
	struct buf text;
	buf_init(&text, BUF_MAX);
	newconf_write(&i->conf, i->arena, &text);
	int result = init_file_write(path, buf_span(&text), err);
	buf_clear(&text);
	if (result == 0)
		owner_give(path, 0640, false);
	return result;
}

static int init_conf_load(const char *path, struct conf **out, struct err *err)
{
	struct conf_errors errors;
	bool missing;
	conf_errors_init(&errors);
	int result = conf_load(path, out, &errors, &missing);
	if (result != 0)
		err_set(err, ERR_CONFIG, "%.*s", SPAN_ARG(errors.lines.items[0]));
	conf_errors_clear(&errors);
	return result;
}

/* The authserv-id in the topmost Authentication-Results field. Microsoft 365 does not write one. */
static struct span authserv_found(struct span headers)
{
	const struct span name = SPAN("Authentication-Results:");
	struct span line, value, word;
	while (span_line(&headers, &line)) {
		if (!span_istarts(line, name))
			continue;
		value = span_from(line, name.len);
		if (!span_trim(value).len) /* folded after its name */
			span_line(&headers, &value);
		word = SPAN_NONE;
		span_cut(&value, ';', &word);
		word = span_trim(word);
		return span_chr(word, '=') >= 0 ? SPAN("m365") : word;
	}
	return SPAN_NONE;
}

/* Learns from a mail that the desk sends itself whether signed addresses arrive, and which authserv-id vouches for
 * mail. */
static int learn(struct init *i, const char *draft, struct err *err)
{
	struct conf *conf = NULL;
	struct span headers = SPAN_NONE;
	i->conf.plus = true;
	if (write_conf(i, draft, err) != 0 || init_conf_load(draft, &conf, err) != 0)
		return -1;
	printf("Sending a mail to a signed address of the desk …\n");
	fflush(stdout);
	const struct mailbox_conf *mailbox = &conf->mailboxes[0];
	struct span to = probe_address(i->arena, conf->address);
	int result = probe_round(conf, mailbox, to, ARRIVAL_SECONDS, i->arena, &headers, err);
	printf(result == 0 ? "  it has arrived\n" : "  %s\n  Sending one to the plain address instead …\n", err->text);
	fflush(stdout);
	if (result != 0) {
		i->conf.plus = false;
		result = probe_round(conf, mailbox, conf->address, ARRIVAL_SECONDS, i->arena, &headers, err);
	}
	if (result == 0)
		i->conf.authserv_id = authserv_found(headers);
	conf_free(conf);
	return result;
}

static int ask_authserv(struct init *i, struct err *err)
{
	const char *question =
		"What does your mail server call itself in Authentication-Results (nothing: it writes none)?";
	if (i->conf.authserv_id.len)
		printf("  your mail server vouches for senders as %.*s\n", SPAN_ARG(i->conf.authserv_id));
	return asker_may(&i->asker, "authserv_id", question, i->conf.authserv_id, &i->conf.authserv_id, err);
}

/* ---- the first ticket ---- */

/* Sends a mail from the manager, which the desk takes in and answers with its real configuration. */
static int first_ticket(struct init *i)
{
	struct conf *conf = NULL;
	struct err err;
	struct cli cli = *i->cli;
	cli.once = true;
	if (init_conf_load(i->cli->config, &conf, &err) != 0 ||
	    probe_ticket(conf, i->conf.manager, ARRIVAL_SECONDS, i->arena, &err) != 0) {
		conf_free(conf);
		return cli_fail(&err);
	}
	conf_free(conf);
	log_setup(LOG_ERROR, 2);
	return cli_command_run.run(&cli);
}

static int ask_test(struct init *i)
{
	struct span answer;
	struct err err;
	const char *question =
		arena_printf(
			i->arena,
			"Send a test mail from %.*s to the desk, which makes ticket 1 of it and answers (yes or no)?",
			SPAN_ARG(i->conf.manager))
			.ptr;
	if (asker_ask(&i->asker, "test", question, SPAN("yes"), &answer, &err) != 0)
		return cli_fail(&err);
	if (!span_istarts(answer, SPAN("y")))
		return EX_OK;
	int code = first_ticket(i);
	if (code == EX_OK)
		printf("  done: %.*s and the agents have mail; `caredesk list` shows the ticket, `caredesk delete 1` "
		       "deletes it\n",
		       SPAN_ARG(i->conf.manager));
	return code;
}

static void say_next(const struct init *i)
{
	bool usual = strcmp(i->cli->config, CLI_CONFIG) == 0;
	printf("\n%s is written; the passwords are next to it.\n\n"
	       "  caredesk%s%s check --live            after each change\n"
	       "  %s   starts the desk\n"
	       "  caredesk%s%s status                  how it is doing\n\n"
	       "Agents answer the mails that they get; #help in one tells them their commands.\n",
	       i->cli->config, usual ? "" : " -c ", usual ? "" : i->cli->config,
	       usual ? "systemctl enable --now caredesk" : "caredesk -c FILE run", usual ? "" : " -c ",
	       usual ? "" : i->cli->config);
}

static int init_make(struct init *i, struct err *err)
{
	const char *draft = arena_printf(i->arena, "%s.new", i->cli->config).ptr;
	if (ask_people(i, err) != 0 || ask_servers(i, err) != 0)
		return -1;
	int result = learn(i, draft, err);
	if (result == 0)
		result = ask_authserv(i, err);
	if (result == 0)
		result = write_conf(i, draft, err);
	if (result == 0 && link(draft, i->cli->config) != 0) /* never overwrites an existing one */
		result = err_set(err, ERR_CONFIG, "%s: %s", i->cli->config, strerror(errno));
	unlink(draft);
	return result;
}

static int cmd_init(const struct cli *cli)
{
	struct arena a;
	struct err err;
	struct init i = {.cli = cli, .arena = &a};
	arena_init(&a);
	ptrdiff_t slash = span_rchr(span_of(cli->config), '/');
	i.folder = slash > 0 ? span_sub(span_of(cli->config), 0, (size_t)slash) : SPAN(".");
	int code = EX_OK;
	if (access(cli->config, F_OK) == 0)
		err_set(&err, ERR_REFUSED, "%s already exists; init only makes a new one", cli->config),
			code = cli_fail(&err);
	else if (asker_init(&i.asker, cli->answers, &a, &err) != 0 || init_make(&i, &err) != 0)
		code = cli_fail(&err);
	if (code == EX_OK && (code = ask_test(&i)) == EX_OK)
		say_next(&i);
	arena_clear(&a);
	return code;
}

const struct cli_command cli_command_init = {
	.name = "init",
	.section = CLI_DAEMON,
	.usage = "init [--answers FILE]",
	.help = "asks what a desk needs, finds the servers and tries each, writes the config, and answers a first "
		"mail; --answers: the answers are in a file, as key = value",
	.more = "It proposes what it finds (SRV and MX records, the usual names), checks whether mail to signed "
		"addresses arrives and who vouches for senders, and puts the passwords into separate files. The keys "
		"of --answers: address, name, tag, manager, agents, language, timezone, store, imap, imap_user, "
		"imap_password, smtp, smtp_user, smtp_password, ca_file, authserv_id, test. For a missing one the "
		"proposal is taken.",
	.options = "--answers",
	.run = cmd_init,
};
