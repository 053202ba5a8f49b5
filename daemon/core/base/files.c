#include "daemon/core/base/files.h"

#include <fnmatch.h>

static bool name_fits(struct arena *a, struct span pattern, struct span text)
{
	return fnmatch(arena_str(a, pattern), arena_str(a, text), FNM_CASEFOLD) == 0;
}

static struct span base_name(struct span name)
{
	ptrdiff_t slash = span_rchr(name, '/'), back = span_rchr(name, '\\');
	slash = back > slash ? back : slash;
	return slash < 0 ? name : span_from(name, (size_t)slash + 1);
}

/* What matches the pattern: the name, the type, or a name inside; empty: nothing. */
static struct span what_fits(struct arena *a, struct span pattern, const struct attachment *file)
{
	if (name_fits(a, pattern, file->name) || name_fits(a, pattern, file->type))
		return file->name;
	for (size_t i = 0; i < file->inside.count; i++)
		if (name_fits(a, pattern, base_name(file->inside.items[i])))
			return file->inside.items[i];
	return SPAN_NONE;
}

static bool any_fits(const struct span_list *patterns, struct arena *a, const struct attachment *file, struct span *why)
{
	for (size_t i = 0; i < patterns->count; i++) {
		struct span what = what_fits(a, patterns->items[i], file);
		if (!what.len)
			continue;
		*why = span_eq(what, file->name)
			       ? patterns->items[i]
			       : arena_printf(a, "%.*s in it: %.*s", SPAN_ARG(patterns->items[i]), SPAN_ARG(what));
		return true;
	}
	return false;
}

const struct attachment *files_refused(const struct conf *conf, const struct mail *mail, struct arena *a,
				       struct span *why)
{
	for (size_t i = 0; i < mail->attachments.count; i++)
		if (any_fits(&conf->refused, a, &mail->attachments.items[i], why))
			return &mail->attachments.items[i];
	return NULL;
}

void files_strip(const struct conf *conf, struct arena *a, struct attachment_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct attachment *file = &list->items[i];
		struct span why;
		if (!file->aside.len &&
		    (any_fits(&conf->stripped, a, file, &why) || any_fits(&conf->refused, a, file, &why)))
			file->aside = why;
	}
}

struct span files_aside(const struct attachment_list *list, struct arena *a)
{
	struct span_list names = {0};
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].aside.len)
			span_list_add(a, &names,
				      arena_printf(a, "%.*s (%.*s)", SPAN_ARG(list->items[i].name),
						   SPAN_ARG(list->items[i].aside)));
	return names.count ? span_list_join(a, &names) : SPAN_NONE;
}
