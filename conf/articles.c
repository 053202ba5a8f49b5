#include "conf/articles.h"

#include "conf/markdown.h"
#include "conf/match.h"
#include "conf/texts.h"
#include "parsers/base/utf8.h"

#include <string.h>

#define TITLE_MAX 200
#define TAGS_MAX 50
#define ARTICLES_MAX 5000

struct reading {
	struct conf *conf;
	struct conf_errors *errors;
	const char *path;
	unsigned line; /* the current line */
	struct article_conf *out;
};

/* --- the header --- */

static void title_read(struct reading *r, struct span value)
{
	if (value.len > TITLE_MAX)
		report_error(r->errors, r->path, r->line, "the title is longer than %d bytes", TITLE_MAX);
	r->out->title = value;
}

/* "a, b", also "[a, b]". */
static void article_tags_read(struct reading *r, struct span value)
{
	struct span rest = value, tag;
	if (value.len > 1 && value.ptr[0] == '[' && value.ptr[value.len - 1] == ']')
		rest = span_sub(value, 1, value.len - 2);
	while (span_cut(&rest, ',', &tag))
		if (span_trim(tag).len)
			span_list_add(&r->conf->arena, &r->out->tags, span_trim(tag));
	if (r->out->tags.count > TAGS_MAX)
		report_error(r->errors, r->path, r->line, "more than %d tags", TAGS_MAX);
}

static void language_read(struct reading *r, struct span value)
{
	bool good = value.len >= 2 && value.len <= 20;
	for (size_t i = 0; i < value.len; i++)
		good = good && ((value.ptr[i] | 32) >= 'a' ? (value.ptr[i] | 32) <= 'z' : value.ptr[i] == '-');
	if (!good)
		report_error(r->errors, r->path, r->line, "`%.*s` is not a language such as en or de-AT",
			     SPAN_ARG(value));
	r->out->language = value;
}

static void category_read(struct reading *r, struct span value)
{
	struct span_list names = {0};
	r->out->category = value;
	if (conf_category(r->conf, value))
		return;
	for (size_t i = 0; i < r->conf->category_count; i++)
		span_list_add(&r->conf->arena, &names, r->conf->categories[i].name);
	report_error(r->errors, r->path, r->line, "there is no category `%.*s`%s", SPAN_ARG(value),
		     report_meant(r->errors, value, &names));
}

static void article_public_read(struct reading *r, struct span value)
{
	bool yes = span_ieq(value, SPAN("true")) || span_ieq(value, SPAN("yes"));
	if (!yes && !span_ieq(value, SPAN("false")) && !span_ieq(value, SPAN("no")))
		report_error(r->errors, r->path, r->line, "`public` must be true or false, not `%.*s`",
			     SPAN_ARG(value));
	r->out->is_public = yes;
}

static const struct {
	const char *name;
	void (*read)(struct reading *r, struct span value);
} head_keys[] = {
	{"title", title_read},       {"tags", article_tags_read},     {"language", language_read},
	{"category", category_read}, {"public", article_public_read},
};
#define HEAD_KEYS (sizeof head_keys / sizeof *head_keys)

static struct span head_unquoted(struct span value)
{
	bool quoted = value.len > 1 && (value.ptr[0] == '"' || value.ptr[0] == '\'') &&
		      value.ptr[value.len - 1] == value.ptr[0];
	return quoted ? span_sub(value, 1, value.len - 2) : value;
}

static void unknown_key(struct reading *r, struct span name)
{
	struct span_list names = {0};
	for (size_t i = 0; i < HEAD_KEYS; i++)
		span_list_add(&r->conf->arena, &names, span_of(head_keys[i].name));
	report_error(r->errors, r->path, r->line, "unknown key `%.*s`%s", SPAN_ARG(name),
		     report_meant(r->errors, name, &names));
}

static void head_line(struct reading *r, struct span line, bool seen[HEAD_KEYS])
{
	ptrdiff_t colon = span_chr(line, ':');
	struct span name = span_trim(span_sub(line, 0, colon < 0 ? 0 : (size_t)colon));
	if (!span_trim(line).len || line.ptr[0] == '#')
		return;
	if (colon < 0) {
		report_error(r->errors, r->path, r->line, "a line of the head must be `key: value`");
		return;
	}
	for (size_t i = 0; i < HEAD_KEYS; i++) {
		if (!span_ieq(name, span_of(head_keys[i].name)))
			continue;
		if (seen[i])
			report_error(r->errors, r->path, r->line, "`%s` is set twice", head_keys[i].name);
		seen[i] = true;
		head_keys[i].read(r, head_unquoted(span_trim(span_from(line, (size_t)colon + 1))));
		return;
	}
	unknown_key(r, name);
}

static bool is_rule(struct span line)
{
	return span_eq(span_rtrim(line), SPAN("---"));
}

/* Reads the header and removes it from the front of *rest. */
static bool article_head_read(struct reading *r, struct span *rest)
{
	bool seen[HEAD_KEYS] = {false}, more;
	struct span line;
	r->line = 1;
	if (!span_line(rest, &line) || !is_rule(line)) {
		report_error(r->errors, r->path, 1, "the head is missing: a line ---, `title: …` and a line ---");
		return false;
	}
	while ((more = span_line(rest, &line)) && ++r->line && !is_rule(line))
		head_line(r, line, seen);
	if (!more)
		report_error(r->errors, r->path, r->line, "the head is not ended by a line ---");
	else if (!r->out->title.len)
		report_error(r->errors, r->path, r->line, "`title` is missing");
	return more;
}

/* --- files --- */

static void article_read(struct reading *r, struct span bytes)
{
	struct span rest = utf8_clean(&r->conf->arena, bytes);
	if (span_starts(rest, SPAN("\xEF\xBB\xBF")))
		rest = span_from(rest, 3);
	if (!utf8_valid(bytes))
		report_error(r->errors, r->path, 0, "it is not UTF-8");
	if (!article_head_read(r, &rest))
		return;
	if (!span_trim(rest).len)
		report_error(r->errors, r->path, r->line, "it has no text");
	markdown_read(&r->conf->arena, rest, &r->out->text, &r->out->html);
}

static void article_load(void *ctx, const char *path, struct span file)
{
	struct reading *r = ctx;
	struct conf *c = r->conf;
	struct span bytes;
	if (!span_ends(file, SPAN(".md")) || texts_read_file(path, &c->arena, &bytes, r->errors))
		return;
	struct article_conf one = {.name = span_sub(file, 0, file.len - 3), .language = c->language, .is_public = true};
	r->path = path;
	r->out = &one;
	article_read(r, bytes);
	if (c->article_count == ARTICLES_MAX)
		report_error(r->errors, path, 0, "more than %d articles", ARTICLES_MAX);
	else
		c->articles[c->article_count++] = one;
}

void articles_load(struct conf *c, struct conf_errors *errors)
{
	struct reading r = {.conf = c, .errors = errors};
	if (!c->articles_path)
		return;
	c->articles = ARENA_ARRAY(&c->arena, struct article_conf, ARTICLES_MAX);
	texts_each_file(c->articles_path, &c->arena, errors, article_load, &r);
	match_build(c);
}
