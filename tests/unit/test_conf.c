#include "tests/unit/folder.h"

#include "conf/conf.h"

#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define DESK                                                                                                           \
	"desk = { name = \"Acme\"; tag = \"ACME\"; address = \"support@acme.test\"; authserv_id = \"mx\"; "            \
	"manager = \"boss@acme.test\"; };\n"
#define AGENT "agents = ( { name = \"a\"; email = \"a@acme.test\"; } );\n"
#define OUT "outgoing = { maildir = \"out\"; };\n"
#define MAX_FILES 4

/* A temporary folder, removed with everything in it (two levels). */
struct place {
	char path[64];
};

static void place_make(struct place *p)
{
	strcpy(p->path, "/tmp/caredesk-conf-XXXXXX");
	assert_non_null(mkdtemp(p->path));
}

static void place_remove(struct place *p)
{
	folder_remove(strdup(p->path));
}

static void place_write(const struct place *p, const char *name, const char *text)
{
	char path[200];
	snprintf(path, sizeof(path), "%s/%s", p->path, name);
	for (char *slash = path + strlen(p->path) + 1; (slash = strchr(slash, '/')); *slash++ = '/') {
		*slash = '\0';
		mkdir(path, 0700);
	}
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	chmod(path, strstr(name, ".pw") ? 0600 : 0644);
}

static int place_load(const struct place *p, const char *name, struct conf **out, struct conf_errors *errors)
{
	char path[200];
	bool missing = true;
	snprintf(path, sizeof(path), "%s/%s", p->path, name);
	conf_errors_init(errors);
	int result = conf_load(path, out, errors, &missing);
	assert_false(missing);
	return result;
}

static void show(const struct conf_errors *errors)
{
	for (size_t i = 0; i < errors->lines.count; i++)
		print_message("  %.*s\n", SPAN_ARG(errors->lines.items[i]));
}

/* A configuration file and the lines that loading it must report, without the folder in front. */
struct row {
	const char *name, *text;
	const char *want[5];
};

static void check_row(const struct place *p, const struct row *row)
{
	struct conf *conf = NULL;
	struct conf_errors errors;
	size_t count = 0, wrong = 0;
	place_write(p, "a.conf", row->text);
	int result = place_load(p, "a.conf", &conf, &errors);
	for (; count < 5 && row->want[count]; count++) {
		struct span line = count < errors.lines.count ? errors.lines.items[count] : SPAN_NONE;
		ptrdiff_t at = span_find(line, SPAN("a.conf:"));
		line = span_from(line, at < 0 ? 0 : (size_t)at + strlen("a.conf:"));
		wrong += strstr(row->want[count], "error:") != NULL;
		if (!span_starts(line, span_of(row->want[count]))) {
			show(&errors);
			fail_msg("%s: want %s", row->name, row->want[count]);
		}
	}
	if (errors.lines.count != count || errors.errors != wrong || (result == 0) != (wrong == 0)) {
		show(&errors);
		fail_msg("%s: %zu lines, %zu errors, result %d", row->name, errors.lines.count, errors.errors, result);
	}
	if (result == 0)
		conf_free(conf);
	conf_errors_clear(&errors);
}

#define IMAP(more) "mailboxes = ( { name = \"m\"; imap = { host = \"imap.acme.test\"; user = \"u\"; " more " }; } );\n"
#define RULE(match, then) "rules = ( { name = \"r\"; match = { " match " }; then = { " then " };\n"

/* A rule for "refund" with `more` conditions, ahead of one that expects "Refund please". */
#define TAKES(more)                                                                                                    \
	RULE("subject = \"refund\"; " more, "spam = true;")                                                            \
	"}, { name = \"s\"; match = { subject = \"please\"; }; then = { spam = true; }; expect = [ \"Refund please\" " \
	"]; } );"
#define MAILBOX                                                                                                        \
	"mailboxes = ( { name = \"shop\"; address = \"support@acme.test\"; category = \"c\"; maildir = \"in\"; } "     \
	");\ncategories = ( { name = \"c\"; agents = [ \"a\" ]; } );\n"

static const struct row rows[] = {
	{"the least", DESK OUT AGENT, {0}},
	{"nobody answers", DESK OUT, {"1: warning: there are no `agents`"}},
	{"nobody proves senders, nobody is told",
	 "desk = { name = \"Acme\"; tag = \"ACME\"; address = \"support@acme.test\"; };\n" OUT AGENT,
	 {"1: warning: without `authserv_id` only an answer", "1: warning: there is no `manager`"}},
	{"nobody is acknowledged",
	 "desk = { name = \"Acme\"; tag = \"ACME\"; address = \"support@acme.test\"; manager = \"boss@acme.test\";\n"
	 "acknowledge = \"verified\"; };\n" OUT AGENT,
	 {"1: warning: without `authserv_id`", "2: warning: `acknowledge` = \"verified\" without `authserv_id`"}},
	{"nobody's address",
	 DESK OUT AGENT "mailboxes = ( { name = \"m\"; maildir = \"in\"; address = \"help@acme.test\"; } );",
	 {"1: warning: no mailbox has the desk's address `support@acme.test`"}},
	{"an alias's address",
	 DESK OUT AGENT "mailboxes = ( { name = \"m\"; maildir = \"in\"; address = \"help@acme.test\";\n"
			"aliases = [ \"support@acme.test\" ]; } );",
	 {0}},
	{"in no category",
	 DESK OUT
	 "categories = ( { name = \"general\"; agents = [ \"a\" ]; } );\n"
	 "agents = ( { name = \"a\"; email = \"a@acme.test\"; },\n{ name = \"b\"; email = \"b@acme.test\"; } );",
	 {"5: warning: agent `b` is not in any category"}},
	{"a store in a file",
	 DESK OUT AGENT "store = { path = \"a.conf/store\"; };",
	 {"4: error: the store's folder "}},
	{"a secret that all may read",
	 DESK OUT AGENT IMAP("password_file = \"a.conf\";"),
	 {"4: warning: `password_file`: everyone on this machine can read "}},
	{"webhooks",
	 DESK OUT AGENT
	 "webhooks = (\n"
	 "{ url = \"https://hooks.example.org/a\"; events = [ \"created\", \"feedback\" ]; secret_file = \"s.pw\"; },\n"
	 "{ url = \"https://hooks.example.org/b\"; events = [ \"status\" ]; secret_file = \"s.pw\"; },\n"
	 "{ url = \"http://10.0.0.1:8080\"; events = [ \"status\" ]; secret_file = \"s.pw\"; internal = true; } );",
	 {0}},
	{"URLs of webhooks",
	 DESK OUT AGENT
	 "webhooks = (\n"
	 "{ url = \"http://hooks.example.org/a\"; events = [ \"created\" ]; secret_file = \"s.pw\"; },\n"
	 "{ url = \"https://[::1]:8443/b\"; events = [ \"created\" ]; secret_file = \"s.pw\"; },\n"
	 "{ url = \"https://jo:pw@hooks.example.org\"; events = [ \"created\" ]; secret_file = \"s.pw\"; },\n"
	 "{ url = \"hooks.example.org\"; events = [ \"created\" ]; secret_file = \"s.pw\"; },\n"
	 "{ url = \"https:///x\"; events = [ \"created\" ]; secret_file = \"s.pw\"; } );",
	 {"5: error: `url` begins with https://; without TLS only with `internal = true`",
	  "6: error: `url`: ::1 is a private address; `internal = true` allows it",
	  "7: error: `url` must not contain a user or password", "8: error: `url` begins with https://",
	  "9: error: `url` is written https://host/path"}},
	{"events and secrets of webhooks",
	 DESK OUT AGENT
	 "webhooks = (\n"
	 "{ url = \"https://a.example.org\"; events = [ \"asigned\" ]; secret_file = \"s.pw\"; },\n"
	 "{ name = \"x\"; url = \"https://b.example.org\"; events = [ ]; secret_file = \"s.pw\"; },\n"
	 "{ name = \"X\"; url = \"https://c.example.org\"; events = [ \"created\" ]; secret_file = \"no.pw\"; },\n"
	 "{ url = \"https://d.example.org\"; events = [ \"created\" ]; secret_file = \"bad.pw\"; } );",
	 {"5: error: there is no event `asigned`; did you mean `assigned`?", "6: error: `events` is empty",
	  "7: error: webhook `X` is already defined", "7: error: `secret_file`: cannot read ",
	  "8: error: `secret_file`: the first line of "}},
	{"hosts",
	 DESK AGENT
	 "mailboxes = (\n"
	 "{ name = \"a\"; imap = { user = \"u\"; password_command = \"x\"; host = \"imaps://mail.acme.test\"; }; },\n"
	 "{ name = \"b\"; imap = { user = \"u\"; password_command = \"x\"; host = \"mail.acme.test:993\"; }; },\n"
	 "{ name = \"c\"; imap = { user = \"u\"; password_command = \"x\"; host = \"fe80::1\"; }; } );\n"
	 "smtp = { host = \"mail.acme.test/smtp\"; };",
	 {"4: error: `host` is a name like mail.example.org, without `imaps://`",
	  "5: error: `host` is only a name: set the port by `port` = 993",
	  "7: error: `host` is a name like mail.example.org, or an IP address; not `mail.acme.test/smtp`"}},
	{"no way out", DESK AGENT, {"1: warning: there is neither `smtp` nor `outgoing`"}},
	{"nothing", "", {"1: error: `desk` is missing", "1: warning: there is neither"}},
	{"syntax", DESK OUT "agents = ( { name = \"a\" ;; );\n", {"3: error: there is one `;` too many"}},
	{"twice", DESK OUT DESK, {"3: error: `desk` is set twice: first in line 1"}},
	{"unknown, near", DESK OUT "limit = { };\n", {"3: error: unknown key `limit`; did you mean `limits`?"}},
	{"unknown, in a group",
	 "desk = { name = \"Acme\"; tag = \"ACME\"; address = \"s@acme.test\";\n langauge = \"en\"; };\n" OUT,
	 {"2: error: unknown key `langauge` in desk; did you mean `language`?"}},
	{"unknown, elsewhere",
	 DESK OUT "timezone = \"UTC\";\n",
	 {"3: error: unknown key `timezone`; it belongs in `desk`"}},
	{"whose machines write for people",
	 "desk = { name = \"A\"; tag = \"A\"; address = \"s@a.test\"; reply_to = \"sometimes\";\n"
	 " own_domains = [ \"example.org\", \"jo@example.org\" ];\n"
	 " forms = [ \"example.org\", \"scan@example.org\", \"scanner\" ]; };\n" OUT,
	 {"1: error: `reply_to` is one of: forms always never; not `sometimes`",
	  "2: error: `own_domains` has domains like example.org; not `jo@example.org`",
	  "3: error: `forms` has addresses and domains like example.org; not `scanner`"}},
	{"invited",
	 "desk = { name = \"A\"; tag = \"A\"; address = \"s@acme.test\"; registration = \"invite\";\n"
	 " invited = [ \"example.org\", \"jo@example.org\", \"@example.net\", \"friends\" ]; };\n" OUT,
	 {"2: error: `invited` has addresses and domains like example.org; not `@example.net`",
	  "2: error: `invited` has addresses and domains like example.org; not `friends`"}},
	{"missing",
	 "desk = { name = \"Acme\";\n};\n" OUT,
	 {"1: error: `tag` is missing in desk", "1: error: `address` is missing in desk"}},
	{"types",
	 DESK OUT "limits = { max_size = true;\n reopen_days = \"x\"; };\nagents = { };\n",
	 {"3: error: `max_size` must be a whole number or a text in quotes, not true or false",
	  "4: error: `reopen_days` must be a whole number, not a text in quotes",
	  "5: error: `agents` must be a list, not a group"}},
	{"ranges",
	 DESK OUT "limits = { max_size = 1; reopen_days = -1; give_up = \"1s\"; };",
	 {"3: error: `max_size` is from 1024 to 536870912; not 1", "3: error: `reopen_days` is from 0 to 36500; not -1",
	  "3: error: `give_up` is from 60 to 31536000; not 1"}},
	{"sizes",
	 DESK OUT "limits = { max_size = \"25X\"; alarm_after = \"m\"; };",
	 {"3: error: `max_size` is a size", "3: error: `alarm_after` is a duration"}},
	{"a number that is cut",
	 DESK OUT "store = { map_size = 5000000000; };",
	 {"3: error: the number 5000000000 needs an L"}},
	{"a number with L", DESK OUT AGENT "store = { map_size = 5000000000L; /* 9999999999 */ }; # 9999999999", {0}},
	{"words",
	 DESK OUT "categories = ( { name = \"c\"; assign = \"stickey\"; agents = [ ]; } );",
	 {"3: error: `assign` is one of: least-loaded round-robin sticky none; not `stickey`; did you mean `sticky`?",
	  "3: warning: category `c` has no agents"}},
	{"line ends",
	 "desk = { name = \"Acme\\r\\nBcc: x@y.test\"; tag = \"A C\"; address = \"a@b@\"; };\n" OUT,
	 {"1: error: `name` has a line end", "1: error: `tag` is a name", "1: error: `address` is a mail address"}},
	{"addresses",
	 DESK OUT
	 "agents = ( { name = \"a\"; email = \"a <a@acme.test>\"; aliases = [ \"a@acme.test,b@acme.test\" ]; } );",
	 {"3: error: `email` is a mail address", "3: error: `aliases` is a mail address"}},
	{"a password",
	 DESK OUT IMAP("password = \"geheim\";"),
	 {"3: error: `password`: secrets do not belong in the configuration: use `password_file`",
	  "3: error: `user` needs a `password_file`"}},
	{"a password's file",
	 DESK OUT IMAP("pasword_file = \"x\"; password_file = \"nowhere.pw\";"),
	 {"3: error: unknown key `pasword_file` in mailboxes.imap; did you mean `password_file`?",
	  "3: error: `password_file`: cannot read "}},
	{"two passwords",
	 DESK OUT IMAP("password_command = \"x\"; token_command = \"y\";"),
	 {"3: error: only one of password_file"}},
	{"in the clear",
	 DESK OUT IMAP("password_command = \"x\"; tls = \"none\";"),
	 {"3: error: `tls` = \"none\" beyond loopback"}},
	{"in the clear, as wished",
	 DESK OUT AGENT IMAP("password_command = \"x\"; tls = \"none\"; insecure = true;"),
	 {0}},
	{"half a mailbox",
	 DESK OUT "mailboxes = ( { name = \"m\"; } );",
	 {"3: error: a mailbox has either `imap` or `maildir`"}},
	{"mailboxes twice",
	 DESK OUT "mailboxes = ( { name = \"m\"; maildir = \"in\"; },\n{ name = \"M\"; maildir = \"in\"; } );",
	 {"4: error: mailbox `M` is already defined", "4: error: the mailbox `"}},
	{"two ways out",
	 DESK OUT "smtp = { host = \"localhost\"; tls = \"none\"; };",
	 {"3: error: set only one way to send"}},
	{"undefined",
	 DESK OUT
	 "mailboxes = ( { name = \"m\"; maildir = \"in\"; category = \"bilings\"; } );\n"
	 "categories = ( { name = \"billing\"; agents = [ \"carol\",\n\"bbo\" ]; fallback = \"generel\"; } );\n"
	 "agents = ( { name = \"carol\"; email = \"carol@acme.test\"; }, { name = \"bob\"; email = \"bob@acme.test\"; "
	 "} );",
	 {"3: error: there is no category `bilings`; did you mean `billing`?",
	  "5: error: there is no agent `bbo`; did you mean `bob`?",
	  "5: error: there is no category `generel`; did you mean `general`?"}},
	{"a circle",
	 DESK OUT "categories = ( { name = \"a\"; fallback = \"b\"; },\n{ name = \"b\"; fallback = \"a\"; } );",
	 {"3: error: the fallbacks of `a` form a circle", "4: error: the fallbacks of `b` form a circle"}},
	{"tags",
	 DESK OUT "categories = ( { name = \"a\"; assign = \"none\"; tags = [ \"x\", \"urgent\" ]; },\n"
		  "{ name = \"X\"; assign = \"none\"; } );",
	 {"3: error: `urgent` can't name a category", "4: error: category or tag `X` is already defined"}},
	{"agents",
	 DESK OUT "agents = ( { name = \"a\"; email = \"a@acme.test\"; aliases = [ \"b@acme.test\" ]; },\n"
		  "{ name = \"A\"; email = \"B@acme.test\"; },\n"
		  "{ name = \"c\"; email = \"support+x@Acme.test\"; language = \"enn\"; } );",
	 {"4: error: agent `A` is already defined", "4: error: address `B@acme.test` is already defined",
	  "5: error: there are no templates for the language `enn`; did you mean `en`?",
	  "5: error: `support+x@acme.test` is the desk's own address"}},
	{"a regex",
	 DESK OUT RULE("subject = \"(\";", "spam = true;") "} );",
	 {"3: error: `subject` is not a valid regex: "}},
	{"an empty rule", DESK OUT RULE("", "") "} );", {"3: error: `match` is empty", "3: warning: `then` is empty"}},
	{"expect",
	 DESK OUT RULE("subject = \"refund|charge\";",
		       "priority = \"high\";") "expect = [ \"Refund please\",\n\"pay back\" ]; } );",
	 {"5: error: rule `r` does not match the subject that it expects: `pay back`"}},
	{"expect, but taken",
	 DESK OUT RULE("subject = \"refund\";",
		       "spam = true;") "},\n"
				       "{ name = \"s\"; match = { subject = \"please\"; }; then = { spam = true; "
				       "};\nexpect = [ \"Refund please\" ]; } );",
	 {"6: error: rule `r` before this one decides for the subject"}},
	{"not taken by one that asks for a sender too", DESK OUT AGENT TAKES("from = \"bob\";"), {0}},
	{"for a recipient", DESK OUT AGENT TAKES("to = \"bob\";"), {0}},
	{"for a text", DESK OUT AGENT TAKES("body = \"shop\";"), {0}},
	{"for a header", DESK OUT AGENT TAKES("header = \"X-Shop: de\";"), {0}},
	{"for a mailbox", DESK MAILBOX OUT AGENT TAKES("mailbox = \"shop\";"), {0}},
	{"for a size", DESK OUT AGENT TAKES("size_over = 1000;"), {0}},
	{"a header",
	 DESK OUT RULE("header = \"X-Loop\";", "spam = true;") "} );",
	 {"3: error: `header` is written \"Name: regex\""}},
	{"a zone",
	 "desk = { name = \"A\"; tag = \"A\"; address = \"a@b.test\"; timezone = \"Europe/Berlni\"; };\n" OUT,
	 {"1: error: there is no time zone `Europe/Berlni` in /usr/share/zoneinfo; did you mean `Europe/Berlin`?"}},
	{"hours that are wrong",
	 DESK OUT "hours = ( { name = \"x\"; week = [ \"mon-fri 9-17\", \"sat 10:00-12:00\", \"sat 11:00-13:00\" ];\n"
		  " holidays = [ \"25.12.\" ]; holiday_calendar = \"/nowhere.ics\"; } );\n",
	 {"3: error: `mon-fri 9-17`: write it as \"mon-fri 09:00-17:30\"",
	  "3: error: `sat 11:00-13:00`: it overlaps another range of that day",
	  "4: error: `25.12.` is not a date: write it as `2026-12-25`, or `12-25` for every year",
	  "4: error: /nowhere.ics: No such file or directory"}},
	{"hours that never are, and a name of none",
	 DESK OUT "hours = ( { name = \"office\"; week = [ ]; } );\n"
		  "agents = ( { name = \"bob\"; email = \"bob@b.test\"; hours = \"ofice\"; } );\n",
	 {"3: error: `office` is never open", "4: error: there are no `hours` named `ofice`; did you mean `office`?"}},
	{"service levels that are wrong",
	 DESK OUT "service_levels = ( { name = \"gold\"; hours = \"ofice\"; escalate_to = [ \"bb\", \"manager\" ];\n"
		  " urgent = { first = \"1h\"; resolve = \"8h\"; }; }, { name = \"gold\"; high = { frist = \"1h\"; "
		  "resolve = \"9h\"; }; } );\n"
		  "hours = ( { name = \"office\"; week = [ \"mon 09:00-17:00\" ]; } );\n"
		  "agents = ( { name = \"bob\"; email = \"bob@b.test\"; } );\n"
		  "categories = ( { name = \"general\"; service_level = \"gild\"; agents = [ \"bob\" ]; } );\n",
	 {"3: error: there is no hours `ofice`; did you mean `office`?",
	  "3: error: there is no agent `bb`; did you mean `bob`?",
	  "4: error: unknown key `frist` in service_levels.high", "4: error: service level `gold` is already defined",
	  "7: error: there is no service level `gild`; did you mean `gold`?"}},
	{"a zone elsewhere",
	 "desk = { name = \"A\"; tag = \"A\"; address = \"a@b.test\"; timezone = \"../../../etc/passwd\"; };\n" OUT,
	 {"1: error: there is no time zone"}},
	{"proof",
	 "desk = { name = \"A\"; tag = \"A\"; address = \"a@b.test\"; agent_proof = \"dmarc\"; };\n" OUT,
	 {"1: error: `agent_proof` of this kind needs `authserv_id`"}},
	{"plus",
	 "desk = { name = \"A\"; tag = \"A\"; reply_address = \"plus\";\n"
	 "address = \"customer-service-department@b.test\"; };\n" OUT,
	 {"2: error: `customer-service-department@b.test` is too long for reply_address"}},
};

/* A sendmail program like Postfix's, which starts a set-group-id one. */
static void test_program_that_gains_rights(void **state)
{
	static const struct row postfix = {"a program that gains rights",
					   DESK AGENT "outgoing = { sendmail = \"bin/sendmail\"; };",
					   {"3: warning: `sendmail`: /"}};
	static const struct row own = {"a program", DESK AGENT "outgoing = { sendmail = \"bin/other\"; };", {0}};
	struct place p;
	char path[100];
	(void)state;
	if (geteuid() != 0)
		skip();
	place_make(&p);
	place_write(&p, "bin/sendmail", "");
	place_write(&p, "bin/other", "");
	place_write(&p, "bin/postdrop", "");
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof(path), "%s/bin/%s", p.path, (const char *[]){"sendmail", "other", "postdrop"}[i]);
		assert_int_equal(chown(path, 0, 12345), 0);
		assert_int_equal(chmod(path, i == 2 ? 02755 : 0755), 0);
	}
	check_row(&p, &postfix);
	check_row(&p, &own);
	place_remove(&p);
}

/* Webhooks without a name are named after their host. */
static void test_names_of_webhooks(void **state)
{
	static const char *const want[] = {"hooks.example.org-2", "hooks.example.org", "hooks.example.org-3", "::1"};
	struct conf *conf = NULL;
	struct conf_errors errors;
	struct place p;
	(void)state;
	place_make(&p);
	place_write(&p, "s.pw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
	place_write(
		&p, "a.conf",
		DESK OUT AGENT
		"webhooks = (\n"
		"{ url = \"https://hooks.example.org:8443/a\"; events = [ \"created\", \"overdue\" ]; secret_file = "
		"\"s.pw\"; },\n"
		"{ name = \"hooks.example.org\"; url = \"https://b.example.org\"; events = [ \"status\" ]; secret_file "
		"= "
		"\"s.pw\"; },\n"
		"{ url = \"https://hooks.example.org?b\"; events = [ \"status\" ]; secret_file = \"s.pw\"; },\n"
		"{ url = \"https://[::1]:1\"; events = [ \"status\" ]; secret_file = \"s.pw\"; internal = true; } );");
	assert_int_equal(place_load(&p, "a.conf", &conf, &errors), 0);
	const struct hook_wishes *hooks = conf_hooks(conf);
	assert_int_equal(hooks->count, 4);
	for (size_t i = 0; i < 4; i++)
		CHECK_SPAN(hooks->items[i].name, span_of(want[i]));
	assert_int_equal(hooks->items[0].events, 1u << HOOK_CREATED | 1u << HOOK_OVERDUE);
	conf_free(conf);
	conf_errors_clear(&errors);
	place_remove(&p);
}

static void test_errors(void **state)
{
	struct place p;
	(void)state;
	place_make(&p);
	place_write(&p, "s.pw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
	place_write(&p, "bad.pw", "whsec_short\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(&p, &rows[i]);
	place_remove(&p);
}

static const char full[] =
	"desk = { name = \"ACME Support\"; tag = \"ACME\"; address = \"support@ACME.test\"; language = \"en\";\n"
	" timezone = \"Europe/Berlin\"; registration = \"open\"; manager = \"boss@acme.test\";\n"
	" authserv_id = \"mx.acme.test\"; agent_proof = \"both\"; reply_address = \"plus\"; receipts = \"all\"; };\n"
	"store = { path = \"/var/lib/caredesk\"; };\n"
	"mailboxes = ( { name = \"support\"; address = \"support@acme.test\"; category = \"general\";\n"
	"  imap = { host = \"imap.acme.test\"; port = 993; tls = \"implicit\"; user = \"support\"; ca_file = "
	"\"ca.pem\";\n"
	"    password_file = \"imap.pw\"; folder = \"INBOX\"; move_to = \"Processed\"; poll = 60; }; } );\n"
	"smtp = { host = \"smtp.acme.test\"; port = 587; tls = \"starttls\"; user = \"support\";\n"
	"  password_file = \"imap.pw\"; connections = 4; };\n"
	"categories = ( { name = \"billing\"; tags = [ \"invoice\" ]; agents = [ \"carol\" ]; assign = \"sticky\";\n"
	"  fallback = \"general\"; priority = \"low\"; } );\n"
	"agents = ( { name = \"carol\"; email = \"carol@acme.test\"; aliases = [ \"c@acme.test\" ]; capacity = 40; } "
	");\n"
	"rules = ( { name = \"refunds\"; match = { subject = \"refund|chargeback\"; header = \"X-Shop: ^de$\"; };\n"
	"  then = { category = \"billing\"; priority = \"high\"; }; expect = [ \"Refund please\" ]; } );\n"
	"limits = { max_size = 26214400; replies_per_sender = 10; open_per_sender = 50; mails_per_minute = 600;\n"
	"  reopen_days = 14; };\n"
	"canned = ( { name = \"refund\"; text = \"Your money\\nis on its way.\"; } );\n";

static void check_full(const struct conf *c, const struct place *p)
{
	const struct mailbox_conf *m = conf_mailbox(c, SPAN("SUPPORT"));
	const struct category_conf *billing = conf_category_tagged(c, SPAN("Invoice"));
	const struct category_conf *general = conf_category(c, SPAN("general"));
	char path[200];
	snprintf(path, sizeof(path), "%s/imap.pw", p->path);
	CHECK_SPAN(c->address, SPAN("support@acme.test"));
	assert_int_equal(c->agent_proof, PROOF_BOTH);
	assert_true(c->reply_plus);
	assert_non_null(m);
	assert_false(m->is_maildir);
	assert_true(m->idle);
	assert_int_equal(m->poll, 60);
	assert_int_equal(m->imap.timeout, 60);
	assert_string_equal(m->imap.secret.file, path);
	assert_string_equal(m->move_to, "Processed");
	assert_int_equal(c->smtp.sending, SENDING_SMTP);
	assert_int_equal(c->smtp.server.tls, TLS_STARTTLS);
	assert_non_null(billing);
	assert_int_equal(billing->assign, ASSIGN_STICKY);
	assert_true(billing->has_priority);
	assert_int_equal(billing->priority, PRIORITY_LOW);
	CHECK_SPAN(c->category, SPAN("billing"));
	assert_non_null(general);
	assert_true(span_in(&general->agents, SPAN("carol")));
	assert_ptr_equal(conf_agent_address(c, SPAN("C@acme.test")), conf_agent(c, SPAN("Carol")));
	assert_int_equal(c->agents[0].capacity, 40);
	CHECK_SPAN(c->rules[0].match.header_name, SPAN("X-Shop"));
	assert_true(c->rules[0].has_priority);
	assert_int_equal(pattern_match(c->rules[0].match.subject, SPAN("My CHARGEBACK")), PATTERN_YES);
	assert_int_equal(c->limits.give_up, 5 * 86400);
	assert_int_equal(c->limits.max_size, 25 << 20);
	assert_non_null(conf_canned(c, SPAN("Refund")));
}

static void test_full(void **state)
{
	struct place p;
	struct conf *conf = NULL;
	struct conf_errors errors;
	(void)state;
	place_make(&p);
	place_write(&p, "imap.pw", "hunter2\n");
	place_write(&p, "ca.pem", "");
	place_write(&p, "a.conf", full);
	if (place_load(&p, "a.conf", &conf, &errors)) {
		show(&errors);
		fail();
	}
	assert_int_equal(errors.lines.count, 0);
	check_full(conf, &p);
	conf_free(conf);
	conf_errors_clear(&errors);
	place_remove(&p);
}

static void test_folder(void **state)
{
	struct place p;
	struct conf *conf = NULL;
	struct conf_errors errors;
	(void)state;
	place_make(&p);
	place_write(&p, "d/10-desk.conf", DESK OUT);
	place_write(&p, "d/20-agents.conf",
		    "agents = ( { name = \"a\"; email = \"a@acme.test\"; } );\n"
		    "desk = { timezone = \"Europe/Paris\"; };\n");
	place_write(&p, "d/30-agents.conf", "agents = ( { name = \"b\"; email = \"b@acme.test\"; } );\n");
	place_write(&p, "d/notes.txt", "no configuration");
	assert_int_equal(place_load(&p, "d", &conf, &errors), 0);
	assert_int_equal(conf->agent_count, 2);
	assert_string_equal(conf->timezone, "Europe/Paris");
	conf_free(conf);
	conf_errors_clear(&errors);

	place_write(&p, "d/30-agents.conf", "@include \"more.inc\"\n");
	place_write(&p, "d/more.inc", "\nagents = ( { name = \"b\"; email = \"x\"; } );");
	assert_int_equal(place_load(&p, "d", &conf, &errors), -1);
	assert_int_equal(errors.errors, 1);
	assert_true(span_find(errors.lines.items[0], SPAN("more.inc:2: error: `email` is a mail address")) > 0);
	conf_errors_clear(&errors);

	place_write(&p, "d/30-agents.conf", "");
	place_write(&p, "d/40-bad.conf", "\ndesk = { timezone = \"UTC\"; };\nfoo = 1;\n");
	place_write(&p, "d/50-worse.conf", "x = ;\n");
	assert_int_equal(place_load(&p, "d", &conf, &errors), -1);
	assert_int_equal(errors.errors, 3);
	assert_true(span_find(errors.lines.items[0], SPAN("d/40-bad.conf:2: error: `timezone` is already set in ")) >
		    0);
	assert_true(span_find(errors.lines.items[2], SPAN("d/50-worse.conf:1: error: `x` has no value")) > 0);
	assert_true(span_find(errors.lines.items[1], SPAN("d/40-bad.conf:3: error: unknown key `foo`")) > 0);
	conf_errors_clear(&errors);
	place_remove(&p);
}

/* The shipped example has no server and so no authserv_id: that is the only warning. */
static void test_example(void **state)
{
	struct conf *conf = NULL;
	struct conf_errors errors;
	bool missing;
	char here[PATH_MAX], want[PATH_MAX + 20];
	(void)state;
	assert_non_null(getcwd(here, sizeof(here)));
	snprintf(want, sizeof(want), "%s/conf/var/store", here);
	conf_errors_init(&errors);
	if (conf_load("conf/caredesk.conf", &conf, &errors, &missing) || errors.lines.count != 1 ||
	    span_find(errors.lines.items[0], SPAN(": warning: without `authserv_id` ")) < 0) {
		show(&errors);
		fail();
	}
	assert_string_equal(conf->store_path, want);
	assert_true(conf->mailboxes[0].is_maildir);
	assert_int_equal(conf->smtp.sending, SENDING_MAILDIR);
	conf_free(conf);
	conf_errors_clear(&errors);
}

static void test_missing(void **state)
{
	struct conf *conf = NULL;
	struct conf_errors errors;
	bool missing = false;
	(void)state;
	conf_errors_init(&errors);
	assert_int_equal(conf_load("/nowhere/caredesk.conf", &conf, &errors, &missing), -1);
	assert_true(missing);
	assert_int_equal(errors.errors, 1);
	CHECK_SPAN(errors.lines.items[0], SPAN("/nowhere/caredesk.conf: error: No such file or directory"));
	conf_errors_clear(&errors);
}

#define OWN_TEXTS                                                                                                      \
	"desk = { name = \"A\"; tag = \"A\"; address = \"a@b.test\"; authserv_id = \"mx\"; templates = \"texts\"; "    \
	"canned = \"canned\"; "                                                                                        \
	"};\n" OUT

static void test_own_texts(void **state)
{
	struct place p;
	struct conf *conf = NULL;
	struct conf_errors errors;
	struct span subject, body;
	struct conf_template found;
	struct vars vars = {0};
	struct arena a;
	(void)state;
	place_make(&p);
	arena_init(&a);
	place_write(&p, "a.conf", OWN_TEXTS);
	place_write(&p, "canned/refund.txt", "Money.\n");
	place_write(&p, "texts/en/reply.txt", "Subject: own\n\n{{text}}!\n");
	place_write(&p, "texts/xx/reply.txt", "Subject: xx\n\n{{text}}?\n");
	place_write(&p, "texts/xx/foot.txt", "the foot of xx\n");
	assert_int_equal(place_load(&p, "a.conf", &conf, &errors), 0);
	assert_true(errors.lines.count > 0);
	assert_true(span_find(errors.lines.items[0], SPAN(": warning: there is no xx/acknowledge.txt")) > 0);
	vars_text(&a, &vars, "text", SPAN("hello"));
	assert_true(conf_template(conf, NULL, "reply", SPAN("EN-gb"), &found));
	template_render(found.text, &vars, &a, &subject, &body);
	CHECK_SPAN(found.language, SPAN("en"));
	CHECK_SPAN(body, SPAN("hello!\n"));
	assert_true(span_find(template_page(found.page, found.layout, &vars, &a), SPAN(">hello!</p>")) > 0);
	assert_true(span_find(template_page(found.page, found.layout, &vars, &a), SPAN("the foot of xx")) < 0);
	assert_true(conf_template(conf, NULL, "reply", SPAN("xx"), &found));
	assert_true(span_find(template_page(found.page, found.layout, &vars, &a), SPAN("the foot of xx")) > 0);
	assert_true(conf_template(conf, NULL, "acknowledge", SPAN("xx"), &found));
	CHECK_SPAN(found.language, SPAN("en"));
	assert_false(conf_template(conf, NULL, "acknowlege", SPAN("en"), &found));
	assert_true(conf_has_language(conf, NULL, SPAN("xx-YY")));
	CHECK_SPAN(conf_canned(conf, SPAN("refund"))->text, SPAN("Money."));
	conf_free(conf);
	conf_errors_clear(&errors);

	place_write(&p, "texts/xx/reply.txt", "Subject: xx\n\n\n{{txet}}\n");
	place_write(&p, "texts/xx/acknowlege.txt", "Subject: xx\n\n");
	assert_int_equal(place_load(&p, "a.conf", &conf, &errors), -1);
	assert_int_equal(errors.lines.count, 2);
	assert_true(span_ends(errors.lines.items[0],
			      SPAN("xx/reply.txt:4: error: unknown variable `txet`; did you mean `text`?")));
	assert_true(span_ends(errors.lines.items[1],
			      SPAN("acknowlege.txt: error: no mail has this name; did you mean `acknowledge`?")));
	conf_errors_clear(&errors);

	/* an error in a partial is reported once, however many templates use it */
	place_write(&p, "texts/xx/reply.txt", "Subject: xx\n\n{{>shared}}\n");
	place_write(&p, "texts/xx/status.txt", "Subject: xx\n\n{{>shared}}\n");
	place_write(&p, "texts/xx/shared.txt", "{{idd}}\n");
	assert_int_equal(place_load(&p, "a.conf", &conf, &errors), -1);
	assert_int_equal(errors.lines.count, 2);
	assert_true(span_ends(errors.lines.items[0],
			      SPAN("shared.txt:1: error: unknown variable `idd`; did you mean `id`?")));
	conf_errors_clear(&errors);
	arena_clear(&a);
	place_remove(&p);
}

#define NO_TEXTS "desk = { name = \"A\"; tag = \"A\"; address = \"a@b.test\"; authserv_id = \"mx\"; };\n" OUT

static void check_same(const struct conf *one, const struct conf *other, const char *name, struct span language)
{
	const struct conf *confs[] = {one, other};
	struct span subject[2], body[2], page[2];
	struct vars vars = {0};
	struct arena a;
	arena_init(&a);
	for (size_t i = 0; i < 2; i++) {
		struct conf_template found;
		assert_true(conf_template(confs[i], NULL, name, language, &found));
		CHECK_SPAN(found.language, language);
		template_render(found.text, &vars, &a, &subject[i], &body[i]);
		page[i] = template_page(found.page, found.layout, &vars, &a);
	}
	CHECK_SPAN(subject[0], subject[1]);
	CHECK_SPAN(body[0], body[1]);
	CHECK_SPAN(page[0], page[1]);
	assert_true(page[0].len > 0);
	arena_clear(&a);
}

/* Shipped templates are the same, whether they are parsed when they are used, or before, because there are others. */
static void test_shipped_texts(void **state)
{
	static const char *const languages[] = {"de", "en", "fr"};
	struct place p;
	struct conf *alone = NULL, *with = NULL;
	struct conf_errors errors;
	(void)state;
	place_make(&p);
	place_write(&p, "alone.conf", NO_TEXTS);
	place_write(&p, "with.conf", OWN_TEXTS);
	place_write(&p, "canned/x.txt", "x\n");
	place_write(&p, "texts/xx/reply.txt", "Subject: xx\n\n{{text}}\n");
	assert_int_equal(place_load(&p, "alone.conf", &alone, &errors), 0);
	conf_errors_clear(&errors);
	assert_int_equal(place_load(&p, "with.conf", &with, &errors), 0);
	conf_errors_clear(&errors);
	for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++)
		for (size_t kind = 0; kind < template_kind_count; kind++)
			check_same(alone, with, template_kinds[kind].name, span_of(languages[i]));
	conf_free(alone);
	conf_free(with);
	place_remove(&p);
}

#define MAILBOX_TEXTS                                                                                                  \
	"desk = { name = \"A\"; tag = \"A\"; address = \"a@b.test\"; authserv_id = \"mx\"; templates = \"texts\"; "    \
	"};\n"                                                                                                         \
	"mailboxes = ( { name = \"x\"; maildir = \"x\"; },\n"                                                          \
	"  { name = \"y\"; maildir = \"y\"; templates = \"of-y\"; language = \"xx\"; } );\n" OUT

static struct span rendered(const struct conf *conf, const char *mailbox, const char *name, const char *language,
			    struct arena *a)
{
	struct conf_template found;
	struct vars vars = {0};
	struct span subject, body;
	vars_text(a, &vars, "text", SPAN("hello"));
	assert_true(conf_template(conf, conf_mailbox(conf, span_of(mailbox)), name, span_of(language), &found));
	template_render(found.text, &vars, a, &subject, &body);
	return body;
}

/* A mailbox's templates override the desk's, which override the shipped ones. */
static void test_mailbox_texts(void **state)
{
	struct place p;
	struct conf *conf = NULL;
	struct conf_errors errors;
	struct arena a;
	(void)state;
	place_make(&p);
	arena_init(&a);
	place_write(&p, "a.conf", MAILBOX_TEXTS);
	place_write(&p, "texts/en/reply.txt", "Subject: desk\n\n{{text}}, the desk{{>end}}\n");
	place_write(&p, "texts/en/end.txt", "!\n");
	place_write(&p, "of-y/en/end.txt", "?\n");
	place_write(&p, "of-y/xx/reply.txt", "Subject: xx\n\n{{text}}, y\n");
	assert_int_equal(place_load(&p, "a.conf", &conf, &errors), 0);
	CHECK_SPAN(rendered(conf, "x", "reply", "en", &a), SPAN("hello, the desk!\n"));
	CHECK_SPAN(rendered(conf, "y", "reply", "en", &a), SPAN("hello, the desk?\n"));
	CHECK_SPAN(rendered(conf, "y", "reply", "xx", &a), SPAN("hello, y\n"));
	CHECK_SPAN(rendered(conf, "x", "reply", "xx", &a), SPAN("hello, the desk!\n"));
	CHECK_SPAN(rendered(conf, "y", "closed", "en", &a), rendered(conf, "x", "closed", "en", &a));
	assert_true(conf_has_language(conf, conf_mailbox(conf, SPAN("y")), SPAN("xx")));
	assert_false(conf_has_language(conf, conf_mailbox(conf, SPAN("x")), SPAN("xx")));
	assert_false(conf_has_language(conf, NULL, SPAN("xx")));
	conf_free(conf);
	conf_errors_clear(&errors);

	place_write(&p, "of-y/xx/layout.html", "<html><body>\n<b>nothing</b></body></html>\n");
	place_write(&p, "of-y/xx/reply.html", "<div>\n{{text}}</span></div>\n");
	place_write(&p, "of-y/xx/reply.txt", "Subject: xx\n\n{{txet}}\n");
	place_write(&p, "of-y/xx/replly.txt", "Subject: xx\n\n");
	assert_int_equal(place_load(&p, "a.conf", &conf, &errors), -1);
	static const char *const want[] = {
		"of-y/xx/layout.html:1: error: the layout has no {{body}}, where the mail's content goes",
		"of-y/xx/reply.html:2: error: an end tag without its element: `span`",
		"of-y/xx/reply.txt:3: error: unknown variable `txet`; did you mean `text`?",
		"of-y/xx/replly.txt: error: no mail has this name; did you mean `reply`?"};
	assert_int_equal(errors.lines.count, 4);
	for (size_t i = 0; i < 4; i++) {
		bool found = false;
		for (size_t k = 0; k < errors.lines.count; k++)
			found = found || span_ends(errors.lines.items[k], span_of(want[i]));
		if (!found)
			show(&errors);
		assert_true(found);
	}
	conf_errors_clear(&errors);
	arena_clear(&a);
	place_remove(&p);
}

static void check_secret(const struct secret *secret, const char *want, enum err_kind kind)
{
	struct arena a;
	struct err err = {0};
	char *got = NULL;
	arena_init(&a);
	int result = conf_secret(secret, &a, &got, &err);
	assert_int_equal(result, want ? 0 : -1);
	if (want)
		assert_string_equal(got, want);
	else
		assert_int_equal(err.kind, kind);
	assert_null(strstr(err.text, "hunter2"));
	arena_clear(&a);
}

static void test_secret(void **state)
{
	struct place p;
	char file[100], empty[100];
	(void)state;
	place_make(&p);
	place_write(&p, "pw", "hunter2\nmore\n");
	place_write(&p, "empty", "\nhunter2\n");
	snprintf(file, sizeof(file), "%s/pw", p.path);
	snprintf(empty, sizeof(empty), "%s/empty", p.path);
	check_secret(&(struct secret){.file = file}, "hunter2", ERR_NONE);
	check_secret(&(struct secret){.file = empty}, NULL, ERR_CONFIG);
	check_secret(&(struct secret){.file = "/nowhere"}, NULL, ERR_CONFIG);
	check_secret(&(struct secret){.command = "printf 'a b\\r\\n'"}, "a b", ERR_NONE);
	check_secret(&(struct secret){.token_command = "echo token"}, "token", ERR_NONE);
	check_secret(&(struct secret){.command = "echo hunt''er2; exit 3"}, NULL, ERR_RETRY);
	check_secret(&(struct secret){.command = "true"}, NULL, ERR_CONFIG);
	check_secret(&(struct secret){0}, NULL, ERR_CONFIG);
	unsetenv("CREDENTIALS_DIRECTORY");
	check_secret(&(struct secret){.credential = "pw"}, NULL, ERR_CONFIG);
	setenv("CREDENTIALS_DIRECTORY", p.path, 1);
	check_secret(&(struct secret){.credential = "pw"}, "hunter2", ERR_NONE);
	place_remove(&p);
}

static void test_own_address(void **state)
{
	static const struct {
		const char *address;
		bool want;
	} rows_own[] = {
		{"support@acme.test", true},
		{"Support@ACME.test", true},
		{"support+abc@acme.test", true},
		{"billing@acme.test", true},
		{"supporter@acme.test", false},
		{"support@acme.test.evil", false},
		{"support@sub.acme.test", false},
		{"support", false},
		{"", false},
	};
	struct mailbox_conf m = {.name = SPAN("b"), .address = SPAN("billing@acme.test")};
	struct conf c = {.address = SPAN("support@acme.test"), .mailboxes = &m, .mailbox_count = 1};
	struct arena a;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(rows_own) / sizeof(rows_own[0]); i++)
		assert_int_equal(conf_own_address(&c, span_of(rows_own[i].address)), rows_own[i].want);
	assert_false(conf_own_address(&c, SPAN("help@acme.test")));
	span_list_add(&a, &m.aliases, SPAN("help@acme.test"));
	assert_true(conf_own_address(&c, SPAN("Help+printers@acme.test")));
	arena_clear(&a);
	CHECK_SPAN(conf_mailbox_address(&c, SPAN("B")), SPAN("billing@acme.test"));
	CHECK_SPAN(conf_mailbox_address(&c, SPAN("none")), SPAN("support@acme.test"));
}

static void test_loopback(void **state)
{
	static const struct {
		struct span host;
		bool is;
	} table[] = {
		{{"localhost", 9}, true},
		{{"LocalHost", 9}, true},
		{{"127.0.0.1", 9}, true},
		{{"127.9.8.7", 9}, true},
		{{"127.1", 5}, true},
		{{"::1", 3}, true},
		{{"[::1]", 5}, true},
		{{"", 0}, false},
		{{"128.0.0.1", 9}, false},
		{{"localhost.test", 14}, false},
		{{"127.0.0.1.acme.test", 19}, false},
		{{"127.acme.test", 13}, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (conf_is_loopback(table[i].host) != table[i].is)
			fail_msg("%.*s", SPAN_ARG(table[i].host));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_names_of_webhooks),
		cmocka_unit_test(test_program_that_gains_rights),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_folder),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_own_texts),
		cmocka_unit_test(test_shipped_texts),
		cmocka_unit_test(test_mailbox_texts),
		cmocka_unit_test(test_secret),
		cmocka_unit_test(test_own_address),
		cmocka_unit_test(test_example),
		cmocka_unit_test(test_loopback),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
