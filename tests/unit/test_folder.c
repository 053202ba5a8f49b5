#include "tests/unit/check.h"

#include "daemon/edge/folder.h"

static const struct {
	struct span name;
	const char *want;
} rows[] = {
	{SPAN("INBOX"), "INBOX"},
	{SPAN("Done & gone"), "Done &- gone"},
	{SPAN("Gel\xc3\xb6scht"), "Gel&APY-scht"},
	{SPAN("\xe5\x8f\xb0\xe5\x8c\x97"), "&U,BTFw-"},
	{SPAN("~peter/mail/\xe5\x8f\xb0\xe5\x8c\x97/\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e"),
	 "~peter/mail/&U,BTFw-/&ZeVnLIqe-"},
	{SPAN("\xf0\x9f\x98\x80"), "&2D3eAA-"},
	{SPAN("a\r\nb\0c"), "abc"},
	{SPAN(""), ""},
};

static void test_encode(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span name = check_exact(rows[i].name);
		assert_string_equal(folder_encode(&a, name), rows[i].want);
		free((void *)(uintptr_t)name.ptr);
	}
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_encode)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
