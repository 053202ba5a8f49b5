#include "daemon/cli/entrance.h"

#include <string.h>

#define HEAD_BYTES ((size_t)64 << 10)
#define AROUND_ADDRESS " \t\r<>,;:\"()[]"

static bool names_recipients(struct span line)
{
	static const char *const names[] = {
		"Delivered-To:", "X-Original-To:", "Envelope-To:", "X-Envelope-To:", "To:", "Cc:"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (span_istarts(line, span_of(names[i])))
			return true;
	}
	return false;
}

/* The mailbox of the first address in the line that has one. */
static const struct mailbox_conf *named(const struct conf *conf, struct span line)
{
	const struct mailbox_conf *found = NULL;
	while (!found && line.len > 0) {
		size_t n = 0;
		while (n < line.len && !strchr(AROUND_ADDRESS, line.ptr[n]))
			n++;
		found = conf_mailbox_addressed(conf, span_sub(line, 0, n));
		line = span_from(line, n + 1);
	}
	return found;
}

const struct mailbox_conf *entrance_any(const struct conf *conf)
{
	static const struct mailbox_conf none = {0}; /* for a desk that gets mail only by `ingest` */
	return conf->mailbox_count ? &conf->mailboxes[0] : &none;
}

const struct mailbox_conf *entrance_mailbox(const struct conf *conf, struct span raw)
{
	struct span head = span_sub(raw, 0, HEAD_BYTES), line;
	bool recipients = false;
	while (span_line(&head, &line) && line.len > 0) {
		if (line.ptr[0] != ' ' && line.ptr[0] != '\t')
			recipients = names_recipients(line);
		const struct mailbox_conf *found = recipients ? named(conf, line) : NULL;
		if (found)
			return found;
	}
	return entrance_any(conf);
}
