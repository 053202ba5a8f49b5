#include "conf/texts.h"

#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"
#include "templates/shipped.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_FILE ((size_t)256 << 10)
#define MAX_LANGUAGE 20

struct language {
	struct span tag;           /* lower case */
	struct template **by_kind; /* template_kind_count of them; NULL where there is none */
};
struct conf_templates {
	struct language *items;
	size_t count, cap;
	struct arena arena;
	struct span_list *known; /* by kind: the variables that it may use */
};

/* ---- files ---- */

static int read_file(const char *path, struct arena *a, struct span *out, struct conf_errors *errors)
{
	struct buf bytes;
	char block[4096];
	FILE *f = fopen(path, "re");
	buf_init(&bytes, MAX_FILE);
	for (size_t n; f && (n = fread(block, 1, sizeof(block), f)) > 0;)
		buf_add(&bytes, span_make(block, n));
	int result = f && !ferror(f) && !bytes.over ? 0 : -1;
	if (result)
		report_error(errors, path, 0, "%s", bytes.over ? "too large" : strerror(errno));
	else
		*out = arena_dup(a, buf_span(&bytes));
	if (f)
		fclose(f);
	buf_clear(&bytes);
	return result;
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Calls `each` for the entries of a folder in order of name. */
static void for_each_entry(const char *folder, struct arena *a, struct conf_errors *errors,
			   void (*each)(void *ctx, const char *path, struct span name), void *ctx)
{
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, is_visible, alphasort);
	if (count < 0)
		report_error(errors, folder, 0, "%s", strerror(errno));
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		each(ctx, arena_printf(a, "%s/%s", folder, name).ptr, arena_dup(a, span_of(name)));
		free(entries[i]);
	}
	free(entries);
}

static bool is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* "reply" of "reply.txt"; empty when it is no text file. */
static struct span text_name(struct span file)
{
	return span_ends(file, SPAN(".txt")) ? span_sub(file, 0, file.len - 4) : SPAN_NONE;
}

/* ---- templates ---- */

struct loading {
	struct conf *conf;
	struct conf_templates *texts;
	struct conf_errors *errors;
	struct language *language;
};

static struct language *language_find(const struct conf_templates *t, struct span tag)
{
	for (size_t i = 0; i < t->count; i++)
		if (span_ieq(t->items[i].tag, tag))
			return &t->items[i];
	return NULL;
}

static struct language *language_make(struct conf_templates *t, struct span tag)
{
	struct language *l = language_find(t, tag);
	if (l)
		return l;
	l = LIST_ADD(&t->arena, t);
	l->tag = arena_lower(&t->arena, tag);
	l->by_kind = ARENA_ARRAY(&t->arena, struct template *, template_kind_count);
	return l;
}

static int kind_find(struct span name)
{
	for (size_t i = 0; i < template_kind_count; i++)
		if (span_eq(span_of(template_kinds[i].name), name))
			return (int)i;
	return -1;
}

static void kinds_known(struct conf_templates *t)
{
	t->known = ARENA_ARRAY(&t->arena, struct span_list, template_kind_count);
	for (size_t i = 0; i < template_kind_count; i++) {
		struct span rest = span_of(template_kinds[i].variables), word;
		while (span_word(&rest, &word))
			span_list_add(&t->arena, &t->known[i], word);
	}
}

static void take_template(const struct loading *l, int kind, const char *source, struct span bytes)
{
	struct template *template;
	struct err err;
	if (template_parse(bytes, source, &l->texts->known[kind], &template, &err)) {
		report_line(l->errors, err.text);
		return;
	}
	template_free(l->language->by_kind[kind]);
	l->language->by_kind[kind] = template;
}

static void load_shipped(struct loading *l)
{
	for (size_t i = 0; i < shipped_text_count; i++) {
		const struct shipped_text *text = &shipped_texts[i];
		struct span source = arena_printf(&l->texts->arena, "templates/%s/%s.txt", text->language, text->name);
		int kind = kind_find(span_of(text->name));
		l->language = language_make(l->texts, span_of(text->language));
		if (kind < 0)
			report_error(l->errors, source.ptr, 0, "no mail has this name");
		else
			take_template(l, kind, source.ptr, span_of(text->text));
	}
}

static void load_own_text(void *ctx, const char *path, struct span file)
{
	struct loading *l = ctx;
	struct span name = text_name(file), bytes;
	struct span_list names = {0};
	for (size_t i = 0; i < template_kind_count; i++)
		span_list_add(&l->errors->arena, &names, span_of(template_kinds[i].name));
	int kind = kind_find(name);
	if (kind >= 0 && read_file(path, &l->texts->arena, &bytes, l->errors) == 0)
		take_template(l, kind, path, bytes);
	else if (kind < 0 && name.len)
		report_error(l->errors, path, 0, "no mail has this name%s", report_meant(l->errors, name, &names));
}

static void load_own_language(void *ctx, const char *path, struct span name)
{
	struct loading *l = ctx;
	if (!is_folder(path) || name.len > MAX_LANGUAGE)
		return;
	l->language = language_make(l->texts, name);
	for_each_entry(path, &l->texts->arena, l->errors, load_own_text, l);
}

/* A language of the admin's own may have gaps, but not the desk's. Not looked for while something else is wrong. */
static void check_complete(const struct loading *l, const struct language *language)
{
	bool desks = span_ieq(language->tag, l->conf->language);
	for (size_t k = 0; k < template_kind_count && !l->errors->errors; k++) {
		if (language->by_kind[k])
			continue;
		struct span name =
			arena_printf(&l->errors->arena, "%.*s/%s.txt", SPAN_ARG(language->tag), template_kinds[k].name);
		if (desks)
			report_error(l->errors, l->conf->templates_path, 0, "there is no %s", name.ptr);
		else
			report_warning(l->errors, l->conf->templates_path, 0,
				       "there is no %s: another language's is used", name.ptr);
	}
}

void texts_load_templates(struct conf *c, struct conf_errors *errors)
{
	struct loading l = {c, calloc(1, sizeof(*l.texts)), errors, NULL};
	if (!l.texts)
		abort();
	arena_init(&l.texts->arena);
	c->templates = l.texts;
	kinds_known(l.texts);
	load_shipped(&l);
	if (c->templates_path)
		for_each_entry(c->templates_path, &l.texts->arena, errors, load_own_language, &l);
	for (size_t i = 0; c->templates_path && i < l.texts->count; i++)
		check_complete(&l, &l.texts->items[i]);
}

void texts_free(struct conf_templates *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->count; i++)
		for (size_t k = 0; k < template_kind_count; k++)
			template_free(t->items[i].by_kind[k]);
	arena_clear(&t->arena);
	free(t);
}

/* "de" of "de-at". */
static struct span primary(struct span tag)
{
	struct span part = SPAN_NONE;
	span_cut(&tag, '-', &part);
	return part;
}

void texts_languages(const struct conf *c, struct arena *a, struct span_list *out)
{
	for (size_t i = 0; i < c->templates->count; i++)
		span_list_add(a, out, c->templates->items[i].tag);
}

bool conf_has_language(const struct conf *c, struct span language)
{
	return language_find(c->templates, language) || language_find(c->templates, primary(language));
}

const struct template *conf_template(const struct conf *c, const char *name, struct span language, struct span *used)
{
	struct span wanted[] = {language, primary(language), c->language, primary(c->language), SPAN("en")};
	int kind = kind_find(span_of(name));
	for (size_t i = 0; kind >= 0 && i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		const struct language *l = language_find(c->templates, wanted[i]);
		if (l && l->by_kind[kind]) {
			*used = l->tag;
			return l->by_kind[kind];
		}
	}
	return NULL;
}

/* ---- canned answers ---- */

static void load_canned_text(void *ctx, const char *path, struct span file)
{
	struct loading *l = ctx;
	struct conf *c = l->conf;
	struct span name = text_name(file), bytes;
	if (!name.len || read_file(path, &c->arena, &bytes, l->errors))
		return;
	if (conf_canned(c, name)) {
		report_error(l->errors, path, 0, "canned answer `%.*s` is there already", SPAN_ARG(name));
		return;
	}
	struct canned_conf *all = ARENA_ARRAY(&c->arena, struct canned_conf, c->canned_count + 1);
	if (c->canned_count)
		memcpy(all, c->canned, c->canned_count * sizeof(*all));
	all[c->canned_count++] = (struct canned_conf){name, utf8_clean(&c->arena, span_rtrim(bytes))};
	c->canned = all;
}

void texts_load_canned(struct conf *c, struct conf_errors *errors)
{
	struct loading l = {c, NULL, errors, NULL};
	if (c->canned_path)
		for_each_entry(c->canned_path, &c->arena, errors, load_canned_text, &l);
}
