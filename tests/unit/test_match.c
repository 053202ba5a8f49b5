/* Which articles are proposed for a question, tested with 60 articles and 300 questions in three languages, a third of
 * them without an answer (tests/articles). ARTICLES_SHOW=1 prints the wrong ones. */
#include "tests/unit/check.h"

#include "conf/match.h"

#define FOLDER "tests/articles/"
#define SHOWN 3

struct set {
	struct arena a;
	struct conf *conf;
	struct span questions;
};

static struct span file_read(struct arena *a, const char *path)
{
	static char bytes[1 << 18];
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	size_t n = fread(bytes, 1, sizeof bytes, f);
	fclose(f);
	return arena_dup(a, span_make(bytes, n));
}

static void set_open(struct set *s)
{
	struct conf_errors errors;
	bool missing = false;
	arena_init(&s->a);
	conf_errors_init(&errors);
	if (conf_load(FOLDER "caredesk.conf", &s->conf, &errors, &missing) != 0)
		fail_msg("%.*s", SPAN_ARG(errors.lines.items[0]));
	conf_errors_clear(&errors);
	s->questions = file_read(&s->a, FOLDER "questions.tsv");
}

static void set_close(struct set *s)
{
	conf_free(s->conf);
	arena_clear(&s->a);
}

struct counts { /* of one half of the questions, or one language */
	unsigned asked, proposed, first,
		among; /* of the questions with an answer; first: it came first, among: among the first three */
	unsigned unanswerable, wrongly;
};

static void count(struct counts *c, const struct match_hits *hits, struct span want)
{
	bool proposed = hits->count && hits->items[0].score >= 1, among = false;
	if (span_eq(want, SPAN("-"))) {
		c->unanswerable++;
		c->wrongly += proposed;
		return;
	}
	for (size_t i = 0; i < hits->count && i < SHOWN && hits->items[i].score >= 1; i++)
		among |= span_eq(hits->items[i].article->name, want);
	c->asked++;
	c->proposed += proposed;
	c->among += among;
	c->first += proposed && span_eq(hits->items[0].article->name, want);
}

static void show(struct arena *a, const struct match_hits *hits, struct span want, struct span subject)
{
	bool proposed = hits->count && hits->items[0].score >= 1;
	bool none = span_eq(want, SPAN("-"));
	if (none ? !proposed : proposed && span_eq(hits->items[0].article->name, want))
		return;
	printf("%.*s: %.*s:", SPAN_ARG(want), SPAN_ARG(subject));
	for (size_t i = 0; i < hits->count && i < SHOWN; i++)
		printf("  %.*s %.2f (%.*s)", SPAN_ARG(hits->items[i].article->name), hits->items[i].score,
		       SPAN_ARG(span_list_join(a, &hits->items[i].words)));
	printf("\n");
}

static void ask(struct set *s, struct span line, struct counts *c)
{
	struct span language, want, subject, rest = line;
	struct match_hits hits;
	span_cut(&rest, '\t', &language);
	span_cut(&rest, '\t', &want);
	span_cut(&rest, '\t', &subject);
	const struct match_question q = {.subject = subject, .text = rest, .language = language};
	match_find(s->conf, &s->a, &q, &hits);
	count(c, &hits, want);
	if (getenv("ARTICLES_SHOW"))
		show(&s->a, &hits, want, subject);
}

static double share(unsigned part, unsigned whole)
{
	return whole ? 100.0 * part / whole : 0;
}

static void test_three_hundred_questions(void **state)
{
	static const char *const names[] = {"odd lines", "even lines"};
	struct counts half[2] = {{0}};
	struct set s;
	struct span rest, line;
	size_t n = 0;
	(void)state;
	set_open(&s);
	rest = s.questions;
	while (span_line(&rest, &line))
		ask(&s, line, &half[n++ % 2]);
	assert_int_equal(n, 300);
	assert_int_equal(s.conf->article_count, 60);
	for (size_t i = 0; i < 2; i++) {
		const struct counts *c = &half[i];
		printf("%s: %u with an answer: proposed for %.0f %%, right first %.0f %%, among three %.0f %%; "
		       "%u without: proposed for %.0f %%\n",
		       names[i], c->asked, share(c->proposed, c->asked), share(c->first, c->proposed + c->wrongly),
		       share(c->among, c->asked), c->unanswerable, share(c->wrongly, c->unanswerable));
		assert_true(share(c->first, c->proposed + c->wrongly) >= 85);
		assert_true(share(c->wrongly, c->unanswerable) <= 10);
		assert_true(share(c->among, c->asked) >= 85);
	}
	set_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_three_hundred_questions),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
