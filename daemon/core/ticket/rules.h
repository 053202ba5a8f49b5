/* rules: what the subject's tags and the config's rules make of a mail: category, priority, tags, spam. */
#ifndef CAREDESK_RULES_H
#define CAREDESK_RULES_H

#include "daemon/core/base/plan.h"

struct sorted {
	struct span category; /* never empty where the config has any */
	enum priority priority;
	struct span_list tags;
	bool drop_list;      /* a rule drops it if it is a list's */
	struct span spam;    /* why it is spam; empty: it is not */
	struct span subject; /* bare, without the tags that were understood */
	struct span why;     /* what decided category and priority */
};

/* Where neither tag nor rule says: the mailbox's category, else the desk's first; the category's priority, else normal.
 */
struct span rules_category(const struct work *w);
enum priority rules_priority(const struct conf *conf, struct span category);

/* Each property comes from the first matching rule that sets it; tags of all matching rules are joined. Subject tags go
 * before rules. Patterns that hit a limit do not match, and leave a line in plan->why. */
void rules_sort(struct work *w, struct sorted *out);

#endif
