#include "parsers/echo.h"

#include "parsers/sequence.h"

#include <stdlib.h>

#define SHINGLE 4     /* minimum words of a run */
#define RUN_WEIGHT 16 /* minimum letters of a run */
#define TRIES 64      /* places in the sources tried for one shingle */
#define DRIFT 4       /* words by which a garbled line may be off */
#define ALONE 8       /* minimum words of an isolated run that covers no whole line */
#define SHOWN_FEW 12  /* minimum words shared with a shown text, in a mail that quotes nothing else */
#define SUBSTITUTED 6 /* maximum words that a client may have garbled within a line */

struct run {
	size_t t, s, len; /* first word in the text, first word in the sources */
};

/* The final result of the runs: words [from, to) of the text that are consecutive in the sources too. */
struct piece {
	size_t from, to;
	enum echo kind;  /* the outweighing kind of its words: see kinds_join */
	bool has_line;   /* contains a whole line of a source */
	bool has_hidden; /* contains one that must not be shown, of SHINGLE words or more */
	bool is_chained; /* in the sources it is adjacent to the previous or next piece, or it spans sources of
			    different kinds */
};

struct source_link {
	uint32_t hash;
	enum echo kind;
};

struct matching {
	struct arena *a;
	struct sequence text, source;
	const struct echo_source **of_line; /* the source of each source line */
	uint32_t *place;                    /* for each word of the text: index + 1 of its source word, or 0 */
	uint32_t *heads, *nexts, mask;      /* hash chains: places + 1 of the sources' shingles */
	struct {
		struct run *items;
		size_t count, cap;
	} runs;
	struct {
		struct piece *items;
		size_t count, cap;
	} pieces;
	uint32_t *piece_of;        /* for each word of the text: index + 1 of its piece, or 0 */
	struct source_link *links; /* links of the sources, sorted by hash */
	struct echo_lines *out;
};

/* --- the sources, and an index of their shingles --- */

static uint32_t shingle_at(const struct sequence *q, size_t i)
{
	uint32_t hash = 0;
	for (size_t k = 0; k < SHINGLE; k++)
		hash = ((hash << 7) | (hash >> 25)) ^ (q->words.items[i + k].hash * 0x9E3779B1u);
	return hash ^ (hash >> 15);
}

static void sources_read(struct matching *m, const struct echo_source_list *sources)
{
	size_t *ends = ARENA_ARRAY(m->a, size_t, sources->count + 1), line = 0;
	for (size_t i = 0; i < sources->count; i++) {
		if (i && !sources->items[i].goes_on)
			sequence_bar(m->a, &m->source);
		sequence_add(m->a, sources->items[i].text, &m->source);
		ends[i] = m->source.lines.count;
	}
	m->of_line = ARENA_ARRAY(m->a, const struct echo_source *, m->source.lines.count + 1);
	for (size_t i = 0; i < sources->count; i++)
		for (; line < ends[i]; line++)
			m->of_line[line] = &sources->items[i];
}

static void shingles_index(struct matching *m)
{
	size_t count = m->source.words.count, size = 16;
	while (size < count * 2)
		size *= 2;
	m->mask = (uint32_t)size - 1;
	m->heads = ARENA_ARRAY(m->a, uint32_t, size);
	m->nexts = ARENA_ARRAY(m->a, uint32_t, count + 1);
	for (size_t i = count; i >= SHINGLE; i--) {
		size_t at = i - SHINGLE;
		uint32_t *head = &m->heads[shingle_at(&m->source, at) & m->mask];
		m->nexts[at] = *head;
		*head = (uint32_t)at + 1;
	}
}

/* --- runs of common words --- */

static bool same(const struct matching *m, size_t t, size_t s)
{
	return m->text.words.items[t].hash == m->source.words.items[s].hash;
}

static size_t common_length(const struct matching *m, size_t t, size_t s)
{
	size_t len = 0;
	while (t + len < m->text.words.count && s + len < m->source.words.count && same(m, t + len, s + len))
		len++;
	return len;
}

/* The longest run from word t on; among equals, the one that continues where the previous run ended. */
static struct run run_longest(const struct matching *m, size_t t, size_t follows)
{
	struct run best = {.t = t, .s = follows, .len = common_length(m, t, follows)};
	if (best.len < SHINGLE)
		best.len = 0;
	uint32_t place = m->heads[shingle_at(&m->text, t) & m->mask];
	for (int i = 0; place && i < TRIES; i++, place = m->nexts[place - 1]) {
		size_t len = common_length(m, t, place - 1);
		if (len >= SHINGLE && len > best.len)
			best = (struct run){t, place - 1, len};
	}
	return best;
}

/* Extends a run backwards over common words that are in no run yet. */
static struct run run_widened(const struct matching *m, struct run run, size_t from)
{
	while (run.t > from && run.s > 0 && same(m, run.t - 1, run.s - 1)) {
		run.t--;
		run.s--;
		run.len++;
	}
	return run;
}

static bool says_enough(const struct matching *m, const struct run *run)
{
	uint32_t weight = 0;
	for (size_t i = 0; i < run->len && weight < RUN_WEIGHT; i++)
		weight += m->text.words.items[run->t + i].weight;
	return weight >= RUN_WEIGHT;
}

static void place_set(struct matching *m, size_t t, size_t s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		m->place[t + i] = (uint32_t)(s + i) + 1;
}

static void runs_find(struct matching *m)
{
	size_t done = 0, follows = 0;
	for (size_t t = 0; t + SHINGLE <= m->text.words.count;) {
		struct run run = run_longest(m, t, follows);
		if (!run.len || !says_enough(m, &run)) {
			t++;
			continue;
		}
		run = run_widened(m, run, done);
		*LIST_ADD(m->a, &m->runs) = run;
		place_set(m, run.t, run.s, run.len);
		t = done = run.t + run.len;
		follows = run.s + run.len;
	}
}

/* --- between two runs --- */

/* Words [t, t_end) of the text are in the place of words [s, s_end) of the sources. */
struct gap {
	size_t t, t_end, s, s_end;
};

static const struct sequence_line *line_of(const struct sequence *q, size_t word)
{
	return &q->lines.items[q->words.items[word].line];
}

static bool has_whole_line(const struct matching *m, const struct gap *g)
{
	for (size_t t = g->t; t < g->t_end;) {
		const struct sequence_line *line = line_of(&m->text, t);
		if (line->first >= g->t && line->end <= g->t_end)
			return true;
		t = line->end;
	}
	return false;
}

/* How many words of the line the sources have at about the same place; with `keep`, records them and moves *s past
 * them. */
static size_t line_align(struct matching *m, const struct sequence_line *line, size_t *s, size_t s_end, bool keep)
{
	size_t hits = 0, at = *s;
	for (size_t t = line->first; t < line->end; t++) {
		size_t k = at;
		while (k < s_end && k < at + DRIFT && !same(m, t, k))
			k++;
		bool hit = k < s_end && k < at + DRIFT;
		hits += hit;
		at = hit ? k + 1 : at + (at < s_end);
		if (keep)
			m->place[t] = (uint32_t)(hit ? k : at ? at - 1 : 0) + 1;
	}
	if (keep)
		*s = at;
	return hits;
}

/* Is the line exactly the next words of the sources, or the last ones before the next run? */
static bool line_fills(struct matching *m, const struct sequence_line *line, const struct gap *g, size_t *s)
{
	size_t count = line->end - line->first;
	size_t last = g->s_end >= *s + count ? g->s_end - count : *s;
	for (int i = 0; i < 2; i++) {
		size_t at = i ? last : *s;
		if (at + count > g->s_end || common_length(m, line->first, at) < count)
			continue;
		place_set(m, line->first, at, count);
		*s = at + count;
		return true;
	}
	return false;
}

static uint32_t weight_of(const struct sequence *q, size_t from, size_t to)
{
	uint32_t weight = 0;
	for (size_t i = from; i < to; i++)
		weight += q->words.items[i].weight;
	return weight;
}

/* Words that a client has garbled or broken up: about as many as in the sources, and not filling a line; or exactly as
 * many letters. */
static bool is_substitution(const struct matching *m, const struct gap *g)
{
	size_t ours = g->s_end - g->s, theirs = g->t_end - g->t;
	if (theirs > 2 * ours + 1 || theirs > SUBSTITUTED)
		return false;
	return !has_whole_line(m, g) || weight_of(&m->text, g->t, g->t_end) == weight_of(&m->source, g->s, g->s_end);
}

/* Finds short lines and lines that a client has garbled, at the place where the sources have them. */
static void gap_fill(struct matching *m, const struct gap *g)
{
	size_t s = g->s;
	if (is_substitution(m, g)) {
		for (size_t t = g->t; t < g->t_end; t++)
			m->place[t] = (uint32_t)g->s + 1;
		return;
	}
	for (size_t t = g->t; t < g->t_end;) {
		const struct sequence_line *line = line_of(&m->text, t);
		size_t count = line->end - line->first;
		t = line->end;
		if (line->first < g->t || line->end > g->t_end || line_fills(m, line, g, &s) || count < SHINGLE)
			continue;
		if (line_align(m, line, &s, g->s_end, false) * 5 >= count * 3)
			line_align(m, line, &s, g->s_end, true);
	}
}

static void gaps_fill(struct matching *m)
{
	for (size_t i = 0; i + 1 < m->runs.count; i++) {
		const struct run *one = &m->runs.items[i], *two = &m->runs.items[i + 1];
		struct gap g = {one->t + one->len, two->t, one->s + one->len, two->s};
		if (g.t < g.t_end && g.s < g.s_end)
			gap_fill(m, &g);
	}
}

/* --- lines with quote marks that are too short for a run --- */

static uint32_t echo_line_hash(const struct sequence *q, const struct sequence_line *line)
{
	uint32_t hash = 17;
	for (size_t i = line->first; i < line->end; i++)
		hash = hash * 31 + q->words.items[i].hash;
	return hash ^ (hash >> 15);
}

static bool is_bare(const struct matching *m, const struct sequence_line *line)
{
	for (size_t t = line->first; t < line->end; t++)
		if (m->place[t])
			return false;
	return line->end > line->first;
}

static void marked_lines_find(struct matching *m)
{
	size_t size = 16, count = m->source.lines.count;
	while (size < count * 2)
		size *= 2;
	uint32_t *heads = ARENA_ARRAY(m->a, uint32_t, size), *nexts = ARENA_ARRAY(m->a, uint32_t, count + 1);
	for (size_t i = count; i > 0; i--) {
		uint32_t *head = &heads[echo_line_hash(&m->source, &m->source.lines.items[i - 1]) & (size - 1)];
		nexts[i - 1] = *head;
		*head = (uint32_t)i;
	}
	for (size_t i = 0; i < m->text.lines.count; i++) {
		const struct sequence_line *line = &m->text.lines.items[i];
		if (!line->is_marked || !is_bare(m, line))
			continue;
		uint32_t at = heads[echo_line_hash(&m->text, line) & (size - 1)];
		for (int k = 0; at && k < TRIES; k++, at = nexts[at - 1]) {
			const struct sequence_line *s = &m->source.lines.items[at - 1];
			size_t words = line->end - line->first;
			if (s->end - s->first != words || common_length(m, line->first, s->first) < words)
				continue;
			place_set(m, line->first, s->first, words);
			break;
		}
	}
}

/* --- lines that are partly from a source --- */

static size_t placed_count(const struct matching *m, const struct sequence_line *line)
{
	size_t count = 0;
	for (size_t t = line->first; t < line->end; t++)
		count += m->place[t] > 0;
	return count;
}

/* Is the whole line from a source, apart from a list item's number, which the conversion from HTML adds? */
static bool is_full(const struct matching *m, const struct sequence_line *line)
{
	size_t first = line->first, words = line->end - first, placed = placed_count(m, line);
	if (placed && placed == words)
		return true;
	const struct sequence_word *word = &m->text.words.items[first];
	return placed && placed + 1 == words && !m->place[first] && word->is_number && word->weight <= 3;
}

static bool echo_goes_on(const struct matching *m, size_t t)
{
	return t > 0 && m->place[t] && m->place[t - 1] && m->place[t] == m->place[t - 1] + 1;
}

static size_t source_of(const struct matching *m, size_t t)
{
	return m->place[t] - 1;
}

static bool begins_line(const struct matching *m, size_t t)
{
	size_t s = source_of(m, t);
	return line_of(&m->source, s)->first == s;
}

/* Number of words at the start of a line that continue the previous line's source words (tail), and of those at its end
 * that the next line continues (head). */
static size_t tail_length(const struct matching *m, const struct sequence_line *line)
{
	size_t len = 0;
	while (line->first + len < line->end && echo_goes_on(m, line->first + len))
		len++;
	return len;
}

static size_t head_length(const struct matching *m, const struct sequence_line *line)
{
	size_t len = 0;
	if (line->end >= m->text.words.count || !echo_goes_on(m, line->end))
		return 0;
	while (line->end - len > line->first && echo_goes_on(m, line->end - len))
		len++;
	return len;
}

static void unplace(struct matching *m, size_t t, size_t len)
{
	for (size_t i = 0; i < len; i++)
		m->place[t + i] = 0;
}

/* A run may extend past the end of a line by chance: a new line such as "I think so" may begin with the word with which
 * the source's next line begins. */
static void chance_drop(struct matching *m, const struct sequence_line *line)
{
	if (line->first == line->end || is_full(m, line))
		return;
	size_t tail = tail_length(m, line), head = head_length(m, line);
	if (tail && tail < SHINGLE && begins_line(m, line->first))
		unplace(m, line->first, tail);
	if (head && head < SHINGLE && begins_line(m, line->end))
		unplace(m, line->end - head, head);
}

static const struct sequence_line *text_line(const struct matching *m, size_t i)
{
	return &m->text.lines.items[i];
}

/* --- pieces --- */

static enum echo kind_of_line(const struct matching *m, size_t line)
{
	static const enum echo kinds[] = {
		[SOURCE_HIDDEN] = ECHO_HIDDEN, [SOURCE_SHOWN] = ECHO_SHOWN, [SOURCE_KNOWN] = ECHO_KNOWN};
	return kinds[m->of_line[line]->kind];
}

static enum echo echo_kind(const struct matching *m, size_t t)
{
	return kind_of_line(m, m->source.words.items[source_of(m, t)].line);
}

/* ECHO_HIDDEN outweighs ECHO_KNOWN, which outweighs ECHO_SHOWN. */
static enum echo kinds_join(enum echo one, enum echo two)
{
	if (one == ECHO_HIDDEN || two == ECHO_HIDDEN)
		return ECHO_HIDDEN;
	return one == ECHO_KNOWN || two == ECHO_KNOWN ? ECHO_KNOWN : ECHO_SHOWN;
}

static void piece_line(const struct matching *m, struct piece *p, size_t t)
{
	const struct sequence_line *s = line_of(&m->source, source_of(m, t));
	size_t words = s->end - s->first;
	if (!begins_line(m, t) || t + words > p->to)
		return;
	p->has_line = true;
	p->has_hidden |= words >= SHINGLE && echo_kind(m, t) == ECHO_HIDDEN;
}

static void echo_piece_add(struct matching *m, size_t from, size_t to)
{
	struct piece p = {.from = from, .to = to, .kind = echo_kind(m, from)};
	enum echo first = p.kind;
	bool alike = true;
	for (size_t t = from; t < to; t++) {
		enum echo kind = echo_kind(m, t);
		alike = alike && kind == first;
		p.kind = kinds_join(p.kind, kind);
		piece_line(m, &p, t);
		m->piece_of[t] = (uint32_t)m->pieces.count + 1;
	}
	p.is_chained = !alike;
	if (m->pieces.count) {
		struct piece *before = &m->pieces.items[m->pieces.count - 1];
		bool chained = m->place[before->to - 1] + 1 == m->place[from];
		before->is_chained |= chained;
		p.is_chained |= chained;
	}
	*LIST_ADD(m->a, &m->pieces) = p;
}

static void pieces_find(struct matching *m)
{
	m->piece_of = ARENA_ARRAY(m->a, uint32_t, m->text.words.count + 1);
	for (size_t t = 0; t < m->text.words.count;) {
		size_t end = t + 1;
		while (m->place[t] && end < m->text.words.count && echo_goes_on(m, end))
			end++;
		if (m->place[t])
			echo_piece_add(m, t, end);
		t = end;
	}
}

static const struct piece *piece_at(const struct matching *m, size_t t)
{
	return &m->pieces.items[m->piece_of[t] - 1];
}

/* The nearest line with words before or after line i, or NULL. */
static const struct sequence_line *neighbour(const struct matching *m, size_t i, int step)
{
	for (size_t k = i + (size_t)step; k < m->text.lines.count; k += (size_t)step)
		if (text_line(m, k)->end > text_line(m, k)->first)
			return text_line(m, k);
	return NULL;
}

static bool is_mixed(const struct matching *m, size_t i)
{
	const struct sequence_line *line = text_line(m, i), *above = neighbour(m, i, -1), *below = neighbour(m, i, 1);
	if ((tail_length(m, line) && above && is_full(m, above)) ||
	    (head_length(m, line) && below && is_full(m, below)))
		return true;
	for (size_t t = line->first; t < line->end; t++)
		if (m->place[t] && piece_at(m, t)->has_hidden)
			return true;
	return false;
}

/* For a quoted line: are there new words after the end of a source's line? New words elsewhere are the client's
 * doing. */
static bool is_written_behind(const struct matching *m, const struct sequence_line *line)
{
	size_t last = line->end;
	while (last > line->first && !m->place[last - 1])
		last--;
	if (last == line->end || last == line->first)
		return false;
	size_t s = source_of(m, last - 1);
	return line_of(&m->source, s)->end == s + 1;
}

/* --- verdicts --- */

static enum echo kinds_of(const struct matching *m, const struct sequence_line *line)
{
	enum echo kind = ECHO_SHOWN;
	for (size_t t = line->first; t < line->end; t++)
		if (m->place[t])
			kind = kinds_join(kind, echo_kind(m, t));
	return kind;
}

/* An unmarked line all of whose words a source has: may the author have written it anew? Yes, if it is isolated and
 * only part of a source line, or was said in public before. */
static bool is_chance(const struct matching *m, const struct sequence_line *line)
{
	size_t first = m->place[line->first] ? line->first : line->first + 1;
	const struct piece *p = piece_at(m, first);
	if (p->to < line->end || p->is_chained)
		return false;
	return p->kind == ECHO_KNOWN || (p->to - p->from < ALONE && !p->has_line);
}

/* Finds the lines of shown sources with which the line ends. */
static void shown_find(const struct matching *m, const struct sequence_line *line, struct echo_line *out)
{
	size_t t = line->end;
	if (line->first == line->end || !m->place[t - 1] || echo_kind(m, t - 1) != ECHO_SHOWN)
		return;
	out->to = m->source.words.items[source_of(m, t - 1)].line + 1;
	while (t - 1 > line->first && echo_goes_on(m, t - 1) && echo_kind(m, t - 2) == ECHO_SHOWN)
		t--;
	out->from = m->source.words.items[source_of(m, t - 1)].line;
}

static size_t source_index(const struct matching *m, const struct sequence_line *line,
			   const struct echo_source_list *list)
{
	for (size_t t = line->first; t < line->end; t++)
		if (m->place[t])
			return (size_t)(m->of_line[m->source.words.items[source_of(m, t)].line] - list->items);
	return 0;
}

static void shown_list(const struct matching *m, struct span_list *out)
{
	for (size_t i = 0; i < m->source.lines.count; i++) {
		bool shown = m->of_line[i]->kind == SOURCE_SHOWN;
		span_list_add(m->a, out, shown ? m->source.lines.items[i].text : SPAN_NONE);
	}
}

static enum echo echo_line_judge(const struct matching *m, size_t i)
{
	const struct sequence_line *line = text_line(m, i);
	if (line->first == line->end)
		return line->is_blank ? ECHO_BLANK : ECHO_NONE;
	size_t placed = placed_count(m, line);
	enum echo kind = placed ? kinds_of(m, line) : ECHO_NONE;
	if (placed && line->is_marked && is_written_behind(m, line))
		return ECHO_MIXED;
	if (placed && line->is_marked)
		return placed * 2 >= line->end - line->first ? kind : ECHO_NONE;
	if (is_full(m, line))
		return is_chance(m, line) ? ECHO_NONE : kind;
	return placed && is_mixed(m, i) ? ECHO_MIXED : ECHO_NONE;
}

/* --- lines without words: links, rules --- */

static int echo_link_order(const void *one, const void *two)
{
	uint32_t x = ((const struct source_link *)one)->hash, y = ((const struct source_link *)two)->hash;
	return x < y ? -1 : x > y;
}

static void links_read(struct matching *m)
{
	size_t count = m->source.links.count;
	m->links = ARENA_ARRAY(m->a, struct source_link, count + 1);
	for (size_t s = 0; s < m->source.lines.count; s++)
		for (size_t k = m->source.lines.items[s].first_link; k < m->source.lines.items[s].end_link; k++)
			m->links[k] = (struct source_link){m->source.links.items[k], kind_of_line(m, s)};
	qsort(m->links, count, sizeof(*m->links), echo_link_order);
}

/* Are all of the line's links in the sources? */
static bool echo_links_known(const struct matching *m, const struct sequence_line *line, enum echo *kind)
{
	*kind = ECHO_SHOWN;
	for (size_t i = line->first_link; i < line->end_link; i++) {
		struct source_link wanted = {.hash = m->text.links.items[i]};
		const struct source_link *found =
			bsearch(&wanted, m->links, m->source.links.count, sizeof(wanted), echo_link_order);
		if (!found)
			return false;
		*kind = kinds_join(*kind, found->kind);
	}
	return line->end_link > line->first_link;
}

static bool echo_has_words(const struct matching *m, size_t i)
{
	return text_line(m, i)->end > text_line(m, i)->first;
}

/* A mailto link for a prepared mail, or a piece of one: nobody types such a line. */
static bool is_ready_link(const struct sequence_line *line)
{
	bool link = line->end_link > line->first_link && span_find(line->text, SPAN("://")) < 0;
	return line->is_rest ||
	       (link && (span_ifind(line->text, SPAN("mailto:")) >= 0 || span_chr(line->text, '%') >= 0));
}

/* Judges a line without words: a source's link, a piece of a prepared one, a bullet, a rule. `above`, `below`: the
 * verdicts on the nearest lines with words; ECHO_BLANK if there are none. */
static enum echo echo_wordless_judge(const struct matching *m, size_t i, enum echo above, enum echo below)
{
	const struct sequence_line *line = text_line(m, i);
	enum echo kind = ECHO_NONE, before = i ? m->out->items[i - 1].echo : ECHO_BLANK;
	bool links = line->end_link > line->first_link;
	if (m->out->items[i].echo != ECHO_NONE)
		return m->out->items[i].echo;
	/* a link that may be shown may also be typed again */
	if (echo_links_known(m, line, &kind) && (kind == ECHO_HIDDEN || line->is_marked || echo_is_source(above)))
		return kind;
	if (is_ready_link(line) && echo_is_source(before))
		return before;
	if (links || !echo_is_source(above) || !(echo_is_source(below) || below == ECHO_BLANK))
		return ECHO_NONE;
	return above == ECHO_SHOWN && below != ECHO_HIDDEN ? ECHO_SHOWN : ECHO_HIDDEN;
}

static void wordless_lines_judge(struct matching *m)
{
	struct echo_lines *out = m->out;
	enum echo *below = ARENA_ARRAY(m->a, enum echo, out->count + 1), above = ECHO_BLANK;
	below[out->count] = ECHO_BLANK;
	for (size_t i = out->count; i > 0; i--)
		below[i - 1] = echo_has_words(m, i - 1) ? out->items[i - 1].echo : below[i];
	for (size_t i = 0; i < out->count; i++) {
		if (echo_has_words(m, i))
			above = out->items[i].echo;
		else
			out->items[i].echo = echo_wordless_judge(m, i, above, below[i]);
	}
}

/* If nothing else, and no mark, indicates that the mail quotes anything, a few words shared with a shown text are its
 * author's own. */
static void few_shown_drop(struct matching *m)
{
	size_t words = 0;
	for (size_t i = 0; i < m->out->count; i++) {
		const struct echo_line *line = &m->out->items[i];
		if (line->is_marked || line->echo == ECHO_HIDDEN || line->echo == ECHO_KNOWN)
			return;
		words += line->echo == ECHO_SHOWN ? text_line(m, i)->end - text_line(m, i)->first : 0;
	}
	for (size_t i = 0; i < m->out->count && words < SHOWN_FEW; i++)
		if (m->out->items[i].echo == ECHO_SHOWN)
			m->out->items[i].echo = ECHO_NONE;
}

bool echo_is_source(enum echo echo)
{
	return echo >= ECHO_HIDDEN;
}

void echo_find(struct arena *a, struct span text, const struct echo_source_list *sources, struct echo_lines *out)
{
	struct matching m = {.a = a, .out = out};
	*out = (struct echo_lines){0};
	sequence_add(a, text, &m.text);
	sources_read(&m, sources);
	shingles_index(&m);
	m.place = ARENA_ARRAY(a, uint32_t, m.text.words.count + 1);
	runs_find(&m);
	gaps_fill(&m);
	marked_lines_find(&m);
	for (size_t i = 0; i < m.text.lines.count; i++)
		chance_drop(&m, text_line(&m, i));
	pieces_find(&m);
	links_read(&m);
	for (size_t i = 0; i < m.text.lines.count; i++) {
		struct echo_line line = {.text = text_line(&m, i)->text,
					 .is_marked = text_line(&m, i)->is_marked,
					 .echo = echo_line_judge(&m, i)};
		shown_find(&m, text_line(&m, i), &line);
		line.source = source_index(&m, text_line(&m, i), sources);
		*LIST_ADD(a, out) = line;
	}
	shown_list(&m, &out->shown);
	wordless_lines_judge(&m);
	few_shown_drop(&m);
}
