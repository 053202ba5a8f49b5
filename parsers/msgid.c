#include "parsers/msgid.h"

#include "parsers/base/utf8.h"

#define BARE_MAX 1000 /* ids without brackets that are read */
#include "parsers/words.h"

/* Placeholders that programs write as local part or whole id. */
static const char nothing_words[] =
	"null|(null)|none|nil|unknown|undefined|empty|n/a|no-id|noid|no_id|no-message-id|no_message_id|nomessageid|"
	"message-id|message_id|messageid|msgid|id|%s";

/* "", "0", "00000000-0000-0000-0000-000000000000" */
static bool is_blank(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		if ((c >= '1' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c > 127)
			return false;
	}
	return true;
}

/* Can the id tell mails apart? Not "@", "x@", "@x", "null@null". */
static bool says_something(struct span id)
{
	ptrdiff_t at = span_rchr(id, '@');
	struct span local = at < 0 ? id : span_sub(id, 0, (size_t)at);
	bool no_domain = at >= 0 && is_blank(span_from(id, (size_t)at + 1));
	return !no_domain && !is_blank(local) && !words_any(nothing_words, local, span_ieq);
}

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
	if (says_something(id) && !span_in(out, id))
		span_list_add(a, out, id);
}

/* Takes the next <…> from *rest. */
static bool bracket_take(struct span *rest, struct span *id)
{
	ptrdiff_t open = span_chr(*rest, '<');
	if (open < 0)
		return false;
	*rest = span_from(*rest, (size_t)open + 1);
	*id = SPAN_NONE;
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

void msgid_list_back(struct arena *a, struct span raw, size_t max, struct span_list *out)
{
	ptrdiff_t open;
	struct span_list bare = {0};
	if (span_chr(raw, '<') < 0)
		bare_ids(a, raw, BARE_MAX, &bare);
	for (size_t i = bare.count; i-- > 0;)
		id_add(a, bare.items[i], max, out);
	while (out->count < max && (open = span_rchr(raw, '<')) >= 0) {
		struct span rest = span_from(raw, (size_t)open + 1), id = SPAN_NONE;
		span_cut(&rest, '>', &id);
		id_add(a, id, max, out);
		raw = span_sub(raw, 0, (size_t)open);
	}
}

struct span msgid_one(struct arena *a, struct span raw)
{
	struct span_list ids = {0};
	msgid_list(a, raw, 1, &ids);
	if (ids.count)
		return ids.items[0];
	struct span word;
	if (!span_word(&raw, &word) || word.len > MSGID_MAX)
		return SPAN_NONE;
	struct span id = id_clean(a, word);
	return says_something(id) ? id : SPAN_NONE;
}
