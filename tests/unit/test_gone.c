#include "tests/unit/check.h"

#include "parsers/gone.h"
#include "tests/unit/exact.h"

static const struct {
	const char *status, *diagnostic;
	bool gone;
} rows[] = {
	{"5.1.1", "550 5.1.1 <jo@example.org>: Recipient address rejected", true},
	{"5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", true},
	{"5.4.4", "Host or domain name not found", true},
	{"5.1.2", "", true},
	{"5.1.3", "", true},
	{"5.4.310", "DNS domain does not exist", true},
	{"", "550 5.1.1 User unknown", true},
	{"", "550 No such user here", true},
	{"", "Unknown user: jo@example.org", true},
	{"", "550 Requested action not taken: mailbox unavailable", true},
	{"5.0.0", "550 Unrouteable address", true},
	{"5.5.0", "550 mailbox unavailable", true},
	{"5.4.1", "550 5.4.1 Recipient address rejected: Access denied", false},
	{"5.0.0", "Die Adresse existiert nicht.", true},
	{"", "L'adresse n'existe pas", true},
	{"", "收件人邮件地址（gone@example.net）不存在，邮件无法送达。", true},
	{"", "Адрес не существует", true},
	{"5.2.2", "552 5.2.2 Mailbox full", false},
	{"5.2.1", "550 5.2.1 The account is disabled, no such user", false},
	{"5.7.1", "550 5.7.1 User unknown", false},
	{"5.7.26", "550-5.7.26 This mail is unauthenticated, DMARC policy of acme.test", false},
	{"", "550 5.7.1 Message rejected as spam", false},
	{"", "552 user unknown or mailbox full", false},
	{"5.3.4", "Message too large", false},
	{"5.4.7", "Delivery time expired", false},
	{"5.0.0", "554 Transaction failed", false},
	{"", "", false},
	{"5", "", false},
};

static void test_rows(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span status = exact_new(rows[i].status), diagnostic = exact_new(rows[i].diagnostic);
		if (gone_is(&a, status, diagnostic) != rows[i].gone)
			fail_msg("%s %s", rows[i].status, rows[i].diagnostic);
		exact_free(status);
		exact_free(diagnostic);
	}
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
