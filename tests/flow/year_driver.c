/* Plays tickets' lives into a desk's store as if they had happened: one action per line on standard input.
 *
 * year_driver CONFIG
 *	new TIME CUSTOMER CATEGORY AGENT	a new ticket, to which the next lines apply; AGENT -: unassigned
 *	life TIME EVENT				customer answer open pending resolve close spam
 *	answer TIME AGENT			an agent's mail to the customer; the first is the first answer
 *	article TIME SOLVED NAME		proposed, or (SOLVED 1) said to have helped
 *	assign TIME AGENT | sort TIME CATEGORY | rate TIME NUMBER | due TIME FIRST RESOLVE | bounce TIME
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/core/ticket/lifecycle.h"
#include "daemon/desk/apply.h"

#define BATCH 2000

struct year {
	struct conf *conf;
	struct store *store;
	struct txn *t;
	struct arena a, facts_arena;
	struct facts facts;
	uint64_t ticket;
};

static void must(int rc, const struct err *err)
{
	if (rc == 0)
		return;
	fprintf(stderr, "year: %s\n", err->text);
	exit(1);
}

static void do_new(struct work *w, struct span words)
{
	struct span customer = SPAN_NONE, category = SPAN_NONE, agent = SPAN_NONE;
	struct ticket *t = plan_ticket_new(w);
	span_word(&words, &customer);
	span_word(&words, &category);
	span_word(&words, &agent);
	t->customer = customer;
	t->category = category;
	t->subject = SPAN("Something");
	t->agent = span_eq(agent, SPAN("-")) ? SPAN_NONE : agent;
	plan_event(w, t, customer, EVENT_CREATED, t->subject, SPAN_NONE);
}

static void do_life(struct work *w, struct ticket *t, struct span words)
{
	static const struct {
		const char *name;
		enum life_event event;
	} events[] = {{"customer", LIFE_CUSTOMER}, {"answer", LIFE_ANSWER},   {"open", LIFE_OPEN},
		      {"pending", LIFE_PENDING},   {"resolve", LIFE_RESOLVE}, {"close", LIFE_CLOSE},
		      {"spam", LIFE_SPAM}};
	struct span name = SPAN_NONE;
	span_word(&words, &name);
	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		if (span_eq(name, span_of(events[i].name)))
			lifecycle_apply(w, t, events[i].event, SPAN("admin"), SPAN_NONE);
}

static void do_answer(struct work *w, struct ticket *t, struct span words)
{
	struct span agent = SPAN_NONE;
	span_word(&words, &agent);
	plan_event(w, t, agent, EVENT_MESSAGE, t->subject, SPAN_NONE);
	lifecycle_apply(w, t, LIFE_ANSWER, agent, SPAN_NONE);
}

static void do_other(struct work *w, struct ticket *t, struct span what, struct span words)
{
	struct span one = SPAN_NONE, two = SPAN_NONE;
	uint64_t n = 0, m = 0;
	span_word(&words, &one);
	span_word(&words, &two);
	span_u64(one, &n);
	span_u64(two, &m);
	if (span_eq(what, SPAN("assign")))
		t->agent = one, plan_event(w, t, SPAN("admin"), EVENT_ASSIGNED, SPAN_NONE, SPAN_NONE);
	else if (span_eq(what, SPAN("sort")))
		t->category = one, plan_event(w, t, SPAN("admin"), EVENT_CATEGORY, SPAN_NONE, SPAN_NONE);
	else if (span_eq(what, SPAN("rate")))
		t->satisfaction = (uint32_t)n, plan_event(w, t, t->customer, EVENT_OTHER, SPAN_NONE, SPAN_NONE);
	else if (span_eq(what, SPAN("due")))
		t->first_due = (int64_t)n, t->resolve_due = (int64_t)m;
	else if (span_eq(what, SPAN("article")))
		plan_event(w, t, SPAN("desk"), n ? EVENT_SOLVED : EVENT_PROPOSED, two, SPAN_NONE);
	else if (span_eq(what, SPAN("bounce")))
		plan_event(w, t, SPAN("desk"), EVENT_BOUNCE, SPAN_NONE, SPAN_NONE);
}

static void act(struct year *y, struct span line)
{
	struct span what = SPAN_NONE, time = SPAN_NONE;
	struct plan plan = {0};
	struct err err;
	uint64_t now = 0;
	span_word(&line, &what);
	span_word(&line, &time);
	span_u64(time, &now);
	y->facts = (struct facts){0};
	struct work w = {.conf = y->conf, .facts = &y->facts, .now = (int64_t)now, .a = &y->a, .plan = &plan};
	bool new = span_eq(what, SPAN("new"));
	must(store_next_ticket(y->t, &y->facts.next_ticket, &err), &err);
	if (new) {
		y->ticket = y->facts.next_ticket;
		do_new(&w, line);
	} else {
		struct ticket_facts *f = LIST_ADD(&y->a, &y->facts.tickets);
		must(store_ticket(y->t, &y->a, y->ticket, &f->ticket, &err), &err);
		struct ticket *t = plan_ticket(&w, y->ticket);
		if (span_eq(what, SPAN("life")))
			do_life(&w, t, line);
		else if (span_eq(what, SPAN("answer")))
			do_answer(&w, t, line);
		else
			do_other(&w, t, what, line);
	}
	must(apply_plan(y->t, &plan, SPAN_NONE, (int64_t)now, &err), &err);
}

int main(int argc, char **argv)
{
	struct conf_errors errors;
	struct year y = {0};
	struct err err;
	bool missing;
	char line[1000];
	size_t n = 0;
	conf_errors_init(&errors);
	if (argc != 2 || conf_load(argv[1], &y.conf, &errors, &missing) != 0) {
		fprintf(stderr, "usage: year_driver CONFIG\n");
		return 64;
	}
	arena_init(&y.a);
	must(store_open(&(struct store_options){.path = y.conf->store_path, .no_sync = true}, &y.store, &err), &err);
	must(store_begin(y.store, TXN_WRITE, &y.t, &err), &err);
	while (fgets(line, sizeof line, stdin)) {
		act(&y, span_of(line));
		if (++n % BATCH != 0)
			continue;
		must(store_commit(y.t, &err), &err);
		arena_clear(&y.a);
		must(store_begin(y.store, TXN_WRITE, &y.t, &err), &err);
	}
	must(store_commit(y.t, &err), &err);
	arena_clear(&y.a);
	store_close(y.store);
	conf_free(y.conf);
	conf_errors_clear(&errors);
	return 0;
}
