#include "tests/unit/check.h"

#include "conf/keys.h"

#include <stdio.h>

static bool holds_text(enum key_type type)
{
	return type != KEY_GROUP && type != KEY_GROUPS && type != KEY_FORBIDDEN;
}

/* What bind.c relies on in each row. */
static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < conf_key_count; i++) {
		const struct key *k = &conf_keys[i];
		bool number = k->type == KEY_NUMBER || k->type == KEY_SIZE || k->type == KEY_DURATION;
		bool word = k->type == KEY_CHOICE || k->type == KEY_WORD;
		if (!k->help || !k->help[0] || (holds_text(k->type) && k->width == 0))
			fail_msg("%s.%s: no help or no place", k->group, k->name);
		if (number && k->min >= k->max)
			fail_msg("%s.%s: no range", k->group, k->name);
		if (word != (k->words != NULL))
			fail_msg("%s.%s: words", k->group, k->name);
		if (k->required && k->preset)
			fail_msg("%s.%s: required, with a default", k->group, k->name);
		if (key_find(k->group, span_of(k->name)) != k)
			fail_msg("%s.%s: twice", k->group, k->name);
	}
}

/* Each group except the root is itself a key. */
static void test_groups(void **state)
{
	struct arena a;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < conf_key_count; i++) {
		bool found = conf_keys[i].group[0] == '\0';
		for (size_t j = 0; j < conf_key_count && !found; j++)
			found = (conf_keys[j].type == KEY_GROUP || conf_keys[j].type == KEY_GROUPS ||
				 conf_keys[j].type == KEY_SWITCH) &&
				strcmp(key_group(&conf_keys[j], &a), conf_keys[i].group) == 0;
		if (!found)
			fail_msg("there is no group %s", conf_keys[i].group);
	}
	arena_clear(&a);
}

static void test_names(void **state)
{
	struct arena a;
	struct span_list names = {0};
	(void)state;
	arena_init(&a);
	key_names("smtp", &a, &names);
	assert_true(span_in(&names, SPAN("password_file")));
	assert_false(span_in(&names, SPAN("password")));
	assert_string_equal(key_elsewhere("", SPAN("timezone")), "desk");
	assert_null(key_elsewhere("", SPAN("no_such_key")));
	assert_null(key_find("desk", SPAN("desk")));
	arena_clear(&a);
}

/* docs/config.md matches what the table prints; `make docs` writes it. */
static void test_reference(void **state)
{
	char *printed = NULL, *kept = NULL;
	size_t printed_size, kept_size = 0;
	FILE *out = open_memstream(&printed, &printed_size), *in = fopen("docs/config.md", "r");
	(void)state;
	assert_non_null(out);
	assert_non_null(in);
	conf_print_reference(out);
	fclose(out);
	ssize_t got = getdelim(&kept, &kept_size, '\0', in);
	fclose(in);
	assert_true(got > 0 && (size_t)got == printed_size);
	assert_memory_equal(kept, printed, printed_size);
	free(printed);
	free(kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_reference),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
