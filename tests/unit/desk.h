/* desk: everything a decision needs: the golden desk's config, empty facts, a mail from jo@example.org, fixed keys and
 * clock. */
#ifndef CAREDESK_TESTS_DESK_H
#define CAREDESK_TESTS_DESK_H

#include "tests/unit/check.h"

#include "conf/conf.h"
#include "daemon/core/base/plan.h"

#define DESK_NOW ((int64_t)1793610000) /* 2026-11-02 09:00 UTC */

struct desk {
	struct arena a;
	struct conf own, *conf; /* conf points to own, which tests may change */
	struct mail mail;
	struct facts facts;
	struct plan plan;
	struct work w;
};

/* Loaded once for all tests of a program, because loading takes longer than a decision. */
static inline const struct conf *desk_conf(void)
{
	static struct conf *loaded;
	struct conf_errors errors;
	bool missing;
	if (loaded)
		return loaded;
	conf_errors_init(&errors);
	assert_int_equal(conf_load("tests/golden/caredesk.conf", &loaded, &errors, &missing), 0);
	conf_errors_clear(&errors);
	return loaded;
}

static inline void desk_init(struct desk *d)
{
	*d = (struct desk){.own = *desk_conf()};
	d->conf = &d->own;
	arena_init(&d->a);
	d->mail.sender = (struct address){SPAN("Jo Miller"), SPAN("jo@example.org")};
	d->mail.from_fields = 1;
	*LIST_ADD(&d->a, &d->mail.from) = d->mail.sender;
	d->mail.message_id = SPAN("mail@example.org");
	d->facts.mailbox = conf_mailbox(d->conf, SPAN("support"));
	d->facts.next_ticket = 100;
	d->facts.next_outmail = 500;
	d->facts.keys.items[0].id = 7;
	d->facts.keys.items[0].bytes[3] = 99;
	d->plan.proven = true; /* as most mails are; decide() overwrites it */
	d->w = (struct work){d->conf, &d->mail, &d->facts, DESK_NOW, &d->a, &d->plan};
}

static inline void desk_clear(struct desk *d)
{
	arena_clear(&d->a);
}

/* Adds an open ticket of jo's, assigned to ann, to the facts. */
static inline struct ticket *desk_ticket(struct desk *d, uint64_t id)
{
	struct ticket_facts *f = LIST_ADD(&d->a, &d->facts.tickets);
	f->ticket = (struct ticket){.id = id,
				    .subject = SPAN("Printer"),
				    .status = STATUS_OPEN,
				    .priority = PRIORITY_NORMAL,
				    .category = SPAN("general"),
				    .agent = SPAN("ann"),
				    .customer = SPAN("jo@example.org"),
				    .customer_name = SPAN("Jo Miller"),
				    .mailbox = SPAN("support"),
				    .created = DESK_NOW - 1000};
	return &f->ticket;
}

static inline struct agent_state *desk_agent(struct desk *d, const char *name, uint32_t open, int64_t turn)
{
	struct agent_state *s = LIST_ADD(&d->a, &d->facts.agents);
	*s = (struct agent_state){.name = span_of(name), .open = open, .last_assigned = turn};
	return s;
}

/* A signed address with a valid token. */
static inline struct span desk_address(struct desk *d, enum token_role role, uint64_t ticket, const char *who)
{
	struct span token = token_make(&d->a, &d->facts.keys, role, ticket, span_of(who), DESK_NOW + 86400);
	return token_address(&d->a, token, SPAN("support@acme.test"));
}

#endif
