#include "tests/unit/check.h"

#include <stdio.h>

#include "daemon/cli/json.h"

static struct span words[] = {{"a", 1}, {"b \"c\"", 5}};
static const struct ticket ticket = {.id = 7,
				     .subject = {"Gr\xc3\xbc\xc3\x9f\x65", 7},
				     .status = STATUS_PENDING,
				     .priority = PRIORITY_HIGH,
				     .category = {"billing", 7},
				     .customer = {"jo@example.org", 14},
				     .watchers = {words, 2, 2},
				     .created = 1700000000,
				     .messages = 2};
#define TICKET                                                                                                         \
	"{\"id\":7,\"subject\":\"Gr\xc3\xbc\xc3\x9f\x65\",\"status\":\"pending\",\"priority\":\"high\","               \
	"\"category\":\"billing\",\"agent\":null,\"customer\":\"jo@example.org\",\"watchers\":[\"a\",\"b "             \
	"\\\"c\\\"\"],"                                                                                                \
	"\"tags\":[],\"created\":\"2023-11-14T22:13:20Z\",\"updated\":null,\"first_answer\":null,"                     \
	"\"resolved\":null,\"messages\":"

static FILE *out;
static char *text;
static size_t length;

static void start(void)
{
	out = open_memstream(&text, &length);
	assert_non_null(out);
}

static void expect(const char *want)
{
	fclose(out);
	assert_string_equal(text, want);
	free(text);
}

static void of_list(void **state)
{
	(void)state;
	start();
	json_ticket(out, &ticket);
	expect(TICKET "2,\"satisfaction\":null,\"due\":null}\n");
}

static void of_show(void **state)
{
	struct attachment file = {.name = SPAN("a.png"), .type = SPAN("image/png"), .size = 5};
	struct message m = {.seq = 1,
			    .kind = MESSAGE_NOTE,
			    .from = SPAN("bob@acme.test"),
			    .subject = SPAN("s"),
			    .text = SPAN("t\n\xff"),
			    .html = SPAN("<p>t</p>"),
			    .folded = SPAN("> o"),
			    .received = 1700000000,
			    .attachments = {&file, 1, 1}};
	struct event e = {.seq = 1, .time = 1700000000, .actor = SPAN("desk"), .kind = EVENT_CREATED};
	struct message_list messages = {&m, 1, 1};
	struct event_list events = {&e, 1, 1};
	(void)state;
	start();
	json_ticket_whole(out, &zone_utc, &ticket, &messages, &events);
	expect(TICKET "[{\"seq\":1,\"kind\":\"note\",\"from\":\"bob@acme.test\",\"subject\":\"s\",\"text\":"
		      "\"t\\n\xef\xbf\xbd\",\"html\":\"<p>t</p>\",\"folded\":\"> o\","
		      "\"date\":\"2023-11-14T22:13:20Z\",\"attachments\":[{\"name\":\"a.png\",\"type\":\"image/png\","
		      "\"size\":5}],\"message_id\":null}],\"satisfaction\":null,\"due\":null,\"events\":[{\"seq\":1,"
		      "\"time\":\"2023-11-14T22:13:20Z\","
		      "\"actor\":\"desk\",\"event\":\"created\",\"detail\":\"\",\"why\":\"\"}]}\n");
}

static void of_outbox(void **state)
{
	struct outmail m = {.id = 3,
			    .to = SPAN("jo@example.org"),
			    .template = SPAN("reply"),
			    .state = OUTMAIL_FAILED,
			    .attempts = 2,
			    .error = SPAN("550 no")};
	(void)state;
	start();
	json_outmail(out, &m);
	expect("{\"id\":3,\"ticket\":null,\"to\":\"jo@example.org\",\"template\":\"reply\",\"state\":\"failed\","
	       "\"attempts\":2,\"next\":null,\"error\":\"550 no\"}\n");
}

static void of_quarantine(void **state)
{
	struct quarantined q = {.id = 1, .mailbox = SPAN("in"), .uid = 9, .reason = SPAN("no mail"), .size = 12};
	(void)state;
	start();
	json_quarantined(out, &q);
	expect("{\"id\":1,\"mailbox\":\"in\",\"uid\":9,\"reason\":\"no mail\",\"received\":null,\"size\":12}\n");
}

static void of_replay(void **state)
{
	struct address failed[] = {{.addr = SPAN("x@example.org")}, {.addr = SPAN("y@example.org")}};
	struct outmail mails[] = {{.to = SPAN("jo@example.org"), .template = SPAN("reply")},
				  {.to = SPAN("bob@acme.test"), .template = SPAN("assigned")},
				  {.to = SPAN("al@example.org"), .template = SPAN("reply")}};
	struct mail mail = {.sender = {.addr = SPAN("d@example.org")},
			    .subject = {.text = SPAN("Undelivered")},
			    .bounce = {.is_bounce = true, .permanent = true, .recipients = {failed, 2, 2}}};
	struct plan plan = {.verdict = VERDICT_BOUNCE, .ticket = 7, .mails = {mails, 3, 3}};
	struct plan fresh = {.verdict = VERDICT_NEW, .ticket = 8, .is_new = true};
	(void)state;
	start();
	json_replay(out, SPAN("f.mbox#2"), &mail, &plan, &ticket);
	json_replay(out, SPAN("g"), &mail, &fresh, NULL);
	expect("{\"source\":\"f.mbox#2\",\"verdict\":\"bounce\",\"from\":\"d@example.org\",\"subject\":\"Undelivered\","
	       "\"ticket\":7,\"category\":\"billing\",\"priority\":\"high\",\"agent\":null,\"text\":\"\",\"html\":null,"
	       "\"folded\":"
	       "\"\","
	       "\"attachments\":[],"
	       "\"mails\":[{\"to\":[\"jo@example.org\",\"al@example.org\"],\"template\":\"reply\"},"
	       "{\"to\":[\"bob@acme.test\"],\"template\":\"assigned\"}],\"why\":[],"
	       "\"bounce\":{\"recipient\":\"x@example.org,y@example.org\",\"permanent\":true}}\n"
	       "{\"source\":\"g\",\"verdict\":\"new\",\"from\":\"d@example.org\",\"subject\":\"Undelivered\","
	       "\"ticket\":null,"
	       "\"category\":null,\"priority\":null,\"agent\":null,\"text\":\"\",\"html\":null,\"folded\":\"\","
	       "\"attachments\":[],"
	       "\"mails\":[],"
	       "\"why\":[]}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_list),       cmocka_unit_test(of_show),   cmocka_unit_test(of_outbox),
		cmocka_unit_test(of_quarantine), cmocka_unit_test(of_replay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
