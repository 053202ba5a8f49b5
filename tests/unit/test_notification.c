#include "tests/unit/check.h"

#include "parsers/notification.h"
#include "tests/unit/exact.h"

#define TO(addr) "{\"emailAddress\":\"" addr "\",\"status\":\"5.1.1\",\"diagnosticCode\":\"smtp; 550 no\"}"
#define BOUNCE(type, list)                                                                                             \
	"{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"" type "\",\"bouncedRecipients\":[" list        \
	"]},\"mail\":{\"headers\":[{\"name\":\"Message-ID\",\"value\":\"<a@acme.test>\"}]}}"

/* want: each recipient as "class action address", then the ids. */
static const struct {
	const char *text, *want;
} rows[] = {
	{BOUNCE("Permanent", TO("gone@example.net")), "5 1 gone@example.net <a@acme.test>"},
	{"  " BOUNCE("Transient", TO("gone@example.net")) "\n\n--\nunsubscribe", "4 1 gone@example.net <a@acme.test>"},
	{BOUNCE("Permanent", TO("a@example.net") "," TO("b@example.net")),
	 "5 1 a@example.net 5 1 b@example.net <a@acme.test>"},
	{"{\"Type\":\"Notification\",\"Message\":\"{\\\"bounce\\\":{\\\"bounceType\\\":\\\"Permanent\\\","
	 "\\\"bouncedRecipients\\\":[{\\\"emailAddress\\\":\\\"gone@example.net\\\"}]}}\"}",
	 "5 1 gone@example.net"},
	{"{\"eventType\":\"DeliveryDelay\",\"deliveryDelay\":{\"delayedRecipients\":[" TO("gone@example.net") "]}}",
	 "4 2 gone@example.net"},
	{"{\"notificationType\":\"Complaint\",\"complaint\":{\"complainedRecipients\":[" TO("gone@example.net") "]}}",
	 ""},
	{"{\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":\"no address\"},7,null,{}]},\"mail\":[]}", ""},
	{"{\"bounce\":7,\"Message\":9}", ""},
	{"{\"bounce\":", ""},
	{"{\"Message\":\"\\u0000\"}", ""},
	{"Hello {\"bounce\":1}", ""},
	{"", ""},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text), got = SPAN("");
		struct span_list ids = {0};
		struct dsn dsn = {0};
		struct arena a;

		arena_init(&a);
		bool any = notification_read(&a, text, &dsn, &ids);
		for (size_t k = 0; k < dsn.count; k++)
			got = arena_printf(&a, "%.*s%s%c %d %.*s", SPAN_ARG(got), got.len ? " " : "",
					   dsn.items[k].class, (int)dsn.items[k].action, SPAN_ARG(dsn.items[k].addr));
		for (size_t k = 0; k < ids.count; k++)
			got = arena_printf(&a, "%.*s %.*s", SPAN_ARG(got), SPAN_ARG(ids.items[k]));
		if (!span_eq(got, span_of(rows[i].want)) || any != (dsn.count > 0))
			fail_msg("%s: %.*s", rows[i].text, SPAN_ARG(got));
		arena_clear(&a);
		exact_free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
