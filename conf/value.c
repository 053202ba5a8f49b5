#include "conf/value.h"

#include "parsers/base/addrspec.h"
#include "parsers/base/utf8.h"

#include <string.h>

/* The key, the setting as written, and where the value goes. */
struct value {
	const struct key *key;
	const struct node *node;
	char *at;
	char *given; /* where the key's `given` is; NULL: nowhere */
};

static int value_wrong(const struct binding *b, const struct value *v, const char *what)
{
	report_error(b->errors, v->node->file, v->node->line, "`%s` %s", v->key->name, what);
	return -1;
}

/* ---- texts ---- */

static bool has_controls(struct span s, const char *allowed)
{
	while (s.len) {
		bool bad;
		uint32_t c = utf8_take(&s, &bad);
		if ((c < 32 || (c >= 127 && c < 160)) && !(c && c < 32 && strchr(allowed, (int)c)))
			return true;
	}
	return false;
}

static int check_text(const struct binding *b, const struct value *v, struct span text, const char *allowed)
{
	size_t max = v->key->max ? (size_t)v->key->max : KEY_MAX_TEXT;
	if (text.len == 0)
		return value_wrong(b, v, "is empty");
	if (text.len > max)
		return value_wrong(b, v, "is too long");
	if (!utf8_valid(text))
		return value_wrong(b, v, "is not UTF-8");
	if (has_controls(text, allowed))
		return value_wrong(b, v, "has a line end or another control character");
	return 0;
}

static int set_text(const struct binding *b, const struct value *v)
{
	if (check_text(b, v, v->node->text, v->key->type == KEY_LINES ? "\n\r\t" : ""))
		return -1;
	memcpy(v->at, &v->node->text, sizeof(struct span));
	return 0;
}

static int set_string(const struct binding *b, const struct value *v)
{
	const char *text = v->node->text.ptr;
	if (check_text(b, v, v->node->text, ""))
		return -1;
	memcpy(v->at, &text, sizeof(text));
	return 0;
}

static int set_path(const struct binding *b, const struct value *v)
{
	const char *path = v->node->text.ptr;
	if (check_text(b, v, v->node->text, ""))
		return -1;
	if (path[0] != '/')
		path = arena_printf(&b->conf->arena, "%s/%s", b->folder, path).ptr;
	memcpy(v->at, &path, sizeof(path));
	return 0;
}

static int check_name(const struct binding *b, const struct value *v, struct span name)
{
	if (check_text(b, v, name, ""))
		return -1;
	for (size_t i = 0; i < name.len; i++)
		if (strchr(" []#,:;@\"<>()", name.ptr[i]))
			return value_wrong(b, v, "is a name: no spaces and none of []#,:;@\"<>()");
	return 0;
}

static int set_name(const struct binding *b, const struct value *v)
{
	if (check_name(b, v, v->node->text))
		return -1;
	memcpy(v->at, &v->node->text, sizeof(struct span));
	return 0;
}

/* ---- addresses ---- */

/* The address in the form used in mails: an internationalised domain in ASCII. */
static int take_address(const struct binding *b, const struct value *v, struct span text, struct span *out)
{
	struct arena *a = &b->conf->arena;
	if (!addrspec_is(a, text, ADDRSPEC_TYPED)) {
		report_error(b->errors, v->node->file, v->node->line,
			     "`%s` is a mail address like name@example.org; not `%.*s`", v->key->name, SPAN_ARG(text));
		return -1;
	}
	*out = addrspec_lower(a, addrspec_form(a, text, NULL));
	return 0;
}

static int set_address(const struct binding *b, const struct value *v)
{
	struct span address;
	if (take_address(b, v, v->node->text, &address))
		return -1;
	memcpy(v->at, &address, sizeof(address));
	return 0;
}

/* ---- lists of texts ---- */

static int take_item(const struct binding *b, const struct value *v, struct span text, struct span *out)
{
	*out = text;
	if (v->key->type == KEY_ADDRESSES)
		return take_address(b, v, text, out);
	return v->key->type == KEY_NAMES ? check_name(b, v, text) : check_text(b, v, text, "");
}

static int set_list(const struct binding *b, const struct value *v)
{
	struct span_list list = {0};
	int result = 0;
	for (size_t i = 0; i < v->node->items.count; i++) {
		struct span text;
		struct value item = *v;
		item.node = &v->node->items.items[i];
		if (item.node->type != NODE_TEXT)
			result = value_wrong(b, &item, "is a list of texts in quotes");
		else if (take_item(b, &item, item.node->text, &text))
			result = -1;
		else
			span_list_add(&b->conf->arena, &list, text);
	}
	memcpy(v->at, &list, sizeof(list));
	return result;
}

/* ---- words and numbers ---- */

static void store_number(const struct value *v, int64_t number)
{
	int32_t narrow = (int32_t)number;
	bool flag = number != 0;
	if (v->key->width == sizeof(bool))
		memcpy(v->at, &flag, sizeof(flag));
	else if (v->key->width == sizeof(narrow))
		memcpy(v->at, &narrow, sizeof(narrow));
	else
		memcpy(v->at, &number, sizeof(number));
}

static void list_words(const struct binding *b, const struct key *key, struct span_list *out)
{
	struct span rest = span_of(key->words), word;
	while (span_word(&rest, &word))
		span_list_add(&b->errors->arena, out, word);
}

/* The index of the node's text among the key's words, or -1. */
static int find_word(const struct binding *b, const struct value *v)
{
	struct span_list words = {0};
	struct span text = v->node->text;
	list_words(b, v->key, &words);
	for (size_t i = 0; i < words.count; i++)
		if (span_eq(words.items[i], text) && !span_eq(text, SPAN("-")))
			return (int)i;
	struct span all = span_of(v->key->words);
	report_error(b->errors, v->node->file, v->node->line, "`%s` is one of: %.*s; not `%.*s`%s", v->key->name,
		     SPAN_ARG(span_from(all, span_starts(all, SPAN("- ")) ? 2 : 0)), SPAN_ARG(text),
		     report_meant(b->errors, text, &words));
	return -1;
}

static int set_choice(const struct binding *b, const struct value *v)
{
	int index = find_word(b, v);
	if (index < 0)
		return -1;
	store_number(v, index);
	return 0;
}

static int set_word(const struct binding *b, const struct value *v)
{
	return find_word(b, v) < 0 ? -1 : set_string(b, v);
}

static int set_bool(const struct binding *b, const struct value *v)
{
	(void)b;
	store_number(v, v->node->number);
	return 0;
}

static int set_in_range(const struct binding *b, const struct value *v, int64_t number)
{
	if (number < v->key->min || number > v->key->max) {
		report_error(b->errors, v->node->file, v->node->line, "`%s` is from %lld to %lld; not %lld",
			     v->key->name, (long long)v->key->min, (long long)v->key->max, (long long)number);
		return -1;
	}
	store_number(v, number);
	return 0;
}

static int set_number(const struct binding *b, const struct value *v)
{
	return set_in_range(b, v, v->node->number);
}

/* "30m": digits and one letter of `units`, with the corresponding factor from `factors`. */
static int set_measured(const struct binding *b, const struct value *v, const char *units, const int64_t *factors,
			const char *what)
{
	struct span text = v->node->text;
	uint64_t count;
	const char *unit = text.len ? strchr(units, text.ptr[text.len - 1]) : NULL;
	if (v->node->type == NODE_NUMBER)
		return set_number(b, v);
	struct span digits = unit && *unit ? span_sub(text, 0, text.len - 1) : text;
	int64_t factor = unit && *unit ? factors[unit - units] : 1;
	if (!span_u64(digits, &count) || count > (uint64_t)(INT64_MAX / factor))
		return value_wrong(b, v, what);
	return set_in_range(b, v, (int64_t)count * factor);
}

static int set_size(const struct binding *b, const struct value *v)
{
	static const int64_t factors[] = {1 << 10, 1 << 20, 1 << 30};
	return set_measured(b, v, "KMG", factors,
			    "is a size: a number of bytes, or a text like \"25M\" with K, M or G");
}

static int set_duration(const struct binding *b, const struct value *v)
{
	static const int64_t factors[] = {1, 60, 3600, 86400, 7 * 86400, 365 * 86400};
	return set_measured(b, v, "smhdwy", factors,
			    "is a duration: a number of seconds, or a text like \"30m\" with s, m, h, d, w or y");
}

/* ---- patterns ---- */

static int set_regex(const struct binding *b, const struct value *v, struct span regex)
{
	struct pattern *pattern;
	struct err err;
	if (pattern_new(regex, &pattern, &err))
		return value_wrong(b, v, arena_printf(&b->errors->arena, "is not a valid regex: %s", err.text).ptr);
	memcpy(v->at, &pattern, sizeof(pattern));
	return 0;
}

static int set_pattern(const struct binding *b, const struct value *v)
{
	return check_text(b, v, v->node->text, "") ? -1 : set_regex(b, v, v->node->text);
}

static int set_header(const struct binding *b, const struct value *v)
{
	struct span rest = v->node->text, name = SPAN_NONE;
	if (check_text(b, v, rest, ""))
		return -1;
	bool colon = span_chr(rest, ':') > 0;
	span_cut(&rest, ':', &name);
	name = span_trim(name);
	for (size_t i = 0; i < name.len; i++)
		colon = colon && name.ptr[i] > 32 && name.ptr[i] < 127;
	if (!colon || !name.len)
		return value_wrong(b, v, "is written \"Name: regex\"");
	if (set_regex(b, v, span_trim(rest)))
		return -1;
	memcpy(v->given, &name, sizeof(name));
	return 0;
}

static const struct setter {
	enum node_type takes, or_takes;
	int (*set)(const struct binding *b, const struct value *v);
} setters[] = {
	[KEY_TEXT] = {NODE_TEXT, NODE_TEXT, set_text},       [KEY_LINES] = {NODE_TEXT, NODE_TEXT, set_text},
	[KEY_STRING] = {NODE_TEXT, NODE_TEXT, set_string},   [KEY_WORD] = {NODE_TEXT, NODE_TEXT, set_word},
	[KEY_CHOICE] = {NODE_TEXT, NODE_TEXT, set_choice},   [KEY_PATH] = {NODE_TEXT, NODE_TEXT, set_path},
	[KEY_NAME] = {NODE_TEXT, NODE_TEXT, set_name},       [KEY_NAMES] = {NODE_LIST, NODE_LIST, set_list},
	[KEY_TEXTS] = {NODE_LIST, NODE_LIST, set_list},      [KEY_ADDRESS] = {NODE_TEXT, NODE_TEXT, set_address},
	[KEY_ADDRESSES] = {NODE_LIST, NODE_LIST, set_list},  [KEY_BOOL] = {NODE_BOOL, NODE_BOOL, set_bool},
	[KEY_SWITCH] = {NODE_BOOL, NODE_BOOL, set_bool},     [KEY_NUMBER] = {NODE_NUMBER, NODE_NUMBER, set_number},
	[KEY_SIZE] = {NODE_NUMBER, NODE_TEXT, set_size},     [KEY_DURATION] = {NODE_NUMBER, NODE_TEXT, set_duration},
	[KEY_PATTERN] = {NODE_TEXT, NODE_TEXT, set_pattern}, [KEY_HEADER] = {NODE_TEXT, NODE_TEXT, set_header},
};

bool value_type_fits(const struct binding *b, const struct key *key, const struct node *node, enum node_type wants,
		     enum node_type or_wants)
{
	if (node->type == wants || node->type == or_wants)
		return true;
	report_error(b->errors, node->file, node->line, "`%s` must be %s%s%s, not %s", key->name, node_type_name(wants),
		     wants == or_wants ? "" : " or ", wants == or_wants ? "" : node_type_name(or_wants),
		     node_type_name(node->type));
	return false;
}

void value_bind(const struct binding *b, const struct key *key, const struct node *node, char *base)
{
	const struct setter *s = &setters[key->type];
	struct value v = {key, node, base + key->offset, key->given ? base + key->given : NULL};
	if (key->type == KEY_FORBIDDEN) {
		report_error(b->errors, node->file, node->line, "`%s`: %s", key->name, key->help);
		return;
	}
	if (!value_type_fits(b, key, node, s->takes, s->or_takes) || s->set(b, &v))
		return;
	if (v.given && key->type != KEY_HEADER)
		memcpy(v.given, &(bool){true}, sizeof(bool));
}
