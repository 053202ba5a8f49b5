/* dsn: the fields of a delivery status report (RFC 3464, RFC 6533), one group for each recipient. */
#ifndef CAREDESK_DSN_H
#define CAREDESK_DSN_H

#include "parsers/mail.h"

#define DSN_MAX_GROUPS 500

enum dsn_action { DSN_UNKNOWN, DSN_FAILED, DSN_DELAYED, DSN_DELIVERED /* relayed or expanded, too */ };

struct dsn_recipient {
	struct span addr; /* the one that was written to, where the report tells it, else the final one; may be empty */
	enum dsn_action action;
	char class;             /* '5' for good, '4' for now, where the report says so by itself; else 0 */
	struct span status;     /* "5.1.1" or empty */
	struct span diagnostic; /* without "smtp;" */
};
struct dsn {
	struct dsn_recipient *items;
	size_t count, cap;
};

/* Adds the groups that have a recipient. Text between them is passed over. */
void dsn_read(struct arena *a, struct span text, struct dsn *out);

/* The first word in the text that has the form of an address, its domain in lower case; false when there is none. *rest
 * is what follows it. */
bool dsn_address(struct arena *a, struct span text, struct span *addr, struct span *rest);
/* Adds every such word, until out has `max`. */
void dsn_addresses(struct arena *a, struct span text, size_t max, struct address_list *out);
/* The first "5.1.1" or "4.2.2" in the text, or the empty span. Numbers of hosts and versions are none. */
struct span dsn_status(struct span text);
/* The class of the first reply code of SMTP in the text, "550 …": '4' or '5'; 0 when there is none. */
char dsn_reply(struct span text);

#endif
