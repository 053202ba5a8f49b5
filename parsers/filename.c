#include "parsers/filename.h"

#include "parsers/base/utf8.h"

#include <string.h>

static const struct {
	const char *type, *name;
} defaults[] = {{"text/plain", "attachment.txt"},
		{"text/html", "attachment.html"},
		{"text/calendar", "invite.ics"},
		{"text/rfc822-headers", "headers.txt"},
		{"message/rfc822-headers", "headers.txt"},
		{"message/rfc822", "message.eml"},
		{"message/delivery-status", "delivery-status.txt"},
		{"image/png", "image.png"},
		{"image/jpeg", "image.jpg"},
		{"image/gif", "image.gif"},
		{"application/pdf", "attachment.pdf"},
		{"application/zip", "attachment.zip"},
		{"application/pgp-signature", "signature.asc"},
		{"application/ms-tnef", "winmail.dat"}};

static struct span default_name(struct span type)
{
	for (size_t i = 0; i < sizeof(defaults) / sizeof(*defaults); i++)
		if (span_eq(type, span_of(defaults[i].type)))
			return span_of(defaults[i].name);
	return SPAN("attachment.bin");
}

static struct span last_component(struct span name)
{
	for (size_t i = name.len; i-- > 0;)
		if (name.ptr[i] == '/' || name.ptr[i] == '\\')
			return span_from(name, i + 1);
	return name;
}

/* Keeps the extension if it is short. */
static struct span shorten(struct arena *a, struct span name)
{
	if (name.len <= FILENAME_MAX_BYTES)
		return name;
	ptrdiff_t dot = span_rchr(name, '.');
	struct span extension = dot > 0 ? span_from(name, (size_t)dot) : SPAN_NONE;
	if (extension.len > 20)
		extension = SPAN_NONE;
	struct span stem = utf8_cut(name, FILENAME_MAX_BYTES - extension.len);
	return arena_printf(a, "%.*s%.*s", SPAN_ARG(stem), SPAN_ARG(extension));
}

static bool is_device(struct span name)
{
	static const char *const devices[] = {"con", "prn", "aux", "nul"};
	ptrdiff_t dot = span_chr(name, '.');
	struct span stem = dot < 0 ? name : span_sub(name, 0, (size_t)dot);
	for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++)
		if (span_ieq(stem, span_of(devices[i])))
			return true;
	bool port = span_istarts(stem, SPAN("com")) || span_istarts(stem, SPAN("lpt"));
	return port && stem.len == 4 && stem.ptr[3] >= '0' && stem.ptr[3] <= '9';
}

/* Length of the first character if a name may not begin with it: a dot, a blank, "~", or an invisible one, behind which
 * a dot or an extension could hide. */
static size_t start_length(struct span s)
{
	struct span rest = s;
	bool bad;
	uint32_t c = utf8_take(&rest, &bad);
	bool unseen = c == 0xAD || c == 0x34F || c == 0x61C || (c >= 0x115F && c <= 0x1160) ||
		      (c >= 0x17B4 && c <= 0x17B5) || (c >= 0x180B && c <= 0x180F) || (c >= 0x2000 && c <= 0x200F) ||
		      (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x3000 || c == 0x3164 ||
		      (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || c == 0xFFA0 || (c >= 0xFFF0 && c <= 0xFFFB) ||
		      (c >= 0xE0000 && c <= 0xE0FFF) || c == 0xA0 || c == 0x85 || c == 0x1680 || c == 0x2800;
	return unseen || c == '.' || c == ' ' || c == '~' ? s.len - rest.len : 0;
}

struct span filename_safe(struct arena *a, struct span name, struct span type)
{
	struct span line = last_component(span_trim(utf8_line(a, name)));
	char *out = arena_str(a, line);
	for (size_t i = 0; i < line.len; i++)
		if (strchr("<>:\"|?*", out[i]))
			out[i] = '_';
	struct span safe = {out, line.len};
	while (safe.len && start_length(safe))
		safe = span_from(safe, start_length(safe));
	while (safe.len && (safe.ptr[safe.len - 1] == '.' || safe.ptr[safe.len - 1] == ' '))
		safe.len--;
	if (safe.len == 0)
		return default_name(type);
	if (is_device(safe))
		safe = arena_printf(a, "_%.*s", SPAN_ARG(safe));
	return shorten(a, safe);
}
