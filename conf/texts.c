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

/* The owner of a file; later levels override earlier ones. */
enum level { LEVEL_SHIPPED, LEVEL_DESK, LEVEL_MAILBOX };

struct text_file {
	struct span name; /* "reply" */
	bool is_html;
	bool is_used; /* it is a mail, or a part of one */
	enum level level;
	const char *source;
	struct span bytes;
};
struct language {
	struct span tag; /* lower case */
	struct text_file_list {
		struct text_file *items;
		size_t count, cap;
	} files;
	struct template **texts, **pages; /* template_kind_count of each; NULL: not parsed, or there is none */
	struct template *layout;          /* its own, else the English one with this language's parts */
};
/* The shipped ones are tested, and most runs need few of them: those without any of an admin's own are parsed when they
 * are first used. */
struct conf_templates {
	struct language *items;
	size_t count, cap;
	struct arena arena;
	struct span_list *known; /* for each kind: the variables that it may use; filled when they are first needed */
	struct span_list layout_known;
};

/* ---- files ---- */

int texts_read_file(const char *path, struct arena *a, struct span *out, struct conf_errors *errors)
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

void texts_each_file(const char *folder, struct arena *a, struct conf_errors *errors,
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

static bool texts_is_folder(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* "reply" of "reply.txt" or "reply.html"; empty when it is neither. */
static struct span text_name(struct span file, bool *is_html)
{
	*is_html = span_ends(file, SPAN(".html"));
	if (*is_html)
		return span_sub(file, 0, file.len - 5);
	return span_ends(file, SPAN(".txt")) ? span_sub(file, 0, file.len - 4) : SPAN_NONE;
}

/* ---- which files there are ---- */

struct loading {
	struct conf *conf;
	struct conf_templates *texts;
	struct conf_errors *errors;
	struct language *language;
	struct span_list part_names; /* for suggestions */
	const char *folder;          /* of the level's files; NULL: none */
	enum level level;            /* the level being added */
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
	l->texts = ARENA_ARRAY(&t->arena, struct template *, template_kind_count);
	l->pages = ARENA_ARRAY(&t->arena, struct template *, template_kind_count);
	return l;
}

static struct text_file *file_find(const struct language *l, struct span name, bool is_html)
{
	for (size_t i = 0; l && i < l->files.count; i++)
		if (l->files.items[i].is_html == is_html && span_eq(l->files.items[i].name, name))
			return &l->files.items[i];
	return NULL;
}

/* Adds a file, replacing an earlier level's. A text also overrides the HTML of an earlier level with the same name. */
static void file_add(struct loading *l, const struct text_file *file)
{
	struct text_file *same = file_find(l->language, file->name, file->is_html);
	struct text_file *page = file->is_html ? NULL : file_find(l->language, file->name, true);
	if (page && page->level < file->level)
		page->name = SPAN_NONE;
	*(same ? same : LIST_ADD(&l->texts->arena, &l->language->files)) = *file;
}

static void find_shipped(struct loading *l)
{
	for (size_t i = 0; i < shipped_text_count; i++) {
		const struct shipped_text *text = &shipped_texts[i];
		struct text_file file = {.bytes = span_of(text->text)};
		file.source = arena_printf(&l->texts->arena, "templates/%s/%s", text->language, text->file).ptr;
		file.name = text_name(span_of(text->file), &file.is_html);
		l->language = language_make(l->texts, span_of(text->language));
		file_add(l, &file);
	}
}

static void find_own_text(void *ctx, const char *path, struct span name)
{
	struct loading *l = ctx;
	struct text_file file = {.source = path, .level = l->level};
	file.name = text_name(name, &file.is_html);
	if (file.name.len && texts_read_file(path, &l->texts->arena, &file.bytes, l->errors) == 0)
		file_add(l, &file);
}

static void find_own_language(void *ctx, const char *path, struct span name)
{
	struct loading *l = ctx;
	if (!texts_is_folder(path) || name.len > MAX_LANGUAGE)
		return;
	l->language = language_make(l->texts, name);
	texts_each_file(path, &l->texts->arena, l->errors, find_own_text, l);
}

/* ---- parsing them ---- */

static bool is_kind(struct span name)
{
	for (size_t i = 0; i < template_kind_count; i++)
		if (span_eq(span_of(template_kinds[i].name), name))
			return true;
	return false;
}

static const struct span_list *words_known(struct conf_templates *t, const char *words, struct span_list *out)
{
	struct span rest = out->count ? SPAN_NONE : span_of(words), word;
	while (span_word(&rest, &word))
		span_list_add(&t->arena, out, word);
	return out;
}

/* A part comes from the language itself, else from English; as HTML if that is allowed and exists. */
static struct text_file *part_file(const struct loading *l, struct span name, bool html)
{
	const struct language *languages[] = {l->language, language_find(l->texts, SPAN("en"))};
	for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++) {
		struct text_file *page = html ? file_find(languages[i], name, true) : NULL;
		struct text_file *text = page ? page : file_find(languages[i], name, false);
		if (text)
			return text;
	}
	return NULL;
}

static bool text_part_find(void *ctx, struct span name, bool html, struct template_part *out)
{
	struct text_file *file = is_kind(name) ? NULL : part_file(ctx, name, html);
	if (!file)
		return false;
	file->is_used = true;
	*out = (struct template_part){file->bytes, file->source, file->is_html};
	return true;
}

static void name_parts(struct loading *l)
{
	for (size_t i = 0; i < l->texts->count; i++)
		for (size_t k = 0; k < l->texts->items[i].files.count; k++)
			if (!is_kind(l->texts->items[i].files.items[k].name))
				span_list_add(&l->texts->arena, &l->part_names, l->texts->items[i].files.items[k].name);
}

static struct template *take_file(struct loading *l, struct text_file *file, enum template_form form,
				  const struct span_list *known)
{
	struct template *template = NULL;
	struct err err;
	struct template_parts parts = {text_part_find, l, &l->part_names};
	file->is_used = true;
	if (template_parse(file->bytes, file->source, form, known, &parts, &template, &err) == 0)
		return template;
	if (!l->errors)
		abort(); /* a shipped one */
	report_line(l->errors, err.text);
	return NULL;
}

/* The HTML is the kind's own, else made from the text. */
static void take_kind(struct loading *l, size_t kind)
{
	struct span name = span_of(template_kinds[kind].name);
	struct text_file *text = file_find(l->language, name, false), *page = file_find(l->language, name, true);
	const struct span_list *known = words_known(l->texts, template_kinds[kind].variables, &l->texts->known[kind]);
	if (text)
		l->language->texts[kind] = take_file(l, text, TEMPLATE_TEXT, known);
	if (page)
		l->language->pages[kind] = take_file(l, page, TEMPLATE_HTML, known);
	else if (l->language->texts[kind])
		l->language->pages[kind] = take_file(l, text, TEMPLATE_MADE, known);
}

static void take_layout(struct loading *l)
{
	struct text_file *file = file_find(l->language, SPAN("layout"), true);
	if (!file)
		file = file_find(language_find(l->texts, SPAN("en")), SPAN("layout"), true);
	if (file)
		l->language->layout =
			take_file(l, file, TEMPLATE_HTML,
				  words_known(l->texts, template_layout_variables, &l->texts->layout_known));
	if (l->language->layout && !template_uses(l->language->layout, SPAN("body")))
		report_error(l->errors, file->source, 1, "the layout has no {{body}}, where the mail's content goes");
}

static void take_language(struct loading *l, struct language *language)
{
	l->language = language;
	for (size_t k = 0; k < template_kind_count; k++)
		take_kind(l, k);
	take_layout(l);
}

/* A file that is neither a mail nor a part of one is a mistake. */
static void check_used(const struct loading *l, const struct language *language)
{
	struct span_list names = {0};
	for (size_t i = 0; i < template_kind_count; i++)
		span_list_add(&l->errors->arena, &names, span_of(template_kinds[i].name));
	for (size_t i = 0; i < language->files.count; i++) {
		const struct text_file *file = &language->files.items[i];
		if (file->level == l->level && !file->is_used)
			report_error(l->errors, file->source, 0, "no mail has this name%s",
				     report_meant(l->errors, file->name, &names));
	}
}

/* An admin's own language may be incomplete, unless it is the desk's. Not checked while there are other errors. */
static void check_complete(const struct loading *l, const struct language *language)
{
	bool desks = span_ieq(language->tag, l->conf->language);
	for (size_t k = 0; k < template_kind_count && !l->errors->errors; k++) {
		if (language->texts[k])
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

static struct conf_templates *templates_new(void)
{
	struct conf_templates *t = calloc(1, sizeof(*t));
	if (!t)
		abort();
	arena_init(&t->arena);
	t->known = ARENA_ARRAY(&t->arena, struct span_list, template_kind_count);
	return t;
}

/* Adds the level's files, and parses all of them: any may include one of the new ones. */
static void load_level(struct loading *l)
{
	texts_each_file(l->folder, &l->texts->arena, l->errors, find_own_language, l);
	name_parts(l);
	for (size_t i = 0; i < l->texts->count; i++)
		take_language(l, &l->texts->items[i]);
	for (size_t i = 0; i < l->texts->count; i++)
		check_used(l, &l->texts->items[i]);
}

/* Loads a mailbox's own templates on top of the desk's, whose bytes live as long. */
static void load_mailbox(struct conf *c, struct mailbox_conf *mailbox, struct conf_errors *errors)
{
	struct loading l = {.conf = c,
			    .texts = templates_new(),
			    .errors = errors,
			    .folder = mailbox->templates_path,
			    .level = LEVEL_MAILBOX};
	mailbox->templates = l.texts;
	for (size_t i = 0; i < c->templates->count; i++) {
		const struct language *from = &c->templates->items[i];
		l.language = language_make(l.texts, from->tag);
		for (size_t k = 0; k < from->files.count; k++)
			*LIST_ADD(&l.texts->arena, &l.language->files) = from->files.items[k];
	}
	load_level(&l);
}

void texts_load_templates(struct conf *c, struct conf_errors *errors)
{
	struct loading l = {.conf = c,
			    .texts = templates_new(),
			    .errors = errors,
			    .folder = c->templates_path,
			    .level = LEVEL_DESK};
	c->templates = l.texts;
	find_shipped(&l);
	if (l.folder)
		load_level(&l);
	for (size_t i = 0; l.folder && i < l.texts->count; i++)
		check_complete(&l, &l.texts->items[i]);
	for (size_t i = 0; i < c->mailbox_count; i++)
		if (c->mailboxes[i].templates_path)
			load_mailbox(c, &c->mailboxes[i], errors);
}

void texts_free(struct conf_templates *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < t->count; i++) {
		for (size_t k = 0; k < template_kind_count; k++) {
			template_free(t->items[i].texts[k]);
			template_free(t->items[i].pages[k]);
		}
		template_free(t->items[i].layout);
	}
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

static struct conf_templates *templates_of(const struct conf *c, const struct mailbox_conf *mailbox)
{
	return mailbox && mailbox->templates ? mailbox->templates : c->templates;
}

void texts_languages(const struct conf *c, const struct mailbox_conf *mailbox, struct arena *a, struct span_list *out)
{
	const struct conf_templates *t = templates_of(c, mailbox);
	for (size_t i = 0; i < t->count; i++)
		span_list_add(a, out, t->items[i].tag);
}

bool conf_has_language(const struct conf *c, const struct mailbox_conf *mailbox, struct span language)
{
	const struct conf_templates *t = templates_of(c, mailbox);
	return language_find(t, language) || language_find(t, primary(language));
}

struct span conf_language(const struct conf *c, struct span wished)
{
	return wished.len && conf_has_language(c, NULL, wished) ? wished : c->language;
}

static struct language *language_with(const struct conf_templates *t, const struct conf *c, struct span language,
				      size_t kind)
{
	struct span wanted[] = {language, primary(language), c->language, primary(c->language), SPAN("en")};
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct language *l = language_find(t, wanted[i]);
		if (l && (l->texts[kind] || file_find(l, span_of(template_kinds[kind].name), false)))
			return l;
	}
	return NULL;
}

static void parse_shipped(struct conf_templates *t, struct language *language, size_t kind)
{
	struct loading l = {.texts = t, .language = language};
	if (!language->texts[kind])
		take_kind(&l, kind);
	if (!language->layout)
		take_layout(&l);
}

bool conf_template(const struct conf *c, const struct mailbox_conf *mailbox, const char *name, struct span language,
		   struct conf_template *out)
{
	struct conf_templates *t = templates_of(c, mailbox);
	for (size_t kind = 0; kind < template_kind_count; kind++) {
		struct language *l = NULL;
		if (span_eq(span_of(template_kinds[kind].name), span_of(name)))
			l = language_with(t, c, language, kind);
		if (!l)
			continue;
		parse_shipped(t, l, kind);
		*out = (struct conf_template){l->texts[kind], l->pages[kind], l->layout, l->tag};
		return true;
	}
	return false;
}

/* ---- canned answers ---- */

static void load_canned_text(void *ctx, const char *path, struct span file)
{
	struct loading *l = ctx;
	struct conf *c = l->conf;
	bool is_html;
	struct span name = text_name(file, &is_html), bytes;
	if (!name.len || is_html || texts_read_file(path, &c->arena, &bytes, l->errors))
		return;
	if (conf_canned(c, name)) {
		report_error(l->errors, path, 0, "canned answer `%.*s` is defined twice", SPAN_ARG(name));
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
	struct loading l = {.conf = c, .errors = errors};
	if (c->canned_path)
		texts_each_file(c->canned_path, &c->arena, errors, load_canned_text, &l);
}
