#include "parsers/flowed.h"

#include "parsers/base/buf.h"

static size_t quote_depth(struct span line)
{
	size_t depth = 0;
	while (depth < line.len && line.ptr[depth] == '>')
		depth++;
	return depth;
}

static void flowed_line_start(struct buf *out, size_t depth)
{
	for (size_t i = 0; i < depth; i++)
		buf_chr(out, '>');
	if (depth)
		buf_chr(out, ' ');
}

struct span flowed_join(struct arena *a, struct span text, bool delsp)
{
	struct buf out;
	struct span line;
	bool soft = false; /* the previous line continues in this one */
	size_t depth_before = 0;
	buf_init(&out, text.len * 2 + 2);
	while (span_cut(&text, '\n', &line)) {
		size_t depth = quote_depth(line);
		line = span_from(line, depth);
		if (span_starts(line, SPAN(" ")))
			line = span_from(line, 1);
		bool signature = span_eq(line, SPAN("-- "));
		bool joins = soft && depth == depth_before && !signature;
		if (soft && !joins)
			buf_chr(&out, '\n');
		if (!joins)
			flowed_line_start(&out, depth);
		soft = !signature && line.len > 0 && line.ptr[line.len - 1] == ' ';
		if (soft && delsp)
			line.len--;
		buf_add(&out, line);
		if (!soft)
			buf_chr(&out, '\n');
		depth_before = depth;
	}
	struct span joined = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return joined;
}
