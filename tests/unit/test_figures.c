#include "tests/unit/desk.h"

#include "daemon/core/base/figures.h"
#include "daemon/core/ticket/lifecycle.h"

#define DAY ZONE_DAY

static void happens(struct desk *d, struct ticket *t, int64_t now, enum event_kind kind, const char *actor)
{
	d->w.now = now;
	plan_event(&d->w, t, span_of(actor), kind, SPAN_NONE, SPAN_NONE);
}

static void turns(struct desk *d, struct ticket *t, int64_t now, enum life_event event)
{
	d->w.now = now;
	assert_true(lifecycle_apply(&d->w, t, event, SPAN("bob"), SPAN_NONE));
}

/* A ticket that is created, set to pending, answered, resolved, reopened, answered, resolved. */
static struct ticket *a_life(struct desk *d)
{
	int64_t at = d->w.now;
	struct ticket *t = plan_ticket_new(&d->w);
	t->category = SPAN("general");
	happens(d, t, at, EVENT_CREATED, "jo@example.org");
	turns(d, t, at + 600, LIFE_PENDING);
	turns(d, t, at + 1600, LIFE_CUSTOMER);
	happens(d, t, at + 2000, EVENT_MESSAGE, "bob");
	turns(d, t, at + 2000, LIFE_ANSWER);
	turns(d, t, at + 2100, LIFE_RESOLVE);
	turns(d, t, at + 2 * DAY, LIFE_CUSTOMER);
	happens(d, t, at + 2 * DAY + 50, EVENT_MESSAGE, "carol");
	happens(d, t, at + 2 * DAY + 60, EVENT_MESSAGE, "carol");
	happens(d, t, at + 2 * DAY + 70, EVENT_BOUNCE, "desk");
	turns(d, t, at + 2 * DAY + 100, LIFE_CLOSE);
	return t;
}

static void check_life(const struct desk *d, const struct ticket *t, int64_t at)
{
	const struct figures *f = &t->figures;
	uint32_t day = figures_day(d->w.conf, at);
	assert_true(f->counted);
	assert_int_equal(f->created_day, day);
	assert_int_equal(f->first_day, day);
	assert_int_equal(f->first_took, 1000); /* 2000 minus the 1000 while pending */
	assert_int_equal(f->resolved_day, day + 2);
	assert_int_equal(f->resolve_took, 1100);
	assert_int_equal(f->days.count, 3);
	assert_int_equal(f->days.items[0].answers, 1);
	CHECK_SPAN(f->days.items[0].agent, SPAN("bob"));
	assert_int_equal(f->days.items[1].reopened, 1);
	assert_int_equal(f->days.items[1].bounces, 1);
	CHECK_SPAN(f->days.items[1].agent, SPAN_NONE);
	assert_int_equal(f->days.items[2].answers, 2);
	CHECK_SPAN(f->days.items[2].agent, SPAN("carol"));
}

static void figures_come_from_events(void **state)
{
	struct desk d;
	(void)state;
	desk_init(&d);
	int64_t at = d.w.now;
	check_life(&d, a_life(&d), at);
	desk_clear(&d);
}

static void counted_from_nothing_they_are_the_same(void **state)
{
	struct desk d;
	struct event_list events = {0};
	(void)state;
	desk_init(&d);
	int64_t at = d.w.now;
	struct ticket *t = a_life(&d);
	for (size_t i = 0; i < d.plan.events.count; i++)
		*LIST_ADD(&d.a, &events) = d.plan.events.items[i];
	t->figures = (struct figures){0};
	figures_count(d.w.conf, &d.a, t, &events);
	check_life(&d, t, at);
	desk_clear(&d);
}

/* A ticket without figures from its beginning is left for recount. */
static void an_older_ticket_is_left_alone(void **state)
{
	struct desk d;
	(void)state;
	desk_init(&d);
	desk_ticket(&d, 1)->events = 3;
	struct ticket *t = plan_ticket(&d.w, 1);
	turns(&d, t, d.w.now + 5, LIFE_RESOLVE);
	assert_false(t->figures.counted);
	assert_int_equal(t->figures.resolved_day, 0);
	desk_clear(&d);
}

static void goals_and_ratings(void **state)
{
	struct desk d;
	(void)state;
	desk_init(&d);
	int64_t at = d.w.now;
	struct ticket *t = plan_ticket_new(&d.w);
	happens(&d, t, at, EVENT_CREATED, "jo@example.org");
	t->first_due = at + 100;
	t->resolve_due = at + 150;
	turns(&d, t, at + 100, LIFE_ANSWER);
	turns(&d, t, at + 151, LIFE_RESOLVE);
	assert_int_equal(t->figures.first_goal, GOAL_KEPT);
	assert_int_equal(t->figures.resolve_goal, GOAL_MISSED);
	t->satisfaction = 4;
	happens(&d, t, at + DAY, EVENT_OTHER, "jo@example.org");
	assert_int_equal(t->figures.rating, 4);
	assert_int_equal(t->figures.rated_day, figures_day(d.w.conf, at) + 1);
	turns(&d, t, at + DAY, LIFE_CUSTOMER);
	assert_int_equal(t->figures.resolved_day, 0);
	desk_clear(&d);
}

static void articles_count_by_day(void **state)
{
	struct desk d;
	(void)state;
	desk_init(&d);
	int64_t at = d.w.now;
	struct ticket *t = plan_ticket_new(&d.w);
	happens(&d, t, at, EVENT_CREATED, "jo@example.org");
	plan_event(&d.w, t, SPAN("desk"), EVENT_PROPOSED, SPAN("vpn"), SPAN_NONE);
	plan_event(&d.w, t, SPAN("desk"), EVENT_PROPOSED, SPAN("wifi"), SPAN_NONE);
	plan_event(&d.w, t, SPAN("bob"), EVENT_ARTICLE, SPAN("VPN"), SPAN_NONE);
	d.w.now = at + DAY;
	plan_event(&d.w, t, SPAN("jo@example.org"), EVENT_SOLVED, SPAN("vpn"), SPAN_NONE);
	const struct figure_articles *f = &t->figures.articles;
	assert_int_equal(f->count, 3);
	CHECK_SPAN(f->items[0].name, SPAN("vpn"));
	assert_int_equal(f->items[0].proposed, 1);
	assert_int_equal(f->items[0].sent, 1);
	assert_int_equal(f->items[1].proposed, 1);
	assert_int_equal(f->items[2].solved, 1);
	assert_int_equal(f->items[2].day, f->items[0].day + 1);
	desk_clear(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures_come_from_events), cmocka_unit_test(counted_from_nothing_they_are_the_same),
		cmocka_unit_test(an_older_ticket_is_left_alone), cmocka_unit_test(goals_and_ratings),
		cmocka_unit_test(articles_count_by_day)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
