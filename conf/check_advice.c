#include "conf/checking.h"

#include "conf/conf.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the store's folder ---- */

/* The nearest existing ancestor; `path` is absolute or relative to the working directory. */
static const char *nearest_there(struct arena *a, const char *path, struct stat *st)
{
	struct span at = span_of(path);
	while (at.len && stat(arena_str(a, at), st)) {
		ptrdiff_t slash = span_rchr(at, '/');
		at = span_sub(at, 0, slash < 0 ? 0 : (size_t)slash);
	}
	if (at.len)
		return arena_str(a, at);
	const char *start = path[0] == '/' ? "/" : ".";
	return stat(start, st) == 0 ? start : NULL;
}

/* The folder is created when the desk first runs, by the user that it runs as: the user running this check may have
 * fewer rights, or more. */
static void check_store(const struct checking *c)
{
	const char *path = c->conf->store_path;
	const struct node *node = checking_place(checking_place(c->root, "store"), "path");
	unsigned line = node->line ? node->line : 1;
	struct stat st;
	const char *there = nearest_there(&c->errors->arena, path, &st);
	if (there && !S_ISDIR(st.st_mode))
		report_error(c->errors, node->file, line, "the store's folder %s can't be created: %s is a file", path,
			     there);
	else if (there && access(there, W_OK | X_OK) && errno == EROFS)
		report_error(c->errors, node->file, line, "the store's folder %s can't be created or written: %s", path,
			     strerror(EROFS));
	else if (there && access(there, W_OK | X_OK))
		report_warning(
			c->errors, node->file, line,
			"the store's folder %s: the user running `caredesk check` can't write to %s (%s); the desk's "
			"user must be able to",
			path, there, strerror(errno));
}

/* ---- who is notified, who answers ---- */

static bool has_category(const struct conf *conf, struct span agent)
{
	for (size_t i = 0; i < conf->category_count; i++)
		if (span_iin(&conf->categories[i].agents, agent))
			return true;
	return false;
}

static void advise_agents(const struct checking *c)
{
	const struct conf *conf = c->conf;
	for (size_t i = 0; i < conf->agent_count; i++)
		if (!has_category(conf, conf->agents[i].name))
			CHECKING_WARN(c, checking_item(c, "agents", i),
				      "agent `%.*s` is not in any category and is never given a ticket",
				      SPAN_ARG(conf->agents[i].name));
	if (!conf->agent_count)
		report_warning(c->errors, c->root->file, 1, "there are no `agents`: nobody answers tickets");
}

/* Does mail to the desk's own address reach a mailbox? If there is no mailbox at all, mail comes in through
 * `ingest`. */
static void advise_address(const struct checking *c)
{
	const struct conf *conf = c->conf;
	bool reached = conf->mailbox_count == 0 || conf_mailbox_addressed(conf, conf->address);
	for (size_t i = 0; i < conf->mailbox_count; i++)
		reached = reached || !conf->mailboxes[i].address.len;
	if (!reached)
		CHECKING_WARN(c, checking_place(node_get(c->root, "desk"), "address"),
			      "no mailbox has the desk's address `%.*s`: answers to it would not arrive; name it in a "
			      "mailbox's `address` or `aliases`",
			      SPAN_ARG(conf->address));
}

static void advise_desk(const struct checking *c)
{
	const struct node *desk = checking_place(c->root, "desk");
	if (!c->conf->authserv_id.len && c->conf->acknowledge == ACKNOWLEDGE_VERIFIED)
		CHECKING_WARN(c, checking_place(desk, "acknowledge"),
			      "`acknowledge` = \"verified\" without `authserv_id`: people who write for the first time "
			      "get no answer");
	if (!c->conf->authserv_id.len)
		CHECKING_WARN(
			c, desk,
			"without `authserv_id` only an answer to one of the desk's own mails proves who wrote it");
	if (!c->conf->manager.len)
		CHECKING_WARN(c, desk,
			      "there is no `manager`: nobody is notified when no agent is free, a mailbox can't be "
			      "reached, or mail floods in");
}

void check_advice(const struct checking *c)
{
	check_store(c);
	if (c->errors->errors)
		return;
	advise_desk(c);
	advise_address(c);
	advise_agents(c);
}
