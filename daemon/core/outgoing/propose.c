#include "daemon/core/outgoing/propose.h"

#include "daemon/core/base/figures.h"
#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/spoken.h"
#include "parsers/base/utf8.h"

#define GOOD 1.0       /* least score to be proposed unasked */
#define FAQ_LEAST 0.25 /* least score to answer [faq words] */
#define FAQ_SHOWN 3
#define TITLES_SHOWN 100
#define BEGINNING 900 /* bytes of an article in an acknowledgement; longer ones are cut */

static void keep_first(struct match_hits *hits, size_t most, double least)
{
	size_t n = 0;
	while (n < hits->count && n < most && hits->items[n].score >= least)
		n++;
	hits->count = n;
}

void propose_find(struct work *w, const struct ticket *t, struct match_hits *out)
{
	const struct match_question q = {.subject = t->subject,
					 .text = w->mail->text,
					 .language = compose_language(w, t->customer, t->language)};
	*out = (struct match_hits){0};
	if (!w->plan->proven || !w->conf->article_count || !w->conf->suggest_articles || w->mail->headers_only)
		return;
	match_find(w->conf, w->a, &q, out);
	keep_first(out, w->conf->suggest_articles, GOOD);
}

/* The leading paragraphs that fit. */
static struct span text_beginning(struct span text)
{
	struct span cut = utf8_cut(text, BEGINNING);
	ptrdiff_t at = -1;
	for (size_t i = cut.len; cut.len < text.len && i > 1 && at < 0; i--)
		if (cut.ptr[i - 1] == '\n' && cut.ptr[i - 2] == '\n')
			at = (ptrdiff_t)i - 2;
	return at > 0 ? span_sub(cut, 0, (size_t)at) : cut;
}

static void fill_one(struct work *w, const struct article_conf *article, bool whole, struct vars *item)
{
	bool cut = !whole && article->text.len > BEGINNING;
	vars_text(w->a, item, "name", article->name);
	vars_text(w->a, item, "title", article->title);
	vars_block(w->a, item, "body", cut ? text_beginning(article->text) : article->text,
		   cut ? SPAN_NONE : article->html);
	vars_flag(w->a, item, "cut", cut);
}

void propose_fill(struct work *w, const struct match_hits *hits, struct vars *vars)
{
	for (size_t i = 0; i < hits->count; i++) {
		fill_one(w, hits->items[i].article, false, vars_item(w->a, vars, "articles"));
		plan_why(w, "article %.*s is proposed: %.*s", SPAN_ARG(hits->items[i].article->name),
			 SPAN_ARG(span_list_join(w->a, &hits->items[i].words)));
	}
	vars_flag(w->a, vars, "proposed", hits->count > 0);
}

static void list_add(struct work *w, struct span_list *list, struct span name)
{
	struct span_list own = {0};
	for (size_t i = 0; i < list->count; i++)
		span_list_add(w->a, &own, list->items[i]);
	plan_add(w, &own, name);
	*list = own;
}

void propose_note(struct work *w, struct ticket *t, const struct match_hits *hits)
{
	for (size_t i = 0; i < hits->count; i++) {
		const struct match_hit *h = &hits->items[i];
		list_add(w, &t->proposed, h->article->name);
		plan_event(w, t, SPAN("desk"), EVENT_PROPOSED, h->article->name, span_list_join(w->a, &h->words));
	}
}

/* --- [faq words] --- */

static void titles(struct work *w, struct span language, struct vars *vars)
{
	for (size_t i = 0, n = 0; i < w->conf->article_count && n < TITLES_SHOWN; i++) {
		const struct article_conf *article = &w->conf->articles[i];
		bool same = !language.len || span_istarts(article->language, span_sub(language, 0, 2));
		if (!article->is_public || !same)
			continue;
		vars_text(w->a, vars_item(w->a, vars, "titles"), "title", article->title);
		n++;
	}
}

/* The article of that name; otherwise matches in the writer's language, and if there are none, in any language. */
static void faq_find(struct work *w, struct span words, struct span language, struct match_hits *out)
{
	struct match_question q = {.subject = words, .language = language};
	const struct article_conf *named = conf_article(w->conf, words);
	if (named && named->is_public) {
		*LIST_ADD(w->a, out) = (struct match_hit){.article = named, .score = GOOD};
		return;
	}
	match_find(w->conf, w->a, &q, out);
	keep_first(out, FAQ_SHOWN, FAQ_LEAST);
	if (out->count || !language.len)
		return;
	q.language = SPAN_NONE;
	match_find(w->conf, w->a, &q, out);
	keep_first(out, FAQ_SHOWN, FAQ_LEAST);
}

void propose_faq(struct work *w, struct span words, struct vars *vars, struct match_hits *out)
{
	struct span language = spoken_to(w, NULL, spoken_by_sender(w).language).language;
	struct match_hits hits = {0};
	if (words.len)
		faq_find(w, words, language, &hits);
	else
		titles(w, language, vars);
	for (size_t i = 0; i < hits.count; i++) {
		fill_one(w, hits.items[i].article, true, vars_item(w->a, vars, "articles"));
		plan_why(w, "article %.*s is sent: %.*s", SPAN_ARG(hits.items[i].article->name),
			 SPAN_ARG(span_list_join(w->a, &hits.items[i].words)));
	}
	vars_flag(w->a, vars, "none", words.len && !hits.count);
	*out = hits;
}

void propose_faq_sent(struct work *w, const struct match_hits *hits)
{
	for (size_t i = 0; i < hits->count; i++)
		*LIST_ADD(w->a, &w->plan->faqs) =
			(struct plan_faq){figures_day(w->conf, w->now), hits->items[i].article->name};
}

/* --- what is counted --- */

void propose_sent(struct work *w, struct ticket *t, struct span agent, const struct article_conf *article)
{
	if (!article)
		return;
	list_add(w, &t->articles, article->name);
	plan_event(w, t, agent, EVENT_ARTICLE, article->name, SPAN_NONE);
}
