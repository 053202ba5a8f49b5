#include "conf/checking.h"
#include "conf/conf.h"
#include "parsers/base/buf.h"
#include "parsers/base/transfer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define LOGO_MAX ((size_t)100 << 10)

/* Reads the three bytes of "#rrggbb". */
static bool colour_read(const char *colour, unsigned rgb[3])
{
	struct span s = span_of(colour);
	if (s.len != 7 || s.ptr[0] != '#')
		return false;
	for (size_t i = 0; i < 3; i++) {
		int byte = hex_byte(span_sub(s, 1 + 2 * i, 2));
		if (byte < 0)
			return false;
		rgb[i] = (unsigned)byte;
	}
	return true;
}

/* The linear value, 0 to 1, of an sRGB channel: an approximation, within a thousandth of the standard's formula. */
static double linear(unsigned channel)
{
	double c = channel / 255.0;
	return c * (c * (c * 0.305306011 + 0.682171111) + 0.012522878);
}

/* White if its contrast is at least 4.5:1 (WCAG 2.1), else black, whose contrast then is. */
static const char *text_on(const unsigned rgb[3])
{
	double light = 0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2]);
	return light <= 0.18 ? "#ffffff" : "#000000";
}

static const char *picture_type(struct span bytes)
{
	if (span_starts(bytes, SPAN("\x89PNG\r\n")))
		return "image/png";
	if (span_starts(bytes, SPAN("\xFF\xD8\xFF")))
		return "image/jpeg";
	return span_starts(bytes, SPAN("GIF8")) ? "image/gif" : NULL;
}

static void logo_read(const struct checking *c, const struct node *place)
{
	struct buf bytes;
	char block[4096];
	const char *path = c->conf->logo_path;
	FILE *f = fopen(path, "re");
	buf_init(&bytes, LOGO_MAX);
	for (size_t n; f && (n = fread(block, 1, sizeof(block), f)) > 0;)
		buf_add(&bytes, span_make(block, n));
	c->conf->logo_type = picture_type(buf_span(&bytes));
	if (!f || ferror(f))
		CHECKING_ERROR(c, place, "%s: %s", path, strerror(errno));
	else if (bytes.over)
		CHECKING_ERROR(c, place, "%s: larger than 100 kB", path);
	else if (!c->conf->logo_type)
		CHECKING_ERROR(c, place, "%s: neither PNG, JPEG nor GIF", path);
	else
		c->conf->logo = arena_dup(&c->conf->arena, buf_span(&bytes));
	if (f)
		fclose(f);
	buf_clear(&bytes);
}

void check_look(const struct checking *c)
{
	const struct node *html = checking_place(checking_place(c->root, "desk"), "html");
	unsigned rgb[3] = {0};
	if (c->conf->colour && !colour_read(c->conf->colour, rgb))
		CHECKING_ERROR(c, checking_place(html, "colour"), "`colour` is written like #1a5fb4; not `%s`",
			       c->conf->colour);
	c->conf->colour_text = text_on(rgb);
	if (c->conf->logo_path)
		logo_read(c, checking_place(html, "logo"));
}
