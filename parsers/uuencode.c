#include "parsers/uuencode.h"

static unsigned uuencode_uu_value(struct span line, size_t at)
{
	return at < line.len ? ((unsigned char)line.ptr[at] - 32u) & 63u : 0;
}

static bool is_uu_begin(struct span line, struct span *name)
{
	struct span rest = line, word, mode;
	if (!span_starts(line, SPAN("begin ")) || !span_word(&rest, &word) || !span_word(&rest, &mode))
		return false;
	for (size_t i = 0; i < mode.len; i++)
		if (mode.ptr[i] < '0' || mode.ptr[i] > '7')
			return false;
	*name = span_trim(rest);
	return (mode.len == 3 || mode.len == 4) && name->len > 0;
}

/* Is the line no longer than its length character allows: four characters for every three bytes, and perhaps one
 * more? */
static bool is_uu_line(struct span line)
{
	size_t letters = (uuencode_uu_value(line, 0) + 2) / 3 * 4 + 1;
	return line.len > 0 && line.ptr[0] >= 32 && line.ptr[0] <= 96 && line.len <= letters + 1;
}

bool uuencode_find(struct span text, size_t from, struct uuencoded *out)
{
	struct span rest = span_from(text, from), line;
	struct uuencoded found = {0};
	bool inside = false;
	while (rest.len) {
		size_t at = text.len - rest.len;
		span_line(&rest, &line);
		if (!inside && is_uu_begin(line, &found.name)) {
			inside = true;
			found.start = at;
		} else if (inside && span_eq(span_trim(line), SPAN("end"))) {
			found.end = text.len - rest.len;
			*out = found;
			return true;
		} else if (inside && !is_uu_line(line)) {
			inside = false;
		}
	}
	return false;
}
