/* fuzz_packed: packed contents and odd charsets: winmail.dat, RTF, opaque S/MIME, bytes in any charset. The first byte
 * chooses one of them. */
#include "parsers/base/pkcs7.h"
#include "parsers/charset_guess.h"
#include "parsers/charset_names.h"
#include "parsers/rtf.h"
#include "parsers/sevenbit.h"
#include "parsers/tnef.h"
#include "tests/fuzz/fuzz.h"

static void try_tnef(struct arena *a, struct span in)
{
	struct tnef *t = ARENA_NEW(a, struct tnef);
	if (!tnef_read(fuzz_charsets(), a, in, t))
		return;
	must(utf8_valid(t->text) && utf8_valid(t->html) && t->count <= TNEF_MAX_FILES);
	for (size_t i = 0; i < t->count; i++) {
		struct span bytes = t->files[i].bytes;
		must(utf8_valid(t->files[i].name));
		must(!bytes.len || (bytes.ptr >= in.ptr && bytes.ptr + bytes.len <= in.ptr + in.len));
	}
}

static void try_rtf(struct arena *a, struct span in)
{
	bool is_html;
	must(utf8_valid(rtf_text(fuzz_charsets(), a, in, &is_html)));
}

static void try_compressed(struct arena *a, struct span in)
{
	try_rtf(a, rtf_uncompress(a, in));
}

static void try_pkcs7(struct arena *a, struct span in)
{
	struct span content;
	must(!pkcs7_content(a, in, &content) || content.len <= in.len);
}

/* The first line is the charset's name. */
static void try_charset(struct arena *a, struct span in)
{
	struct span name = SPAN_NONE;
	span_cut(&in, '\n', &name);
	must(utf8_valid(charset_utf8(fuzz_charsets(), a, name, in)));
	(void)charset_names_near(name);
	(void)charset_guess_name(in);
}

static void try_sevenbit(struct arena *a, struct span in)
{
	struct span charset;
	must(sevenbit_from_jp(a, in, &charset).len <= in.len * 2 + 3);
	must(sevenbit_from_hz(a, in, &charset).len <= in.len);
	must(utf8_valid(charset_utf8(fuzz_charsets(), a, SPAN("iso-2022-jp"), in)));
	must(utf8_valid(charset_utf8(fuzz_charsets(), a, SPAN("hz"), in)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const parsers[])(struct arena *, struct span) = {try_tnef,  try_rtf,     try_compressed,
								       try_pkcs7, try_charset, try_sevenbit};
	fuzz_one(parsers, COUNT(parsers), span_make(data, size));
	return 0;
}
