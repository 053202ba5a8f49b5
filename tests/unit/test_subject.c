#include "tests/unit/check.h"

#include "parsers/subject.h"
#include "tests/unit/exact.h"

struct row {
	const char *input, *bare;
	char kind;            /* r, f or - */
	const char *brackets; /* joined by '|' */
};

static const struct row rows[] = {
	{"Printer broken", "Printer broken", '-', ""},
	{"Re: Printer", "Printer", 'r', ""},
	{"RE[2]: Printer", "Printer", 'r', ""},
	{"Re^3: Printer", "Printer", 'r', ""},
	{"Re (4) : Printer", "Printer", 'r', ""},
	{"Re*2: Printer", "Printer", 'r', ""},
	{"Re: AW: Antw: SV: Printer", "Printer", 'r', ""},
	{"Re:Re:Re:Printer", "Printer", 'r', ""},
	{"AW: WG: Rechnung", "Rechnung", 'r', ""},
	{"WG: AW: Rechnung", "Rechnung", 'f', ""},
	{"TR: facture", "facture", 'f', ""},
	{"Rép : facture", "facture", 'r', ""},
	{"RÉP : facture", "facture", 'r', ""},
	{"R: I: fattura", "fattura", 'r', ""},
	{"Odp: PD: faktura", "faktura", 'r', ""},
	{"YNT: fatura", "fatura", 'r', ""},
	{"İLT: fatura", "fatura", 'f', ""},
	{"Vá: VÁ: számla", "számla", 'r', ""},
	{"回复：发票", "发票", 'r', ""},
	{"转发: 回复: 发票", "发票", 'f', ""},
	{"答复：Re：发票", "发票", 'r', ""},
	{"Отв: ответ: счёт", "счёт", 'r', ""},
	{"ΑΠ: ΣΧΕΤ: τιμολόγιο", "τιμολόγιο", 'r', ""},
	{"Fwd: Fw: FW: x", "x", 'f', ""},
	{"[Fwd: lost parcel]", "lost parcel", 'f', ""},
	{"Re: [Fwd: lost parcel]", "lost parcel", 'r', ""},
	{"Re:", "", 'r', ""},
	{"", "", '-', ""},
	{"Rem: memory", "Rem: memory", '-', ""},
	{"Regarding: x", "Regarding: x", '-', ""},
	{"Order 5: late", "Order 5: late", '-', ""},
	{"Re Printer: broken", "Re Printer: broken", '-', ""},
	{"  a \t b  ", "a b", '-', ""},
	{"Re: [ACME #1042] Printer", "[ACME #1042] Printer", 'r', "ACME #1042"},
	{"[billing] [ urgent ] x [y]", "[billing] [ urgent ] x [y]", '-', "billing|urgent|y"},
	{"Re[2]: [close]", "[close]", 'r', "close"},
	{"[a [b] c] [d]", "[a [b] c] [d]", '-', "d"},
	{"[open [urgent]", "[open [urgent]", '-', "urgent"},
	{"[] x ]", "[] x ]", '-', ""},
	{"[1][2][3][4][5][6][7][8][9][a][b][c][d][e][f][g][h]", "[1][2][3][4][5][6][7][8][9][a][b][c][d][e][f][g][h]",
	 '-', "1|2|3|4|5|6|7|8|9|a|b|c|d|e|f|g"},
};

static void check_brackets(const struct row *row, const struct subject *s)
{
	struct span rest = span_of(row->brackets), part;

	for (size_t i = 0; i < s->brackets.count; i++) {
		const struct bracket *b = &s->brackets.items[i];

		assert_true(b->end <= s->text.len && s->text.ptr[b->start] == '[' && s->text.ptr[b->end - 1] == ']');
		if (b->text.len && (!span_cut(&rest, '|', &part) || !span_eq(part, b->text)))
			fail_msg("%s: bracket %zu is %.*s", row->input, i, SPAN_ARG(b->text));
	}
	assert_int_equal(rest.len, 0);
}

static void test_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span input = exact_new(rows[i].input);
		struct arena a;
		struct subject s;

		arena_init(&a);
		subject_parse(&a, input, &s);
		if (!span_eq(s.bare, span_of(rows[i].bare)))
			fail_msg("%s: bare is %.*s", rows[i].input, SPAN_ARG(s.bare));
		if ((s.is_reply ? 'r' : s.is_forward ? 'f' : '-') != rows[i].kind)
			fail_msg("%s: kind", rows[i].input);
		check_brackets(&rows[i], &s);
		arena_clear(&a);
		exact_free(input);
	}
}

static void test_ticket(void **state)
{
	static const struct {
		const char *bracket, *tag;
		uint64_t want; /* 0: none */
	} tickets[] = {
		{"ACME #1042", "ACME", 1042},
		{"acme #1042", "ACME", 1042},
		{"ACME#7", "ACME", 7},
		{" ACME  # 7 ", "ACME", 7},
		{"#7", "", 7},
		{"status #7", "status", 7},
		{"STATUS  #7", "status", 7},
		{"OTHER #7", "ACME", 0},
		{"ACME 7", "ACME", 0},
		{"ACME #7a", "ACME", 0},
		{"ACME #", "ACME", 0},
		{"ACMEX #7", "ACME", 0},
		{"ACME #-7", "ACME", 0},
		{"ACME #7 #8", "ACME", 0},
		{"", "ACME", 0},
		{"ACME #99999999999999999999", "ACME", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tickets) / sizeof(*tickets); i++) {
		struct span bracket = exact_new(tickets[i].bracket);
		uint64_t id = 0;
		bool found = subject_ticket(bracket, span_of(tickets[i].tag), &id);

		if (found != (tickets[i].want != 0) || id != tickets[i].want)
			fail_msg("%s", tickets[i].bracket);
		exact_free(bracket);
	}
}

static void test_without(void **state)
{
	static const struct {
		const char *input;
		bool removed[4];
		const char *want;
	} cases[] = {
		{"Re: [ACME #1] Re: Printer", {true}, "Printer"},
		{"[billing] Printer [urgent] broken", {true, true}, "Printer broken"},
		{"[billing] Printer [odd]", {true, false}, "Printer [odd]"},
		{"[odd] [billing]", {false, true}, "[odd]"},
		{"[billing]", {true}, ""},
		{"x [a][b][c] y", {false, true, false}, "x [a][c] y"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena a;
		struct subject s;

		arena_init(&a);
		subject_parse(&a, span_of(cases[i].input), &s);
		struct span got = subject_without(&a, &s, cases[i].removed);
		if (!span_eq(got, span_of(cases[i].want)))
			fail_msg("%s: %.*s", cases[i].input, SPAN_ARG(got));
		arena_clear(&a);
	}
}

/* A megabyte of brackets takes linear time. */
static void test_long(void **state)
{
	size_t len = ((size_t)1 << 20) / check_step();
	char *text = malloc(len);
	struct arena a;
	struct subject s;

	(void)state;
	memset(text, '[', len);
	arena_init(&a);
	subject_parse(&a, span_make(text, len), &s);
	assert_int_equal(s.brackets.count, 0);
	for (size_t i = 0; i < len; i++)
		text[i] = "Re:"[i % 3];
	subject_parse(&a, span_make(text, len), &s);
	assert_true(s.is_reply);
	arena_clear(&a);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_ticket),
		cmocka_unit_test(test_without),
		cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
