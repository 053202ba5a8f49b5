/* template: a file with {{variable}} and {{#section}}…{{/section}} as in Mustache (mustache(5)); also {{^section}}
 * (when empty or false), {{>part}} (another file's text in this place) and {{! comment }}. Values are never looked at
 * for tags, so a value can add nothing.
 *
 * NAME.txt is a mail: headers, a blank line and a body; the only header is Subject, and a value put into it becomes one
 * line; a comment may stand before them: in the English ones it says what the mail is for and may use (embed.awk).
 * NAME.html is HTML alone. HTML is also made from NAME.txt (templates/markup.h): there each value is escaped, and what
 * the file says is paragraphs, lists and links. */
#ifndef CAREDESK_TEMPLATE_H
#define CAREDESK_TEMPLATE_H

#include "parsers/base/arena.h"
#include "parsers/base/err.h"

struct template;

/* A value: text, or a list of sets of values (for sections), or true/false. Looked up by name, in the
 * innermost section first. */
struct vars;
struct vars_list {
	struct vars *items;
	size_t count, cap;
};
struct var {
	struct span name;
	struct span text; /* empty is false for a section */
	struct span html; /* what stands for it in HTML, as it is; empty: made from `text` */
	bool is_block;    /* paragraphs of its own, not words in a line */
	bool is_words;    /* somebody's own, in whatever colours */
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
/* A whole text: paragraphs in HTML. `html` must be clean: it goes out as it is; empty: made from the text. */
void vars_block(struct arena *a, struct vars *v, const char *name, struct span text, struct span html);
void vars_flag(struct arena *a, struct vars *v, const char *name, bool on);
/* The same of somebody's own words: where a mail is shown on a dark ground, their colours are left out. */
void vars_words(struct arena *a, struct vars *v, const char *name, struct span text, struct span html);
/* A new element of the list `name`; valid until the next call for the same list. */
struct vars *vars_item(struct arena *a, struct vars *v, const char *name);

enum template_form {
	TEMPLATE_TEXT, /* NAME.txt: a subject and a text */
	TEMPLATE_MADE, /* NAME.txt: HTML made from its body */
	TEMPLATE_HTML, /* NAME.html */
};
/* What {{>name}} stands for. Gives false where there is no such file; html: it may be one of HTML. */
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

/* Parses one file's bytes, UTF-8 with LF or CRLF lines. `source` is for messages ("templates/en/reply.txt").
 * Every section must be closed; every variable, in parts too, must be one that `known` names (NULL: any). A section
 * tag, part or comment that is alone on its line takes the line away, and where a section leaves nothing, of the empty
 * lines around it one is left. parts NULL: there are none. Errors: ERR_CONFIG "file:line: error: …". *out is owned by
 * the caller and copies the bytes. */
int template_parse(struct span bytes, const char *source, enum template_form form, const struct span_list *known,
		   const struct template_parts *parts, struct template **out, struct err *err);
void template_free(struct template *t); /* NULL is fine */
/* Does the value of that name stand in its body, or in one of its parts? */
bool template_uses(const struct template *t, struct span name);

/* Renders; *subject (one line) and *body (LF lines, one at its end, at most 4 MiB) live in `a`. A name without a
 * value is empty. A value's last line end is left out. */
void template_render(const struct template *t, const struct vars *v, struct arena *a, struct span *subject,
		     struct span *body);
/* HTML: that of t (of a form other than TEMPLATE_TEXT) as `body` in the layout, which gets the other values too. Empty
 * where it would be larger than 4 MiB. */
struct span template_page(const struct template *t, const struct template *layout, const struct vars *v,
			  struct arena *a);

/* The names that the contract gives ("acknowledge" …) and the variables that each may use; made of the English texts'
 * heads. */
struct template_kind {
	const char *name;
	const char *variables; /* names parted by spaces */
};
extern const struct template_kind template_kinds[];
extern const size_t template_kind_count;
extern const char template_layout_variables[]; /* those of layout.html */

#endif
