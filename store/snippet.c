#include "store/snippet.h"

#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"

#define MARKS_MAX 4096 /* per text */
#define TERMS_MAX 64
#define LEAD 3 /* a third of the snippet precedes the first mark */
#define ELLIPSIS "\xE2\x80\xA6"

struct mark {
	size_t from, to, term;
};
struct marks {
	struct mark *items;
	size_t count, cap;
};
struct marking {
	const struct snippet_terms *terms;
	struct arena *a;
	struct marks marks;
};

/* A single character of a script that is indexed by pairs matches as the prefix of a pair: only that character is
 * marked. */
static size_t shown_to(const struct snippet_term *t, struct span token, size_t from, size_t to)
{
	bool pair = t->prefix && token.len == to - from && (unsigned char)t->token.ptr[0] >= 0xE0;
	return pair ? from + t->token.len : to;
}

static bool snippet_mark(void *ctx, struct span token, size_t from, size_t to)
{
	struct marking *m = ctx;
	for (size_t i = 0; i < m->terms->count && i < TERMS_MAX; i++) {
		const struct snippet_term *t = &m->terms->items[i];
		if (t->prefix ? !span_starts(token, t->token) : !span_eq(token, t->token))
			continue;
		*LIST_ADD(m->a, &m->marks) = (struct mark){from, shown_to(t, token, from, to), i};
		break;
	}
	return m->marks.count < MARKS_MAX;
}

static size_t different(const struct marks *m, size_t first, size_t size)
{
	uint64_t seen = 0;
	size_t count = 0;
	for (size_t i = first; i < m->count && m->items[i].to - m->items[first].from <= size; i++) {
		uint64_t bit = UINT64_C(1) << m->items[i].term;
		count += !(seen & bit);
		seen |= bit;
	}
	return count;
}

/* The place where the most different terms are close together; among equals, the first. */
static size_t best_place(const struct marks *m, size_t size)
{
	size_t best = 0, most = 0;
	for (size_t i = 0; i < m->count; i++) {
		size_t n = different(m, i, size);
		if (n > most) {
			most = n;
			best = i;
		}
	}
	return best;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static bool snippet_is_inner(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/* Goes back to the beginning of a word, or at least of a character, but not far. */
static size_t begin_at(struct span text, size_t at, size_t mark)
{
	size_t back = at;
	for (size_t i = 0; back > 0 && i < 20 && !is_space(text.ptr[back - 1]); i++)
		back--;
	if (back > 0 && !is_space(text.ptr[back - 1]))
		back = at;
	while (back < mark && snippet_is_inner(text.ptr[back]))
		back++;
	return back;
}

static size_t end_at(struct span text, size_t at)
{
	if (at >= text.len)
		return text.len;
	size_t end = at;
	for (size_t i = 0; end < text.len && i < 20 && !is_space(text.ptr[end]); i++)
		end++;
	if (end < text.len && !is_space(text.ptr[end]))
		end = at;
	while (end < text.len && snippet_is_inner(text.ptr[end]))
		end++;
	return end;
}

static void snippet_put(struct buf *b, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		bool space = is_space(text.ptr[i]);
		if (!space)
			buf_chr(b, text.ptr[i]);
		else if (b->len && b->ptr[b->len - 1] != ' ')
			buf_chr(b, ' ');
	}
}

/* Adjoining marks are merged, because pairs of characters overlap; so are the parts of an address. */
static bool snippet_goes_on(struct span text, size_t end, size_t next)
{
	return next <= end || (next == end + 1 && !is_space(text.ptr[end]));
}

static void put_marked(struct buf *b, struct span text, const struct marks *m, size_t first, size_t from, size_t to,
		       const struct snippet_style *style)
{
	size_t at = from;
	for (size_t i = first; i < m->count && m->items[i].from < to;) {
		size_t start = m->items[i].from, end = m->items[i].to;
		while (++i < m->count && snippet_goes_on(text, end, m->items[i].from))
			end = m->items[i].to > end ? m->items[i].to : end;
		snippet_put(b, span_sub(text, at, start - at));
		buf_add(b, style->open);
		snippet_put(b, span_sub(text, start, end - start));
		buf_add(b, style->close);
		at = end;
	}
	if (at < to)
		snippet_put(b, span_sub(text, at, to - at));
}

static struct span cut_out(struct arena *a, struct span text, const struct marks *m, const struct snippet_style *style)
{
	struct buf b;
	size_t place = best_place(m, style->size), mark_at = m->items[place].from;
	size_t lead = style->size / LEAD;
	bool whole = text.len <= style->size || mark_at <= lead;
	size_t from = whole ? 0 : begin_at(text, mark_at - lead, mark_at);
	size_t to = end_at(text, from + style->size > m->items[place].to ? from + style->size : m->items[place].to);
	while (place > 0 && m->items[place - 1].from >= from)
		place--;
	buf_init(&b, BUF_MAX);
	if (from > 0)
		buf_str(&b, ELLIPSIS " ");
	put_marked(&b, text, m, place, from, to, style);
	if (to < text.len)
		buf_str(&b, " " ELLIPSIS);
	struct span line = utf8_line(a, arena_dup(a, buf_span(&b)));
	buf_clear(&b);
	return line;
}

size_t snippet_make(const struct searchfile *f, const struct snippet_terms *terms, const struct snippet_style *style,
		    struct arena *a, struct span text, struct span *out)
{
	struct marking m = {.terms = terms, .a = a};
	*out = SPAN_NONE;
	searchfile_tokens(f, SEARCH_TEXT, text, snippet_mark, &m);
	if (!m.marks.count)
		return 0;
	*out = cut_out(a, text, &m.marks, style);
	return different(&m.marks, 0, text.len);
}
