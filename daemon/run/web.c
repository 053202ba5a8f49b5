#include "daemon/run/web.h"

#include <sysexits.h>

#include "daemon/core/base/figures.h"
#include "daemon/desk/clock.h"
#include "daemon/desk/log.h"
#include "daemon/desk/tally.h"
#include "daemon/edge/httpd.h"
#include "daemon/report/html.h"
#include "daemon/report/svg.h"
#include "daemon/run/metrics.h"
#include "parsers/base/monotonic.h"

#define TURN_MS 1000
#define RENEW_SECONDS 60
#define KEEP_MS 2000 /* an answer is reused for so long: frequent requests cost nothing */
#define DAYS 30
#define CACHE_MAX ((size_t)64 << 20)

enum page { PAGE_LOOK, PAGE_METRICS, PAGE_HEALTH, PAGE_COUNT };

struct web {
	const struct child_env *env;
	struct store *store;
	struct kept {
		struct buf body;
		unsigned status;
		int64_t made; /* monotonic ms; 0: never */
	} kept[PAGE_COUNT];
};

/* --- the page to look at --- */

static void tile(struct buf *out, const char *name, struct span value)
{
	buf_str(out, "<div class=\"tile\"><b>");
	svg_text(out, value);
	buf_printf(out, "</b><span>%s</span></div>\n", name);
}

static void put_now(struct buf *out, const struct desk_status *s, struct arena *a)
{
	buf_printf(out, "<section><h1>%s</h1>\n", s->faults.count ? "Needs a person" : "All is well");
	for (size_t i = 0; i < s->faults.count; i++) {
		buf_str(out, "<p class=\"note\">");
		svg_text(out, s->faults.items[i]);
		buf_str(out, "</p>\n");
	}
	buf_str(out, "<div class=\"tiles\">\n");
	for (unsigned i = 0; i <= STATUS_PENDING; i++)
		tile(out, status_name((enum status)i), report_words(a, KIND_COUNT, (double)s->tickets[i], SPAN("en")));
	tile(out, "with no agent", report_words(a, KIND_COUNT, (double)s->waiting, SPAN("en")));
	tile(out, "overdue", report_words(a, KIND_COUNT, (double)s->overdue, SPAN("en")));
	tile(out, "mails to be sent", report_words(a, KIND_COUNT, (double)s->outbox[OUTMAIL_QUEUED], SPAN("en")));
	for (size_t i = 0; i < s->mailbox_count; i++)
		tile(out, arena_str(a, arena_printf(a, "mailbox %.*s", SPAN_ARG(s->mailboxes[i].name))),
		     span_of(s->mailboxes[i].state));
	buf_str(out, "</div></section>\n");
}

static int put_report(struct web *w, struct txn *t, uint32_t from, uint32_t to, struct arena *a, struct buf *out,
		      struct err *err)
{
	struct tally_request r = {.from = from, .to = to};
	struct report report;
	r.wanted[BY_DAY] = r.wanted[BY_AGENT] = r.wanted[BY_CATEGORY] = true;
	if (tally(w->env->conf, t, &r, clock_now(), a, &report, err) != 0)
		return -1;
	html_report(out, &report, w->env->conf->language, false);
	return 0;
}

static int make_look(struct web *w, struct txn *t, const struct desk_status *s, struct arena *a, struct kept *k,
		     struct err *err)
{
	uint32_t today = figures_day(w->env->conf, s->now);
	html_begin(&k->body, w->env->conf->name, w->env->conf->language, RENEW_SECONDS);
	put_now(&k->body, s, a);
	if (put_report(w, t, today, today, a, &k->body, err) != 0 ||
	    put_report(w, t, today - (DAYS - 1), today, a, &k->body, err) != 0)
		return -1;
	html_end(&k->body);
	k->status = 200;
	return 0;
}

/* --- the others --- */

static void make_health(const struct desk_status *s, struct kept *k)
{
	k->status = s->faults.count ? 503 : 200;
	buf_str(&k->body, s->faults.count ? "needs a person\n" : "ok\n");
}

static int page_make(struct web *w, enum page page, struct err *err)
{
	struct kept *k = &w->kept[page];
	struct desk_status s;
	struct arena a;
	struct txn *t;
	if (store_begin(w->store, TXN_READ, &t, err) != 0)
		return -1;
	arena_init(&a);
	buf_reset(&k->body);
	int rc = status_gather(w->env->conf, t, clock_now(), &a, &s, err);
	if (rc == 0 && page == PAGE_LOOK)
		rc = make_look(w, t, &s, &a, k, err);
	else if (rc == 0 && page == PAGE_METRICS)
		metrics_write(&k->body, &s, CAREDESK_VERSION), k->status = 200;
	else if (rc == 0)
		make_health(&s, k);
	store_abort(t);
	arena_clear(&a);
	k->made = rc == 0 ? monotonic_ms() : 0;
	return rc;
}

static void web_page_fill(struct web *w, enum page page, struct httpd_answer *out)
{
	static const char *const types[PAGE_COUNT] = {"text/html; charset=utf-8", METRICS_TYPE,
						      "text/plain; charset=utf-8"};
	struct kept *k = &w->kept[page];
	struct err err;
	bool fresh = k->made && monotonic_ms() - k->made < KEEP_MS;
	if (!fresh && page_make(w, page, &err) != 0) {
		log_err(LOG_ERROR, "http", &err);
		out->status = 503;
		return;
	}
	out->status = k->status;
	out->type = types[page];
	buf_add(&out->body, buf_span(&k->body));
}

/* Whether all is well is not a secret; the rest requires the token. */
static void page_answer(void *ctx, struct span path, bool allowed, struct httpd_answer *out)
{
	static const struct {
		const char *path;
		enum page page;
	} pages[] = {{"/", PAGE_LOOK}, {"/metrics", PAGE_METRICS}, {"/healthz", PAGE_HEALTH}};
	out->status = 404;
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
		if (!span_eq(path, span_of(pages[i].path)))
			continue;
		if (allowed || pages[i].page == PAGE_HEALTH)
			web_page_fill(ctx, pages[i].page, out);
		else
			out->status = 401;
		return;
	}
}

/* --- the process --- */

static int serve(struct web *w, const char *token, struct err *err)
{
	const struct httpd_options o = {w->env->conf->http_listen, token, page_answer, w};
	struct httpd *h;
	if (httpd_open(&o, &h, err) != 0)
		return -1;
	int rc = 0;
	while (rc == 0 && !child_stopping(w->env)) {
		child_expect(w->env, 2 * RENEW_SECONDS);
		rc = httpd_serve(h, TURN_MS, err);
	}
	httpd_close(h);
	return rc;
}

int web_run(const struct child_env *env)
{
	struct web w = {.env = env};
	struct store_options o = {
		.path = env->conf->store_path, .map_size = env->conf->store_map_size, .read_only = true};
	const struct secret secret = {.file = env->conf->http_token};
	struct arena a;
	struct err err;
	char *token = NULL;
	arena_init(&a);
	for (size_t i = 0; i < PAGE_COUNT; i++)
		buf_init(&w.kept[i].body, CACHE_MAX);
	int rc = secret.file ? conf_secret(&secret, &a, &token, &err) : 0;
	if (rc == 0)
		rc = store_open(&o, &w.store, &err);
	if (rc == 0)
		rc = serve(&w, token, &err);
	if (rc != 0)
		log_err(LOG_ERROR, "http", &err);
	store_close(w.store);
	for (size_t i = 0; i < PAGE_COUNT; i++)
		buf_clear(&w.kept[i].body);
	arena_clear(&a);
	return rc == 0 ? EX_OK : EX_TEMPFAIL;
}
