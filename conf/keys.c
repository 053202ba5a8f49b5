#include "conf/keys.h"

#include "conf/conf.h"

#include <string.h>

/* Where a value is stored. Groups in a list have a struct of their own, all others are part of struct conf. */
#define AT(type, field) .offset = offsetof(struct type, field), .width = sizeof(((struct type *)0)->field)
#define GIVEN(type, field) .given = offsetof(struct type, field)
#define EACH(type, items, count)                                                                                       \
	.offset = offsetof(struct conf, items), .width = sizeof(struct type), .given = offsetof(struct conf, count)

#define PRIORITIES .words = "low normal high urgent"
#define DAYS(n) ((int64_t)(n)*86400)

/* clang-format off */

/* Where a server is and how to log in: the same for IMAP and SMTP. */
#define SERVER_KEYS(G, TYPE, S, TLS) \
	{G, "host", KEY_STRING, AT(TYPE, S.host), .help = "the server"}, \
	{G, "port", KEY_NUMBER, AT(TYPE, S.port), .min = 1, .max = 65535, \
	 .help = "the port; if unset, the usual one for `tls`"}, \
	{G, "tls", KEY_CHOICE, AT(TYPE, S.tls), .words = "implicit starttls none", .preset = TLS, \
	 .help = "TLS from the first byte, by STARTTLS (required, never optional), or none (loopback only); " \
		 "certificate and host name are always verified"}, \
	{G, "insecure", KEY_BOOL, AT(TYPE, S.insecure), .preset = "false", \
	 .help = "allows `tls = \"none\"` beyond loopback: passwords and mails are sent unencrypted"}, \
	{G, "ca_file", KEY_PATH, AT(TYPE, S.ca_file), .help = "certificates (PEM) to trust instead of the system's"}, \
	{G, "user", KEY_STRING, AT(TYPE, S.user), .help = "the user name to log in with"}, \
	{G, "password_file", KEY_PATH, AT(TYPE, S.secret.file), .help = "a file whose first line is the password"}, \
	{G, "password_command", KEY_STRING, AT(TYPE, S.secret.command), .max = 4000, \
	 .help = "a shell command that prints the password"}, \
	{G, "password_credential", KEY_STRING, AT(TYPE, S.secret.credential), \
	 .help = "the name of a systemd credential that is the password"}, \
	{G, "token_command", KEY_STRING, AT(TYPE, S.secret.token_command), .max = 4000, \
	 .help = "a shell command that prints an OAuth 2 bearer token"}, \
	{G, "auth", KEY_WORD, AT(TYPE, S.auth), .words = "plain xoauth2 oauthbearer", \
	 .help = "the SASL mechanism; if unset, `plain`, `oauthbearer` with `token_command`, and with `oauth` what the " \
		 "server offers"}, \
	{G, "oauth", KEY_GROUP, .help = "a grant of OAuth 2, made by `caredesk login`, instead of a password"}, \
	{G ".oauth", "provider", KEY_WORD, AT(TYPE, S.oauth.provider), .words = "google microsoft", \
	 .help = "whose server it is; if unset, `token` and `device` or `authorize` are needed"}, \
	{G ".oauth", "client_id", KEY_STRING, AT(TYPE, S.oauth.client_id), \
	 .help = "the id of the application that you registered there"}, \
	{G ".oauth", "client_secret_file", KEY_PATH, AT(TYPE, S.oauth.client_secret_file), \
	 .help = "a file whose first line is the application's secret, if it has one"}, \
	{G ".oauth", "tenant", KEY_STRING, AT(TYPE, S.oauth.tenant), .preset = "common", \
	 .help = "Microsoft: the organisation's id or domain"}, \
	{G ".oauth", "scope", KEY_STRING, AT(TYPE, S.oauth.scope), \
	 .help = "what the grant is for; preset for the known providers"}, \
	{G ".oauth", "device", KEY_STRING, AT(TYPE, S.oauth.device), .help = "the device authorization URL (RFC 8628)"}, \
	{G ".oauth", "authorize", KEY_STRING, AT(TYPE, S.oauth.authorize), \
	 .help = "the authorization URL, for a login by a browser on this machine (RFC 8252)"}, \
	{G ".oauth", "token", KEY_STRING, AT(TYPE, S.oauth.token), .help = "the token URL (RFC 6749)"}, \
	{G ".oauth", "client_secret", KEY_FORBIDDEN, \
	 .help = "secrets do not belong in the configuration: use `client_secret_file`"}, \
	{G, "proxy", KEY_STRING, AT(TYPE, S.proxy), .help = "a proxy's URL: `socks5h://…` or `http://…`"}, \
	{G, "timeout", KEY_DURATION, AT(TYPE, S.timeout), .min = 1, .max = 3600, .preset = "60s", \
	 .help = "how long the server may take to answer one command"}, \
	{G, "password", KEY_FORBIDDEN, .help = "secrets do not belong in the configuration: use `password_file`, " \
					       "`password_command` or `password_credential`"}, \
	{G, "token", KEY_FORBIDDEN, .help = "secrets do not belong in the configuration: use `token_command`"}

const struct key conf_keys[] = {
	{"", "desk", KEY_GROUP, .required = true, .help = "the desk as a whole"},
	{"", "store", KEY_GROUP, .help = "where everything is kept"},
	{"", "mailboxes", KEY_GROUPS, EACH(mailbox_conf, mailboxes, mailbox_count),
	 .help = "what is watched; each group is an IMAP folder (`imap`) or a Maildir (`maildir`)"},
	{"", "smtp", KEY_GROUP, .help = "how mails are sent: over an SMTP server"},
	{"", "outgoing", KEY_GROUP, .help = "instead of `smtp`: a program or a Maildir takes the mails"},
	{"", "sendmail", KEY_PATH, AT(conf, smtp.sendmail), .help = "the same as `sendmail` in `outgoing`"},
	{"", "categories", KEY_GROUPS, EACH(category_conf, categories, category_count),
	 .help = "the service categories; `general` exists even if it is not listed, and then has all agents"},
	{"", "agents", KEY_GROUPS, EACH(agent_conf, agents, agent_count), .help = "the people who answer tickets"},
	{"", "rules", KEY_GROUPS, EACH(rule_conf, rules, rule_count),
	 .help = "what a new ticket becomes: category, priority and spam each by the first matching rule that sets them, "
		 "tags by all that match"},
	{"", "canned", KEY_GROUPS, EACH(canned_conf, canned, canned_count), .help = "answers for `#canned NAME`"},
	{"", "articles", KEY_PATH, AT(conf, articles_path),
	 .help = "a folder of articles, `NAME.md`: the desk's own help, for `[faq words]`, `#article NAME` and proposals"},
	{"", "suggest_articles", KEY_NUMBER, AT(conf, suggest_articles), .preset = "3", .min = 0, .max = 10,
	 .help = "the most articles that an acknowledgement proposes; 0: none"},
	{"", "hours", KEY_GROUPS, EACH(hours_conf, hours, hours_count), .help = "calendars of business hours"},
	{"", "service_levels", KEY_GROUPS, EACH(service_level_conf, service_levels, service_level_count),
	 .help = "how soon tickets are to be answered and resolved"},
	{"", "digests", KEY_GROUPS, EACH(digest_conf, digests, digest_count),
	 .help = "mails with figures, and with what is waiting for whom; none if there is nothing to report"},
	{"", "webhooks", KEY_GROUPS, EACH(webhook_conf, webhooks, webhook_count),
	 .help = "other programs to notify of what happens to tickets, by a signed POST"},
	{"", "limits", KEY_GROUP, .help = "limits for mail and automatic answers"},
	{"", "attachments", KEY_GROUP, .help = "which attachments are not accepted, or not passed on"},
	{"", "keep", KEY_GROUP, .help = "how long things are kept; anything older is deleted automatically"},
	{"", "http", KEY_GROUP, .help = "figures for monitoring, and a page to look at; if unset, nothing listens"},
	{"", "user", KEY_NAME, AT(conf, user), .max = 32,
	 .help = "the user to run as when started by root; if unset, the owner of the store's folder"},

	{"desk", "name", KEY_TEXT, AT(conf, name), .required = true, .max = 100,
	 .help = "the desk's name, in From and in its mails"},
	{"desk", "tag", KEY_NAME, AT(conf, tag), .required = true, .max = 20,
	 .help = "part of each subject: `[TAG #1042]`"},
	{"desk", "address", KEY_ADDRESS, AT(conf, address), .required = true, .help = "the desk's own address"},
	{"desk", "language", KEY_NAME, AT(conf, language), .max = 20, .preset = "en",
	 .help = "the language for people whose own is not known; there must be templates for it"},
	{"desk", "timezone", KEY_STRING, AT(conf, timezone), .preset = "UTC", .help = "an IANA name: `Europe/Berlin`"},
	{"desk", "hours", KEY_NAME, AT(conf, desk_hours),
	 .help = "the calendar in which the desk's times are counted; if unset, the first of `hours`, or else around the clock"},
	{"desk", "service_level", KEY_NAME, AT(conf, service_level),
	 .help = "the service level of tickets whose customer and category have none; if unset, the first of `service_levels` "
		 "that has no `domains`"},
	{"desk", "remind_at", KEY_NUMBER, AT(conf, remind_at), .preset = "75", .min = 1, .max = 99,
	 .help = "how much of the time has passed when the agent is reminded, in per cent"},
	{"desk", "escalate_to", KEY_NAMES, AT(conf, escalate_to),
	 .help = "who is notified of overdue tickets: agents by name, `manager`; if unset, the manager"},
	{"desk", "registration", KEY_CHOICE, AT(conf, registration), .words = "open confirm invite", .preset = "open",
	 .help = "who becomes a customer by writing: anybody, those who confirm their address, or only known people"},
	{"desk", "confirm_days", KEY_NUMBER, AT(conf, confirm_days), .preset = "7", .min = 1, .max = 365,
	 .help = "with `registration = \"confirm\"`: how long a mail waits for its sender's confirmation"},
	{"desk", "invited", KEY_TEXTS, AT(conf, invited),
	 .help = "addresses, and domains (`example.org`), that count as known with `registration = \"invite\"`"},
	{"desk", "reply_to", KEY_CHOICE, AT(conf, reply_to), .words = "forms always never", .preset = "forms",
	 .help = "whether a new ticket's customer is taken from Reply-To instead of From: for forms and groups, always, "
		 "never"},
	{"desk", "own_domains", KEY_TEXTS, AT(conf, own_domains),
	 .help = "domains (`example.org`, with subdomains) whose machines write for people: an address of theirs in From "
		 "counts as a form's"},
	{"desk", "forms", KEY_TEXTS, AT(conf, forms),
	 .help = "addresses, and domains, of web forms, scanners and shops that write for people"},
	{"desk", "acknowledge", KEY_CHOICE, AT(conf, acknowledge), .words = "- all verified none",
	 .help = "who is answered automatically: all, only verified senders and known customers, nobody; if unset, "
		 "`verified` if `authserv_id` is set, otherwise `all`"},
	{"desk", "manager", KEY_ADDRESS, AT(conf, manager),
	 .help = "who is notified when no agent is free, a mailbox cannot be reached, or there is a flood of mail"},
	{"desk", "authserv_id", KEY_TEXT, AT(conf, authserv_id),
	 .help = "the name that our mail server gives itself in Authentication-Results; `m365`: the topmost "
		 "such header without a name"},
	{"desk", "agent_proof", KEY_CHOICE, AT(conf, agent_proof), .words = "- token dmarc either both",
	 .help = "what proves that an agent wrote a mail; if unset, `both` for answers if `authserv_id` is "
		 "set, otherwise `either`"},
	{"desk", "reply_address", KEY_CHOICE, AT(conf, reply_plus), .words = "plain plus", .preset = "plain",
	 .help = "Reply-To: the address itself, or a signed one, `support+TOKEN@…`, if the server accepts those"},
	{"desk", "receipts", KEY_CHOICE, AT(conf, receipts), .words = "all errors", .preset = "all",
	 .help = "which of the agents' command mails get a receipt"},
	{"desk", "lists", KEY_CHOICE, AT(conf, lists), .words = "ticket drop", .preset = "ticket",
	 .help = "mail from mailing lists: becomes a ticket without acknowledgement, or is dropped"},
	{"desk", "feedback", KEY_CHOICE, AT(conf, feedback), .words = "off resolved closed", .preset = "off",
	 .help = "when the customer is asked how satisfied they are: never, when the ticket is resolved, or when it is closed"},
	{"desk", "feedback_every", KEY_DURATION, AT(conf, feedback_every), .preset = "30d", .min = 0, .max = DAYS(3650),
	 .help = "the shortest time between two questions to the same customer"},
	{"desk", "close_resolved", KEY_DURATION, AT(conf, close_resolved), .preset = "7d", .min = 0, .max = DAYS(3650),
	 .help = "a resolved ticket is closed if nothing is heard for this long; 0: never"},
	{"desk", "remind_pending", KEY_DURATION, AT(conf, remind_pending), .preset = "5d", .min = 0, .max = DAYS(3650),
	 .help = "the customer is reminded of a pending ticket after this long; 0: never"},
	{"desk", "resolve_pending", KEY_DURATION, AT(conf, resolve_pending), .preset = "14d", .min = 0,
	 .max = DAYS(3650),
	 .help = "a pending ticket is resolved if nothing is heard for this long; 0: never"},
	{"desk", "templates", KEY_PATH, AT(conf, templates_path),
	 .help = "a folder with templates of your own, `LANG/NAME.txt`; each takes precedence over the shipped one"},
	{"desk", "canned", KEY_PATH, AT(conf, canned_path),
	 .help = "a folder of answers, `NAME.txt`, for `#canned NAME`"},

	{"desk", "show_sorting", KEY_BOOL, AT(conf, show_sorting), .preset = "false",
	 .help = "whether customers see their ticket's category and priority"},
	{"desk", "html", KEY_SWITCH, AT(conf, html), .preset = "true",
	 .help = "whether mails have HTML as well as text; or a group that sets how it looks"},
	{"desk.html", "colour", KEY_STRING, AT(conf, colour), .preset = "#1a5fb4", .max = 7,
	 .help = "the colour of buttons and lines, as `#rrggbb`"},
	{"desk.html", "logo", KEY_PATH, AT(conf, logo_path),
	 .help = "a picture (PNG, JPEG or GIF, at most 100 kB) above the desk's mails to customers"},

	{"store", "path", KEY_PATH, AT(conf, store_path), .preset = "/var/lib/caredesk", .help = "the store's folder"},
	{"store", "run_dir", KEY_PATH, AT(conf, run_path),
	 .help = "the folder for what belongs to this machine and the running daemon: lock, bells, journals; if unset, "
		 "$RUNTIME_DIRECTORY, which systemd sets, or else the store's folder"},
	{"store", "map_size", KEY_SIZE, AT(conf, store_map_size), .preset = "16G", .min = 16 << 20,
	 .max = (int64_t)1 << 44, .help = "address space reserved at the start; it grows as needed"},

	{"mailboxes", "name", KEY_NAME, AT(mailbox_conf, name), .required = true, .max = 60,
	 .help = "a unique name; never change it: progress is recorded under this name"},
	{"mailboxes", "address", KEY_ADDRESS, AT(mailbox_conf, address),
	 .help = "the address that its tickets are answered from; if unset, the desk's"},
	{"mailboxes", "aliases", KEY_ADDRESSES, AT(mailbox_conf, aliases),
	 .help = "other addresses that are delivered to it: never copied on what the desk sends"},
	{"mailboxes", "name_shown", KEY_TEXT, AT(mailbox_conf, name_shown), .max = 100,
	 .help = "what the desk calls itself in mails about its tickets; if unset, the desk's name"},
	{"mailboxes", "language", KEY_NAME, AT(mailbox_conf, language), .max = 20,
	 .help = "the language of mails to its customers whose own is not known; if unset, the category's, or else the desk's"},
	{"mailboxes", "templates", KEY_PATH, AT(mailbox_conf, templates_path),
	 .help = "a folder with templates of its own, `LANG/NAME.txt`; each takes precedence over the desk's"},
	{"mailboxes", "category", KEY_NAME, AT(mailbox_conf, category),
	 .help = "the category of its tickets, unless a tag or rule says otherwise; if unset, the first category"},
	{"mailboxes", "imap", KEY_GROUP, .help = "an IMAP folder"},
	{"mailboxes", "maildir", KEY_PATH, AT(mailbox_conf, maildir), .help = "a Maildir, instead of `imap`"},
	{"mailboxes", "move_to", KEY_PATH, AT(mailbox_conf, move_to),
	 .help = "with `maildir`: the Maildir that finished mails are moved to; if unset, they are marked as seen"},

	SERVER_KEYS("mailboxes.imap", mailbox_conf, imap, "implicit"),
	{"mailboxes.imap", "folder", KEY_STRING, AT(mailbox_conf, folder), .preset = "INBOX",
	 .help = "the folder that is watched"},
	{"mailboxes.imap", "move_to", KEY_STRING, AT(mailbox_conf, move_to),
	 .help = "the folder that finished mails are moved to, created if missing; if unset, they get \\Seen and stay"},
	{"mailboxes.imap", "poll", KEY_DURATION, AT(mailbox_conf, poll), .preset = "60s", .min = 1, .max = 86400,
	 .help = "how often to check for new mail if the server has no IDLE"},
	{"mailboxes.imap", "idle", KEY_BOOL, AT(mailbox_conf, idle), .preset = "true",
	 .help = "use IDLE if the server has it"},

	SERVER_KEYS("smtp", conf, smtp.server, "starttls"),
	{"smtp", "connections", KEY_NUMBER, AT(conf, smtp.connections), .preset = "4", .min = 1, .max = 64,
	 .help = "how many connections at once"},
	{"smtp", "helo", KEY_STRING, AT(conf, smtp.helo), .help = "the name to greet with; if unset, the host's"},
	{"smtp", "sendmail", KEY_PATH, AT(conf, smtp.sendmail), .help = "the same as `sendmail` in `outgoing`"},

	{"outgoing", "sendmail", KEY_PATH, AT(conf, smtp.sendmail),
	 .help = "a program that takes `-i -f SENDER -- RECIPIENT` and the mail on standard input"},
	{"outgoing", "maildir", KEY_PATH, AT(conf, smtp.maildir), .help = "a Maildir that mails are put into"},

	{"categories", "name", KEY_NAME, AT(category_conf, name), .required = true, .max = 60,
	 .help = "also a tag: `[billing]` in a new mail's subject"},
	{"categories", "tags", KEY_NAMES, AT(category_conf, tags), .help = "other tags for it"},
	{"categories", "agents", KEY_NAMES, AT(category_conf, agents), .help = "the agents' names"},
	{"categories", "assign", KEY_CHOICE, AT(category_conf, assign), .words = "least-loaded round-robin sticky none",
	 .preset = "least-loaded",
	 .help = "who gets a ticket: the agent with the fewest open ones, each agent in turn, the agent of this customer's "
		 "last ticket, or nobody"},
	{"categories", "fallback", KEY_NAME, AT(category_conf, fallback),
	 .help = "the category whose agents help out when none of its own is free"},
	{"categories", "priority", KEY_CHOICE, AT(category_conf, priority), PRIORITIES,
	 GIVEN(category_conf, has_priority), .help = "the priority of its tickets, unless a tag or rule says otherwise"},

	{"categories", "language", KEY_NAME, AT(category_conf, language), .max = 20,
	 .help = "the language of mails to its customers whose own is not known, if the mailbox has none; if unset, the desk's"},
	{"categories", "hours", KEY_NAME, AT(category_conf, hours), .help = "its calendar; if unset, the desk's"},

	{"categories", "service_level", KEY_NAME, AT(category_conf, service_level),
	 .help = "the service level of its tickets; if unset, the desk's"},

	{"agents", "name", KEY_NAME, AT(agent_conf, name), .required = true, .max = 60,
	 .help = "what commands call the agent: `#assign carol`"},
	{"agents", "email", KEY_ADDRESS, AT(agent_conf, email), .required = true,
	 .help = "the address that tickets are sent to and commands come from"},
	{"agents", "aliases", KEY_ADDRESSES, AT(agent_conf, aliases), .help = "other addresses the agent writes from"},
	{"agents", "full_name", KEY_TEXT, AT(agent_conf, full_name), .max = 100, .help = "what customers see"},
	{"agents", "capacity", KEY_NUMBER, AT(agent_conf, capacity), .preset = "0", .min = 0, .max = 1000000,
	 .help = "the most open tickets; 0: no limit"},
	{"agents", "language", KEY_NAME, AT(agent_conf, language), .max = 20,
	 .help = "the language of the desk's mails to the agent; if unset, the desk's"},
	{"agents", "hours", KEY_NAME, AT(agent_conf, hours),
	 .help = "the calendar for reminders to the agent; if unset, the desk's"},
	{"agents", "signature", KEY_LINES, AT(agent_conf, signature), .max = 4000,
	 .help = "the signature that the agent's mail client adds: removed before an answer goes out"},

	{"rules", "name", KEY_TEXT, AT(rule_conf, name), .required = true, .max = 60, .help = "what `why` calls it"},
	{"rules", "match", KEY_GROUP, .required = true, .help = "all of these must match"},
	{"rules", "then", KEY_GROUP, .required = true, .help = "what the ticket gets"},
	{"rules", "expect", KEY_TEXTS, AT(rule_conf, expect),
	 .help = "subjects that the rule must match: `caredesk check` tries them"},
	{"rules.match", "subject", KEY_PATTERN, AT(rule_conf, match.subject), .max = 4000,
	 .help = "a regex for the subject"},
	{"rules.match", "from", KEY_PATTERN, AT(rule_conf, match.from), .max = 4000,
	 .help = "a regex for the sender: name and address"},
	{"rules.match", "to", KEY_PATTERN, AT(rule_conf, match.to), .max = 4000,
	 .help = "a regex for the recipients in To and Cc, one at a time"},
	{"rules.match", "body", KEY_PATTERN, AT(rule_conf, match.body), .max = 4000, .help = "a regex for the text"},
	{"rules.match", "header", KEY_HEADER, AT(rule_conf, match.header), .max = 4000,
	 GIVEN(rule_conf, match.header_name), .help = "`\"Name: regex\"` for any header"},
	{"rules.match", "mailbox", KEY_NAME, AT(rule_conf, match.mailbox), .help = "a mailbox's name"},
	{"rules.match", "size_over", KEY_SIZE, AT(rule_conf, match.size_over), .min = 1, .max = (int64_t)1 << 40,
	 .help = "the mail has more bytes than this"},
	{"rules.then", "category", KEY_NAME, AT(rule_conf, category), .help = "the ticket's category"},
	{"rules.then", "priority", KEY_CHOICE, AT(rule_conf, priority), PRIORITIES, GIVEN(rule_conf, has_priority),
	 .help = "the ticket's priority"},
	{"rules.then", "tags", KEY_NAMES, AT(rule_conf, tags), .help = "tags added to it"},
	{"rules.then", "spam", KEY_BOOL, AT(rule_conf, spam), .help = "it is spam: kept, not answered"},
	{"rules.then", "drop_list", KEY_BOOL, AT(rule_conf, drop_list),
	 .help = "if it is a mailing list's mail, it is dropped"},

	{"canned", "name", KEY_NAME, AT(canned_conf, name), .required = true, .max = 60, .help = "its name"},
	{"canned", "text", KEY_LINES, AT(canned_conf, text), .required = true, .max = KEY_MAX_LINES,
	 .help = "what goes in front of the agent's text"},

	{"hours", "name", KEY_NAME, AT(hours_conf, name), .required = true, .max = 60, .help = "its name"},
	{"hours", "timezone", KEY_STRING, AT(hours_conf, timezone), .help = "an IANA name; if unset, the desk's"},
	{"hours", "week", KEY_TEXTS, AT(hours_conf, week), .required = true,
	 .help = "when it is open: `\"mon-fri 09:00-17:30\"`, `\"sat,sun 22:00-06:00\"`"},
	{"hours", "holidays", KEY_TEXTS, AT(hours_conf, holidays),
	 .help = "days on which it is closed: `\"2026-12-25\"`, or, for every year, `\"01-01\"`"},
	{"hours", "holiday_calendar", KEY_PATH, AT(hours_conf, holiday_calendar),
	 .help = "an iCalendar file (.ics) whose events are holidays, including recurring ones"},

	{"service_levels", "name", KEY_NAME, AT(service_level_conf, name), .required = true, .max = 60,
	 .help = "its name"},
	{"service_levels", "hours", KEY_NAME, AT(service_level_conf, hours),
	 .help = "the calendar in which its times are counted; if unset, the category's, or else the desk's"},
	{"service_levels", "domains", KEY_TEXTS, AT(service_level_conf, domains),
	 .help = "customers' domains (`example.org`, with subdomains) to which it applies whatever the category"},
	{"service_levels", "promise", KEY_BOOL, AT(service_level_conf, promise), .preset = "false",
	 .help = "whether the acknowledgement tells the customer when the answer is due"},
	{"service_levels", "remind_at", KEY_NUMBER, AT(service_level_conf, remind_at), .min = 1, .max = 99,
	 .help = "as `remind_at` of the desk; if unset, the desk's"},
	{"service_levels", "escalate_to", KEY_NAMES, AT(service_level_conf, escalate_to),
	 .help = "as `escalate_to` of the desk; if unset, the desk's"},
	{"service_levels", "low", KEY_GROUP, .help = "the times for tickets with that priority"},
	{"service_levels", "normal", KEY_GROUP, .help = "the times for tickets with that priority"},
	{"service_levels", "high", KEY_GROUP, .help = "the times for tickets with that priority"},
	{"service_levels", "urgent", KEY_GROUP, .help = "the times for tickets with that priority"},
	{"service_levels.low", "first", KEY_DURATION, AT(service_level_conf, goals.low.first), .min = 0, .max = DAYS(3650),
	 .help = "the time to the first answer, in business time: a `d` is 24 hours of it; if unset, there is no limit"},
	{"service_levels.low", "resolve", KEY_DURATION, AT(service_level_conf, goals.low.resolve), .min = 0, .max = DAYS(3650),
	 .help = "the time to the resolution"},
	{"service_levels.normal", "first", KEY_DURATION, AT(service_level_conf, goals.normal.first), .min = 0, .max = DAYS(3650),
	 .help = "the time to the first answer, in business time: a `d` is 24 hours of it; if unset, there is no limit"},
	{"service_levels.normal", "resolve", KEY_DURATION, AT(service_level_conf, goals.normal.resolve), .min = 0, .max = DAYS(3650),
	 .help = "the time to the resolution"},
	{"service_levels.high", "first", KEY_DURATION, AT(service_level_conf, goals.high.first), .min = 0, .max = DAYS(3650),
	 .help = "the time to the first answer, in business time: a `d` is 24 hours of it; if unset, there is no limit"},
	{"service_levels.high", "resolve", KEY_DURATION, AT(service_level_conf, goals.high.resolve), .min = 0, .max = DAYS(3650),
	 .help = "the time to the resolution"},
	{"service_levels.urgent", "first", KEY_DURATION, AT(service_level_conf, goals.urgent.first), .min = 0, .max = DAYS(3650),
	 .help = "the time to the first answer, in business time: a `d` is 24 hours of it; if unset, there is no limit"},
	{"service_levels.urgent", "resolve", KEY_DURATION, AT(service_level_conf, goals.urgent.resolve), .min = 0, .max = DAYS(3650),
	 .help = "the time to the resolution"},

	{"attachments", "refuse", KEY_TEXTS, AT(conf, refused),
	 .help = "names (`*.exe`) or types (`application/x-msdownload`), also inside a zip or tar: a mail with one is not "
		 "accepted; it is kept in quarantine, and its sender is notified"},
	{"attachments", "strip", KEY_TEXTS, AT(conf, stripped),
	 .help = "the same, but the mail is accepted without passing the attachment on to anyone; the agent is notified"},
	{"attachments", "clamd", KEY_PATH, AT(conf, clamd),
	 .help = "the socket of a ClamAV daemon: what it finds is not passed on to anyone; while it can't be reached, mail "
		 "waits on its server"},

	{"keep", "closed", KEY_DURATION, AT(conf, keep.closed), .preset = "0", .min = 0, .max = DAYS(36500),
	 .help = "how long a ticket's content (names, addresses, texts, mails) is kept after it was resolved or closed; ids, "
		 "times and figures stay; 0: for ever"},
	{"keep", "raw", KEY_DURATION, AT(conf, keep.raw), .preset = "0", .min = 0, .max = DAYS(36500),
	 .help = "how long original mails and attachments are kept; their texts stay; 0: for ever"},
	{"keep", "spam", KEY_DURATION, AT(conf, keep.spam), .preset = "0", .min = 0, .max = DAYS(36500),
	 .help = "how long the content of spam is kept; 0: for ever"},
	{"digests", "to", KEY_TEXT, AT(digest_conf, to), .required = true, .max = 254,
	 .help = "an address; or `agents`: each agent gets one about their own tickets"},
	{"digests", "every", KEY_CHOICE, AT(digest_conf, weekly), .words = "day week", .preset = "week",
	 .help = "how often: about the day before, or the seven days before"},
	{"digests", "on", KEY_TEXT, AT(digest_conf, on), .max = 40,
	 .help = "when, in the desk's time zone: `08:00`, or for a week `mon 08:00`; if unset, at eight, and on Mondays"},

	{"webhooks", "name", KEY_NAME, AT(webhook_conf, name), .max = 60,
	 .help = "its name in `status` and in mails to the manager; never change it: pending calls are kept under this name; "
		 "if unset, the host of `url`"},
	{"webhooks", "url", KEY_STRING, AT(webhook_conf, url), .required = true, .max = 2000,
	 .help = "where to POST to: `https://…`; `http://…` only with `internal`"},
	{"webhooks", "events", KEY_NAMES, AT(webhook_conf, events), .required = true,
	 .help = "the events that it is called for: any of `created`, `assigned`, `status`, `message`, `feedback`, `overdue`"},
	{"webhooks", "secret_file", KEY_PATH, AT(webhook_conf, secret.file), .required = true,
	 .help = "a file whose first line is the secret that signs calls: `whsec_` and 24 to 64 bytes in base64"},
	{"webhooks", "texts", KEY_BOOL, AT(webhook_conf, texts), .preset = "false",
	 .help = "whether calls include subjects and the text of messages and feedback"},
	{"webhooks", "internal", KEY_BOOL, AT(webhook_conf, internal), .preset = "false",
	 .help = "allows a private address (loopback, 10.0.0.0/8, fd00::/8 …), and no TLS"},
	{"webhooks", "ca_file", KEY_PATH, AT(webhook_conf, ca_file),
	 .help = "certificates (PEM) to trust instead of the system's"},
	{"webhooks", "timeout", KEY_DURATION, AT(webhook_conf, timeout), .min = 1, .max = 300, .preset = "15s",
	 .help = "how long the server may take to answer"},
	{"webhooks", "secret", KEY_FORBIDDEN,
	 .help = "secrets do not belong in the configuration: use `secret_file`"},

	{"http", "listen", KEY_STRING, AT(conf, http_listen), .required = true, .max = 300,
	 .help = "an address and a port, `127.0.0.1:8025` or `[::1]:8025`, or the path of a socket"},
	{"http", "token_file", KEY_PATH, AT(conf, http_token),
	 .help = "a file whose first line clients must present, as a bearer token or a password; required beyond loopback"},

	{"limits", "max_size", KEY_SIZE, AT(conf, limits.max_size), .preset = "25M", .min = 1024, .max = 512 << 20,
	 .help = "the largest mail that is accepted; of larger ones, only the headers are read"},
	{"limits", "replies_per_sender", KEY_NUMBER, AT(conf, limits.replies_per_sender), .preset = "10", .min = 1,
	 .max = 1000000, .help = "automatic answers to one address per hour"},
	{"limits", "open_per_sender", KEY_NUMBER, AT(conf, limits.open_per_sender), .preset = "50", .min = 1,
	 .max = 1000000, .help = "open tickets of one customer; beyond that, automatic answers are withheld"},
	{"limits", "mails_per_minute", KEY_NUMBER, AT(conf, limits.mails_per_minute), .preset = "600", .min = 1,
	 .max = 1000000, .help = "automatic mails in total; beyond that, they are paused"},
	{"limits", "watchers_per_mail", KEY_NUMBER, AT(conf, limits.watchers_per_mail), .preset = "10", .min = 0, .max = 50,
	 .help = "people in To and Cc who become watchers by one mail; if there are more, none does, and the agent is "
		 "told"},
	{"limits", "reopen_days", KEY_NUMBER, AT(conf, limits.reopen_days), .preset = "14", .min = 0, .max = 36500,
	 .help = "how long a reply reopens a closed ticket; later it makes a new one, linked to it"},
	{"limits", "token_days", KEY_NUMBER, AT(conf, limits.token_days), .preset = "365", .min = 1, .max = 3650,
	 .help = "how long a signed address or Message-ID is valid"},
	{"limits", "give_up", KEY_DURATION, AT(conf, limits.give_up), .preset = "5d", .min = 60, .max = DAYS(365),
	 .help = "how long to keep trying to send a mail"},
	{"limits", "min_free", KEY_SIZE, AT(conf, limits.min_free), .preset = "1G", .min = 0, .max = (int64_t)1 << 50,
	 .help = "free space on the store's disk: with less, mail stays on the server until there is room; 0: no check"},
	{"limits", "alarm_after", KEY_DURATION, AT(conf, limits.alarm_after), .preset = "30m", .min = 1,
	 .max = DAYS(30), .help = "how long a mailbox may be unreachable before the manager is told"},
};
/* clang-format on */
const size_t conf_key_count = sizeof(conf_keys) / sizeof(conf_keys[0]);

const struct key *key_find(const char *group, struct span name)
{
	for (const struct key *k = conf_keys; k < conf_keys + conf_key_count; k++)
		if (strcmp(k->group, group) == 0 && span_eq(span_of(k->name), name))
			return k;
	return NULL;
}

void key_names(const char *group, struct arena *a, struct span_list *out)
{
	for (const struct key *k = conf_keys; k < conf_keys + conf_key_count; k++)
		if (strcmp(k->group, group) == 0 && k->type != KEY_FORBIDDEN)
			span_list_add(a, out, span_of(k->name));
}

const char *key_elsewhere(const char *group, struct span name)
{
	for (const struct key *k = conf_keys; k < conf_keys + conf_key_count; k++)
		if (strcmp(k->group, group) != 0 && k->type != KEY_FORBIDDEN && span_eq(span_of(k->name), name))
			return k->group;
	return NULL;
}

const char *key_group(const struct key *key, struct arena *a)
{
	return key->group[0] ? arena_printf(a, "%s.%s", key->group, key->name).ptr : key->name;
}

/* ---- the reference ---- */

static const char *const type_words[] = {
	[KEY_GROUP] = "group",
	[KEY_SWITCH] = "true, false or group",
	[KEY_GROUPS] = "list of groups",
	[KEY_TEXT] = "text",
	[KEY_LINES] = "text, lines",
	[KEY_STRING] = "text",
	[KEY_WORD] = "word",
	[KEY_CHOICE] = "word",
	[KEY_PATH] = "path",
	[KEY_NAME] = "name",
	[KEY_NAMES] = "names",
	[KEY_TEXTS] = "texts",
	[KEY_ADDRESS] = "address",
	[KEY_ADDRESSES] = "addresses",
	[KEY_BOOL] = "true or false",
	[KEY_NUMBER] = "number",
	[KEY_SIZE] = "size",
	[KEY_DURATION] = "duration",
	[KEY_PATTERN] = "regex",
	[KEY_HEADER] = "header and regex",
};

static void print_words(const char *words, FILE *out)
{
	struct span rest = span_of(words), word;
	const char *sep = "";
	while (span_word(&rest, &word)) {
		if (span_eq(word, SPAN("-")))
			continue;
		fprintf(out, "%s`\"%.*s\"`", sep, SPAN_ARG(word));
		sep = ", ";
	}
}

static void print_key(const struct key *k, FILE *out)
{
	fprintf(out, "| `%s` | ", k->name);
	if (k->words)
		print_words(k->words, out);
	else
		fputs(type_words[k->type], out);
	if (k->type == KEY_NUMBER)
		fprintf(out, ", %lld to %lld", (long long)k->min, (long long)k->max);
	fprintf(out, " | %s%s%s | %s |\n",
		k->required ? "required"
		: k->preset ? "`"
			    : "",
		k->preset ? k->preset : "", k->preset ? "`" : "", k->help);
}

void conf_print_reference(FILE *out)
{
	const char *group = NULL;
	fputs("# The keys of the configuration\n\n"
	      "Printed from the table in conf/keys.c. A path is relative to the folder of the configuration. A size "
	      "is\n"
	      "a number of bytes or a text such as `\"25M\"` (K, M, G); a duration is a number of seconds or a text\n"
	      "such as `\"30m\"` (s, m, h, d, w, y). A name has no white space and none of `[]#,:;@\"<>()`. A number\n"
	      "above 2147483647 needs an `L` after it.\n",
	      out);
	for (const struct key *k = conf_keys; k < conf_keys + conf_key_count; k++) {
		if (k->type == KEY_FORBIDDEN)
			continue;
		if (!group || strcmp(group, k->group) != 0)
			fprintf(out, "\n## %s\n\n| key | value | default | |\n|---|---|---|---|\n",
				k->group[0] ? k->group : "The file");
		group = k->group;
		print_key(k, out);
	}
}
