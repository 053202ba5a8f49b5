#include "parsers/archive.h"

#include "parsers/base/utf8.h"

#define TAR_BLOCK ((size_t)512)
#define TAR_NAME ((size_t)100)
#define TAR_PREFIX_AT ((size_t)345)
#define TAR_PREFIX ((size_t)155)
#define ZIP_END ((size_t)22)
#define ZIP_COMMENT ((size_t)65535)
#define ZIP_ENTRY ((size_t)46)

static void entry_name_add(struct arena *a, struct span_list *out, struct span name)
{
	if (!name.len || out->count >= ARCHIVE_NAMES)
		return;
	name = span_sub(name, 0, ARCHIVE_NAME);
	char *clean = arena_str(a, utf8_clean(a, name));
	for (char *p = clean; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	span_list_add(a, out, span_sub(span_of(clean), 0, ARCHIVE_NAME + 100));
}

/* --- zip: the central directory at the end, and the entries themselves --- */

static uint32_t little(struct span s, size_t at, size_t bytes)
{
	uint32_t n = 0;
	for (size_t i = bytes; i > 0; i--)
		n = n << 8 | (at + i - 1 < s.len ? (unsigned char)s.ptr[at + i - 1] : 0);
	return n;
}

/* Offset of the end record, which a comment may follow; -1 if there is none. */
static ptrdiff_t zip_end(struct span file)
{
	if (file.len < ZIP_END)
		return -1;
	size_t last = file.len - ZIP_END, first = last > ZIP_COMMENT ? last - ZIP_COMMENT : 0;
	for (size_t at = last + 1; at > first; at--)
		if (span_starts(span_from(file, at - 1), SPAN("PK\5\6")))
			return (ptrdiff_t)(at - 1);
	return -1;
}

static bool zip_directory(struct arena *a, struct span file, struct span_list *out)
{
	ptrdiff_t end = zip_end(file);
	if (end < 0)
		return false;
	size_t at = little(file, (size_t)end + 16, 4), count = little(file, (size_t)end + 10, 2);
	for (size_t i = 0; i < count && out->count < ARCHIVE_NAMES; i++) {
		if (at > file.len || !span_starts(span_from(file, at), SPAN("PK\1\2")))
			return i > 0;
		size_t name = little(file, at + 28, 2);
		entry_name_add(a, out, span_sub(file, at + ZIP_ENTRY, name));
		at += ZIP_ENTRY + name + little(file, at + 30, 2) + little(file, at + 32, 2);
	}
	return true;
}

/* The directory may hide what is there, so the names in the entries' own headers are added. */
static void zip_entries(struct arena *a, struct span file, struct span_list *out)
{
	for (size_t at = 0; out->count < ARCHIVE_NAMES;) {
		ptrdiff_t next = span_find(span_from(file, at), SPAN("PK\3\4"));
		if (next < 0)
			return;
		at += (size_t)next;
		struct span name = span_sub(file, at + 30, little(file, at + 26, 2));
		if (!span_in(out, name))
			entry_name_add(a, out, name);
		at += 30;
	}
}

/* --- tar --- */

static struct span archive_field(struct span block, size_t at, size_t size)
{
	struct span s = span_sub(block, at, size);
	ptrdiff_t end = span_chr(s, '\0');
	return end < 0 ? s : span_sub(s, 0, (size_t)end);
}

static bool is_tar(struct span file)
{
	return file.len >= TAR_BLOCK && span_eq(span_sub(file, 257, 5), SPAN("ustar"));
}

static size_t octal(struct span s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.len && n < (size_t)1 << 40; i++)
		if (s.ptr[i] >= '0' && s.ptr[i] <= '7')
			n = n * 8 + (size_t)(s.ptr[i] - '0');
	return n;
}

static void tar_names(struct arena *a, struct span file, struct span_list *out)
{
	while (file.len >= TAR_BLOCK && out->count < ARCHIVE_NAMES && file.ptr[0]) {
		struct span prefix = archive_field(file, TAR_PREFIX_AT, TAR_PREFIX),
			    name = archive_field(file, 0, TAR_NAME);
		size_t size = octal(archive_field(file, 124, 12));
		entry_name_add(a, out,
			       prefix.len ? arena_printf(a, "%.*s/%.*s", SPAN_ARG(prefix), SPAN_ARG(name)) : name);
		if (size > file.len)
			return;
		file = span_from(file, TAR_BLOCK + (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK);
	}
}

void archive_names(struct arena *a, struct span file, struct span_list *out)
{
	*out = (struct span_list){0};
	if (is_tar(file)) {
		tar_names(a, file, out);
		return;
	}
	if (!span_starts(file, SPAN("PK")))
		return;
	zip_directory(a, file, out);
	zip_entries(a, file, out);
}
