#include "daemon/cli/entrance.h"

#define HEAD_BYTES ((size_t)64 << 10)

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

static bool is_in(struct span line, struct span address)
{
	return address.len && span_ifind(line, address) >= 0;
}

static const struct mailbox_conf *named(const struct conf *conf, struct span line)
{
	for (size_t i = 0; i < conf->mailbox_count; i++) {
		const struct mailbox_conf *m = &conf->mailboxes[i];
		if (is_in(line, m->address))
			return m;
		for (size_t k = 0; k < m->aliases.count; k++)
			if (is_in(line, m->aliases.items[k]))
				return m;
	}
	return NULL;
}

const struct mailbox_conf *entrance_any(const struct conf *conf)
{
	static const struct mailbox_conf none = {0}; /* a desk that gets its mail by `ingest` alone */
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
