#include "tests/unit/check.h"

#include <unistd.h>

#include "daemon/desk/log.h"

static int ends[2];

static int open_pipe(void **state)
{
	(void)state;
	return pipe(ends);
}

/* The line that was written, without its timestamp. */
static const char *written(char *line, size_t size)
{
	ssize_t n = read(ends[0], line, size - 1);
	assert_true(n > 0);
	line[n] = '\0';
	const char *space = strchr(line, ' ');
	assert_non_null(space);
	return space + 1;
}

static void quotes(void **state)
{
	static const struct {
		const char *value, *want;
	} rows[] = {
		{"plain", "level=info event=e k=plain\n"},
		{"", "level=info event=e k=\"\"\n"},
		{"two words", "level=info event=e k=\"two words\"\n"},
		{"a=b", "level=info event=e k=\"a=b\"\n"},
		{"a\nlevel=error event=x", "level=info event=e k=\"a?level=error event=x\"\n"},
		{"\"\\\x1b[2J", "level=info event=e k=\"\\\"\\\\?[2J\"\n"},
	};
	(void)state;
	log_setup(LOG_INFO, ends[1]);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct log_line l;
		char line[4096];
		log_start(&l, LOG_INFO, "e");
		log_text(&l, "k", rows[i].value);
		log_end(&l);
		assert_string_equal(written(line, sizeof line), rows[i].want);
	}
}

static void cuts(void **state)
{
	struct log_line l;
	char line[4096], value[3000];
	(void)state;
	memset(value, 'x', sizeof value);
	log_setup(LOG_INFO, ends[1]);
	log_start(&l, LOG_WARN, "e");
	log_span(&l, "k", span_make(value, sizeof value));
	log_number(&l, "n", -5);
	log_end(&l);
	written(line, sizeof line);
	assert_int_equal(strlen(line), LOG_MAX_LINE);
	assert_int_equal(line[LOG_MAX_LINE - 1], '\n');
}

static void keeps_below_the_level(void **state)
{
	struct log_line l;
	char line[4096];
	(void)state;
	log_setup(LOG_INFO, ends[1]);
	assert_false(log_wants(LOG_DEBUG));
	log_start(&l, LOG_DEBUG, "secret");
	log_text(&l, "k", "v");
	log_end(&l);
	log_start(&l, LOG_ERROR, "shown");
	log_number(&l, "n", 7);
	log_end(&l);
	assert_string_equal(written(line, sizeof line), "level=error event=shown n=7\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quotes),
		cmocka_unit_test(cuts),
		cmocka_unit_test(keeps_below_the_level),
	};
	return cmocka_run_group_tests(tests, open_pipe, NULL);
}
