#include "daemon/cli/commands.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon/cli/json.h"
#include "daemon/cli/terminal.h"
#include "daemon/core/base/filter.h"
#include "daemon/desk/clock.h"
#include "parsers/base/buf.h"
#include "parsers/base/monotonic.h"
#include "store/search.h"

#define HITS_MAX 50
#define SNIPPET 160
#define FOLLOW_MS 2000 /* the index of a running daemon is up to date by then */
#define LOOK_MS 50
#define RENEW_TRIES 100
#define MARK "\xEE\x80\x80" /* U+E000, private use: marks a match until it is printed */

struct searching {
	const struct cli *cli;
	struct conf *conf;
	struct store *store;
	struct arena arena;
	struct filter_search want;
};

/* --- bringing the index up to date --- */

static void index_progress(const struct search_step *step)
{
	if (step->building && step->total && isatty(STDERR_FILENO))
		fprintf(stderr, "\rindexing: %llu of %llu tickets%s", (unsigned long long)step->done,
			(unsigned long long)step->total, step->more ? "" : "\n");
}

static int last_change(struct store *store, uint64_t *out, struct err *err)
{
	struct txn *t;
	if (store_begin(store, TXN_READ, &t, err))
		return -1;
	int rc = store_change(t, out, err);
	store_abort(t);
	return rc;
}

/* A daemon is updating the index: waits for it. */
static int wait_for_it(struct searching *w, struct err *err)
{
	uint64_t change;
	int64_t until = monotonic_ms() + FOLLOW_MS;
	if (last_change(w->store, &change, err))
		return -1;
	while (!search_covers(w->conf->store_path, change) && monotonic_ms() < until)
		poll(NULL, 0, LOOK_MS);
	return 0;
}

static int search_follow(struct searching *w, struct err *err)
{
	struct search_step step = {.more = true};
	while (step.more) {
		if (search_step(w->conf->store_path, w->store, clock_now(), &step, err))
			return err->kind == ERR_RETRY ? wait_for_it(w, err) : -1;
		index_progress(&step);
	}
	return 0;
}

/* Starts the rebuild between two steps of the daemon; the rest is done by either process. */
static int rebuild(struct searching *w, struct err *err)
{
	struct search_step step = {.more = true};
	int rc = -1;
	for (int i = 0; rc && i < RENEW_TRIES; i++) {
		rc = search_renew(w->conf->store_path, err);
		if (rc && err->kind != ERR_RETRY)
			return -1;
		if (rc)
			poll(NULL, 0, LOOK_MS);
	}
	if (rc)
		return -1;
	while (step.more) {
		rc = search_step(w->conf->store_path, w->store, clock_now(), &step, err);
		if (rc && err->kind != ERR_RETRY)
			return -1;
		if (rc) {
			step.more = search_is_building(w->conf->store_path);
			poll(NULL, 0, LOOK_MS);
		}
		index_progress(&step);
	}
	return 0;
}

/* --- hits --- */

static void print_snippet(struct span snippet, bool bold)
{
	bool on = false;
	fputs("        ", stdout);
	while (snippet.len) {
		ptrdiff_t at = span_find(snippet, SPAN(MARK));
		terminal_line(stdout, at < 0 ? snippet : span_sub(snippet, 0, (size_t)at));
		if (at < 0)
			break;
		snippet = span_from(snippet, (size_t)at + sizeof MARK - 1);
		on = !on;
		fputs(!bold ? "*" : on ? "\033[1m" : "\033[0m", stdout);
	}
	fputs("\n", stdout);
}

static void print_hits(const struct searching *w, const struct search_hits *hits)
{
	size_t width = terminal_width(stdout);
	int64_t now = clock_now();
	for (size_t i = 0; i < hits->count; i++) {
		const struct search_hit *h = &hits->items[i];
		if (w->cli->json) {
			json_hit(stdout, &h->ticket, h->score, h->seq, h->snippet);
			continue;
		}
		terminal_ticket_row(stdout, &h->ticket, now, width);
		if (h->snippet.len)
			print_snippet(h->snippet, width > 0);
	}
}

/* What a person should know about these hits; programs get only the hits. */
static void print_remarks(const struct searching *w, const struct search_hits *hits)
{
	if (w->cli->json || !isatty(STDERR_FILENO))
		return;
	if (!hits->count)
		fprintf(stderr, "no tickets\n");
	if (!hits->count && w->want.filters.count)
		fprintf(stderr, "\"%.*s\" is taken as a filter; put it in quotes to search for the word\n",
			SPAN_ARG(w->want.filters.items[0]));
	if (hits->widened && hits->count)
		fprintf(stderr, "nothing has exactly these words; these tickets have words that begin with them\n");
	if (hits->cut)
		fprintf(stderr, "too many to rank: these are the newest\n");
	if (hits->more)
		fprintf(stderr, "there are more; add words or filters\n");
}

static int hits_find(struct searching *w, struct search *s, struct txn *t, struct err *err)
{
	const struct span mark = w->cli->json ? SPAN("**") : SPAN(MARK);
	const struct search_query q = {.words = w->want.words,
				       .filter = w->want.filter,
				       .limit = HITS_MAX,
				       .now = clock_now(),
				       .open = mark,
				       .close = mark,
				       .snippet = SNIPPET};
	struct search_hits hits;
	if (search_find(s, t, &w->arena, &q, &hits, err))
		return -1;
	print_hits(w, &hits);
	print_remarks(w, &hits);
	return 0;
}

static int search_once(struct searching *w, struct err *err)
{
	struct search *s;
	struct txn *t;
	if (search_open(w->conf->store_path, &s, err))
		return -1;
	int rc = store_begin(w->store, TXN_READ, &t, err);
	if (rc == 0) {
		rc = hits_find(w, s, t, err);
		store_abort(t);
	}
	search_close(s);
	return rc;
}

/* A damaged index is rebuilt, once. */
static int search_search(struct searching *w, struct err *err)
{
	if (search_follow(w, err))
		return -1;
	if (search_once(w, err) == 0)
		return 0;
	if (err->kind != ERR_CORRUPT)
		return -1;
	search_discard(w->conf->store_path);
	return search_follow(w, err) || search_once(w, err) ? -1 : 0;
}

/* --- the command --- */

static int search_read_words(struct searching *w)
{
	struct buf b;
	struct span fault;
	buf_init(&b, BUF_MAX);
	for (int i = 0; i < w->cli->count; i++) {
		buf_str(&b, w->cli->args[i]);
		buf_chr(&b, ' ');
	}
	struct span text = arena_dup(&w->arena, buf_span(&b));
	buf_clear(&b);
	enum filter_result result = filter_search(w->conf, &w->arena, text, clock_now(), &w->want, &fault);
	if (result == FILTER_NO_TIME)
		return cli_usage("%.*s: not a time such as 12h, 2d or 1w", SPAN_ARG(fault));
	if (result != FILTER_TAKEN)
		return cli_usage("%.*s: only one of this kind is allowed", SPAN_ARG(fault));
	if (!w->want.words.count && !w->cli->rebuild)
		return cli_usage("search: a word to search for is missing");
	return EX_OK;
}

static int search_run(struct searching *w)
{
	struct err err;
	int code = search_read_words(w);
	if (code == EX_OK)
		code = cli_store(w->conf, CLI_READ, &w->store);
	if (code != EX_OK)
		return code;
	if (w->cli->rebuild && rebuild(w, &err))
		return cli_fail(&err);
	return w->want.words.count && search_search(w, &err) ? cli_fail(&err) : EX_OK;
}

static int cmd_search(const struct cli *cli)
{
	struct searching w = {.cli = cli};
	int code = cli_conf(cli, &w.conf);
	if (code != EX_OK)
		return code;
	arena_init(&w.arena);
	code = search_run(&w);
	store_close(w.store);
	arena_clear(&w.arena);
	conf_free(w.conf);
	return code;
}

const struct cli_command cli_command_search = {
	.name = "search",
	.section = CLI_TICKETS,
	.usage = "search [--rebuild] WORD…",
	.help = "finds the tickets with these words, best matches first; \"an exact phrase\", begin*; the words of "
		"list filter the hits; --rebuild: rebuilds the index",
	.more = "All words must be on the ticket; the place where they occur is shown.",
	.options = "--rebuild",
	.max = -1,
	.run = cmd_search,
};
