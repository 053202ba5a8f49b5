/* fuzz_answer: an IMAP server's bytes: checked as before they reach libetpan, in one piece and in many; then a whole
 * session with a server that plays them. */
#include "daemon/edge/answer.h"
#include "daemon/edge/imap.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/peer.h"

#define LITERAL_MAX 4096
#define MAILS 8

/* libetpan leaks parts of an answer that it can't parse; the daemon closes the connection then. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libetpan\n";
}

static void feed(struct span bytes)
{
	struct answer whole = {0}, pieces = {0};
	answer_begin(&whole, ANSWER_SEARCH | ANSWER_LIST | ANSWER_BODIES, LITERAL_MAX);
	answer_begin(&pieces, ANSWER_SEARCH | ANSWER_LIST | ANSWER_BODIES, LITERAL_MAX);
	bool good = answer_feed(&whole, bytes), same = true;
	for (size_t i = 0; same && i < bytes.len; i++)
		same = answer_feed(&pieces, span_sub(bytes, i, 1));
	must(good == same);
	must(!good || (whole.exists == pieces.exists && whole.skip == pieces.skip));
}

static int got(void *ctx, uint64_t uid, struct span raw, struct err *err)
{
	(void)ctx, (void)uid, (void)err;
	must(raw.len <= LITERAL_MAX);
	return 0;
}

static void talk(struct imap *i, struct arena *a)
{
	struct imap_item_list list = {0};
	struct span header;
	struct err err;
	bool news;
	uint64_t uid = 1;
	if (imap_list(i, 0, MAILS, a, &list, &err))
		return;
	must(list.count <= MAILS);
	if (imap_fetch(i, list.items, list.count, LITERAL_MAX, got, NULL, &err))
		return;
	if (imap_fetch_headers(i, uid, a, &header, &err) && err.kind != ERR_NOTFOUND)
		return;
	if (imap_done(i, &uid, 1, &err) == 0)
		(void)imap_wait(i, 1, -1, &news, &err);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct mailbox_conf mailbox = {
		.folder = "INBOX", .move_to = "Done", .idle = true, .poll = 1, .imap.timeout = 1};
	struct span bytes = span_make(data, size);
	struct arena a;
	struct imap *i;
	struct err err;
	feed(bytes);
	arena_init(&a);
	peer_says(bytes);
	if (imap_open(&mailbox, &i, &err) == 0) {
		talk(i, &a);
		imap_close(i);
	}
	arena_clear(&a);
	return 0;
}
