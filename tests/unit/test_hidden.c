#include "tests/unit/folder.h"

#include "daemon/run/hidden.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* What the process with the mailbox "one" finds, in a folder of its own. */
struct place {
	char folder[64], one[100], two[100], smtp[100], store[100], maildir[100], other[100], fresh[100], ca[100];
	struct mailbox_conf mailboxes[2];
	struct conf conf;
};

static void write_file(const char *path)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs("geheim\n", f);
	fclose(f);
}

static void place_make(struct place *p)
{
	*p = (struct place){.folder = "/tmp/caredesk-hidden-XXXXXX"};
	assert_non_null(mkdtemp(p->folder));
	const struct {
		char *path;
		const char *name;
	} paths[] = {{p->one, "one.pw"},      {p->two, "two.pw"},  {p->smtp, "smtp.pw"}, {p->store, "store"},
		     {p->maildir, "maildir"}, {p->other, "other"}, {p->fresh, "fresh"},  {p->ca, "ca.pem"}};
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		snprintf(paths[i].path, 100, "%s/%s", p->folder, paths[i].name);
	write_file(p->one);
	write_file(p->two);
	write_file(p->smtp);
	write_file(p->other);
	write_file(p->ca);
	assert_int_equal(mkdir(p->store, 0700), 0);
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

/* In a child, confined as that of the mailbox "one": the number of what is wrong, 0 when nothing is. */
static int look(const struct place *p)
{
	struct hidden h = {0};
	const struct hidden_own own = {
		.secret = &p->mailboxes[0].imap.secret, .ca_file = p->ca, .maildirs = {p->maildir}};
	char inside[120], there[120];
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	hidden_enter(&h, &p->conf, &own);
	if (may_read(p->two) || errno != EACCES || may_read(p->smtp))
		return 1;
	if (!may_read(p->one) || !may_read(p->other) || !may_read(p->ca) || !may_read("/etc/passwd"))
		return 2;
	if (hidden_stale(&h))
		return 3;
	snprintf(inside, sizeof(inside), "%s/new", p->maildir);
	write_file(inside);
	if (!may_read(inside))
		return 4;
	/* from folder to folder, but not out of hiding */
	snprintf(there, sizeof(there), "%s/new", p->store);
	if (rename(inside, there) || rename(there, inside) || rename(p->two, inside) == 0)
		return 7;
	/* a new password in the old one's place */
	write_file(p->fresh);
	if (rename(p->fresh, p->one) || may_read(p->one))
		return 5;
	return hidden_stale(&h) ? 0 : 6;
}

static void test_others_secrets(void **state)
{
	struct place p;
	int status;
	(void)state;
	if (!has_landlock()) {
		print_message("this kernel has no Landlock: skipped\n");
		skip();
	}
	place_make(&p);
	pid_t pid = fork();
	if (pid == 0)
		_exit(look(&p));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	place_remove(&p);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

/* Where there is nobody else's secret, nothing is taken away. */
static void test_nothing_to_hide(void **state)
{
	struct place p;
	struct hidden h = {0};
	(void)state;
	place_make(&p);
	p.conf.mailbox_count = 1;
	p.conf.smtp.server.secret.file = NULL;
	hidden_enter(&h, &p.conf, &(struct hidden_own){.secret = &p.mailboxes[0].imap.secret});
	assert_int_equal(h.secrets.count, 0);
	assert_false(hidden_stale(&h));
	assert_false(hidden_stale(NULL));
	assert_true(may_read(p.smtp));
	hidden_clear(&h);
	place_remove(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_others_secrets),
					   cmocka_unit_test(test_nothing_to_hide)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
