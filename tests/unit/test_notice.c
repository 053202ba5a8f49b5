#include "tests/unit/room.h"

#include "daemon/desk/notice.h"

#define MINUTE ((int64_t)60)
#define HOUR ((int64_t)3600)

enum what { DISK_LOW, DISK_RECOVERED, QUARANTINED };

static void happens(struct room *r, enum what what, int64_t now)
{
	struct err err;
	int rc = what == DISK_LOW ? notice_disk(r->conf, r->t, 1000, now, &r->a, &err)
		 : what == DISK_RECOVERED
			 ? notice_disk_recovered(r->t, now, &err)
			 : notice_quarantined(r->conf, r->t, SPAN("support"), SPAN("odd"), now, &r->a, &err);
	assert_int_equal(rc, 0);
}

static size_t told(struct room *r)
{
	struct outmail_list mails = {0};
	struct err err;
	assert_int_equal(store_outbox(r->t, &r->a, &mails, &err), 0);
	for (size_t i = 0; i < mails.count; i++)
		assert_true(span_eq(mails.items[i].to, r->conf->manager));
	return mails.count;
}

/* Each row continues from the previous one. */
static void test_how_often(void **state)
{
	static const struct {
		const char *name;
		enum what what;
		int64_t after; /* seconds after ROOM_NOW */
		size_t told;   /* notices so far */
	} rows[] = {
		{"the first", DISK_LOW, 0, 1},
		{"another process", DISK_LOW, 1, 1},
		{"later that day", DISK_LOW, 5 * HOUR, 1},
		{"room again", DISK_RECOVERED, 6 * HOUR, 1},
		{"the other process", DISK_RECOVERED, 6 * HOUR + 5, 1},
		{"filled again", DISK_LOW, 7 * HOUR, 2},
		{"room again", DISK_RECOVERED, 7 * HOUR + MINUTE, 2},
		{"up and down", DISK_LOW, 7 * HOUR + 2 * MINUTE, 2},
		{"up and down for an hour", DISK_LOW, 8 * HOUR, 3},
		{"a mail goes to quarantine", QUARANTINED, 8 * HOUR, 4},
		{"another", QUARANTINED, 8 * HOUR + MINUTE, 4},
		{"an hour later", QUARANTINED, 9 * HOUR, 5},
	};
	struct room r;
	(void)state;
	room_open(&r);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		happens(&r, rows[i].what, ROOM_NOW + rows[i].after);
		if (told(&r) != rows[i].told)
			fail_msg("%s: told %zu times", rows[i].name, told(&r));
	}
	room_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_how_often)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
