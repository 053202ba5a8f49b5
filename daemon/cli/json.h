/* json: output for programs: one JSON object per line (jansson). Names and order of the members are public
 * interface. */
#ifndef CAREDESK_JSON_H
#define CAREDESK_JSON_H

#include <stdio.h>

#include "daemon/core/base/plan.h"

/* Each writes one line to `out`. */
void json_ticket(FILE *out, const struct ticket *ticket);
/* score NULL: none */
void json_article(FILE *out, const struct article_conf *article, const double *score);
/* with a search's score, the message's number and a snippet */
void json_hit(FILE *out, const struct ticket *ticket, double score, uint32_t seq, struct span snippet);
/* What is left of a deleted ticket: its id and its last event. */
void json_deleted(FILE *out, const struct zone *zone, uint64_t id, const struct event_list *events);
void json_ticket_whole(FILE *out, const struct zone *zone, const struct ticket *ticket,
		       const struct message_list *messages, const struct event_list *events);
struct desk_status;
void json_status(FILE *out, const struct desk_status *s);
void json_customer(FILE *out, const struct customer *customer);
struct report;
/* One line for each row. */
void json_report(FILE *out, const struct report *r, unsigned by);
void json_outmail(FILE *out, const struct outmail *mail);
void json_quarantined(FILE *out, const struct quarantined *q);

/* An object of plain members, for output that is not a record. An empty text and an id of 0 become null. */
struct json_member {
	const char *name;
	enum { JSON_OF_TEXT, JSON_OF_NUMBER, JSON_OF_ID, JSON_OF_LIST } kind;
	struct span text;
	uint64_t number;
	const struct span_list *list; /* of texts */
};
#define JSON_TEXT(name, value)                                                                                         \
	{                                                                                                              \
		name, JSON_OF_TEXT, .text = value                                                                      \
	}
#define JSON_NUMBER(name, value)                                                                                       \
	{                                                                                                              \
		name, JSON_OF_NUMBER, .number = value                                                                  \
	}
#define JSON_ID(name, value)                                                                                           \
	{                                                                                                              \
		name, JSON_OF_ID, .number = value                                                                      \
	}
#define JSON_LIST(name, value)                                                                                         \
	{                                                                                                              \
		name, JSON_OF_LIST, .list = value                                                                      \
	}
void json_members(FILE *out, const struct json_member *members, size_t count);
#define JSON_LINE(out, ...)                                                                                            \
	json_members(out, (const struct json_member[]){__VA_ARGS__},                                                   \
		     sizeof((const struct json_member[]){__VA_ARGS__}) / sizeof(struct json_member))

/* ticket: as the plan leaves it; NULL: the plan has none. */
void json_replay(FILE *out, struct span source, const struct mail *mail, const struct plan *plan,
		 const struct ticket *ticket);

#endif
