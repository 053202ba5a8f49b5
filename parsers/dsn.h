/* dsn: the fields of a delivery status report (RFC 3464, RFC 6533), one group per recipient. */
#ifndef CAREDESK_DSN_H
#define CAREDESK_DSN_H

#include "parsers/mail.h"

#define DSN_MAX_GROUPS 500

enum dsn_action { DSN_UNKNOWN, DSN_FAILED, DSN_DELAYED, DSN_DELIVERED /* relayed or expanded, too */ };

struct dsn_recipient {
	struct span addr; /* the original recipient if the report has it, otherwise the final one; may be empty */
	enum dsn_action action;
	char class;         /* '5' permanent, '4' temporary, if the report says so without a status code; otherwise 0 */
	struct span status; /* "5.1.1" or empty */
	struct span diagnostic; /* without "smtp;" */
};
struct dsn {
	struct dsn_recipient *items;
	size_t count, cap;
};

/* Adds the groups that have a recipient or an action. Other text between them is skipped. */
void dsn_read(struct arena *a, struct span text, struct dsn *out);

/* Finds the first word in the text that looks like an address; its domain is in lower case. *rest is what follows it.
 * False if there is none. */
bool dsn_address(struct arena *a, struct span text, struct span *addr, struct span *rest);
/* Adds all such words, until *out has `max`. */
void dsn_addresses(struct arena *a, struct span text, size_t max, struct address_list *out);
/* The first status code such as "5.1.1" or "4.2.2" in the text, or the empty span. IP addresses and version numbers do
 * not count. */
struct span dsn_status(struct span text);
/* The class, '4' or '5', of the first SMTP reply code in the text, "550 …"; 0 if there is none. */
char dsn_reply(struct span text);

#endif
