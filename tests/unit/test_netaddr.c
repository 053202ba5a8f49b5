/* Which addresses are public, at the edges of each network. */
#include "tests/unit/check.h"

#include "parsers/base/netaddr.h"

static const struct {
	const char *text;
	enum { PUBLIC, PRIVATE, NONE } want;
} rows[] = {
	{"8.8.8.8", PUBLIC},
	{"1.0.0.0", PUBLIC},
	{"0.0.0.0", PRIVATE},
	{"0.255.255.255", PRIVATE},
	{"9.255.255.255", PUBLIC},
	{"10.0.0.0", PRIVATE},
	{"10.255.255.255", PRIVATE},
	{"11.0.0.0", PUBLIC},
	{"100.63.255.255", PUBLIC},
	{"100.64.0.0", PRIVATE},
	{"100.127.255.255", PRIVATE},
	{"100.128.0.0", PUBLIC},
	{"126.255.255.255", PUBLIC},
	{"127.0.0.1", PRIVATE},
	{"127.255.255.255", PRIVATE},
	{"128.0.0.0", PUBLIC},
	{"169.253.255.255", PUBLIC},
	{"169.254.169.254", PRIVATE},
	{"169.255.0.0", PUBLIC},
	{"172.15.255.255", PUBLIC},
	{"172.16.0.0", PRIVATE},
	{"172.31.255.255", PRIVATE},
	{"172.32.0.0", PUBLIC},
	{"192.0.0.1", PRIVATE},
	{"192.0.1.1", PUBLIC},
	{"192.0.2.1", PRIVATE},
	{"192.88.99.1", PRIVATE},
	{"192.167.255.255", PUBLIC},
	{"192.168.0.1", PRIVATE},
	{"192.169.0.0", PUBLIC},
	{"198.17.255.255", PUBLIC},
	{"198.18.0.0", PRIVATE},
	{"198.19.255.255", PRIVATE},
	{"198.20.0.0", PUBLIC},
	{"198.51.100.7", PRIVATE},
	{"203.0.113.7", PRIVATE},
	{"223.255.255.255", PUBLIC},
	{"224.0.0.1", PRIVATE},
	{"239.255.255.255", PRIVATE},
	{"240.0.0.1", PRIVATE},
	{"255.255.255.255", PRIVATE},
	{"2a00:1450:4001::1", PUBLIC},
	{"[2a00:1450:4001::1]", PUBLIC},
	{"2000::1", PUBLIC},
	{"3ffe::1", PUBLIC},
	{"::", PRIVATE},
	{"::1", PRIVATE},
	{"[::1]", PRIVATE},
	{"::7f00:1", PRIVATE}, /* IPv4-compatible addresses are deprecated */
	{"::8.8.8.8", PRIVATE},
	{"::ffff:127.0.0.1", PRIVATE},
	{"::ffff:10.1.2.3", PRIVATE},
	{"::ffff:8.8.8.8", PUBLIC},
	{"::ffff:0:8.8.8.8", PRIVATE},
	{"64:ff9b::127.0.0.1", PRIVATE},
	{"64:ff9b::192.168.1.1", PRIVATE},
	{"64:ff9b::8.8.8.8", PUBLIC},
	{"64:ff9b:1::8.8.8.8", PRIVATE}, /* for local use */
	{"100::1", PRIVATE},
	{"1fff::1", PRIVATE},
	{"2001::1", PRIVATE}, /* Teredo */
	{"2001:1ff::1", PRIVATE},
	{"2001:200::1", PUBLIC},
	{"2001:db8::1", PRIVATE},
	{"2002:7f00:1::1", PRIVATE},
	{"2002:a00:1::1", PRIVATE},
	{"2002:808:808::1", PUBLIC},
	{"3fff::1", PRIVATE},
	{"3fff:fff::1", PRIVATE},
	{"4000::1", PRIVATE},
	{"5f00::1", PRIVATE},
	{"fc00::1", PRIVATE},
	{"fd12:3456::1", PRIVATE},
	{"fe80::1", PRIVATE},
	{"fec0::1", PRIVATE},
	{"ff02::1", PRIVATE},
	{"example.org", NONE},
	{"127.1", NONE},
	{"0x7f.0.0.1", NONE},
	{"1.2.3.4.5", NONE},
	{"[::1", NONE},
	{"", NONE},
	{"2a00:1450:4001:2a00:1450:4001:2a00:1450:4001:2a00:1450:4001", NONE},
};

static void test_addresses(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = check_exact(span_of(rows[i].text));
		bool is_public = false, is_one = netaddr_text(text, &is_public);
		int got = !is_one ? NONE : is_public ? PUBLIC : PRIVATE;
		if (got != (int)rows[i].want)
			fail_msg("%s: %d", rows[i].text, got);
		free((char *)text.ptr);
	}
	assert_false(netaddr_is_public((const unsigned char *)"\1\1\1", 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_addresses)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
