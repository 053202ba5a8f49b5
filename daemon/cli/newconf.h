/* newconf: the text of a new configuration, with comments for the people who will edit it. */
#ifndef CAREDESK_NEWCONF_H
#define CAREDESK_NEWCONF_H

#include "conf/conf.h"
#include "parsers/base/buf.h"

struct newconf {
	struct span name, tag, address, manager, timezone, language;
	struct span store;        /* the folder */
	struct span_list agents;  /* addresses */
	struct server imap, smtp; /* users may be NULL; the secret is a file */
	bool plus;
	struct span authserv_id; /* empty: not known */
};

/* The name for the agent with that address: "jo" for jo@example.org, or "jo2" if that is taken. */
struct span newconf_agent_name(struct arena *a, const struct span_list *addresses, size_t i);
void newconf_write(const struct newconf *c, struct arena *a, struct buf *out);

#endif
