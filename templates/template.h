/* template: a text file of headers, a blank line and a body, with {{variable}} and
 * {{#section}}…{{/section}} as in Mustache (mustache(5)); also {{^section}} (when empty or false) and
 * {{! comment }}. Values are never looked at for tags, so a value can add nothing.
 *
 * The only header is Subject. A value put into it becomes one line. */
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
void vars_flag(struct arena *a, struct vars *v, const char *name, bool on);
/* A new element of the list `name`; valid until the next call for the same list. */
struct vars *vars_item(struct arena *a, struct vars *v, const char *name);

/* Parses one file's bytes, UTF-8 with LF or CRLF lines. `source` is for messages ("templates/en/reply.txt").
 * Every section must be closed; every variable must be one that `known` names (NULL: any). A section tag or a
 * comment that is alone on its line takes the line away. Errors: ERR_CONFIG "file:line: error: …".
 * *out is owned by the caller and copies the bytes. */
int template_parse(struct span bytes, const char *source, const struct span_list *known, struct template **out,
		   struct err *err);
void template_free(struct template *t); /* NULL is fine */

/* Renders; *subject (one line) and *body (LF lines, one at its end, at most 4 MiB) live in `a`. A name without a
 * value is empty. A value's last line end is left out. */
void template_render(const struct template *t, const struct vars *v, struct arena *a, struct span *subject,
		     struct span *body);

/* The names that the contract gives ("acknowledge" …) and the variables that each may use. */
struct template_kind {
	const char *name;
	const char *variables; /* names parted by spaces */
};
extern const struct template_kind template_kinds[];
extern const size_t template_kind_count;

#endif
