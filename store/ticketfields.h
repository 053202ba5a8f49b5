/* ticketfields: a table of every member of struct ticket, from which follow what is stored on disk, what undo restores,
 * what a copy owns, and what people and programs are shown. */
#ifndef CAREDESK_TICKETFIELDS_H
#define CAREDESK_TICKETFIELDS_H

#include "store/records.h"

enum ticket_field_type {
	TICKET_NUMBER,   /* uint64_t */
	TICKET_COUNT,    /* uint32_t */
	TICKET_TIME,     /* int64_t */
	TICKET_SCORE,    /* uint32_t; 0: none */
	TICKET_FLAG,     /* bool */
	TICKET_STATUS,   /* enum status */
	TICKET_PRIORITY, /* enum priority */
	TICKET_TEXT,     /* struct span */
	TICKET_NAME,     /* struct span; empty: unassigned */
	TICKET_TEXTS,    /* struct span_list */
	TICKET_IDS,      /* struct id_list */
	TICKET_ROOTS,    /* struct thread_root_list */
	TICKET_TIMERS,   /* struct timer_list */
	TICKET_STOPS,    /* struct stop_list */
	TICKET_FIGURES,  /* struct figures */
};

/* FIELD(member, type, uses, label, json), in the order of the numbers in records.proto. The label is for people, `json`
 * the name for programs; NULL: not shown to them. */
#define TICKET_UNDONE 1u /* changed by commands, restored by #undo; without a label: silently, along with others */
#define TICKET_SHOWN 2u  /* shown by `show` under its label */

#define TICKET_FIELDS(FIELD)                                                                                           \
	FIELD(id, NUMBER, 0, NULL, "id")                                                                               \
	FIELD(subject, TEXT, TICKET_UNDONE, "subject", "subject")                                                      \
	FIELD(status, STATUS, TICKET_UNDONE | TICKET_SHOWN, "status", "status")                                        \
	FIELD(priority, PRIORITY, TICKET_UNDONE | TICKET_SHOWN, "priority", "priority")                                \
	FIELD(category, TEXT, TICKET_UNDONE | TICKET_SHOWN, "category", "category")                                    \
	FIELD(agent, NAME, TICKET_UNDONE | TICKET_SHOWN, "agent", "agent")                                             \
	FIELD(customer, TEXT, TICKET_UNDONE | TICKET_SHOWN, "customer", "customer")                                    \
	FIELD(customer_name, TEXT, TICKET_UNDONE, "customer's name", NULL)                                             \
	FIELD(language, TEXT, TICKET_UNDONE, "language", NULL)                                                         \
	FIELD(mailbox, TEXT, 0, NULL, NULL)                                                                            \
	FIELD(watchers, TEXTS, TICKET_UNDONE | TICKET_SHOWN, "watchers", "watchers")                                   \
	FIELD(agent_watchers, TEXTS, TICKET_UNDONE, "watching agents", NULL)                                           \
	FIELD(newcomers, TEXTS, TICKET_UNDONE | TICKET_SHOWN, "newcomers", NULL)                                       \
	FIELD(tags, TEXTS, TICKET_UNDONE | TICKET_SHOWN, "tags", "tags")                                               \
	FIELD(links, IDS, TICKET_UNDONE | TICKET_SHOWN, "links", NULL)                                                 \
	FIELD(merged_into, NUMBER, TICKET_UNDONE | TICKET_SHOWN, "merged into", NULL)                                  \
	FIELD(created, TIME, TICKET_SHOWN, "created", "created")                                                       \
	FIELD(updated, TIME, TICKET_SHOWN, "updated", "updated")                                                       \
	FIELD(answered, TIME, TICKET_SHOWN, "answered", "first_answer")                                                \
	FIELD(finished, TIME, TICKET_UNDONE, "finished", "resolved")                                                   \
	FIELD(due, TIME, TICKET_UNDONE | TICKET_SHOWN, "due time", NULL)                                               \
	FIELD(wake, TIME, TICKET_UNDONE | TICKET_SHOWN, "wake time", NULL)                                             \
	FIELD(snoozed, FLAG, TICKET_UNDONE, "snoozed", NULL)                                                           \
	FIELD(waiting, FLAG, TICKET_UNDONE, "waiting", NULL)                                                           \
	FIELD(messages, COUNT, 0, NULL, "messages")                                                                    \
	FIELD(events, COUNT, 0, NULL, NULL)                                                                            \
	FIELD(thread, TEXTS, 0, NULL, NULL)                                                                            \
	FIELD(roots, ROOTS, 0, NULL, NULL)                                                                             \
	FIELD(unproven, FLAG, 0, NULL, NULL)                                                                           \
	FIELD(asked, COUNT, 0, NULL, NULL)                                                                             \
	FIELD(timers, TIMERS, 0, NULL, NULL)                                                                           \
	FIELD(started, TIME, TICKET_UNDONE, NULL, NULL)                                                                \
	FIELD(stops, STOPS, TICKET_UNDONE, NULL, NULL)                                                                 \
	FIELD(first_due, TIME, TICKET_SHOWN, "answer due", NULL)                                                       \
	FIELD(resolve_due, TIME, TICKET_SHOWN, "resolve due", NULL)                                                    \
	FIELD(told, COUNT, 0, NULL, NULL)                                                                              \
	FIELD(pending_since, TIME, TICKET_UNDONE, NULL, NULL)                                                          \
	FIELD(satisfaction, SCORE, TICKET_SHOWN, "satisfaction", "satisfaction")                                       \
	FIELD(due_set, TIME, TICKET_UNDONE, NULL, NULL)                                                                \
	FIELD(feedback_asked, TIME, 0, NULL, NULL)                                                                     \
	FIELD(change, NUMBER, 0, NULL, NULL)                                                                           \
	FIELD(proposed, TEXTS, 0, NULL, NULL)                                                                          \
	FIELD(articles, TEXTS, 0, NULL, NULL)                                                                          \
	FIELD(solved_by, TEXT, TICKET_UNDONE, NULL, NULL)                                                              \
	FIELD(figures, FIGURES, 0, NULL, NULL)                                                                         \
	FIELD(thanked, TIME, 0, NULL, NULL)

#define TICKET_FIELD_ONE(...) +1
#define TICKET_FIELD_COUNT (0 TICKET_FIELDS(TICKET_FIELD_ONE))

struct ticket_field {
	const char *member, *label, *json;
	enum ticket_field_type type;
	unsigned uses;
	size_t offset;
};
extern const struct ticket_field ticket_fields[TICKET_FIELD_COUNT];

/* When the ticket is due: as set by hand, else the time for the first answer while there is none, else the time for the
 * resolution. 0: never, while its times are paused, or once it is done. */
int64_t ticket_due(const struct ticket *t);

/* A pointer to the member in t, of the type that f->type says. */
const void *ticket_field(const struct ticket_field *f, const struct ticket *t);
/* Are the members equal? Only for those that #undo restores. */
bool ticket_field_same(const struct ticket_field *f, const struct ticket *x, const struct ticket *y);
/* A shallow copy: what the member points to is not copied. */
void ticket_field_copy(const struct ticket_field *f, struct ticket *to, const struct ticket *from);
/* Gives t its own copies of its lists, so that adding to them does not affect the ticket that t was copied from. */
void ticket_own_lists(struct arena *a, struct ticket *t);

#endif
