/* fuzz_echo: an answer compared with what the desk has sent. Up to the first NUL come the sources, each after a byte
 * that gives its kind and whether it continues; then the answer. */
#include "parsers/echo.h"
#include "tests/fuzz/fuzz.h"

#define SOURCES_MAX 20

static bool is_separator(char c)
{
	return c >= 1 && c <= 6;
}

static void sources_cut(struct arena *a, struct span in, struct echo_source_list *out)
{
	while (in.len && out->count < SOURCES_MAX) {
		unsigned first = (unsigned char)in.ptr[0];
		size_t len = 1;
		while (len < in.len && !is_separator(in.ptr[len]))
			len++;
		*LIST_ADD(a, out) = (struct echo_source){utf8_clean(a, span_sub(in, 1, len - 1)),
							 (enum echo_source_kind)(first % 3), first > 3};
		in = span_from(in, len);
	}
}

/* Every line of the answer is judged, in order; a shown line names the lines of the sources that it shows. */
static void lines_check(const struct echo_lines *lines, struct span text)
{
	struct span line;
	size_t i = 0;
	for (; span_line(&text, &line); i++) {
		must(i < lines->count && span_eq(lines->items[i].text, line));
		must(lines->items[i].from <= lines->items[i].to && lines->items[i].to <= lines->shown.count);
	}
	must(i == lines->count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a;
	struct echo_source_list sources = {0};
	struct echo_lines lines;
	struct span in = span_make(data, size), part = SPAN_NONE;
	arena_init(&a);
	span_cut(&in, '\0', &part);
	sources_cut(&a, part, &sources);
	struct span text = utf8_clean(&a, in);
	echo_find(&a, text, &sources, &lines);
	lines_check(&lines, text);
	arena_clear(&a);
	return 0;
}
