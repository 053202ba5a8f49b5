/* fuzz_smtp: two mails to an SMTP server that plays these bytes. */
#include "daemon/edge/smtp.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/peer.h"

static void try_send(struct smtp *s)
{
	struct delivery_result result = {0};
	smtp_send(s, SPAN("support@acme.test"), SPAN("jo@example.org"), SPAN("Subject: x\r\n\r\n.dot\r\n"), SPAN("id"),
		  &result);
	must(result.outcome == DELIVERY_SENT || result.err.text[0]);
	must(is_line(span_of(result.err.text)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct smtp_conf conf = {.server.timeout = 1};
	struct smtp *s;
	struct err err;
	peer_says(span_make(data, size));
	if (smtp_open(&conf, &s, &err))
		return 0;
	try_send(s);
	if (smtp_alive(s))
		try_send(s);
	smtp_close(s);
	return 0;
}
