#include "parsers/html_cut.h"

#include "parsers/base/ascii.h"
#include "parsers/base/buf.h"
#include "parsers/sequence.h"
#include "parsers/words.h"

#define MAX_STARTS 50 /* units tried as the first of a text */
#define NUMBER_WEIGHT 3
#define MAX_LINKS 500       /* links of a text that are compared */
#define MAX_PLACEHOLDER 300 /* bytes between brackets */
#define MAX_PICTURES 100    /* whose names are looked for in a text */
#define MAX_LINK 1100       /* bytes of a link in a text, brackets included */

/* A unit is the content of one displayed line: the words between two blocks or line ends. */
struct units {
	struct arena *a;
	const struct fragment *f;
	uint32_t *of_piece;
	uint32_t count;
	struct sequence words; /* its lines are the units */
};

/* --- words --- */

static void unit_text(struct buf *out, const struct piece *p)
{
	struct span rest = p->text, line;
	while (span_cut(&rest, '\n', &line)) {
		buf_add(out, line);
		if (line.ptr + line.len < p->text.ptr + p->text.len)
			buf_chr(out, ' ');
	}
}

/* Reads the kept pieces into units; all pieces if `keep` is NULL. */
static void units_read(struct arena *a, const struct fragment *f, const bool *keep, struct units *u)
{
	struct buf text;
	bool used = false;
	*u = (struct units){.a = a, .f = f, .of_piece = ARENA_ARRAY(a, uint32_t, f->count + 1)};
	buf_init(&text, BUF_MAX);
	for (size_t i = 0; i < f->count; i++) {
		const struct piece *p = &f->items[i];
		u->of_piece[i] = u->count;
		if (p->kind == PIECE_TEXT && (!keep || keep[i]))
			unit_text(&text, p);
		used = used || p->kind == PIECE_TEXT || piece_is_picture(p);
		if (!piece_breaks(p) || !used)
			continue;
		buf_chr(&text, '\n');
		u->count++;
		used = false;
	}
	u->count++;
	sequence_add(a, arena_dup(a, buf_span(&text)), &u->words);
	buf_clear(&text);
}

/* Where the unit's words begin and end; a final unit without words has no line. */
static size_t unit_first(const struct units *u, size_t unit)
{
	return unit < u->words.lines.count ? u->words.lines.items[unit].first : u->words.words.count;
}

static size_t unit_end(const struct units *u, size_t unit)
{
	return unit < u->words.lines.count ? u->words.lines.items[unit].end : u->words.words.count;
}

static bool has_words(const struct units *u, size_t unit)
{
	return unit_end(u, unit) > unit_first(u, unit);
}

static bool is_file_of_picture(struct span name)
{
	static const char ends[] = ".png|.jpg|.jpeg|.gif|.bmp|.webp|.heic|.tif|.tiff|.svg";
	return words_any(ends, name, span_iends);
}

/* What clients write in a text in place of a picture: "[cid:image001.png@01D…]", "[image: logo.png]", "[logo.png]",
 * "<image0.jpeg>". */
static bool is_placeholder(const struct span_list *names, char bracket, struct span inside)
{
	if (bracket == '<')
		return is_file_of_picture(inside) && span_chr(inside, ':') < 0 && span_chr(inside, '/') < 0;
	if (span_istarts(inside, SPAN("cid:")) || span_istarts(inside, SPAN("image:")) || is_file_of_picture(inside))
		return true;
	return inside.len && span_in(names, inside);
}

/* The names and alternative texts of the fragment's pictures. */
static void names_find(struct arena *a, const struct fragment *f, struct span_list *out)
{
	for (size_t i = 0; i < f->count && out->count < MAX_PICTURES; i++)
		if (piece_is_picture(&f->items[i])) {
			span_list_add(a, out, f->items[i].alt);
			span_list_add(a, out, f->items[i].name);
		}
}

/* Bytes of a placeholder at the front, or 0. */
static size_t placeholder_length(const struct span_list *names, struct span s)
{
	ptrdiff_t end = span_chr(span_sub(s, 0, MAX_PLACEHOLDER), s.ptr[0] == '<' ? '>' : ']');
	return end > 0 && is_placeholder(names, s.ptr[0], span_sub(s, 1, (size_t)end - 1)) ? (size_t)end + 1 : 0;
}

/* Bytes before the next bracket that may begin a placeholder. */
static size_t bracket_find(struct span s)
{
	size_t i = 0;
	while (i < s.len && s.ptr[i] != '[' && s.ptr[i] != '<')
		i++;
	return i;
}

static struct span without_placeholders(struct arena *a, const struct fragment *f, struct span text)
{
	struct buf out;
	struct span_list names = {0};
	if (span_chr(text, '[') < 0 && span_chr(text, '<') < 0)
		return text;
	names_find(a, f, &names);
	buf_init(&out, BUF_MAX);
	while (text.len) {
		size_t before = bracket_find(text);
		buf_add(&out, span_sub(text, 0, before));
		text = span_from(text, before);
		size_t len = text.len ? placeholder_length(&names, text) : 0;
		if (!len && text.len)
			buf_chr(&out, text.ptr[0]);
		text = span_from(text, len ? len : text.len > 0);
	}
	text = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return text;
}

/* A list item's number, which is in the text only: in HTML the browser adds it. */
static bool is_item_number(const struct sequence *q, size_t word)
{
	const struct sequence_word *w = &q->words.items[word];
	return w->is_number && w->weight <= NUMBER_WEIGHT && q->lines.items[w->line].first == word;
}

/* Are words [from, to) of one the next words of the other? If so, *at moves past them. */
static bool words_follow(const struct sequence *one, size_t from, size_t to, const struct sequence *other, size_t *at)
{
	size_t i = from, k = *at;
	while (i < to) {
		if (k < other->words.count && one->words.items[i].hash == other->words.items[k].hash) {
			i++;
			k++;
		} else if (k < other->words.count && is_item_number(other, k)) {
			k++;
		} else {
			return false;
		}
	}
	*at = k;
	return true;
}

static bool at_end(const struct sequence *q, size_t word)
{
	while (word < q->words.count && is_item_number(q, word))
		word++;
	return word == q->words.count;
}

static bool units_say(const struct units *u, const struct sequence *text)
{
	size_t at = 0;
	return words_follow(&u->words, 0, u->words.words.count, text, &at) && at_end(text, at);
}

/* --- the quick way: letter by letter --- */

/* A letter or digit, or a byte of a non-ASCII character. */
static bool cut_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static bool is_link_text(struct span s)
{
	return span_chr(s, ' ') < 0 && (span_chr(s, '@') > 0 || span_find(s, SPAN("://")) > 0);
}

/* Length of what the comparison skips at the front, or 0: a punctuation mark or ASCII blank, a non-ASCII blank, or a
 * link in angle brackets, as converted HTML has after the linked words. */
static size_t passed_length(struct span s)
{
	static const struct span blanks[] = {{"\xC2\xA0", 2},     {"\xE2\x80\x8B", 3}, {"\xE2\x80\x8C", 3},
					     {"\xE2\x80\x8D", 3}, {"\xEF\xBB\xBF", 3}, {"\xC2\xAD", 2},
					     {"\xCD\x8F", 2},     {"\xEF\xBF\xBC", 3}};
	ptrdiff_t end = s.ptr[0] == '<' ? span_chr(span_sub(s, 0, MAX_LINK), '>') : -1;
	if (end > 0 && is_link_text(span_sub(s, 1, (size_t)end - 1)))
		return (size_t)end + 1;
	for (size_t i = 0; (unsigned char)s.ptr[0] >= 0x80 && i < sizeof(blanks) / sizeof(*blanks); i++)
		if (span_starts(s, blanks[i]))
			return blanks[i].len;
	return cut_is_letter(s.ptr[0]) ? 0 : 1;
}

static void letters_skip(struct span *s)
{
	size_t len;
	while (s->len && (len = passed_length(*s)) > 0)
		*s = span_from(*s, len);
}

/* Length of the ASCII words at the front that are the same in both. */
static size_t alike_length(struct span one, struct span other)
{
	size_t i = 0, most = one.len < other.len ? one.len : other.len;
	while (i < most && one.ptr[i] == other.ptr[i] &&
	       (ascii_is_letter(one.ptr[i]) || ascii_is_digit(one.ptr[i]) || one.ptr[i] == ' '))
		i++;
	return i;
}

/* Does it begin with the letters of the link? */
static bool says_link(struct span s, struct span link)
{
	size_t at = 0;
	for (size_t i = 0; i < link.len; i++) {
		if (!cut_is_letter(link.ptr[i]))
			continue;
		while (at < s.len && !cut_is_letter(s.ptr[at]))
			at++;
		if (at == s.len || s.ptr[at++] != link.ptr[i])
			return false;
	}
	return true;
}

/* Skips to the letter that must be the first one of `next`. A link in angle brackets may be what the HTML says, too:
 * "Jo <jo@example.org> wrote:". */
static void text_skip(struct span *text, struct span next)
{
	size_t len;
	while (text->len && (len = passed_length(*text)) > 0) {
		bool said = len > 1 && text->ptr[0] == '<' && says_link(next, span_sub(*text, 1, len - 2));
		*text = span_from(*text, said ? 1 : len);
	}
}

/* Nearly every text that was made together with the fragment passes; if one does not, the words decide. */
static bool is_plainly_said(const struct fragment *f, const bool *keep, struct span text)
{
	for (size_t i = 0; i < f->count; i++) {
		struct span rest = f->items[i].kind == PIECE_TEXT && keep[i] ? f->items[i].text : SPAN_NONE;
		for (letters_skip(&rest); rest.len; letters_skip(&rest)) {
			text_skip(&text, rest);
			size_t len = alike_length(text, rest);
			if (!len && (!text.len || text.ptr[0] != rest.ptr[0]))
				return false;
			text = span_from(text, len ? len : 1);
			rest = span_from(rest, len ? len : 1);
		}
	}
	letters_skip(&text);
	return text.len == 0;
}

/* --- the units that say a text --- */

/* Keeps, from unit `start` on, each unit that says the next words of the text. */
static bool units_match(const struct units *u, size_t start, const struct sequence *text, bool *kept)
{
	size_t at = 0;
	memset(kept, 0, u->count * sizeof(*kept));
	for (size_t i = start; i < u->count; i++)
		kept[i] = has_words(u, i) && words_follow(&u->words, unit_first(u, i), unit_end(u, i), text, &at);
	return at_end(text, at);
}

static bool units_find(const struct units *u, const struct sequence *text, bool *kept)
{
	size_t tried = 0;
	for (size_t start = 0; start < u->count && tried < MAX_STARTS; start++) {
		size_t at = 0;
		if (!has_words(u, start) ||
		    !words_follow(&u->words, unit_first(u, start), unit_end(u, start), text, &at))
			continue;
		tried++;
		if (units_match(u, start, text, kept))
			return true;
	}
	return false;
}

static struct span unit_line(const struct units *u, size_t unit)
{
	return unit < u->words.lines.count ? u->words.lines.items[unit].text : SPAN_NONE;
}

/* An agent's command says nothing about its neighbours. */
static bool is_command(const struct units *u, size_t unit)
{
	return span_starts(span_trim(unit_line(u, unit)), SPAN("#"));
}

/* For each unit: is the nearest unit with words before it (or after it, for `behind`) kept? If there is none: true. */
static bool *neighbours_find(const struct units *u, const bool *kept, bool behind)
{
	bool *stays = ARENA_ARRAY(u->a, bool, u->count + 1), nearest = true;
	for (size_t i = 0; i < u->count; i++) {
		size_t unit = behind ? u->count - 1 - i : i;
		stays[unit] = nearest;
		if (has_words(u, unit) && (kept[unit] || !is_command(u, unit)))
			nearest = kept[unit];
	}
	return stays;
}

static bool links_known(const struct units *u, size_t unit, const struct sequence *text)
{
	const struct sequence_line *line = unit < u->words.lines.count ? &u->words.lines.items[unit] : NULL;
	size_t known = 0;
	for (size_t i = line ? line->first_link : 0; line && i < line->end_link; i++)
		for (size_t k = 0; k < text->links.count && k < MAX_LINKS; k++)
			if (text->links.items[k] == u->words.links.items[i]) {
				known++;
				break;
			}
	return line && line->end_link > line->first_link && known == line->end_link - line->first_link;
}

/* A unit without words is kept if its neighbours are; one with only links, if the text has all of those links. */
static void wordless_judge(const struct units *u, const struct sequence *text, bool *kept)
{
	bool *judged = ARENA_ARRAY(u->a, bool, u->count + 1);
	const bool *before = neighbours_find(u, kept, false), *behind = neighbours_find(u, kept, true);
	for (size_t i = 0; i < u->count; i++) {
		bool linked = i < u->words.lines.count &&
			      u->words.lines.items[i].end_link > u->words.lines.items[i].first_link;
		judged[i] = has_words(u, i) ? kept[i] : linked ? links_known(u, i, text) : before[i] && behind[i];
	}
	memcpy(kept, judged, u->count * sizeof(*kept));
}

/* Sets keep[] for the pieces that say the text; false if none do. */
static bool pieces_match(const struct units *u, const struct sequence *text, bool *keep)
{
	bool *kept = ARENA_ARRAY(u->a, bool, u->count + 1);
	if (!units_find(u, text, kept))
		return false;
	wordless_judge(u, text, kept);
	for (size_t i = 0; i < u->f->count; i++)
		keep[i] = kept[u->of_piece[i]];
	return true;
}

/* --- the two ways together --- */

static void lines_keep(const struct fragment *f, const bool *lines, size_t count, bool *keep)
{
	for (size_t i = 0; i < f->count; i++) {
		size_t line = f->items[i].line < count ? f->items[i].line : count - 1;
		keep[i] = !lines || !count || lines[line];
	}
}

static void pictures_keep(const struct fragment *f, const struct span_list *pictures, bool *keep)
{
	for (size_t i = 0; i < f->count; i++)
		if (piece_is_picture(&f->items[i]) && !span_iin(pictures, f->items[i].name))
			keep[i] = false;
}

static bool words_match(struct arena *a, const struct fragment *f, struct span text, bool *keep)
{
	struct sequence words = {0};
	struct units all, some;
	sequence_add(a, text, &words);
	units_read(a, f, NULL, &all);
	bool partly = memchr(keep, false, f->count) != NULL;
	if (partly)
		units_read(a, f, keep, &some);
	return units_say(partly ? &some : &all, &words) || pieces_match(&all, &words, keep);
}

struct span html_cut(struct arena *a, const struct fragment *f, const bool *lines, size_t count,
		     const struct span_list *pictures, struct span text)
{
	bool *keep = ARENA_ARRAY(a, bool, f->count + 1);
	lines_keep(f, lines, count, keep);
	if (!is_plainly_said(f, keep, text)) {
		text = without_placeholders(a, f, text);
		if (!is_plainly_said(f, keep, text) && !words_match(a, f, text, keep))
			return SPAN_NONE;
	}
	pictures_keep(f, pictures, keep);
	return fragment_write(a, f, keep);
}

struct span html_keep(struct arena *a, struct span html, struct span text)
{
	struct fragment f;
	struct units u;
	struct sequence words = {0}, rest = {0};
	if (!html.len || !fragment_read(a, html, &f))
		return SPAN_NONE;
	bool *keep = ARENA_ARRAY(a, bool, f.count + 1);
	struct span bare = without_placeholders(a, &f, text);
	sequence_add(a, bare, &words);
	units_read(a, &f, NULL, &u);
	if (pieces_match(&u, &words, keep))
		return fragment_write(a, &f, keep);
	if (bare.len == text.len)
		return SPAN_NONE;
	sequence_add(a, text, &rest); /* what looks like placeholders was typed by the writer */
	return pieces_match(&u, &rest, keep) ? fragment_write(a, &f, keep) : SPAN_NONE;
}

void html_pictures(struct arena *a, struct span html, struct span_list *out)
{
	static const char begin[] = "<img src=\"cid:";
	ptrdiff_t at;
	while ((at = span_find(html, SPAN(begin))) >= 0) {
		struct span id;
		html = span_from(html, (size_t)at + sizeof(begin) - 1);
		span_cut(&html, '"', &id);
		if (!span_in(out, id))
			span_list_add(a, out, id);
	}
}

struct span html_of_text(struct arena *a, struct span text)
{
	struct fragment_builder *b = ARENA_NEW(a, struct fragment_builder);
	struct html_attributes none = {0};
	struct span line;
	bool open = false;
	fragment_begin(b, a);
	while (span_line(&text, &line)) {
		bool blank = !span_trim(line).len;
		if (open && blank)
			fragment_close(b, 0);
		else if (open || !blank)
			fragment_open(b, open ? SPAN("br") : SPAN("p"), &none, 0);
		if (open && !blank)
			fragment_close(b, 0);
		open = !blank;
		fragment_text(b, line, 0);
	}
	if (open)
		fragment_close(b, 0);
	return fragment_write(a, &b->out, NULL);
}
