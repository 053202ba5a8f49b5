#include "daemon/cli/commands.h"

#include <stdio.h>

#include "conf/match.h"
#include "daemon/cli/json.h"
#include "daemon/cli/terminal.h"
#include "parsers/base/buf.h"

#define SHOWN 10

static const char *public_word(const struct article_conf *a)
{
	return a->is_public ? "public" : "internal";
}

static void list_row(const struct article_conf *a)
{
	terminal_cell(stdout, a->name, 20);
	terminal_cell(stdout, a->language, 5);
	terminal_cell(stdout, span_of(public_word(a)), 8);
	terminal_cell(stdout, a->category.len ? a->category : SPAN("-"), 10);
	terminal_line(stdout, a->title);
	fputc('\n', stdout);
}

static int articles_list(const struct cli *cli, const struct conf *conf)
{
	for (size_t i = 0; i < conf->article_count; i++) {
		if (cli->json)
			json_article(stdout, &conf->articles[i], NULL);
		else
			list_row(&conf->articles[i]);
	}
	if (!conf->article_count && !cli->json)
		terminal_none(stdout, "articles");
	return EX_OK;
}

static int article_show(const struct cli *cli, const struct conf *conf)
{
	const struct article_conf *a = conf_article(conf, span_of(cli->args[1]));
	if (!a) {
		fprintf(stderr, "caredesk: there is no article %s\n", cli->args[1]);
		return EX_NOINPUT;
	}
	if (cli->json) {
		json_article(stdout, a, NULL);
		return EX_OK;
	}
	terminal_line(stdout, a->title);
	fputs("\n\n", stdout);
	terminal_text(stdout, "", a->text);
	fputc('\n', stdout);
	return EX_OK;
}

static void test_row(const struct conf *conf, const struct match_hit *h, size_t rank)
{
	bool good = h->score >= 1 && rank < conf->suggest_articles && h->article->is_public;
	printf("%s  %5.2f  ", good ? "proposed" : "        ", h->score);
	terminal_cell(stdout, h->article->name, 20);
	terminal_line(stdout, h->article->title);
	fputs("\n                 because of: ", stdout);
	for (size_t i = 0; i < h->words.count; i++) {
		fputs(i ? ", " : "", stdout);
		terminal_line(stdout, h->words.items[i]);
	}
	fputc('\n', stdout);
}

/* Prints which articles would be proposed for a mail with these words and why, then others that have some of the
 * words. */
static int test(const struct cli *cli, const struct conf *conf)
{
	struct arena a;
	struct buf words;
	struct match_hits hits;
	arena_init(&a);
	buf_init(&words, BUF_MAX);
	for (int i = 1; i < cli->count; i++) {
		buf_str(&words, cli->args[i]);
		buf_chr(&words, ' ');
	}
	const struct match_question q = {.subject = buf_span(&words), .all = true};
	match_find(conf, &a, &q, &hits);
	for (size_t i = 0; i < hits.count && i < SHOWN; i++) {
		if (cli->json)
			json_article(stdout, hits.items[i].article, &hits.items[i].score);
		else
			test_row(conf, &hits.items[i], i);
	}
	if (!hits.count && !cli->json)
		terminal_none(stdout, "articles");
	buf_clear(&words);
	arena_clear(&a);
	return EX_OK;
}

static int cmd_article(const struct cli *cli)
{
	static const struct {
		const char *name;
		int min;
		int (*run)(const struct cli *cli, const struct conf *conf);
	} actions[] = {{"list", 1, articles_list}, {"show", 2, article_show}, {"test", 2, test}};
	struct conf *conf;
	const char *word = cli->count ? cli->args[0] : "list";
	int code = EX_USAGE;
	size_t which = 0;
	while (which < 3 && !span_eq(span_of(word), span_of(actions[which].name)))
		which++;
	if (which == 3 || (cli->count && cli->count < actions[which].min))
		return cli_usage("article: usage: caredesk article [list | show NAME | test WORD…]");
	code = cli_conf(cli, &conf);
	if (code != EX_OK)
		return code;
	code = actions[which].run(cli, conf);
	conf_free(conf);
	return code;
}

const struct cli_command cli_command_article = {
	.name = "article",
	.section = CLI_TICKETS,
	.usage = "article [list | show NAME | test WORD…]",
	.help = "the desk's own help; test: which articles would be proposed for a mail with these words, and why",
	.max = -1,
	.run = cmd_article,
};
