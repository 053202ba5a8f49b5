#include "parsers/msgid.h"

#include "parsers/base/utf8.h"

/* Blanks, control characters and angle brackets can't be part of an id. */
static struct span id_clean(struct arena *a, struct span s)
{
	char *out = arena_alloc(a, s.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.ptr[i] > ' ' && s.ptr[i] != 127 && s.ptr[i] != '<' && s.ptr[i] != '>')
			out[len++] = s.ptr[i];
	return utf8_clean(a, (struct span){out, len});
}

static void id_add(struct arena *a, struct span s, size_t max, struct span_list *out)
{
	if (s.len > MSGID_MAX || out->count >= max)
		return;
	struct span id = id_clean(a, s);
	if (id.len && !span_in(out, id))
		span_list_add(a, out, id);
}

/* Takes the next <…> off the front of *rest. */
static bool bracket_take(struct span *rest, struct span *id)
{
	ptrdiff_t open = span_chr(*rest, '<');
	if (open < 0)
		return false;
	*rest = span_from(*rest, (size_t)open + 1);
	span_cut(rest, '>', id);
	ptrdiff_t again = span_rchr(*id, '<'); /* "<<id@x>" */
	*id = again < 0 ? *id : span_from(*id, (size_t)again + 1);
	return true;
}

static void bare_ids(struct arena *a, struct span raw, size_t max, struct span_list *out)
{
	struct span word;
	while (out->count < max && span_word(&raw, &word)) {
		if (span_ends(word, SPAN(",")) || span_ends(word, SPAN(";")))
			word.len--;
		if (span_chr(word, '@') > 0)
			id_add(a, word, max, out);
	}
}

void msgid_list(struct arena *a, struct span raw, size_t max, struct span_list *out)
{
	if (span_chr(raw, '<') < 0) {
		bare_ids(a, raw, max, out);
		return;
	}
	struct span id = SPAN_NONE;
	while (out->count < max && bracket_take(&raw, &id))
		id_add(a, id, max, out);
}

struct span msgid_one(struct arena *a, struct span raw)
{
	struct span_list ids = {0};
	msgid_list(a, raw, 1, &ids);
	if (ids.count)
		return ids.items[0];
	struct span word;
	return span_word(&raw, &word) && word.len <= MSGID_MAX ? id_clean(a, word) : SPAN_NONE;
}
