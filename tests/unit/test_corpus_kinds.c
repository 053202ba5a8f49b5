/* Compares results with what is known of other projects' mails (EXPECT.tsv) in the folder CAREDESK_CORPUS; skipped if
 * that is not set. CAREDESK_CORPUS_SHOW=1 names each mail that differs. */
#include "tests/unit/check.h"

#include "parsers/auto.h"
#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"
#include "parsers/charset.h"
#include "parsers/html.h"
#include "parsers/text.h"

#include <stdio.h>

enum column { PATH, KIND, FROM, SUBJECT, RECIPIENTS, CLASS, FIRST, LAST, COLUMNS };
enum measure { BOUNCES, OTHERS, WHO, PERMANENT, TEMPORARY, AUTOMATIC, TEXTS, SENDERS, SUBJECTS, REPLIES, MEASURES };

/* The least agreement in percent, a little below what was reached. */
static const struct {
	const char *name;
	unsigned least;
} measures[MEASURES] = {
	{"bounces known as such", 98},
	{"other mails that are no bounce", 100},
	{"failed recipients", 99},
	{"permanent failures", 99},
	{"temporary failures", 99},
	{"automatic mails", 99},
	{"first and last line of the new text", 95},
	{"senders", 99},
	{"subjects", 99},
	{"answers told from new mails", 99},
};

struct tally {
	unsigned right[MEASURES], all[MEASURES];
	bool show;
};

struct corpus {
	const char *folder;
	struct charsets *charsets;
	struct tally tally;
};

static void count(struct corpus *c, enum measure m, bool right, struct span path, const char *note)
{
	c->tally.all[m]++;
	c->tally.right[m] += right;
	if (!right && c->tally.show)
		printf("%s: %.*s: %s\n", measures[m].name, SPAN_ARG(path), note);
}

static bool file_read(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "rb");
	char chunk[65536];
	size_t n;

	buf_reset(out);
	if (!f)
		return false;
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(out, span_make(chunk, n));
	(void)fclose(f);
	return true;
}

/* The number-th mail of an mbox: each begins with a "From " line, at the start or after a blank one. */
static struct span mbox_mail(struct span box, uint64_t number)
{
	struct span rest = box;
	size_t start = 0;

	number += !span_starts(box, SPAN("From "));
	while (number > 1) {
		ptrdiff_t next = span_find(rest, SPAN("\n\nFrom "));
		if (next < 0)
			return SPAN_NONE;
		rest = span_from(rest, (size_t)next + 2);
		start = box.len - rest.len;
		number--;
	}
	ptrdiff_t end = span_find(rest, SPAN("\n\nFrom "));
	return end < 0 ? span_from(box, start) : span_sub(box, start, (size_t)end + 1);
}

/* The bytes that `path` names: a file, or one mail of an mbox ("box#3"). */
static bool raw_read(const struct corpus *c, struct span path, struct buf *file, struct span *raw)
{
	char name[4096];
	uint64_t number = 0;
	ptrdiff_t hash = span_rchr(path, '#');
	struct span base = hash < 0 ? path : span_sub(path, 0, (size_t)hash);

	if (hash >= 0 && !span_u64(span_from(path, (size_t)hash + 1), &number))
		return false;
	(void)snprintf(name, sizeof(name), "%s/%.*s", c->folder, SPAN_ARG(base));
	if (!file_read(name, file))
		return false;
	*raw = number ? mbox_mail(buf_span(file), number) : buf_span(file);
	return raw->len > 0;
}

/* "A|B": either matches. */
static bool is_one_of(struct span choices, const struct address_list *list)
{
	struct span choice;

	while (span_cut(&choices, '|', &choice))
		for (size_t i = 0; i < list->count; i++)
			if (span_ieq(choice, list->items[i].addr))
				return true;
	return false;
}

static bool all_named(struct span want, const struct address_list *list)
{
	struct span one;

	while (span_cut(&want, ',', &one))
		if (!is_one_of(span_trim(one), list))
			return false;
	return true;
}

static size_t commas(struct span s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.len; i++)
		n += s.ptr[i] == ',';
	return n;
}

static void bounce_compare(struct corpus *c, struct arena *a, const struct span *cell, const struct mail *m)
{
	struct span who = SPAN("");

	for (size_t i = 0; i < m->bounce.recipients.count; i++)
		who = arena_printf(a, "%.*s %.*s", SPAN_ARG(who), SPAN_ARG(m->bounce.recipients.items[i].addr));
	who = arena_printf(a, "%.*s instead of %.*s", SPAN_ARG(who), SPAN_ARG(cell[RECIPIENTS]));
	count(c, BOUNCES, m->bounce.is_bounce, cell[PATH], "is none");
	if (cell[RECIPIENTS].len)
		count(c, WHO,
		      all_named(cell[RECIPIENTS], &m->bounce.recipients) &&
			      m->bounce.recipients.count <= commas(cell[RECIPIENTS]) + 1,
		      cell[PATH], who.ptr);
	if (span_eq(cell[CLASS], SPAN("permanent")))
		count(c, PERMANENT, m->bounce.permanent, cell[PATH], "is not");
	if (span_eq(cell[CLASS], SPAN("temporary")))
		count(c, TEMPORARY, !m->bounce.permanent, cell[PATH], "is not");
}

static struct span edge_line(struct arena *a, struct span text, bool first)
{
	struct span rest = span_trim(text), line = SPAN_NONE;

	while (span_line(&rest, &line) && !first)
		;
	return utf8_line(a, line);
}

static void text_compare(struct corpus *c, struct arena *a, const struct span *cell, struct span text)
{
	struct span first = edge_line(a, text, true), last = edge_line(a, text, false);
	struct span note = arena_printf(a, "\"%.*s\" to \"%.*s\"", SPAN_ARG(first), SPAN_ARG(last));

	if (cell[FIRST].len)
		count(c, TEXTS, span_eq(first, utf8_line(a, cell[FIRST])) && span_eq(last, utf8_line(a, cell[LAST])),
		      cell[PATH], note.ptr);
}

static void body_compare(struct corpus *c, struct arena *a, const struct span *cell, struct span raw)
{
	struct span text = charset_utf8(c->charsets, a, SPAN("utf-8"), raw);
	struct text_parts parts;

	if (span_ends(cell[PATH], SPAN(".html")))
		text = html_text(a, text);
	text_fold(a, text, false, &parts);
	text_compare(c, a, cell, parts.fresh);
}

/* A mail that answers another says so in its headers or its subject. */
static bool is_answer(const struct mail *m)
{
	return m->refs.count > 0 || m->subject.is_reply;
}

static void header_compare(struct corpus *c, struct arena *a, const struct span *cell, const struct mail *m)
{
	bool new = span_eq(cell[KIND], SPAN("new")), reply = span_eq(cell[KIND], SPAN("reply"));
	struct span note =
		arena_printf(a, "\"%.*s\" instead of \"%.*s\"", SPAN_ARG(m->sender.addr), SPAN_ARG(cell[FROM]));

	if (cell[FROM].len)
		count(c, SENDERS, span_ieq(m->sender.addr, cell[FROM]), cell[PATH], note.ptr);
	note = arena_printf(a, "\"%.*s\" instead of \"%.*s\"", SPAN_ARG(m->subject.text), SPAN_ARG(cell[SUBJECT]));
	if (cell[SUBJECT].len)
		count(c, SUBJECTS, span_eq(utf8_line(a, m->subject.text), utf8_line(a, cell[SUBJECT])), cell[PATH],
		      note.ptr);
	if (new || reply)
		count(c, REPLIES, is_answer(m) == reply, cell[PATH], reply ? "is none" : "is one");
}

static void mail_compare(struct corpus *c, struct arena *a, const struct span *cell, struct span raw)
{
	struct mail m;
	struct err err;

	if (mail_parse(c->charsets, a, raw, &m, &err) < 0) {
		m = (struct mail){.text = raw};
		if (c->tally.show)
			printf("not a mail: %.*s: %s\n", SPAN_ARG(cell[PATH]), err.text);
	}
	if (span_eq(cell[KIND], SPAN("bounce")))
		bounce_compare(c, a, cell, &m);
	if (span_eq(cell[KIND], SPAN("new")) || span_eq(cell[KIND], SPAN("reply")))
		count(c, OTHERS, !m.bounce.is_bounce, cell[PATH], "is one");
	if (span_eq(cell[KIND], SPAN("auto")))
		count(c, AUTOMATIC, !m.bounce.is_bounce && (m.signs.automatic.len || m.signs.list.len), cell[PATH],
		      "is not");
	text_compare(c, a, cell, m.text);
	header_compare(c, a, cell, &m);
}

/* Some files are bodies without headers. */
static bool is_body(struct span path)
{
	return span_ends(path, SPAN(".html")) || span_find(path, SPAN("/stripped/")) >= 0 ||
	       (span_ends(path, SPAN(".txt")) &&
		(span_find(path, SPAN("fixtures/")) >= 0 || span_find(path, SPAN("Fixtures/")) >= 0 ||
		 span_find(path, SPAN("test/emails/")) >= 0));
}

static void row_compare(struct corpus *c, struct span line, struct buf *file)
{
	struct span cell[COLUMNS] = {{0}}, raw;
	struct arena a;
	size_t n = 0;

	for (size_t start = 0; n < COLUMNS; n++) {
		struct span rest = span_from(line, start);
		ptrdiff_t tab = span_chr(rest, '\t');
		cell[n] = tab < 0 ? rest : span_sub(rest, 0, (size_t)tab);
		start += cell[n].len + 1;
	}
	if (!raw_read(c, cell[PATH], file, &raw))
		return;
	arena_init(&a);
	if (is_body(cell[PATH]))
		body_compare(c, &a, cell, raw);
	else
		mail_compare(c, &a, cell, raw);
	arena_clear(&a);
}

static void tally_check(const struct tally *t)
{
	bool good = true;

	for (size_t m = 0; m < MEASURES; m++) {
		bool enough = t->right[m] * 100 >= t->all[m] * measures[m].least;
		printf("%-38s %3u of %3u%s\n", measures[m].name, t->right[m], t->all[m], enough ? "" : "  TOO FEW");
		good &= enough && t->all[m] > 0;
	}
	assert_true(good);
}

static void test_agreement(void **state)
{
	struct corpus c = {.folder = getenv("CAREDESK_CORPUS"), .tally.show = getenv("CAREDESK_CORPUS_SHOW") != NULL};
	struct buf rows, file;
	struct span rest, line;
	char name[4096];

	(void)state;
	if (!c.folder)
		skip();
	buf_init(&rows, BUF_MAX);
	buf_init(&file, BUF_MAX);
	(void)snprintf(name, sizeof(name), "%s/EXPECT.tsv", c.folder);
	assert_true(file_read(name, &rows));
	c.charsets = charsets_new();
	rest = buf_span(&rows);
	(void)span_cut(&rest, '\n', &line);
	while (span_cut(&rest, '\n', &line))
		row_compare(&c, line, &file);
	charsets_free(c.charsets);
	buf_clear(&rows);
	buf_clear(&file);
	tally_check(&c.tally);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_agreement)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
