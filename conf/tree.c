#include "conf/tree.h"

#include "conf/syntax.h"
#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <libconfig.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct reading {
	struct arena *arena;
	struct conf_errors *errors;
	const char *folder;
	const char *file;
};

const char *node_type_name(enum node_type type)
{
	static const char *const names[] = {
		[NODE_GROUP] = "a group { … }",   [NODE_LIST] = "a list",         [NODE_TEXT] = "a text in quotes",
		[NODE_NUMBER] = "a whole number", [NODE_FRACTION] = "a fraction", [NODE_BOOL] = "true or false",
	};
	return names[type];
}

static struct node *member(struct node *group, struct span name)
{
	for (size_t i = 0; i < group->items.count; i++)
		if (name.len && span_eq(group->items.items[i].name, name))
			return &group->items.items[i];
	return NULL;
}

const struct node *node_get(const struct node *group, const char *name)
{
	return group && group->type == NODE_GROUP ? member((struct node *)group, span_of(name)) : NULL;
}

const struct node *node_item(const struct node *list, size_t i)
{
	return list && list->type == NODE_LIST && i < list->items.count ? &list->items.items[i] : NULL;
}

/* ---- from libconfig ---- */

static enum node_type type_of(const config_setting_t *setting)
{
	switch (config_setting_type(setting)) {
	case CONFIG_TYPE_GROUP:
		return NODE_GROUP;
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return NODE_NUMBER;
	case CONFIG_TYPE_FLOAT:
		return NODE_FRACTION;
	case CONFIG_TYPE_BOOL:
		return NODE_BOOL;
	case CONFIG_TYPE_STRING:
		return NODE_TEXT;
	default:
		return NODE_LIST;
	}
}

/* libconfig reports included files by the name used in the including file. */
static const char *file_name(const struct reading *r, const char *file)
{
	if (!file)
		return r->file;
	return file[0] == '/' ? arena_str(r->arena, span_of(file))
			      : arena_printf(r->arena, "%s/%s", r->folder, file).ptr;
}

static void convert(const struct reading *r, config_setting_t *setting, unsigned depth, struct node *out)
{
	const char *name = config_setting_name(setting);
	*out = (struct node){.type = type_of(setting), .line = config_setting_source_line(setting)};
	out->name = arena_dup(r->arena, span_of(name));
	out->file = file_name(r, setting->file);
	if (out->type == NODE_TEXT)
		out->text = arena_dup(r->arena, span_of(config_setting_get_string(setting)));
	if (out->type == NODE_NUMBER)
		out->number = config_setting_get_int64(setting);
	if (out->type == NODE_BOOL)
		out->number = config_setting_get_bool(setting);
	if (!config_setting_is_aggregate(setting))
		return;
	if (depth >= TREE_MAX_DEPTH) {
		report_error(r->errors, out->file, out->line, "groups are nested too deeply");
		return;
	}
	for (int i = 0; i < config_setting_length(setting); i++)
		convert(r, config_setting_get_elem(setting, (unsigned)i), depth + 1, LIST_ADD(r->arena, &out->items));
}

/* libconfig silently truncates a number beyond 32 bits without an L suffix, so the text is searched for them. */
static void number_check(const struct reading *r, struct span word, unsigned line)
{
	uint64_t value;
	if (span_u64(word, &value) ? value > INT32_MAX : word.len > 9)
		report_error(r->errors, r->file, line, "the number %.*s needs an L after it: %.*sL", SPAN_ARG(word),
			     SPAN_ARG(word));
}

/* The length of a string or comment at the front of `rest`, 0 if there is none. */
static size_t skip_length(struct span rest)
{
	static const struct {
		struct span open, close;
	} kinds[] = {{{"#", 1}, {"\n", 1}}, {{"//", 2}, {"\n", 1}}, {{"/*", 2}, {"*/", 2}}};
	if (rest.ptr[0] == '"') {
		size_t i = 1;
		while (i < rest.len && rest.ptr[i] != '"')
			i += rest.ptr[i] == '\\' ? 2 : 1;
		return i < rest.len ? i + 1 : rest.len;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (span_starts(rest, kinds[i].open)) {
			ptrdiff_t end = span_find(rest, kinds[i].close);
			return end < 0 ? rest.len : (size_t)end + kinds[i].close.len;
		}
	return 0;
}

static bool is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_';
}

static void check_numbers(const struct reading *r, struct span bytes)
{
	unsigned line = 1;
	for (size_t i = 0; i < bytes.len;) {
		size_t len = skip_length(span_from(bytes, i));
		if (len == 0) {
			while (i + len < bytes.len && is_word(bytes.ptr[i + len]))
				len++;
			struct span word = span_sub(bytes, i, len);
			if (len && strspn(arena_str(r->arena, word), "0123456789") == len)
				number_check(r, word, line);
		}
		for (size_t end = i + (len ? len : 1); i < end; i++)
			line += bytes.ptr[i] == '\n';
	}
}

static int read_bytes(const struct reading *r, struct buf *out)
{
	FILE *f = fopen(r->file, "re");
	struct stat st;
	int result = -1;
	if (!f || fstat(fileno(f), &st) || (S_ISDIR(st.st_mode) && (errno = EISDIR)))
		goto out;
	char block[4096];
	for (size_t n; (n = fread(block, 1, sizeof(block), f)) > 0;)
		buf_add(out, span_make(block, n));
	if (ferror(f) || out->over)
		goto out;
	result = 0;
out:
	if (result)
		report_error(r->errors, r->file, 0, "%s", out->over ? "too large" : strerror(errno));
	if (f)
		fclose(f);
	return result;
}

static bool check_bytes(const struct reading *r, struct span bytes)
{
	if (utf8_valid(bytes) && span_chr(bytes, '\0') < 0)
		return true;
	unsigned line = 1;
	bool bad = false;
	while (bytes.len && !bad) {
		if (bytes.ptr[0] == '\0')
			break;
		line += bytes.ptr[0] == '\n';
		utf8_take(&bytes, &bad);
	}
	report_error(r->errors, r->file, line, "this is not UTF-8 text");
	return false;
}

/* Explains libconfig's "syntax error"; where that is not possible, gives libconfig's message. */
static void explain(const struct reading *r, const config_t *config, struct span bytes)
{
	const char *file = file_name(r, config_error_file(config)), *text = config_error_text(config);
	unsigned line = (unsigned)config_error_line(config);
	struct buf included;
	buf_init(&included, TREE_MAX_FILE);
	if (strcmp(file, r->file) != 0) {
		struct reading other = *r;
		other.file = file;
		read_bytes(&other, &included);
		bytes = buf_span(&included);
	}
	if (strcmp(text, "syntax error") == 0 || strcmp(text, "duplicate setting name") == 0)
		syntax_explain(r->arena, bytes, &line, &text);
	report_error(r->errors, file, line, "%s", text);
	buf_clear(&included);
}

/* Reads one file. A line end is added at the end: libconfig takes a comment without one for an error. Settings and
 * errors without a file name are from this file, others from one that it includes. */
static int conf_file_read(const struct reading *r, struct node *out)
{
	struct buf bytes;
	config_t config;
	int result = -1;
	buf_init(&bytes, TREE_MAX_FILE);
	config_init(&config);
	config_set_include_dir(&config, r->folder);
	if (read_bytes(r, &bytes) || !check_bytes(r, buf_span(&bytes)))
		goto out;
	check_numbers(r, buf_span(&bytes));
	buf_chr(&bytes, '\n');
	if (!config_read_string(&config, bytes.ptr)) {
		explain(r, &config, buf_span(&bytes));
		goto out;
	}
	convert(r, config_root_setting(&config), 0, out);
	out->file = r->file;
	result = 0;
out:
	config_destroy(&config);
	buf_clear(&bytes);
	return result;
}

/* ---- a folder ---- */

/* Merges the settings of `from` into `into`, which is of the same type. */
static void merge(const struct reading *r, struct node *into, const struct node *from)
{
	for (size_t i = 0; i < from->items.count; i++) {
		const struct node *item = &from->items.items[i];
		struct node *old = member(into, item->name);
		if (!old)
			*LIST_ADD(r->arena, &into->items) = *item;
		else if (old->type == item->type && (old->type == NODE_GROUP || old->type == NODE_LIST))
			merge(r, old, item);
		else
			report_error(r->errors, item->file, item->line, "`%.*s` is already set in %s:%u",
				     SPAN_ARG(item->name), old->file, old->line);
	}
}

static int is_conf(const struct dirent *entry)
{
	struct span name = span_of(entry->d_name);
	return name.ptr[0] != '.' && span_ends(name, SPAN(".conf"));
}

static int read_folder(struct reading *r, struct node *root)
{
	struct dirent **entries = NULL;
	int count = scandir(r->folder, &entries, is_conf, alphasort), files = 0;
	if (count < 0)
		report_error(r->errors, r->folder, 0, "%s", strerror(errno));
	if (count == 0)
		report_error(r->errors, r->folder, 0, "there is no *.conf file in this folder");
	for (int i = 0; i < count; i++) {
		struct node one = {0};
		r->file = arena_printf(r->arena, "%s/%s", r->folder, entries[i]->d_name).ptr;
		if (i < TREE_MAX_FILES && conf_file_read(r, &one) == 0) {
			root->file = files++ ? root->file : r->file;
			merge(r, root, &one);
		}
		free(entries[i]);
	}
	free(entries);
	return files ? 0 : -1;
}

static const char *folder_of(struct arena *a, const char *path)
{
	ptrdiff_t slash = span_rchr(span_of(path), '/');
	if (slash < 0)
		return ".";
	return slash == 0 ? "/" : arena_str(a, span_sub(span_of(path), 0, (size_t)slash));
}

/* The processes' file rules name whole paths. */
static const char *absolute(struct arena *a, const char *folder)
{
	char real[PATH_MAX];
	return folder[0] != '/' && realpath(folder, real) ? arena_printf(a, "%s", real).ptr : folder;
}

int tree_read(const char *path, struct arena *a, struct conf_errors *errors, struct node *root, const char **folder,
	      bool *missing)
{
	struct reading r = {a, errors, NULL, arena_str(a, span_of(path))};
	struct stat st;
	*missing = false;
	*root = (struct node){.type = NODE_GROUP, .file = r.file};
	if (stat(path, &st)) {
		*missing = errno == ENOENT || errno == ENOTDIR;
		report_error(errors, path, 0, "%s", strerror(errno));
		return -1;
	}
	r.folder = S_ISDIR(st.st_mode) ? r.file : folder_of(a, path);
	*folder = absolute(a, r.folder);
	return S_ISDIR(st.st_mode) ? read_folder(&r, root) : conf_file_read(&r, root);
}
