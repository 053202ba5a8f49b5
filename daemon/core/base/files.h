/* files: which attachments are not taken, or not handed on: by the patterns of `attachments` in the config, against
 * their names, their types, and the names of what is in them. */
#ifndef CAREDESK_FILES_H
#define CAREDESK_FILES_H

#include "conf/conf.h"
#include "parsers/mail.h"

/* The first of the mail that may not be taken; NULL: none. *why: which pattern, and what it fits. */
const struct attachment *files_refused(const struct conf *conf, const struct mail *mail, struct arena *a,
				       struct span *why);
/* Sets `aside` of those that are not to be handed on. */
void files_strip(const struct conf *conf, struct arena *a, struct attachment_list *list);
/* "a.exe (*.exe), b.zip (Eicar-Test)"; empty: all are handed on. */
struct span files_aside(const struct attachment_list *list, struct arena *a);

#endif
