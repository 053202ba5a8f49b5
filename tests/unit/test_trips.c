/* How many round trips to a remote store each kind of work takes. */
#include "tests/bench/trips.h"
#include "tests/unit/check.h"

static void few_trips_for_a_mail(void **state)
{
	static const struct {
		enum verdict verdict;
		uint64_t trips;
		bool changes;
	} want[] = {
		{VERDICT_NEW, 4, true},     /* a new mail */
		{VERDICT_MESSAGE, 4, true}, /* a reply */
		{VERDICT_REPLY, 4, true},   /* an agent's answer */
		{VERDICT_NEW, 4, true},     /* a sent mail */
		{VERDICT_NEW, 10, false},   /* an idle clock */
	};
	static struct trips r;
	(void)state;
	trips_open(&r);
	trips_run(&r);
	assert_int_equal(r.count, sizeof want / sizeof *want);
	for (size_t i = 0; i < r.count; i++) {
		const struct trips_line *line = &r.lines[i];
		if (line->verdict != want[i].verdict || line->counts.trips > want[i].trips ||
		    (line->counts.changes > 0) != want[i].changes)
			fail_msg("%s: verdict %d, %d trips, %d changes", line->what, (int)line->verdict,
				 (int)line->counts.trips, (int)line->counts.changes);
	}
	trips_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(few_trips_for_a_mail)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
