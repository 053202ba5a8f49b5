#include "tests/unit/check.h"

#include "daemon/core/agent/forward.h"
#include "tests/unit/exact.h"

static const struct {
	const char *name, *text, *folded;
	const char *addr, *from, *subject, *want, *before; /* addr NULL: no forwarded mail is found */
} rows[] = {
	{"gmail",
	 "#fwd\nHe rang.\n\n---------- Forwarded message ---------\nFrom: Lou Lang <lou@example.org>\n"
	 "Date: Mon, 2 Nov 2026 at 08:00\nSubject: Chair\nTo: <ann@acme.test>\n\nIt broke.\n",
	 "", "lou@example.org", "Lou Lang", "Chair", "It broke.", "He rang."},
	{"thunderbird",
	 "\n-------- Forwarded Message --------\nSubject: Chair\nDate: Mon, 2 Nov 2026 08:00:00 +0100\n"
	 "From: Lou Lang <lou@example.org>\nTo: ann@acme.test\n\nIt broke.\n\nLou\n",
	 "", "lou@example.org", "Lou Lang", "Chair", "It broke.\n\nLou", ""},
	{"outlook, german",
	 "Siehe unten.\n\n________________________________\nVon: Lou Lang <lou@example.org>\n"
	 "Gesendet: Montag, 2. November 2026 08:00\nAn: Ann <ann@acme.test>\nBetreff: Stuhl\n\nKaputt.\n",
	 "", "lou@example.org", "Lou Lang", "Stuhl", "Kaputt.", "Siehe unten."},
	{"outlook, with mailto",
	 "-----Original Message-----\nFrom: Lou Lang [mailto:lou@example.org] \nSent: Monday\nTo: Ann\nSubject: "
	 "Chair\n\n"
	 "It broke.\n",
	 "", "lou@example.org", "Lou Lang", "Chair", "It broke.", ""},
	{"apple, quoted",
	 "Begin forwarded message:\n\n> From: Lou Lang <lou@example.org>\n> Subject: Chair\n> Date: 2 November 2026\n"
	 "> To: ann@acme.test\n> \n> It broke.\n> Really.\n",
	 "", "lou@example.org", "Lou Lang", "Chair", "It broke.\nReally.", ""},
	{"french", "De : Lou Lang <lou@example.org>\nEnvoyé : lundi\nÀ : Ann\nObjet : Chaise\n\nCassée.\n", "",
	 "lou@example.org", "Lou Lang", "Chaise", "Cassée.", ""},
	{"estonian", "Saatja: Lou Lang <lou@example.org>\nSaadetud: esmaspäev\nAdressaat: Ann\nTeema: Tool\n\nKatki.\n",
	 "", "lou@example.org", "Lou Lang", "Tool", "Katki.", ""},
	{"hebrew", "מאת: Lou Lang <lou@example.org>\nנשלח: היום\nאל: Ann\nנושא: כיסא\n\nשבור.\n", "", "lou@example.org",
	 "Lou Lang", "כיסא", "שבור.", ""},
	{"bold keys", "*From:* Lou Lang <lou@example.org>\n*Sent:* Monday\n*Subject:* Chair\n\nIt broke.\n", "",
	 "lou@example.org", "Lou Lang", "Chair", "It broke.", ""},
	{"folded away", "#fwd", "From: lou@example.org\nSubject: Chair\n\nIt broke.\n", "lou@example.org", "", "Chair",
	 "It broke.", ""},
	{"the outermost of two",
	 "From: Lou <lou@example.org>\nSubject: A\n\nSee:\nFrom: Max <max@example.org>\nSubject: B\n\nx\n", "",
	 "lou@example.org", "Lou", "A", "See:\nFrom: Max <max@example.org>\nSubject: B\n\nx", ""},
	{"one key alone is prose", "From: lou@example.org I heard that.\n\nIt broke.\n", "", NULL, 0, 0, 0, 0},
	{"no address", "From: Lou Lang\nSubject: Chair\n\nIt broke.\n", "", NULL, 0, 0, 0, 0},
	{"nothing", "It broke.\n", "", NULL, 0, 0, 0, 0},
	{"empty", "", "", NULL, 0, 0, 0, 0},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		struct forward f = {0};
		struct span text = exact_new(rows[i].text), folded = exact_new(rows[i].folded);
		struct mail mail = {.text = text, .folded = folded};
		arena_init(&a);
		bool found = forward_read(&a, &mail, &f);
		if (found != (rows[i].addr != NULL))
			fail_msg("%s: %s", rows[i].name, found ? "found" : "not found");
		if (found) {
			CHECK_SPAN(f.from.addr, span_of(rows[i].addr));
			CHECK_SPAN(f.from.name, span_of(rows[i].from));
			CHECK_SPAN(f.subject, span_of(rows[i].subject));
			CHECK_SPAN(f.text, span_of(rows[i].want));
			CHECK_SPAN(f.before, span_of(rows[i].before));
		}
		arena_clear(&a);
		exact_free(text);
		exact_free(folded);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
