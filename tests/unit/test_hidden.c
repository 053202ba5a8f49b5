#include "tests/unit/folder.h"

#include "daemon/run/hidden.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* The paths that the process of mailbox "one" meets, in a folder of their own. */
struct place {
	char folder[64], one[100], two[100], smtp[100], app[100], store[100], maildir[100], other[100], fresh[100],
		ca[100], grants[100], own_grant[100], others_grant[100], token[100], hook[100];
	struct mailbox_conf mailboxes[2];
	struct webhook_conf webhook;
	struct conf conf;
};

static void write_file(const char *path)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs("geheim\n", f);
	fclose(f);
}

static void make_grant(const char *path)
{
	char folder[100];
	snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(path, '/') - path), path);
	assert_int_equal(mkdir(folder, 0700), 0);
	write_file(path);
}

static void place_make(struct place *p)
{
	*p = (struct place){.folder = "/tmp/caredesk-hidden-XXXXXX"};
	assert_non_null(mkdtemp(p->folder));
	const struct {
		char *path;
		const char *name;
	} paths[] = {{p->one, "one.pw"},
		     {p->two, "two.pw"},
		     {p->smtp, "smtp.pw"},
		     {p->store, "store"},
		     {p->maildir, "maildir"},
		     {p->other, "other"},
		     {p->fresh, "fresh"},
		     {p->ca, "ca.pem"},
		     {p->app, "app.pw"},
		     {p->token, "http.token"},
		     {p->hook, "hook.pw"},
		     {p->grants, "store-oauth"},
		     {p->own_grant, "store-oauth/one/grant"},
		     {p->others_grant, "store-oauth/two/grant"}};
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		snprintf(paths[i].path, 100, "%s/%s", p->folder, paths[i].name);
	write_file(p->one);
	write_file(p->two);
	write_file(p->smtp);
	write_file(p->other);
	write_file(p->ca);
	write_file(p->app);
	write_file(p->token);
	write_file(p->hook);
	p->conf.http_token = p->token;
	p->webhook.secret.file = p->hook;
	p->conf.webhooks = &p->webhook;
	p->conf.webhook_count = 1;
	assert_int_equal(mkdir(p->store, 0700), 0);
	assert_int_equal(mkdir(p->grants, 0700), 0);
	make_grant(p->own_grant);
	make_grant(p->others_grant);
	p->mailboxes[0].imap.oauth.grant = p->own_grant;
	p->mailboxes[1].imap.oauth.grant = p->others_grant;
	p->mailboxes[1].imap.oauth.client_secret_file = p->app;
	p->mailboxes[0].imap.secret.file = p->one;
	p->mailboxes[1].imap.secret.file = p->two;
	p->conf.mailboxes = p->mailboxes;
	p->conf.mailbox_count = 2;
	p->conf.smtp.server.secret.file = p->smtp;
	p->conf.store_path = p->store;
}

static void place_remove(const struct place *p)
{
	folder_remove(strdup(p->folder));
}

static bool may_read(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool has_landlock(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) > 1;
}

static bool may_write(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* Replaces the grant with a new file, as a renewal does. */
static bool may_renew(const char *path)
{
	char new[120];
	snprintf(new, sizeof(new), "%s.new", path);
	int fd = open(new, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	return fd >= 0 && rename(new, path) == 0 && may_read(path);
}

/* Checks what holds for the process of mailbox "one", whether it may start programs or not. Returns 0, or the number of
 * the failed check. */
static int look(const struct place *p, const struct hidden *h)
{
	char inside[120], there[120];
	if (may_read(p->two) || errno != EACCES || may_read(p->smtp))
		return 1;
	if (may_read(p->token) || may_read(p->hook))
		return 12;
	if (may_read(p->app) || may_read(p->others_grant) || may_renew(p->others_grant))
		return 8;
	if (!may_read(p->one) || !may_read(p->ca) || !may_read("/etc/passwd") || !may_renew(p->own_grant))
		return 2;
	if (hidden_stale(h))
		return 3;
	snprintf(inside, sizeof(inside), "%s/new", p->maildir);
	write_file(inside);
	if (!may_read(inside))
		return 4;
	/* files may be moved between its own folders, but hidden ones may not be moved into them */
	snprintf(there, sizeof(there), "%s/new", p->store);
	if (rename(inside, there) || rename(there, inside) || rename(p->two, inside) == 0)
		return 7;
	return 0;
}

/* Checks what a process that may not start programs is denied, beyond look(). */
static int look_outside(const struct place *p)
{
	char made[120];
	if (may_read(p->other) || may_write(p->other) || may_write(p->ca) || may_read("/etc/shadow"))
		return 9;
	snprintf(made, sizeof(made), "%s/made", p->folder);
	if (mkdir(made, 0700) == 0 || unlink(p->other) == 0 || symlink("/", made) == 0 || opendir(p->folder))
		return 10;
	return may_write("/dev/null") ? 0 : 11;
}

/* A replaced password file can't be read, and is noticed as stale. Only a process that may start programs can replace
 * it. */
static int look_replaced(const struct place *p, const struct hidden *h)
{
	write_file(p->fresh);
	if (rename(p->fresh, p->one) || may_read(p->one))
		return 5;
	return hidden_stale(h) ? 0 : 6;
}

static int confined(const struct place *p, bool programs)
{
	char folder[100];
	struct hidden h = {0};
	snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(p->own_grant, '/') - p->own_grant), p->own_grant);
	const struct hidden_own own = {.secret = &p->mailboxes[0].imap.secret,
				       .files = {p->ca},
				       .folders = {p->store, p->maildir, folder},
				       .programs = programs};
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	hidden_enter(&h, &p->conf, &own);
	int wrong = look(p, &h);
	if (!wrong)
		wrong = programs ? !may_read(p->other) : look_outside(p);
	return !wrong && programs ? look_replaced(p, &h) : wrong;
}

static void check(bool programs)
{
	struct place p;
	int status;
	if (!has_landlock()) {
		print_message("this kernel has no Landlock: skipped\n");
		skip();
	}
	place_make(&p);
	pid_t pid = fork();
	if (pid == 0)
		_exit(confined(&p, programs));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	place_remove(&p);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_what_it_needs(void **state)
{
	(void)state;
	check(false);
}

static void test_others_secrets(void **state)
{
	(void)state;
	check(true);
}

/* If there are no other secrets, nothing is hidden from programs. */
static void test_nothing_to_hide(void **state)
{
	struct place p;
	struct hidden h = {0};
	(void)state;
	place_make(&p);
	p.conf.mailbox_count = 1;
	p.conf.smtp.server.secret.file = NULL;
	p.mailboxes[0].imap.oauth.grant = NULL;
	p.conf.http_token = NULL;
	p.conf.webhook_count = 0;
	const struct hidden_own own = {.secret = &p.mailboxes[0].imap.secret, .programs = true};
	hidden_enter(&h, &p.conf, &own);
	assert_int_equal(h.secrets.count, 0);
	assert_false(hidden_stale(&h));
	assert_false(hidden_stale(NULL));
	assert_true(may_read(p.smtp));
	hidden_clear(&h);
	place_remove(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_what_it_needs), cmocka_unit_test(test_others_secrets),
					   cmocka_unit_test(test_nothing_to_hide)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
