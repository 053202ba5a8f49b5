/* Fills a store directly with one kind of load, on which `make bench` measures the desk.
 *
 * fill FOLDER KIND COUNT [UIDVALIDITY]. KIND is tickets (of many customers, a fiftieth of them unfinished), year (the
 * same over a year, with figures), open (unfinished ones, all of one customer), messages (all on one ticket), queued
 * (due mails, to addresses at acme.test), done (UIDs of the mailbox "support") */
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BATCH 1000
#define TEXT "Since yesterday the network is down again. Please help.\n"
#define ONE "one@example.org"

struct load {
	struct txn *t;
	struct arena a;
	uint64_t count;
	uint32_t uidvalidity;
};

static struct ticket a_ticket(uint64_t id, struct span customer, enum status status)
{
	return (struct ticket){.id = id,
			       .status = status,
			       .priority = PRIORITY_NORMAL,
			       .subject = SPAN("The network is down again"),
			       .category = SPAN("general"),
			       .agent = SPAN("bob"),
			       .customer = customer,
			       .created = 1790000000,
			       .updated = 1790000000,
			       .messages = 1};
}

static struct message a_message(const struct ticket *t, uint32_t seq)
{
	return (struct message){.ticket = t->id,
				.seq = seq,
				.received = t->created,
				.from = t->customer,
				.subject = t->subject,
				.text = SPAN(TEXT)};
}

static int put_with_message(struct load *l, const struct ticket *t, struct err *err)
{
	struct message m = a_message(t, 1);
	struct customer c = {.addr = t->customer, .since = t->created, .last = t->created};
	return store_ticket_put(l->t, t, err) || store_message_put(l->t, &m, SPAN(TEXT), err) ||
	       store_customer_put(l->t, &c, err);
}

static int put_ticket(struct load *l, uint64_t n, struct err *err)
{
	struct span who = arena_printf(&l->a, "jo%llu@example.org", (unsigned long long)n % 20000);
	struct ticket t = a_ticket(n, who, n % 50 ? STATUS_CLOSED : STATUS_OPEN);
	return put_with_message(l, &t, err);
}

/* Spread over a year from 2025 on, with figures. */
static int put_year(struct load *l, uint64_t n, struct err *err)
{
	struct span who = arena_printf(&l->a, "jo%llu@example.org", (unsigned long long)(n * 7919 % 200000));
	struct span agent = arena_printf(&l->a, "agent%llu", (unsigned long long)(n % 20));
	uint32_t day = 20089 + (uint32_t)(n * 365 / (l->count + 1)), took = (uint32_t)(n * 2654435761u % 200000);
	struct ticket t = a_ticket(n, who, n % 50 ? STATUS_CLOSED : STATUS_OPEN);
	t.messages = 0;
	t.agent = agent;
	t.figures = (struct figures){.counted = true,
				     .created_day = day,
				     .created_hour = (uint32_t)(n % 24),
				     .first_day = day,
				     .first_took = took / 7,
				     .first_goal = n % 3 ? GOAL_KEPT : GOAL_MISSED,
				     .resolved_day = n % 50 ? day + took / 86400 : 0,
				     .resolve_took = took};
	*LIST_ADD(&l->a, &t.figures.days) = (struct figure_day){.day = day, .agent = agent, .answers = 2};
	return store_ticket_put(l->t, &t, err);
}

static int put_open(struct load *l, uint64_t n, struct err *err)
{
	struct ticket t = a_ticket(n, SPAN(ONE), STATUS_OPEN);
	return put_with_message(l, &t, err);
}

static int put_message(struct load *l, uint64_t n, struct err *err)
{
	struct ticket t = a_ticket(1, SPAN(ONE), STATUS_OPEN);
	struct message m = a_message(&t, (uint32_t)n);
	struct event e = {.ticket = 1, .seq = (uint32_t)n, .time = t.created, .kind = EVENT_MESSAGE};
	struct seen_at at = {.ticket = 1, .seq = (uint32_t)n};
	struct span id = arena_printf(&l->a, "%llu.one@example.org", (unsigned long long)n);
	t.messages = t.events = (uint32_t)n;
	m.message_id = id;
	return store_ticket_put(l->t, &t, err) || store_message_put(l->t, &m, SPAN(TEXT), err) ||
	       store_event_put(l->t, &e, err) || store_msgid_put(l->t, id, &at, err);
}

static int put_queued(struct load *l, uint64_t n, struct err *err)
{
	struct ticket t = a_ticket(1, SPAN(ONE), STATUS_OPEN);
	struct outmail o = {.id = n, .ticket = 1, .state = OUTMAIL_QUEUED, .created = t.created, .next = t.created};
	o.template = SPAN("acknowledge");
	o.from = o.envelope_from = SPAN("support@acme.test");
	o.to = arena_printf(&l->a, "to%llu@acme.test", (unsigned long long)n);
	o.subject = t.subject;
	o.body = SPAN(TEXT);
	o.message_id = arena_printf(&l->a, "%llu.out@acme.test", (unsigned long long)n);
	if (n == 1 && put_with_message(l, &t, err))
		return -1;
	return store_outmail_put(l->t, &o, err);
}

static int put_done(struct load *l, uint64_t n, struct err *err)
{
	return store_done_put(l->t, SPAN("support"), l->uidvalidity, n, err);
}

static const struct {
	const char *name;
	int (*put)(struct load *l, uint64_t n, struct err *err);
} kinds[] = {{"tickets", put_ticket},   {"year", put_year},     {"open", put_open},
	     {"messages", put_message}, {"queued", put_queued}, {"done", put_done}};

static int fill(struct store *s, struct load *l, int (*put)(struct load *, uint64_t, struct err *), struct err *err)
{
	for (uint64_t n = 1; n <= l->count;) {
		if (store_begin(s, TXN_WRITE, &l->t, err))
			return -1;
		for (int i = 0; i < BATCH && n <= l->count; i++)
			if (put(l, n++, err))
				return -1;
		if (store_commit(l->t, err))
			return -1;
		arena_clear(&l->a);
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct load l = {.count = argc > 3 ? strtoull(argv[3], NULL, 10) : 0};
	struct store *s;
	struct err err;
	l.uidvalidity = argc > 4 ? (uint32_t)strtoull(argv[4], NULL, 10) : 0;
	for (size_t i = 0; argc > 3 && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(argv[2], kinds[i].name) != 0)
			continue;
		if (store_open(&(struct store_options){.path = argv[1], .no_sync = true}, &s, &err) ||
		    fill(s, &l, kinds[i].put, &err)) {
			fprintf(stderr, "fill: %s\n", err.text);
			return 1;
		}
		store_close(s);
		return 0;
	}
	fprintf(stderr, "usage: fill FOLDER tickets|year|open|messages|queued|done COUNT [UIDVALIDITY]\n");
	return 64;
}
