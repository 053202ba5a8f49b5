#include "tests/unit/check.h"

#include "parsers/base/library.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* These take the place of the generated ones. */
static const char *const of_math[] = {"cos", "sin", NULL}, *const of_unknown[] = {"cos", "no_such_function", NULL};
const struct library libraries[] = {
	{"math", "libm.so.6", of_math, 0},
	{"missing", "libno-such-library.so.1", of_math, 2},
	{"unknown", "libm.so.6", of_unknown, 4},
	{0},
};
void *library_addresses[LIBRARY_MOST] __attribute__((aligned(LIBRARY_PAGE)));

static void test_functions_are_found(void **state)
{
	double (*cosine)(double);
	struct err err;
	(void)state;
	assert_int_equal(library_load("math", &err), 0);
	assert_non_null(library_addresses[1]);
	memcpy(&cosine, &library_addresses[0], sizeof(cosine));
	assert_true(cosine(0) == 1);
	assert_int_equal(library_load("math", &err), 0);
}

static void test_what_is_linked_needs_nothing(void **state)
{
	struct err err;
	(void)state;
	assert_int_equal(library_load("linked", &err), 0);
}

static void test_errors(void **state)
{
	static const struct {
		const char *name, *want;
	} rows[] = {
		{"missing", "libno-such-library.so.1: cannot open shared object file"},
		{"unknown", "libm.so.6 has no function no_such_function"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (int twice = 0; twice < 2; twice++) {
			struct err err;
			assert_int_equal(library_load(rows[i].name, &err), -1);
			assert_int_equal(err.kind, ERR_CONFIG);
			assert_non_null(strstr(err.text, rows[i].want));
		}
	assert_null(library_addresses[4]);
}

/* Whoever can write anywhere in memory still can't redirect a library's function. */
static void test_addresses_are_read_only(void **state)
{
	struct err err;
	int status;
	(void)state;
	assert_int_equal(library_load("math", &err), 0);
	pid_t pid = fork();
	if (pid == 0) {
		signal(SIGSEGV, SIG_DFL);
		*(void *volatile *)&library_addresses[0] = NULL;
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_functions_are_found),
		cmocka_unit_test(test_what_is_linked_needs_nothing),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_addresses_are_read_only),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
