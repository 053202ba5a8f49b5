#include "conf/syntax.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MAX_DEPTH 32
#define NEAR 2 /* if an error comes this few tokens after a multi-line text, the text's closing quote is missing */

enum kind { END, WORD, TEXT, SIGN, STRANGE }; /* SIGN: one of =:;,(){}[] */

struct token {
	enum kind kind;
	struct span text; /* as written */
	unsigned line;    /* where it begins */
};

struct syntax {
	struct arena *arena;
	struct span rest;
	unsigned line;
	struct token now, before;
	unsigned index;      /* of `now` */
	unsigned long_index; /* of the last multi-line text */
	unsigned long_line;  /* where that begins; 0: there was none */
	unsigned depth;
	bool found;
	unsigned fault_line;
	const char *fault;
};

/* An open bracket; the names in a group must be unique. */
struct opened {
	char by; /* '{', '(' or '['; 0: the whole file */
	unsigned line;
	struct span_list names;
	struct lines {
		unsigned *items;
		size_t count, cap;
	} lines; /* of the names */
};

/* Only the first fault is kept. */
static void fault(struct syntax *s, unsigned line, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void fault(struct syntax *s, unsigned line, const char *format, ...)
{
	char text[400];
	va_list args;
	if (s->found)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	s->found = true;
	s->fault_line = line;
	s->fault = arena_str(s->arena, span_of(text));
	if (s->long_line && s->index - s->long_index <= NEAR) {
		s->fault_line = s->long_line;
		s->fault = "the text that begins here continues past the end of the line: its closing \" is missing";
	}
}

/* ---- tokens ---- */

static bool is_word_char(char c)
{
	return isalnum((unsigned char)c) || strchr("_.+*-", c);
}

static void syntax_skip(struct syntax *s, size_t n)
{
	for (size_t i = 0; i < n && i < s->rest.len; i++)
		s->line += s->rest.ptr[i] == '\n';
	s->rest = span_from(s->rest, n);
}

static void skip_to(struct syntax *s, struct span end)
{
	ptrdiff_t at = span_find(s->rest, end);
	syntax_skip(s, at < 0 ? s->rest.len : (size_t)at + end.len);
}

static void skip_space(struct syntax *s)
{
	while (s->rest.len) {
		if (s->rest.ptr[0] == '#' || span_starts(s->rest, SPAN("//")) || span_starts(s->rest, SPAN("@include")))
			skip_to(s, SPAN("\n"));
		else if (span_starts(s->rest, SPAN("/*")))
			skip_to(s, SPAN("*/"));
		else if (strchr(" \t\r\n\f\v", s->rest.ptr[0]))
			syntax_skip(s, 1);
		else
			return;
	}
}

/* The length of the quoted text at the front; all of the rest if it does not end. */
static size_t text_length(struct span rest)
{
	size_t i = 1;
	while (i < rest.len && rest.ptr[i] != '"')
		i += rest.ptr[i] == '\\' ? 2 : 1;
	return i < rest.len ? i + 1 : rest.len;
}

static size_t word_length(struct span rest)
{
	size_t n = 0;
	while (n < rest.len && is_word_char(rest.ptr[n]))
		n++;
	return n;
}

/* The length of something that is not a token, up to the next delimiter, for the message. */
static size_t strange_length(struct span rest)
{
	size_t n = 0;
	while (n < rest.len && !strchr(" \t\r\n;,(){}[]", rest.ptr[n]))
		n++;
	return n ? n : 1;
}

static void note_long(struct syntax *s, const struct token *t)
{
	if (span_chr(t->text, '\n') < 0)
		return;
	if (!s->long_line || s->index - s->long_index > NEAR) /* else quotes are swapped because of the text before */
		s->long_line = t->line;
	s->long_index = s->index;
}

static void next(struct syntax *s)
{
	s->before = s->now;
	s->index++;
	skip_space(s);
	struct token t = {.kind = END, .line = s->line};
	size_t n = 0;
	if (s->rest.len == 0)
		n = 0;
	else if (s->rest.ptr[0] == '"')
		t.kind = TEXT, n = text_length(s->rest);
	else if (strchr("=:;,(){}[]", s->rest.ptr[0]))
		t.kind = SIGN, n = 1;
	else if ((n = word_length(s->rest)))
		t.kind = WORD;
	else
		t.kind = STRANGE, n = strange_length(s->rest);
	t.text = span_sub(s->rest, 0, n);
	syntax_skip(s, n);
	s->now = t;
	if (t.kind == TEXT)
		note_long(s, &t);
	if (t.kind == TEXT && (n < 2 || t.text.ptr[n - 1] != '"'))
		fault(s, t.line, "the text that begins here is not closed: \" is missing");
}

static bool is_sign(const struct syntax *s, const char *signs)
{
	return s->now.kind == SIGN && strchr(signs, s->now.text.ptr[0]);
}

static bool is_closing(const struct syntax *s, char open)
{
	return is_sign(s, open == '{' ? "}" : open == '(' ? ")" : "]");
}

/* ---- values ---- */

static void read_value(struct syntax *s, struct span name);

static bool is_number(struct span word)
{
	bool digit = false;
	for (size_t i = 0; i < word.len; i++) {
		digit = digit || isdigit((unsigned char)word.ptr[i]);
		if (!isxdigit((unsigned char)word.ptr[i]) && !strchr("xXL.+-eE", word.ptr[i]))
			return false;
	}
	return digit && strchr("0123456789+-.", word.ptr[0]);
}

static void read_word(struct syntax *s)
{
	static const char *const switches[] = {"yes", "no", "on", "off"};
	struct span word = s->now.text;
	if (is_number(word) || span_ieq(word, SPAN("true")) || span_ieq(word, SPAN("false"))) {
		next(s);
		return;
	}
	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
		if (span_ieq(word, span_of(switches[i])))
			fault(s, s->now.line, "`%.*s`: true and false are written without quotes", SPAN_ARG(word));
	fault(s, s->now.line, "`%.*s` needs quotes: \"%.*s\"", SPAN_ARG(word), SPAN_ARG(word));
}

static const char *name_of(char open)
{
	return open == '{' ? "{" : open == '(' ? "(" : "[";
}

static void not_closed(struct syntax *s, const struct opened *o)
{
	const char *close = o->by == '{' ? "}" : o->by == '(' ? ")" : "]";
	if (s->now.kind == END)
		fault(s, o->line, "the %s of this line is not closed: %s is missing", name_of(o->by), close);
	else
		fault(s, s->now.line, "%s is missing before `%.*s`: the %s of line %u is still open", close,
		      SPAN_ARG(s->now.text), name_of(o->by), o->line);
}

/* After a value in a list. */
static void read_comma(struct syntax *s, const struct opened *o)
{
	if (is_closing(s, o->by))
		return;
	if (is_sign(s, "=:") || is_sign(s, "})]") || s->now.kind == END) {
		not_closed(s, o);
	} else if (is_sign(s, ";")) {
		fault(s, s->now.line, "items in %s are separated by commas, not by ;, or its %s is missing",
		      name_of(o->by), o->by == '(' ? ")" : "]");
	} else if (!is_sign(s, ",")) {
		fault(s, s->now.line, "a comma is missing between this and what comes before it in line %u",
		      s->before.line);
	} else {
		next(s);
		if (is_closing(s, o->by))
			fault(s, s->before.line, "there is nothing after the last comma");
	}
}

static void read_list(struct syntax *s, char open)
{
	struct opened o = {.by = open, .line = s->now.line};
	next(s);
	while (!s->found && !is_closing(s, open)) {
		if (open == '[' && is_sign(s, "{(["))
			fault(s, s->now.line, "groups and lists are written in ( ), not in [ ]");
		else if (s->now.kind == END || is_sign(s, "})]"))
			not_closed(s, &o);
		else
			read_value(s, SPAN_NONE);
		if (!s->found)
			read_comma(s, &o);
	}
	next(s);
}

/* ---- settings ---- */

static void claim(struct syntax *s, struct opened *o, const struct token *name)
{
	for (size_t i = 0; i < o->names.count; i++)
		if (span_eq(o->names.items[i], name->text))
			fault(s, name->line, "`%.*s` is set twice: first in line %u", SPAN_ARG(name->text),
			      o->lines.items[i]);
	span_list_add(s->arena, &o->names, name->text);
	*LIST_ADD(s->arena, &o->lines) = name->line;
}

static void read_setting(struct syntax *s, struct opened *o)
{
	struct token name = s->now;
	if (!isalpha((unsigned char)name.text.ptr[0]) && name.text.ptr[0] != '*')
		fault(s, name.line, "`%.*s` is not the name of a setting", SPAN_ARG(name.text));
	next(s);
	if (!is_sign(s, "=:"))
		fault(s, name.line, "`=` is missing after `%.*s`", SPAN_ARG(name.text));
	claim(s, o, &name);
	next(s);
	read_value(s, name.text);
	if (is_sign(s, ";,"))
		next(s);
}

/* The current token can't begin a setting. */
static void no_setting(struct syntax *s, const struct opened *o)
{
	struct token at = s->now;
	if (at.kind == END || (o->by && is_sign(s, ")]"))) {
		not_closed(s, o);
	} else if (is_sign(s, ")]}")) {
		fault(s, at.line, "`%.*s` closes nothing", SPAN_ARG(at.text));
	} else if (is_sign(s, ";,")) {
		next(s);
		if (o->by && is_sign(s, "{"))
			fault(s, at.line, "} is missing before `%.*s`: the { of line %u is still open",
			      SPAN_ARG(at.text), o->line);
		fault(s, at.line, "there is one `%.*s` too many", SPAN_ARG(at.text));
	} else {
		fault(s, at.line, "a setting is written NAME = VALUE; not %.*s", SPAN_ARG(span_sub(at.text, 0, 40)));
	}
}

static void read_settings(struct syntax *s, struct opened *o)
{
	while (!s->found && !(o->by && is_closing(s, o->by)) && !(!o->by && s->now.kind == END)) {
		if (s->now.kind == WORD)
			read_setting(s, o);
		else
			no_setting(s, o);
	}
}

static void read_group(struct syntax *s)
{
	struct opened o = {.by = '{', .line = s->now.line};
	next(s);
	read_settings(s, &o);
	next(s);
}

static void no_value(struct syntax *s, struct span name)
{
	if (s->now.kind == STRANGE)
		fault(s, s->now.line, "a text is written in straight double quotes: \"…\"; not %.*s",
		      SPAN_ARG(span_sub(s->now.text, 0, 40)));
	else if (name.len)
		fault(s, s->before.line, "`%.*s` has no value", SPAN_ARG(name));
	else
		fault(s, s->now.line, "something is missing before `%.*s`", SPAN_ARG(s->now.text));
}

static void read_value(struct syntax *s, struct span name)
{
	if (s->depth == MAX_DEPTH)
		s->found = true; /* without a fault to report */
	if (s->found)
		return;
	s->depth++;
	if (is_sign(s, "{"))
		read_group(s);
	else if (is_sign(s, "(["))
		read_list(s, s->now.text.ptr[0]);
	else if (s->now.kind == WORD)
		read_word(s);
	else if (s->now.kind == TEXT)
		while (s->now.kind == TEXT && !s->found)
			next(s);
	else
		no_value(s, name);
	s->depth--;
}

bool syntax_explain(struct arena *a, struct span bytes, unsigned *line, const char **text)
{
	struct syntax s = {.arena = a, .rest = bytes, .line = 1};
	struct opened whole = {0};
	next(&s);
	read_settings(&s, &whole);
	if (!s.fault)
		return false;
	*line = s.fault_line;
	*text = s.fault;
	return true;
}
