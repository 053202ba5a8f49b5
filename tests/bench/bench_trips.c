/* What a mail would ask of a remote store: round trips and operations (keys looked up, rows, changes). */
#include "tests/bench/trips.h"

int main(void)
{
	static struct trips r;
	trips_open(&r);
	trips_run(&r);
	for (size_t i = 0; i < r.count; i++) {
		struct store_counts c = r.lines[i].counts;
		printf("%-6s %-55s %8llu     trips, %llu operations: %llu keys, %llu rows, %llu changes\n",
		       "trips:", r.lines[i].what, (unsigned long long)c.trips,
		       (unsigned long long)(c.keys + c.rows + c.changes), (unsigned long long)c.keys,
		       (unsigned long long)c.rows, (unsigned long long)c.changes);
	}
	trips_close(&r);
	return 0;
}
