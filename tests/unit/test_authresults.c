#include "tests/unit/check.h"

#include "parsers/authresults.h"
#include "tests/unit/exact.h"

/* want: "id|method=result from=… d=… i=… mailfrom=…|…", with only the parts that are there; or "broken". */
struct row {
	const char *input, *want;
};

static const struct row rows[] = {
	{"mx.acme.test; none", "mx.acme.test"},
	{"MX.Acme.Test 1; none", "mx.acme.test"},
	{"mx.acme.test", "mx.acme.test"},
	{"mx.acme.test;", "mx.acme.test"},
	{"mx.acme.test; dmarc=pass header.from=example.org", "mx.acme.test|dmarc=pass from=example.org"},
	{"mx.acme.test; DKIM=PASS header.d=example.org header.i=@example.org;",
	 "mx.acme.test|dkim=pass d=example.org i=@example.org"},
	{"mx.acme.test; spf=pass smtp.mailfrom=jo@example.org; dmarc=pass (p=none dis=none) header.from=example.org",
	 "mx.acme.test|spf=pass mailfrom=jo@example.org|dmarc=pass from=example.org"},
	{"mx.acme.test; dkim=pass reason=\"good; dmarc=pass header.from=evil.test\" header.d=example.org",
	 "mx.acme.test|dkim=pass d=example.org"},
	{"mx.acme.test; spf=fail (a; dmarc=pass header.from=evil.test (deep (er)) \\) ) smtp.mailfrom=x@y.test",
	 "mx.acme.test|spf=fail mailfrom=x@y.test"},
	{"(before) mx.acme.test (after) 1 (v) ; (x) dkim (y) / (z) 1 = (q) pass (r) header . d = example.org",
	 "mx.acme.test|dkim=pass d=example.org"},
	{"\"mx.acme.test\"; dmarc=pass header.from=\"example.org\"", "mx.acme.test|dmarc=pass from=example.org"},
	{"mx; spf=pass smtp.mailfrom=\"a; dmarc=pass\"@example.org",
	 "mx|spf=pass mailfrom=\"a; dmarc=pass\"@example.org"},
	{"mx; iprev=pass policy.iprev=2001:db8::1; dkim=pass header.b=ab/cd+e== header.s=s1 header.d=example.org",
	 "mx|iprev=pass|dkim=pass d=example.org"},
	{"spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.org; dkim=pass (signature was verified) "
	 "header.d=example.org;dmarc=pass action=none header.from=example.org;compauth=pass reason=100",
	 "|spf=pass mailfrom=example.org|dkim=pass d=example.org|dmarc=pass from=example.org|compauth=pass"},
	{"", "broken"},
	{"mx.acme.test 2; dmarc=pass", "broken"},
	{"mx.acme.test dmarc=pass", "broken"},
	{"mx.acme.test; dmarc", "broken"},
	{"mx.acme.test; dmarc=", "broken"},
	{"mx.acme.test; dmarc=pass header.from", "broken"},
	{"mx.acme.test; dmarc=pass header.from=", "broken"},
	{"mx.acme.test; dmarc=pass header.from=a.test header.from=b.test", "broken"},
	{"mx.acme.test; dmarc=pass (open header.from=a.test", "broken"},
	{"mx.acme.test; dmarc=pass header.from=\"a.test", "broken"},
	{"mx.acme.test; dmarc=pass ((((((((((((((((((((x)))))))))))))))))))) header.from=a.test", "broken"},
	{"mx.acme.test; dmarc=pass; none", "broken"},
	{"mx.acme.test; dmarc=pass stray", "broken"},
	{"mx.acme.test; dmarc=pass\x01", "broken"},
	{"mx.acme.test; dmarc=pass )", "broken"},
	{"mx.acme.test; dkim/1=pass header.d=a.test", "mx.acme.test|dkim=pass d=a.test"},
	{"mx.acme.test; =pass", "broken"},
};

static void show_property(struct arena *a, struct span *out, const char *name, struct span value)
{
	if (value.len)
		*out = arena_printf(a, "%.*s %s=%.*s", SPAN_ARG(*out), name, SPAN_ARG(value));
}

static struct span show(struct arena *a, const struct authres *r)
{
	struct span out = r->id;

	if (r->broken)
		return SPAN("broken");
	for (size_t i = 0; i < r->results.count; i++) {
		const struct authres_result *one = &r->results.items[i];

		out = arena_printf(a, "%.*s|%.*s=%.*s", SPAN_ARG(out), SPAN_ARG(one->method), SPAN_ARG(one->result));
		show_property(a, &out, "from", one->header_from);
		show_property(a, &out, "d", one->header_d);
		show_property(a, &out, "i", one->header_i);
		show_property(a, &out, "mailfrom", one->smtp_mailfrom);
	}
	return out;
}

static void test_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span input = exact_new(rows[i].input);
		struct arena a;
		struct authres r;

		arena_init(&a);
		authres_parse(&a, input, &r);
		struct span got = show(&a, &r);
		if (!span_eq(got, span_of(rows[i].want)))
			fail_msg("%s: %.*s", rows[i].input, SPAN_ARG(got));
		arena_clear(&a);
		exact_free(input);
	}
}

/* Reading any prefix of any row ends, and stays within the prefix. */
static void test_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (size_t len = 0; len < strlen(rows[i].input); len++) {
			char *copy = malloc(len + 1);
			struct arena a;
			struct authres r;

			memcpy(copy, rows[i].input, len);
			copy = realloc(copy, len ? len : 1);
			arena_init(&a);
			authres_parse(&a, span_make(copy, len), &r);
			assert_true(!r.broken || r.results.count == 0);
			arena_clear(&a);
			free(copy);
		}
}

static void test_many(void **state)
{
	size_t len = 1 << 20;
	char *text = malloc(len);
	struct arena a;
	struct authres r;

	(void)state;
	for (size_t i = 0; i < len; i++)
		text[i] = "a=b;"[i % 4];
	arena_init(&a);
	authres_parse(&a, span_make(text, len), &r);
	assert_true(r.broken);
	for (size_t i = 0; i < len; i++)
		text[i] = "a=b c.d=\"\""[i % 10];
	authres_parse(&a, span_make(text, len), &r);
	assert_true(r.broken);
	assert_true(a.used < 4 * len);
	arena_clear(&a);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
