/* fuzz_mbox: a file that may contain several mails: they come in order, each lies within the file, and the loop
 * ends. */
#include "daemon/cli/mbox.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span bytes = span_make(data, size), rest = bytes, mail;
	const char *last = bytes.ptr;
	(void)mbox_is(bytes);
	struct span bare = mbox_without_from(bytes);
	must(bare.len <= bytes.len);
	for (size_t left = rest.len + 1; mbox_next(&rest, &mail); left = rest.len) {
		must(rest.len < left);
		must(!mail.len || (mail.ptr >= last && mail.ptr + mail.len <= bytes.ptr + bytes.len));
		last = mail.len ? mail.ptr + mail.len : last;
	}
	return 0;
}
