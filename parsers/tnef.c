/* We do not use libytnef 2.0, which rejects a whole winmail.dat for a subject of more than 100 bytes, a text of more
 * than 100,000, an empty field or a wrong checksum, leaks repeated attributes, and does not convert RTF to text. */
#include "parsers/tnef.h"

#include "parsers/base/utf8.h"
#include "parsers/rtf.h"

#include <string.h>

#define SIGNATURE 0x223E9F78u
#define MAX_PROPERTIES 5000
#define NAMED 0x8000u /* properties from here on are named ones */
#define MANY 0x1000u  /* flag of a type: several values */

enum attribute {
	ATTRIBUTE_BODY = 0x0002800C,
	ATTRIBUTE_CODEPAGE = 0x00069007,
	ATTRIBUTE_PROPERTIES = 0x00069003,
	ATTRIBUTE_FILE = 0x00069002, /* begins the next file */
	ATTRIBUTE_FILE_TITLE = 0x00018010,
	ATTRIBUTE_FILE_DATA = 0x0006800F,
	ATTRIBUTE_FILE_PROPERTIES = 0x00069005,
};

enum property {
	PROPERTY_BODY = 0x1000,
	PROPERTY_RTF = 0x1009,
	PROPERTY_HTML = 0x1013,
	PROPERTY_FILE_NAME = 0x3704,
	PROPERTY_FILE_LONG_NAME = 0x3707,
	PROPERTY_FILE_TYPE = 0x370E,
	PROPERTY_CODEPAGE = 0x3FDE,
};

enum value { VALUE_STRING = 0x1E, VALUE_WIDE = 0x1F, VALUE_BINARY = 0x102, VALUE_OBJECT = 0x0D };

struct reader {
	struct charsets *charsets;
	struct arena *arena;
	struct span charset, html_charset;
	struct span body, html, rtf; /* as found */
	struct tnef *out;
};

/* Takes a little-endian number from the front; bytes beyond the end are 0. */
static uint32_t tnef_number_take(struct span *s, size_t bytes)
{
	uint32_t number = 0;
	for (size_t i = 0; i < bytes && i < s->len; i++)
		number |= (uint32_t)(unsigned char)s->ptr[i] << (8 * i);
	*s = span_from(*s, bytes);
	return number;
}

static struct span bytes_take(struct span *s, size_t count)
{
	struct span taken = span_sub(*s, 0, count);
	*s = span_from(*s, count);
	return taken;
}

static size_t padded(size_t length)
{
	return (length + 3) & ~(size_t)3;
}

static struct span codepage(struct arena *a, uint32_t number)
{
	return number == 65001 || number == 0 ? SPAN("utf-8") : arena_printf(a, "cp%u", number);
}

/* The text up to the first NUL. */
static struct span string_of(struct reader *r, struct span bytes, struct span charset)
{
	ptrdiff_t end = span_chr(bytes, '\0');
	return charset_utf8(r->charsets, r->arena, charset, end < 0 ? bytes : span_sub(bytes, 0, (size_t)end));
}

static struct span value_text(struct reader *r, uint32_t type, struct span bytes, struct span charset)
{
	if (type != VALUE_WIDE)
		return string_of(r, bytes, charset);
	struct span text = charset_utf8(r->charsets, r->arena, SPAN("utf-16le"), bytes);
	ptrdiff_t end = span_chr(text, '\0');
	return end < 0 ? text : span_sub(text, 0, (size_t)end);
}

static struct tnef_file *file_now(struct reader *r)
{
	return r->out->count ? &r->out->files[r->out->count - 1] : NULL;
}

static void file_property(struct reader *r, uint32_t id, uint32_t type, struct span value)
{
	struct tnef_file *file = file_now(r);
	if (!file)
		return;
	if (id == PROPERTY_FILE_LONG_NAME || (id == PROPERTY_FILE_NAME && file->name.len == 0))
		file->name = value_text(r, type, value, r->charset);
	else if (id == PROPERTY_FILE_TYPE)
		file->type = arena_lower(r->arena, value_text(r, type, value, r->charset));
}

/* A property counts only if its type fits: a number is never text. */
static void message_property(struct reader *r, uint32_t id, uint32_t type, struct span value)
{
	struct span rest = value;
	bool is_number = type == 0x03;
	if (id == PROPERTY_CODEPAGE && is_number)
		r->html_charset = codepage(r->arena, tnef_number_take(&rest, 4));
	else if (is_number)
		return;
	else if (id == PROPERTY_BODY)
		r->body = value_text(r, type, value, r->charset);
	else if (id == PROPERTY_HTML)
		r->html = type == VALUE_WIDE ? value_text(r, type, value, SPAN_NONE) : value;
	else if (id == PROPERTY_RTF)
		r->rtf = value;
}

/* Size of a value of fixed length, padding included; 0 if its length precedes it. */
static size_t value_size(uint32_t type)
{
	switch (type) {
	case VALUE_STRING:
	case VALUE_WIDE:
	case VALUE_BINARY:
	case VALUE_OBJECT:
		return 0;
	case 0x05: /* double, currency, application time, 64 bits, file time */
	case 0x06:
	case 0x07:
	case 0x14:
	case 0x40:
		return 8;
	case 0x48: /* GUID */
		return 16;
	default:
		return 4;
	}
}

/* Skips a named property's name, which is not used. */
static void name_skip(struct span *s)
{
	bytes_take(s, 16);
	if (tnef_number_take(s, 4) == 0)
		tnef_number_take(s, 4);
	else
		bytes_take(s, padded(tnef_number_take(s, 4)));
}

static void properties_read(struct reader *r, struct span s,
			    void (*found)(struct reader *, uint32_t, uint32_t, struct span))
{
	uint32_t count = tnef_number_take(&s, 4);
	for (uint32_t i = 0; i < count && i < MAX_PROPERTIES && s.len; i++) {
		uint32_t type = tnef_number_take(&s, 2), id = tnef_number_take(&s, 2);
		if (id >= NAMED)
			name_skip(&s);
		size_t size = value_size(type & ~MANY);
		uint32_t values = (type & MANY) || size == 0 ? tnef_number_take(&s, 4) : 1;
		for (uint32_t k = 0; k < values && s.len; k++) {
			size_t len = size ? size : tnef_number_take(&s, 4);
			struct span value = span_sub(s, 0, len);
			bytes_take(&s, padded(len));
			if (k == 0)
				found(r, id, type & ~MANY, value);
		}
	}
}

static void attribute_read(struct reader *r, uint32_t id, struct span data)
{
	struct tnef_file *file = file_now(r);
	struct span rest = data;
	if (id == ATTRIBUTE_FILE && r->out->count < TNEF_MAX_FILES)
		r->out->files[r->out->count++] = (struct tnef_file){.name = SPAN_NONE};
	else if (id == ATTRIBUTE_BODY)
		r->body = string_of(r, data, r->charset);
	else if (id == ATTRIBUTE_CODEPAGE)
		r->charset = codepage(r->arena, tnef_number_take(&rest, 4));
	else if (id == ATTRIBUTE_PROPERTIES)
		properties_read(r, data, message_property);
	else if (id == ATTRIBUTE_FILE_PROPERTIES)
		properties_read(r, data, file_property);
	else if (id == ATTRIBUTE_FILE_TITLE && file && file->name.len == 0)
		file->name = string_of(r, data, r->charset);
	else if (id == ATTRIBUTE_FILE_DATA && file)
		file->bytes = data;
}

/* Plain text, else HTML, else either of them from the RTF. */
static void text_choose(struct reader *r)
{
	bool is_html = false;
	r->out->text = r->body;
	if (span_trim(r->body).len)
		return;
	if (r->html.len) {
		r->out->html = charset_utf8(r->charsets, r->arena, r->html_charset, r->html);
		return;
	}
	struct span text = rtf_text(r->charsets, r->arena, rtf_uncompress(r->arena, r->rtf), &is_html);
	*(is_html ? &r->out->html : &r->out->text) = text;
}

bool tnef_read(struct charsets *c, struct arena *a, struct span bytes, struct tnef *out)
{
	struct reader r = {
		.charsets = c, .arena = a, .charset = SPAN("cp1252"), .html_charset = SPAN("utf-8"), .out = out};
	memset(out, 0, sizeof(*out));
	if (tnef_number_take(&bytes, 4) != SIGNATURE)
		return false;
	tnef_number_take(&bytes, 2); /* the key */
	while (bytes.len > 9) {
		tnef_number_take(&bytes, 1); /* level: message or file */
		uint32_t id = tnef_number_take(&bytes, 4);
		size_t len = tnef_number_take(&bytes, 4);
		attribute_read(&r, id, bytes_take(&bytes, len));
		tnef_number_take(&bytes, 2); /* the checksum */
	}
	text_choose(&r);
	return true;
}
