#include "daemon/edge/folder.h"

#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"

struct shift { /* a run of UTF-16 in base64 */
	struct buf *out;
	uint32_t bits;
	unsigned have;
	bool on;
};

static void shift_sextets(struct shift *s)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
	for (; s->have >= 6; s->have -= 6)
		buf_chr(s->out, letters[s->bits >> (s->have - 6) & 63]);
}

static void shift_unit(struct shift *s, uint32_t unit)
{
	if (!s->on)
		buf_chr(s->out, '&');
	s->on = true;
	s->bits = s->bits << 16 | unit;
	s->have += 16;
	shift_sextets(s);
}

static void shift_char(struct shift *s, uint32_t c)
{
	if (c >= 0x10000)
		shift_unit(s, 0xD800 | (c - 0x10000) >> 10);
	shift_unit(s, c >= 0x10000 ? 0xDC00 | (c & 0x3FF) : c);
}

static void shift_end(struct shift *s)
{
	if (s->on && s->have) {
		s->bits <<= 6 - s->have;
		s->have = 6;
		shift_sextets(s);
	}
	if (s->on)
		buf_chr(s->out, '-');
	s->on = false;
}

const char *folder_encode(struct arena *a, struct span name)
{
	struct buf out;
	buf_init(&out, BUF_MAX);
	struct shift shift = {.out = &out};
	while (name.len) {
		bool bad;
		uint32_t c = utf8_take(&name, &bad);
		if (c > '~') {
			shift_char(&shift, c);
		} else if (c >= ' ') {
			shift_end(&shift);
			buf_str(&out, c == '&' ? "&-" : (char[]){(char)c, '\0'});
		}
	}
	shift_end(&shift);
	const char *encoded = arena_str(a, buf_span(&out));
	buf_clear(&out);
	return encoded;
}
