#include "conf/check.h"

#include "conf/texts.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define ZONES "/usr/share/zoneinfo"
/* The signed address is local+TOKEN@domain, and RFC 5321 gives the part before the @ 64 bytes. */
#define MAX_PLUS_LOCAL (64 - 1 - 40)

struct checking {
	struct conf *conf;
	const struct node *root;
	struct conf_errors *errors;
};

#define WRONG(c, node, ...) report_error((c)->errors, (node)->file, (node)->line, __VA_ARGS__)
#define WARN(c, node, ...) report_warning((c)->errors, (node)->file, (node)->line, __VA_ARGS__)

/* The member of a group, or the group itself where it is not set: where an error is shown. */
static const struct node *place(const struct node *group, const char *name)
{
	const struct node *node = node_get(group, name);
	return node ? node : group;
}

static const struct node *item(const struct checking *c, const char *list, size_t i)
{
	const struct node *node = node_item(node_get(c->root, list), i);
	return node ? node : c->root;
}

/* ---- names ---- */

static struct span_list category_names(const struct checking *c)
{
	struct span_list names = {0};
	for (size_t i = 0; i < c->conf->category_count; i++)
		span_list_add(&c->errors->arena, &names, c->conf->categories[i].name);
	return names;
}

static struct span_list agent_names(const struct checking *c)
{
	struct span_list names = {0};
	for (size_t i = 0; i < c->conf->agent_count; i++)
		span_list_add(&c->errors->arena, &names, c->conf->agents[i].name);
	return names;
}

static struct span_list mailbox_names(const struct checking *c)
{
	struct span_list names = {0};
	for (size_t i = 0; i < c->conf->mailbox_count; i++)
		span_list_add(&c->errors->arena, &names, c->conf->mailboxes[i].name);
	return names;
}

/* An empty name is no name. */
static void check_defined(const struct checking *c, const struct node *node, const char *what, struct span name,
			  const struct span_list *names)
{
	if (name.len && !span_iin(names, name))
		WRONG(c, node, "there is no %s `%.*s`%s", what, SPAN_ARG(name), report_meant(c->errors, name, names));
}

static void check_category(const struct checking *c, const struct node *group, const char *key, struct span name)
{
	struct span_list names = category_names(c);
	check_defined(c, place(group, key), "category", name, &names);
}

/* Who has a name or an address first; each is added once, and a second owner is told of the first. */
struct claim {
	struct span name;
	const struct node *node;
};
struct claims {
	struct claim *items;
	size_t count, cap;
};

static void claim(const struct checking *c, struct claims *claims, const struct node *node, const char *what,
		  struct span name)
{
	if (name.len == 0)
		return;
	for (size_t i = 0; i < claims->count; i++) {
		const struct claim *old = &claims->items[i];
		if (!span_ieq(old->name, name))
			continue;
		WRONG(c, node, "%s `%.*s` is there already, in %s:%u", what, SPAN_ARG(name), old->node->file,
		      old->node->line);
		return;
	}
	*LIST_ADD(&c->errors->arena, claims) = (struct claim){name, node};
}

/* ---- the desk ---- */

static bool zone_exists(const char *zone)
{
	char path[300], magic[4] = "";
	if (strcmp(zone, "UTC") == 0)
		return true;
	if (zone[0] == '/' || strstr(zone, ".."))
		return false;
	snprintf(path, sizeof(path), ZONES "/%s", zone);
	FILE *f = fopen(path, "re");
	bool ok = f && fread(magic, 1, sizeof(magic), f) == sizeof(magic) && memcmp(magic, "TZif", 4) == 0;
	if (f)
		fclose(f);
	return ok;
}

/* The zones (and regions) that stand beside the one that is meant. */
static struct span_list zones_beside(const struct checking *c, const char *zone)
{
	struct arena *a = &c->errors->arena;
	struct span_list zones = {0};
	struct span region = span_sub(span_of(zone), 0, (size_t)(span_rchr(span_of(zone), '/') + 1));
	DIR *dir = strstr(zone, "..") ? NULL : opendir(arena_printf(a, ZONES "/%.*s", SPAN_ARG(region)).ptr);
	for (struct dirent *entry; dir && (entry = readdir(dir));)
		if (entry->d_name[0] != '.')
			span_list_add(a, &zones, arena_printf(a, "%.*s%s", SPAN_ARG(region), entry->d_name));
	if (dir)
		closedir(dir);
	return zones;
}

static void check_zone(const struct checking *c, const struct node *node, const char *zone)
{
	if (!zone || zone_exists(zone))
		return;
	struct span_list zones = zones_beside(c, zone);
	WRONG(c, node, "there is no time zone `%s` in " ZONES "%s", zone,
	      report_meant(c->errors, span_of(zone), &zones));
}

static void check_language(const struct checking *c, const struct node *group, struct span language)
{
	struct span_list known = {0};
	texts_languages(c->conf, &c->errors->arena, &known);
	if (language.len && !conf_has_language(c->conf, language))
		WRONG(c, place(group, "language"), "there are no templates for the language `%.*s`%s",
		      SPAN_ARG(language), report_meant(c->errors, language, &known));
}

static void check_plus(const struct checking *c, const struct node *node, struct span address)
{
	ptrdiff_t at = span_chr(address, '@');
	if (c->conf->reply_plus && at > MAX_PLUS_LOCAL)
		WRONG(c, node,
		      "`%.*s` is too long for reply_address = \"plus\": at most %d letters may stand before the @",
		      SPAN_ARG(address), MAX_PLUS_LOCAL);
}

static void check_desk(const struct checking *c)
{
	const struct conf *conf = c->conf;
	const struct node *desk = place(c->root, "desk");
	check_zone(c, place(desk, "timezone"), conf->timezone);
	if ((conf->agent_proof == PROOF_DMARC || conf->agent_proof == PROOF_BOTH) && !conf->authserv_id.len)
		WRONG(c, place(desk, "agent_proof"), "`agent_proof` of this kind needs `authserv_id`");
	if (conf->manager.len && conf_own_address(conf, conf->manager))
		WRONG(c, place(desk, "manager"), "`manager` is the desk's own address");
	check_plus(c, place(desk, "address"), conf->address);
	check_language(c, desk, conf->language);
}

/* ---- servers ---- */

static bool is_loopback(const char *host)
{
	return strcasecmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 || strcmp(host, "[::1]") == 0 ||
	       strncmp(host, "127.", 4) == 0;
}

static void check_readable(const struct checking *c, const struct node *group, const char *key, const char *path)
{
	struct stat st;
	if (path && (access(path, R_OK) || stat(path, &st)))
		WRONG(c, place(group, key), "`%s`: cannot read %s: %s", key, path, strerror(errno));
	else if (path && S_ISDIR(st.st_mode))
		WRONG(c, place(group, key), "`%s`: %s is a folder", key, path);
}

static void check_secret(const struct checking *c, const struct server *s, const struct node *group)
{
	const struct secret *secret = &s->secret;
	int count = !!secret->file + !!secret->command + !!secret->credential + !!secret->token_command;
	bool wants_token = s->auth && strcmp(s->auth, "plain") != 0;
	check_readable(c, group, "password_file", secret->file);
	if (count > 1)
		WRONG(c, group,
		      "only one of password_file, password_command, password_credential and token_command "
		      "can be set");
	else if (s->user && count == 0)
		WRONG(c, place(group, "user"),
		      "`user` needs a `password_file`, `password_command`, "
		      "`password_credential` or `token_command`");
	else if (!s->user && count)
		WRONG(c, group, "there is a password but no `user`");
	else if (s->auth && count && wants_token != !!secret->token_command)
		WRONG(c, place(group, "auth"), "`auth` = \"%s\" %s `token_command`", s->auth,
		      wants_token ? "needs" : "does not go with");
}

static void check_server(const struct checking *c, const struct server *s, const struct node *group)
{
	if (s->tls == TLS_NONE && !s->insecure && !is_loopback(s->host))
		WRONG(c, place(group, "tls"),
		      "`tls` = \"none\" beyond loopback sends passwords and mails in the "
		      "clear; `insecure = true` allows it");
	if (s->proxy && !strstr(s->proxy, "://"))
		WRONG(c, place(group, "proxy"), "`proxy` is a URL like socks5h://host:port");
	check_readable(c, group, "ca_file", s->ca_file);
	check_secret(c, s, group);
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
		WRONG(c, imap, "`host` is missing in imap");
		return;
	}
	if (!m->imap.user)
		WRONG(c, imap, "`user` is missing in imap");
	if (m->move_to && m->folder && strcmp(m->move_to, m->folder) == 0)
		WRONG(c, place(imap, "move_to"), "`move_to` is the folder that is watched");
	check_server(c, &m->imap, imap);
}

/* What two mailboxes can't share. */
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
		WRONG(c, node, "a mailbox has either `imap` or `maildir`");
		return;
	}
	if (imap)
		check_imap(c, m, imap);
	else if (m->move_to && strcmp(m->move_to, m->maildir) == 0)
		WRONG(c, place(node, "move_to"), "`move_to` is the Maildir that is watched");
	if (imap && node_get(node, "move_to"))
		WRONG(c, node_get(node, "move_to"), "`move_to` of an IMAP folder belongs in `imap`");
	check_category(c, node, "category", m->category);
	check_plus(c, place(node, "address"), m->address);
	claim(c, sources, node, "the mailbox", mailbox_source(c, m));
}

static void check_mailboxes(const struct checking *c)
{
	struct claims names = {0}, sources = {0};
	for (size_t i = 0; i < c->conf->mailbox_count; i++) {
		const struct node *node = item(c, "mailboxes", i);
		claim(c, &names, place(node, "name"), "mailbox", c->conf->mailboxes[i].name);
		check_mailbox(c, &c->conf->mailboxes[i], node, &sources);
	}
}

/* ---- sending ---- */

/* Three keys may name the program. */
static const struct node *sendmail_place(const struct checking *c)
{
	static const char *const groups[] = {"outgoing", "smtp"};
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		if (node_get(node_get(c->root, groups[i]), "sendmail"))
			return node_get(node_get(c->root, groups[i]), "sendmail");
	return place(c->root, "sendmail");
}

static void check_sending(const struct checking *c)
{
	struct smtp_conf *smtp = &c->conf->smtp;
	const struct node *group = node_get(c->root, "smtp");
	int ways = !!smtp->server.host + !!smtp->sendmail + !!smtp->maildir;
	default_port(&smtp->server, 465, 587, 25);
	smtp->sending = smtp->maildir ? SENDING_MAILDIR : smtp->sendmail ? SENDING_SENDMAIL : SENDING_SMTP;
	if (ways > 1)
		WRONG(c, place(c->root, "smtp"),
		      "mails go one way: an SMTP `host`, a `sendmail` program or a `maildir`");
	else if (ways == 0 && group)
		WRONG(c, group, "`host` is missing in smtp");
	else if (ways == 0)
		report_warning(c->errors, c->root->file, 1, "there is neither `smtp` nor `outgoing`: no mail is sent");
	if (smtp->sendmail && access(smtp->sendmail, X_OK))
		WRONG(c, sendmail_place(c), "`sendmail`: cannot run %s: %s", smtp->sendmail, strerror(errno));
	if (smtp->server.host)
		check_server(c, &smtp->server, group);
}

/* ---- categories ---- */

static void check_agents_named(const struct checking *c, const struct category_conf *category, const struct node *node)
{
	const struct node *list = node_get(node, "agents");
	struct span_list names = agent_names(c);
	struct claims seen = {0};
	for (size_t i = 0; i < category->agents.count; i++) {
		const struct node *at = node_item(list, i) ? node_item(list, i) : node;
		check_defined(c, at, "agent", category->agents.items[i], &names);
		claim(c, &seen, at, "agent", category->agents.items[i]);
	}
	if (category->agents.count == 0 && category->assign != ASSIGN_NONE && !category->fallback.len)
		WARN(c, node, "category `%.*s` has no agents: its tickets wait unassigned", SPAN_ARG(category->name));
}

/* What a bracket in a customer's subject means already. */
static void check_reserved(const struct checking *c, const struct node *node, struct span name)
{
	static const char *const queries[] = {"status", "close", "help", "faq", "export", "forget"};
	enum priority priority;
	bool taken = priority_from(name, &priority) || span_ieq(name, c->conf->tag);
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
		taken = taken || span_ieq(name, span_of(queries[i]));
	if (taken)
		WRONG(c, node, "`%.*s` can't name a category: [%.*s] in a subject means something else", SPAN_ARG(name),
		      SPAN_ARG(name));
}

static void check_tags(const struct checking *c, const struct category_conf *category, const struct node *node,
		       struct claims *tags)
{
	claim(c, tags, place(node, "name"), "category or tag", category->name);
	check_reserved(c, place(node, "name"), category->name);
	for (size_t i = 0; i < category->tags.count; i++) {
		const struct node *at = node_item(node_get(node, "tags"), i);
		claim(c, tags, at ? at : node, "category or tag", category->tags.items[i]);
		check_reserved(c, at ? at : node, category->tags.items[i]);
	}
}

/* Each fallback must lead to an end. */
static void check_fallback(const struct checking *c, const struct category_conf *category, const struct node *node)
{
	const struct category_conf *at = category;
	check_category(c, node, "fallback", category->fallback);
	for (size_t steps = 0; at && at->fallback.len; steps++) {
		at = conf_category(c->conf, at->fallback);
		if (at == category || steps > c->conf->category_count) {
			WRONG(c, place(node, "fallback"), "the fallbacks of `%.*s` go in a circle",
			      SPAN_ARG(category->name));
			return;
		}
	}
}

static void check_categories(const struct checking *c)
{
	struct claims tags = {0};
	const struct node *list = node_get(c->root, "categories");
	for (size_t i = 0; list && i < list->items.count && i < c->conf->category_count; i++) {
		const struct category_conf *category = &c->conf->categories[i];
		check_tags(c, category, item(c, "categories", i), &tags);
		check_agents_named(c, category, item(c, "categories", i));
		check_fallback(c, category, item(c, "categories", i));
	}
}

/* `general` is there without being listed, last, with all agents. */
static void add_general(struct conf *conf)
{
	if (conf_category(conf, SPAN("general")))
		return;
	size_t count = conf->category_count;
	struct category_conf *all = ARENA_ARRAY(&conf->arena, struct category_conf, count + 1);
	if (count)
		memcpy(all, conf->categories, count * sizeof(*all));
	all[count].name = SPAN("general");
	for (size_t i = 0; i < conf->agent_count; i++)
		span_list_add(&conf->arena, &all[count].agents, conf->agents[i].name);
	conf->categories = all;
	conf->category_count = count + 1;
}

/* ---- agents ---- */

static void check_agent_address(const struct checking *c, const struct node *node, struct span address,
				struct claims *addresses)
{
	claim(c, addresses, node, "address", address);
	if (address.len && conf_own_address(c->conf, address))
		WRONG(c, node, "`%.*s` is the desk's own address", SPAN_ARG(address));
}

static void check_agents(const struct checking *c)
{
	struct claims names = {0}, addresses = {0};
	for (size_t i = 0; i < c->conf->agent_count; i++) {
		const struct agent_conf *agent = &c->conf->agents[i];
		const struct node *node = item(c, "agents", i);
		claim(c, &names, place(node, "name"), "agent", agent->name);
		if (agent->name.len && conf_category_tagged(c->conf, agent->name))
			WRONG(c, place(node, "name"), "`%.*s` is a category, too: #assign could mean both",
			      SPAN_ARG(agent->name));
		check_language(c, node, agent->language);
		check_agent_address(c, place(node, "email"), agent->email, &addresses);
		for (size_t j = 0; j < agent->aliases.count; j++) {
			const struct node *at = node_item(node_get(node, "aliases"), j);
			check_agent_address(c, at ? at : node, agent->aliases.items[j], &addresses);
		}
	}
}

/* ---- rules ---- */

static bool matches_subject_only(const struct rule_match *m)
{
	return m->subject && !m->from && !m->to && !m->body && !m->header && !m->mailbox.len && !m->size_over;
}

/* The subject must match, and no rule before this one may take it away. */
static void check_expect(const struct checking *c, size_t index, const struct node *at, struct span subject)
{
	const struct rule_conf *rules = c->conf->rules;
	if (!rules[index].match.subject)
		return;
	if (pattern_match(rules[index].match.subject, subject) != PATTERN_YES) {
		WRONG(c, at, "rule `%.*s` does not match the subject that it expects: `%.*s`",
		      SPAN_ARG(rules[index].name), SPAN_ARG(subject));
		return;
	}
	for (size_t i = 0; i < index; i++)
		if (matches_subject_only(&rules[i].match) &&
		    pattern_match(rules[i].match.subject, subject) == PATTERN_YES)
			WRONG(c, at, "rule `%.*s` before this one takes the subject `%.*s`", SPAN_ARG(rules[i].name),
			      SPAN_ARG(subject));
}

static void check_rule(const struct checking *c, size_t index, const struct node *node)
{
	const struct rule_conf *rule = &c->conf->rules[index];
	const struct node *match = node_get(node, "match"), *then = node_get(node, "then");
	struct span_list mailboxes = mailbox_names(c);
	if (match && match->items.count == 0)
		WRONG(c, match, "`match` is empty: the rule would take every mail");
	if (then && then->items.count == 0)
		WARN(c, then, "`then` is empty: the rule does nothing but keep later ones from matching");
	if (match)
		check_defined(c, place(match, "mailbox"), "mailbox", rule->match.mailbox, &mailboxes);
	if (then)
		check_category(c, then, "category", rule->category);
	if (rule->expect.count && !node_get(match, "subject"))
		WRONG(c, place(node, "expect"), "`expect` needs a `subject` in `match`");
	for (size_t i = 0; i < rule->expect.count; i++) {
		const struct node *at = node_item(node_get(node, "expect"), i);
		check_expect(c, index, at ? at : node, rule->expect.items[i]);
	}
}

static void check_rules(const struct checking *c)
{
	struct claims names = {0};
	for (size_t i = 0; i < c->conf->rule_count; i++) {
		const struct node *node = item(c, "rules", i);
		claim(c, &names, place(node, "name"), "rule", c->conf->rules[i].name);
		check_rule(c, i, node);
	}
}

static void check_canned(const struct checking *c)
{
	struct claims names = {0};
	const struct node *list = node_get(c->root, "canned");
	for (size_t i = 0; list && i < list->items.count && i < c->conf->canned_count; i++)
		claim(c, &names, place(item(c, "canned", i), "name"), "canned answer", c->conf->canned[i].name);
}

void conf_check(struct conf *conf, const struct node *root, struct conf_errors *errors)
{
	struct checking c = {conf, root, errors};
	add_general(conf);
	conf->category = conf->categories[0].name;
	check_desk(&c);
	check_mailboxes(&c);
	check_sending(&c);
	check_categories(&c);
	check_agents(&c);
	check_rules(&c);
	check_canned(&c);
}
