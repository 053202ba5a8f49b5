/* template: a file with {{variable}} and {{#section}}…{{/section}} as in Mustache (mustache(5)); also {{^section}}
 * (when empty or false), {{>part}} (includes another file) and {{! comment }}. Values are never searched for tags, so a
 * value can't inject any.
 *
 * NAME.txt is a mail: headers, a blank line and a body. The only header is Subject, and a value in it becomes one line.
 * A comment may precede it: in the English files it documents the mail and the variables that it may use (embed.awk).
 * NAME.html is pure HTML. HTML is also made from NAME.txt (templates/markup.h): values are escaped, and the file's own
 * text becomes paragraphs, lists and links. */
#ifndef CAREDESK_TEMPLATE_H
#define CAREDESK_TEMPLATE_H

#include "parsers/base/arena.h"
#include "parsers/base/err.h"

struct template;

/* A value: text, or a list of sets of values (for sections), or true/false. Names are looked up in the innermost
 * section first. */
struct vars;
struct vars_list {
	struct vars *items;
	size_t count, cap;
};
struct var {
	struct span name;
	struct span text; /* empty counts as false in a section */
	struct span html; /* its HTML, used unchanged; empty: made from `text` */
	bool is_block;    /* whole paragraphs, not words in a line */
	bool is_words;    /* a person's own words, which may have colours */
	bool is_list;
	struct vars_list list;
};
struct var_list {
	struct var *items;
	size_t count, cap;
};
struct vars {
	struct var_list own;
};

void vars_text(struct arena *a, struct vars *v, const char *name, struct span text); /* text is not copied */
/* A whole text: paragraphs in HTML. `html` must be clean, because it is used unchanged; empty: made from the text. */
void vars_block(struct arena *a, struct vars *v, const char *name, struct span text, struct span html);
void vars_flag(struct arena *a, struct vars *v, const char *name, bool on);
/* The same for a person's own words: their colours are dropped where a mail is shown in dark mode. */
void vars_words(struct arena *a, struct vars *v, const char *name, struct span text, struct span html);
/* A new element of the list `name`; valid until the next call for the same list. */
struct vars *vars_item(struct arena *a, struct vars *v, const char *name);

enum template_form {
	TEMPLATE_TEXT, /* NAME.txt: a subject and a text */
	TEMPLATE_MADE, /* NAME.txt, to be made into HTML */
	TEMPLATE_HTML, /* NAME.html */
};
/* What {{>name}} includes. find returns false if there is no such file; html: it may return HTML. */
struct template_part {
	struct span bytes;
	const char *source;
	bool is_html;
};
struct template_parts {
	bool (*find)(void *ctx, struct span name, bool html, struct template_part *out);
	void *ctx;
	const struct span_list *names; /* for suggestions */
};

/* Parses one file's bytes, UTF-8 with LF or CRLF lines. `source` is for messages ("templates/en/reply.txt"). Every
 * section must be closed; every variable, also in parts, must be named in `known` (NULL: any). A section tag, part or
 * comment alone on its line removes the line, and where a section is empty, only one of the empty lines around it is
 * kept. parts NULL: there are none. Errors: ERR_CONFIG "file:line: error: …". *out copies the bytes and is owned by the
 * caller. */
int template_parse(struct span bytes, const char *source, enum template_form form, const struct span_list *known,
		   const struct template_parts *parts, struct template **out, struct err *err);
void template_free(struct template *t); /* NULL is fine */
/* Does its body, or one of its parts, contain that variable? */
bool template_uses(const struct template *t, struct span name);

/* Renders; *subject (one line) and *body (LF lines, with one at its end, at most 4 MiB) live in `a`. A name without a
 * value renders as nothing. A value's last line end is dropped. */
void template_render(const struct template *t, const struct vars *v, struct arena *a, struct span *subject,
		     struct span *body);
/* Renders a whole HTML page: that of t (not TEMPLATE_TEXT) as `body` in the layout, which can use the other values too.
 * Empty if it would be larger than 4 MiB. */
struct span template_page(const struct template *t, const struct template *layout, const struct vars *v,
			  struct arena *a);

/* The kinds of mails ("acknowledge" …) and the variables that each may use; generated from the header comments of the
 * English files. */
struct template_kind {
	const char *name;
	const char *variables; /* names separated by spaces */
};
extern const struct template_kind template_kinds[];
extern const size_t template_kind_count;
extern const char template_layout_variables[]; /* those of layout.html */

#endif
