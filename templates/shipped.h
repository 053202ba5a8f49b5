/* shipped: the templates that come with caredesk, compiled into the binary: templates/LANG/NAME.txt and NAME.html,
 * turned into C by templates/embed.awk. */
#ifndef CAREDESK_SHIPPED_H
#define CAREDESK_SHIPPED_H

#include <stddef.h>

struct shipped_text {
	const char *language, *file; /* "en", "reply.txt" */
	const char *text;
};
extern const struct shipped_text shipped_texts[]; /* by language and file */
extern const size_t shipped_text_count;

#endif
