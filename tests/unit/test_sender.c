#include "tests/unit/stores.h"

#include "daemon/desk/clock.h"
#include "daemon/desk/log.h"
#include "daemon/run/sender.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sysexits.h>

#define DAY ((int64_t)86400)

static const char config[] =
	"desk = { name = \"ACME\"; tag = \"ACME\"; address = \"support@acme.test\"; manager = \"boss@acme.test\"; };\n"
	"store = { path = \".\"; };\n"
	"mailboxes = ( { name = \"support\"; maildir = \"in\"; } );\n"
	"sendmail = \"send\";\n"
	"categories = ( { name = \"general\"; agents = [ \"bob\" ]; } );\n"
	"agents = ( { name = \"bob\"; email = \"bob@acme.test\"; } );\n"
	"limits = { give_up = \"5d\"; };\n";

static void file_write(const char *folder, const char *name, const char *text, mode_t mode)
{
	char path[600];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f) | chmod(path, mode), 0);
}

static struct conf *conf_of(const char *folder)
{
	struct conf_errors errors;
	struct conf *conf = NULL;
	char path[600];
	bool missing;
	snprintf(path, sizeof path, "%s/caredesk.conf", folder);
	conf_errors_init(&errors);
	if (conf_load(path, &conf, &errors, &missing))
		fail_msg("%.*s", SPAN_ARG(errors.lines.items[0]));
	conf_errors_clear(&errors);
	return conf;
}

/* One mail to jo about ticket 1, first due `age` seconds ago. */
static void queue(struct stores *f, int64_t age)
{
	int64_t start = clock_now() - age;
	const struct ticket ticket = {.id = 1,
				      .subject = SPAN("Printer"),
				      .category = SPAN("general"),
				      .agent = SPAN("bob"),
				      .customer = SPAN("jo@example.org"),
				      .created = start};
	const struct outmail mail = {.id = 1,
				     .ticket = 1,
				     .to = SPAN("jo@example.org"),
				     .from = SPAN("support@acme.test"),
				     .envelope_from = SPAN("support@acme.test"),
				     .subject = SPAN("[ACME #1] Printer"),
				     .body = SPAN("Hello\n"),
				     .template = SPAN("acknowledge"),
				     .message_id = SPAN("one@acme.test"),
				     .created = start,
				     .date = start,
				     .next = start};
	WRITING(f)
	{
		stores_put_ticket(t, &ticket);
		MUST(store_outmail_put(t, &mail, err));
	}
}

struct row {
	const char *name;
	int exit_code; /* sendmail's */
	int64_t age;
	int code; /* the sender's exit code */
	enum outmail_state state;
	const char *told; /* who is notified; NULL: no one */
};

static void check_outcome(struct stores *f, const struct row *row)
{
	struct outmail mail, told;
	READING(f)
	{
		MUST(store_outmail(t, &f->a, 1, &mail, err));
		if (row->told)
			MUST(store_outmail(t, &f->a, 2, &told, err));
		else
			FAILS(ERR_NOTFOUND, store_outmail(t, &f->a, 2, &told, err));
	}
	assert_int_equal(mail.state, row->state);
	assert_int_equal(mail.attempts, 1);
	assert_true(row->state != OUTMAIL_QUEUED || mail.next > clock_now());
	/* a failed mail is kept whole, so that it can be sent again */
	assert_true(row->state != OUTMAIL_FAILED || span_eq(mail.body, SPAN("Hello\n")));
	if (row->told)
		CHECK_SPAN(told.to, span_of(row->told));
}

static void row_run(const struct row *row)
{
	struct stores f;
	char script[100];
	int stop[2];
	stores_open(&f, STORES_LMDB);
	snprintf(script, sizeof script, "#!/bin/sh\ncat > /dev/null\nexit %d\n", row->exit_code);
	file_write(f.folder, "caredesk.conf", config, 0600);
	file_write(f.folder, "send", script, 0700);
	struct conf *conf = conf_of(f.folder);
	queue(&f, row->age);
	store_close(f.store);
	assert_int_equal(pipe(stop), 0);
	struct child_env env = {.conf = conf, .stop = stop[0], .beat = -1, .once = true};
	int code = sender_run(&env, 0, 1);
	f.store = stores_lmdb(f.folder, (uint64_t)64 << 20);
	if (code != row->code)
		fail_msg("%s: exit code %d", row->name, code);
	check_outcome(&f, row);
	close(stop[0]);
	close(stop[1]);
	conf_free(conf);
	stores_close(&f);
}

/* If a warning can't be sent either, no further warning is made, or it would never end. */
static void outcomes(void **state)
{
	static const struct row rows[] = {
		{"sent", 0, 60, EX_OK, OUTMAIL_SENT, NULL},
		{"for now", EX_TEMPFAIL, 60, EX_TEMPFAIL, OUTMAIL_QUEUED, NULL},
		{"nearly given up", EX_TEMPFAIL, 5 * DAY - 60, EX_TEMPFAIL, OUTMAIL_QUEUED, NULL},
		{"given up", EX_TEMPFAIL, 5 * DAY + 60, EX_TEMPFAIL, OUTMAIL_FAILED, "bob@acme.test"},
		{"for good", EX_NOUSER, 60, EX_OK, OUTMAIL_FAILED, "bob@acme.test"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		row_run(&rows[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outcomes),
	};
	log_setup(LOG_ERROR, open("/dev/null", O_WRONLY));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
