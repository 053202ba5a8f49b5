#include "daemon/run/hidden.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/landlock.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "daemon/desk/log.h"

/* What name look-up reads, and what others put a new file in the place of. */
static const char *const replaced[] = {"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf"};

/* ---- which files ---- */

static void add_secret(struct hidden *h, const struct secret *secret, const char *own)
{
	char real[PATH_MAX];
	const char *file = conf_secret_path(secret, &h->arena);
	if (!file || !realpath(file, real) || (own && strcmp(real, own) == 0))
		return;
	if (!span_in(&h->secrets, span_of(real)))
		span_list_add(&h->arena, &h->secrets, arena_dup(&h->arena, span_of(real)));
}

static void find_secrets(struct hidden *h, const struct conf *conf, const struct secret *own)
{
	char real[PATH_MAX];
	const char *file = own ? conf_secret_path(own, &h->arena) : NULL;
	const char *mine = file && realpath(file, real) ? real : NULL;
	for (size_t i = 0; i < conf->mailbox_count; i++)
		add_secret(h, &conf->mailboxes[i].imap.secret, mine);
	add_secret(h, &conf->smtp.server.secret, mine);
}

static bool is_readable(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static void add_needed(struct hidden *h, const char *path)
{
	if (path && is_readable(path))
		span_list_add(&h->arena, &h->needed, arena_dup(&h->arena, span_of(path)));
}

static void find_needed(struct hidden *h, const struct hidden_own *own)
{
	for (size_t i = 0; i < sizeof(replaced) / sizeof(*replaced); i++)
		add_needed(h, replaced[i]);
	add_needed(h, own->secret ? conf_secret_path(own->secret, &h->arena) : NULL);
	add_needed(h, own->ca_file);
}

/* ---- the rules ---- */

/* Reading is what is restricted. Moving a file from one folder to another is always, unless it is allowed (from version
 * 2 on); and then only to where it can be read no better than before. */
#define LEAST_VERSION 2
#define HANDLED (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_REFER)

static int add_rule(int rules, int fd, uint64_t access)
{
	const struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = fd};
	return (int)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

static int allow_moving(int rules)
{
	int root = open("/", O_PATH | O_CLOEXEC);
	int result = root < 0 ? -1 : add_rule(rules, root, LANDLOCK_ACCESS_FS_REFER);
	if (root >= 0)
		close(root);
	return result;
}

static int make_rules(void)
{
	const struct landlock_ruleset_attr handled = {.handled_access_fs = HANDLED};
	if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < LEAST_VERSION)
		return -1;
	return (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof(handled), 0);
}

/* Reading below a folder, or of a file. */
static int path_allow(int rules, const char *path, int flags)
{
	struct stat st;
	int fd = open(path, O_PATH | O_CLOEXEC | flags);
	if (fd < 0)
		return -1;
	int result = fstat(fd, &st);
	if (result == 0 && !S_ISLNK(st.st_mode)) /* what a link points to has a rule of its own */
		result = add_rule(rules, fd, LANDLOCK_ACCESS_FS_READ_FILE);
	close(fd);
	return result;
}

static bool is_above_secret(const struct hidden *h, struct span path)
{
	for (size_t i = 0; i < h->secrets.count; i++) {
		struct span secret = h->secrets.items[i];
		if (span_starts(secret, path) && secret.len > path.len && secret.ptr[path.len] == '/')
			return true;
	}
	return false;
}

static bool holds_secret(const struct hidden *h, struct span folder)
{
	for (size_t i = 0; i < h->secrets.count; i++)
		if ((size_t)span_rchr(h->secrets.items[i], '/') == folder.len &&
		    span_starts(h->secrets.items[i], folder))
			return true;
	return false;
}

static int allow_all_but(const struct hidden *h, struct arena *a, int rules, struct span folder);

static int allow_entry(const struct hidden *h, struct arena *a, int rules, struct span path)
{
	if (is_above_secret(h, path))
		return allow_all_but(h, a, rules, path);
	if (!span_in(&h->secrets, path))
		path_allow(rules, path.ptr, O_NOFOLLOW); /* what can't be opened can't be read either */
	return 0;
}

/* All in `folder` ("" for the root) but the secrets. One that can't be listed may be the secrets' own: what is needed
 * of it is allowed by name. Without any other there would be no end of what is missed: -1. */
static int allow_all_but(const struct hidden *h, struct arena *a, int rules, struct span folder)
{
	DIR *dir = opendir(folder.len ? arena_str(a, folder) : "/");
	int result = dir || (folder.len && holds_secret(h, folder)) ? 0 : -1;
	for (struct dirent *entry; result == 0 && dir && (entry = readdir(dir));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			result = allow_entry(h, a, rules, arena_printf(a, "%.*s/%s", SPAN_ARG(folder), entry->d_name));
	if (dir)
		closedir(dir);
	return result;
}

/* A Maildir that is missing can't be allowed: it is made ahead. */
static int allow_maildirs(int rules, const struct hidden_own *own)
{
	for (size_t i = 0; i < sizeof(own->maildirs) / sizeof(*own->maildirs); i++) {
		const char *path = own->maildirs[i];
		if (!path || path[0] != '/') /* a name within the other one */
			continue;
		mkdir(path, 0700);
		if (path_allow(rules, path, 0) != 0)
			return -1;
	}
	return 0;
}

static int allow_own(const struct hidden *h, int rules, const struct conf *conf, const struct hidden_own *own)
{
	for (size_t i = 0; i < h->needed.count; i++)
		path_allow(rules, h->needed.items[i].ptr, 0);
	if (path_allow(rules, conf->store_path, 0) != 0 ||
	    (own->run_folder && path_allow(rules, own->run_folder, 0) != 0))
		return -1;
	return allow_maildirs(rules, own);
}

static int enter(const struct hidden *h, const struct conf *conf, const struct hidden_own *own)
{
	struct arena a;
	int rules = make_rules();
	if (rules < 0)
		return -1;
	arena_init(&a);
	int result = allow_all_but(h, &a, rules, SPAN_NONE);
	if (result == 0)
		result = allow_moving(rules);
	if (result == 0)
		result = allow_own(h, rules, conf, own);
	if (result == 0)
		result = (int)syscall(SYS_landlock_restrict_self, rules, 0);
	close(rules);
	arena_clear(&a);
	return result;
}

/* ---- the door ---- */

void hidden_enter(struct hidden *h, const struct conf *conf, const struct hidden_own *own)
{
	struct err err;
	arena_init(&h->arena);
	find_secrets(h, conf, own->secret);
	if (h->secrets.count == 0)
		return;
	find_needed(h, own);
	if (enter(h, conf, own) == 0)
		return;
	h->needed.count = 0;
	err_set(&err, ERR_RETRY, "the others' secrets are not hidden from this process: %s", strerror(errno));
	log_err(LOG_DEBUG, "landlock", &err);
}

bool hidden_stale(const struct hidden *h)
{
	for (size_t i = 0; h && i < h->needed.count; i++) {
		const char *path = h->needed.items[i].ptr;
		if (access(path, F_OK) == 0 && !is_readable(path) && errno == EACCES)
			return true;
	}
	return false;
}

void hidden_clear(struct hidden *h)
{
	arena_clear(&h->arena);
	*h = (struct hidden){0};
}
