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

/* Files of name resolution, which other programs replace by new ones. */
static const char *const replaced[] = {"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf"};

/* What libraries read; missing ones are skipped. */
static const char *const libraries[] = {"/usr", "/lib", "/lib32", "/lib64", "/nix/store", "/gnu/store", "/proc",
					"/sys/devices/system/cpu",
					/* names */
					"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf",
					"/etc/gai.conf", "/etc/services", "/etc/protocols", "/etc/passwd", "/etc/group",
					"/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager", "/run/nscd",
					/* time, the loader, certificates, fonts */
					"/etc/localtime", "/etc/timezone", "/etc/ld.so.cache", "/etc/ssl", "/etc/pki",
					"/var/lib/ca-certificates", "/etc/ca-certificates", "/etc/gnutls",
					"/etc/crypto-policies", "/etc/pkcs11", "/etc/fonts", "/var/cache/fontconfig"};
static const char *const devices[] = {"/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"};

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

/* ---- which files ---- */

static bool is_its_own(const struct hidden_own *own, const char *real, struct arena *a)
{
	char path[PATH_MAX];
	const char *secret = own->secret ? conf_secret_path(own->secret, a) : NULL;
	if (secret && realpath(secret, path) && strcmp(path, real) == 0)
		return true;
	for (size_t i = 0; i < COUNT(own->files); i++)
		if (own->files[i] && realpath(own->files[i], path) && strcmp(path, real) == 0)
			return true;
	return false;
}

static void add_secret(struct hidden *h, const struct hidden_own *own, const char *path)
{
	char real[PATH_MAX];
	if (!path || !realpath(path, real) || is_its_own(own, real, &h->arena))
		return;
	if (!span_in(&h->secrets, span_of(real)))
		span_list_add(&h->arena, &h->secrets, arena_dup(&h->arena, span_of(real)));
}

/* Hides the whole folder of grants: a process's own grant is among its `folders`. */
static void add_server(struct hidden *h, const struct hidden_own *own, const struct server *server)
{
	add_secret(h, own, conf_secret_path(&server->secret, &h->arena));
	add_secret(h, own, server->oauth.client_secret_file);
	add_secret(h, own, server->oauth.grant ? hidden_above(server->oauth.grant, 2, &h->arena) : NULL);
}

static void find_secrets(struct hidden *h, const struct conf *conf, const struct hidden_own *own)
{
	for (size_t i = 0; i < conf->mailbox_count; i++)
		add_server(h, own, &conf->mailboxes[i].imap);
	add_server(h, own, &conf->smtp.server);
	add_secret(h, own, conf->http_token);
	for (size_t i = 0; i < conf->webhook_count; i++)
		add_secret(h, own, conf_secret_path(&conf->webhooks[i].secret, &h->arena));
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
	for (size_t i = 0; i < COUNT(replaced); i++)
		add_needed(h, replaced[i]);
	add_needed(h, own->secret ? conf_secret_path(own->secret, &h->arena) : NULL);
	for (size_t i = 0; i < COUNT(own->files); i++)
		add_needed(h, own->files[i]);
}

/* ---- the rules ---- */

/* Moving a file from one folder to another is always denied unless it is allowed (from version 2 on), and even then
 * only to a place that grants no more access than before. */
#define LEAST_VERSION 2
#define TRUNCATE_VERSION 3
#define TRUNCATE ((uint64_t)1 << 14) /* may be newer than the headers */
#define OF_FILES (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | TRUNCATE)
#define ALL (((uint64_t)LANDLOCK_ACCESS_FS_REFER << 1) - 1)
#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

struct ruleset {
	int fd;
	uint64_t handled; /* the access rights that are restricted */
};

static int add_rule(const struct ruleset *r, int fd, uint64_t access)
{
	const struct landlock_path_beneath_attr rule = {.allowed_access = access, .parent_fd = fd};
	return access ? (int)syscall(SYS_landlock_add_rule, r->fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) : 0;
}

static int allow_moving(const struct ruleset *r)
{
	int root = open("/", O_PATH | O_CLOEXEC);
	int result = root < 0 ? -1 : add_rule(r, root, LANDLOCK_ACCESS_FS_REFER);
	if (root >= 0)
		close(root);
	return result;
}

static int make_rules(bool all, struct ruleset *out)
{
	int version = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (version < LEAST_VERSION)
		return -1;
	out->handled = all ? ALL | (version >= TRUNCATE_VERSION ? TRUNCATE : 0)
			   : LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_REFER;
	const struct landlock_ruleset_attr attr = {.handled_access_fs = out->handled};
	out->fd = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	return out->fd < 0 ? -1 : 0;
}

/* Allows access to a file, or to all below a folder. */
static int path_allow(const struct ruleset *r, const char *path, uint64_t access, int flags)
{
	struct stat st;
	int fd = open(path, O_PATH | O_CLOEXEC | flags);
	if (fd < 0)
		return -1;
	int result = fstat(fd, &st);
	access &= r->handled & (S_ISDIR(st.st_mode) ? ~(uint64_t)0 : OF_FILES);
	if (result == 0 && !S_ISLNK(st.st_mode)) /* the target of a link has its own rule */
		result = add_rule(r, fd, access);
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

static int allow_all_but(const struct hidden *h, struct arena *a, const struct ruleset *r, struct span folder);

static int allow_entry(const struct hidden *h, struct arena *a, const struct ruleset *r, struct span path, int flags)
{
	if (is_above_secret(h, path))
		return allow_all_but(h, a, r, path);
	if (!span_in(&h->secrets, path))
		path_allow(r, path.ptr, READING, flags); /* what can't be opened can't be read either */
	return 0;
}

/* Allows reading everything in `folder` ("" for the root) except the secrets. A folder that can't be listed may be one
 * of secrets: what is needed of it is allowed by name. -1: another one can't be listed, which would leave out too
 * much. */
static int allow_all_but(const struct hidden *h, struct arena *a, const struct ruleset *r, struct span folder)
{
	DIR *dir = opendir(folder.len ? arena_str(a, folder) : "/");
	int result = dir || (folder.len && holds_secret(h, folder)) ? 0 : -1;
	for (struct dirent *entry; result == 0 && dir && (entry = readdir(dir));)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			result = allow_entry(h, a, r, arena_printf(a, "%.*s/%s", SPAN_ARG(folder), entry->d_name),
					     O_NOFOLLOW);
	if (dir)
		closedir(dir);
	return result;
}

static int allow_libraries(const struct hidden *h, struct arena *a, const struct ruleset *r)
{
	int result = 0;
	for (size_t i = 0; result == 0 && i < COUNT(libraries); i++)
		result = allow_entry(h, a, r, span_of(libraries[i]), 0);
	for (size_t i = 0; i < COUNT(devices); i++)
		path_allow(r, devices[i], LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | TRUNCATE, 0);
	return result;
}

/* A missing folder can't be allowed, so it is created first. */
static int allow_folders(const struct ruleset *r, const struct hidden_own *own)
{
	for (size_t i = 0; i < COUNT(own->folders); i++) {
		const char *path = own->folders[i];
		if (!path || path[0] != '/') /* a name inside another folder */
			continue;
		mkdir(path, 0700);
		if (path_allow(r, path, r->handled & ~(uint64_t)LANDLOCK_ACCESS_FS_EXECUTE, 0) != 0)
			return -1;
	}
	return 0;
}

static int enter(const struct hidden *h, const struct hidden_own *own)
{
	struct arena a;
	struct ruleset r;
	if (make_rules(!own->programs, &r) != 0)
		return -1;
	arena_init(&a);
	int result = own->programs ? allow_all_but(h, &a, &r, SPAN_NONE) : allow_libraries(h, &a, &r);
	if (result == 0 && own->programs)
		result = allow_moving(&r);
	for (size_t i = 0; i < h->needed.count; i++)
		path_allow(&r, h->needed.items[i].ptr, LANDLOCK_ACCESS_FS_READ_FILE, 0);
	if (result == 0)
		result = allow_folders(&r, own);
	if (result == 0)
		result = (int)syscall(SYS_landlock_restrict_self, r.fd, 0);
	close(r.fd);
	arena_clear(&a);
	return result;
}

/* ---- entering ---- */

const char *hidden_above(const char *path, unsigned levels, struct arena *a)
{
	struct span above = span_of(path);
	while (levels--)
		above = span_sub(above, 0, (size_t)span_rchr(above, '/'));
	return arena_str(a, above);
}

void hidden_enter(struct hidden *h, const struct conf *conf, const struct hidden_own *own)
{
	struct err err;
	arena_init(&h->arena);
	find_secrets(h, conf, own);
	if (own->programs && h->secrets.count == 0)
		return;
	find_needed(h, own);
	if (enter(h, own) == 0)
		return;
	h->needed.count = 0;
	err_set(&err, ERR_RETRY, "this process can't be confined to its own files: %s", strerror(errno));
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
