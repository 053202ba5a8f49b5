/* rules: sorts a mail by its subject tags and the config's rules: category, priority, tags, spam. */
#ifndef CAREDESK_RULES_H
#define CAREDESK_RULES_H

#include "daemon/core/base/plan.h"

struct sorted {
	struct span category; /* not empty if the config has categories */
	enum priority priority;
	struct span_list tags;
	bool drop_list;      /* a rule drops it if it came through a list */
	struct span spam;    /* why it is spam; empty: it is not */
	struct span subject; /* without prefixes and recognised tags */
	struct span why;     /* what decided category and priority */
};

/* The defaults: the mailbox's category, otherwise the desk's first; the category's priority, otherwise normal. */
struct span rules_category(const struct work *w);
enum priority rules_priority(const struct conf *conf, struct span category);

/* Each property comes from a subject tag, otherwise from the first matching rule that sets it; the tags of all matching
 * rules are joined. Patterns that hit a limit do not match and leave a line in plan->why. */
void rules_sort(struct work *w, struct sorted *out);

#endif
