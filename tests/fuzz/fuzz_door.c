/* fuzz_door: a whole mail through mail_parse, as in the reader's child, including libetpan's MIME parser. */
#include "parsers/mail.h"
#include "parsers/mailcode.h"
#include "tests/fuzz/fuzz.h"

static void check(const struct mail *m, struct span raw)
{
	must(utf8_valid(m->text) && utf8_valid(m->folded) && utf8_valid(m->command_text));
	must(is_line(m->subject.text) && is_line(m->sender.addr) && is_line(m->sender.name));
	for (size_t i = 0; i < m->attachments.count; i++) {
		const struct attachment *at = &m->attachments.items[i];
		must(is_line(at->name) && at->name.len && span_chr(at->name, '/') < 0);
		must(at->offset <= raw.len && at->length <= raw.len - at->offset);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span raw = span_make(data, size);
	struct arena a;
	struct mail mail, again;
	struct buf packed;
	struct err err;
	arena_init(&a);
	buf_init(&packed, MAILCODE_MAX);
	if (mail_parse(fuzz_charsets(), &a, raw, &mail, &err) == 0) {
		check(&mail, raw);
		mailcode_pack(&a, &mail, &packed);
		must(packed.over || mailcode_unpack(&a, buf_span(&packed), raw.len, &again, &err) == 0);
	}
	buf_clear(&packed);
	arena_clear(&a);
	return 0;
}
